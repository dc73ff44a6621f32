"""The work on an application: the funder's form as sections, wanted documents, the team, and frozen versions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.application_work import TeamRole, VersionKind
from app.domain.text_limits import LimitUnit
from models.accounts import User
from models.base import Archivable, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.calls import Call
from models.contacts import Contact
from models.files import Attachment
from models.frozen import Redactable, redaction_checks
from models.grants import Application


class HasLimit:
    """A section of a form: what the funder asks, how long the answer may be and in which language."""

    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(200))
    hint: Mapped[str] = mapped_column(sa.String(1000), default="")
    limit_unit: Mapped[LimitUnit | None] = mapped_column(enum_type(LimitUnit, "limit_unit"))
    limit_count: Mapped[int | None]
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    required: Mapped[bool] = mapped_column(default=True)


class Wanted:
    """A document that is handed in with the form; with `max_age_months` it must be fresh on the day."""

    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(200))
    hint: Mapped[str] = mapped_column(sa.String(500), default="")
    required: Mapped[bool] = mapped_column(default=True)
    max_age_months: Mapped[int | None]


def section_checks() -> tuple[sa.CheckConstraint, ...]:
    """Return what holds for every section."""
    return (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("(limit_unit IS NULL) = (limit_count IS NULL)", name="limit_is_whole"),
        sa.CheckConstraint("limit_count IS NULL OR limit_count > 0", name="limit_positive"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
    )


def document_checks() -> tuple[sa.CheckConstraint, ...]:
    """Return what holds for every wanted document."""
    return (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("max_age_months IS NULL OR max_age_months > 0", name="max_age_positive"),
    )


class CallSection(HasLimit, Audited, Base):
    """A section of a funder's form, from which the sections of applications are made."""

    __tablename__ = "call_sections"
    __table_args__ = section_checks()

    id: Mapped[IntPk]
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)

    call: Mapped[Call] = relationship()


class CallDocument(Wanted, Audited, Base):
    """A document that a call wants beside the form."""

    __tablename__ = "call_documents"
    __table_args__ = document_checks()

    id: Mapped[IntPk]
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)

    call: Mapped[Call] = relationship()


class ApplicationSection(HasLimit, Timestamps, Versioned, Archivable, Audited, Base):
    """A section of one application with its text in Markdown; ready is what its writer calls finished."""

    __tablename__ = "application_sections"
    __table_args__ = (*section_checks(), sa.UniqueConstraint("application_id", "call_section_id"))

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    call_section_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("call_sections.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text, default="")
    is_ready: Mapped[bool] = mapped_column(default=False)

    application: Mapped[Application] = relationship()


class ApplicationMember(Timestamps, Audited, Base):
    """Somebody of an application's team: an account or a person, with one role; an application has one leader."""

    __tablename__ = "application_members"
    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (contact_id IS NULL)", name="account_or_contact"),
        sa.UniqueConstraint("application_id", "user_id", "role", name="uq_application_members_account_once"),
        sa.UniqueConstraint("application_id", "contact_id", "role", name="uq_application_members_contact_once"),
        sa.Index(
            "uq_application_members_one_leader",
            "application_id",
            unique=True,
            sqlite_where=sa.text("role = 'leader'"),
            postgresql_where=sa.text("role = 'leader'"),
        ),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(enum_type(TeamRole, "role"))

    application: Mapped[Application] = relationship()
    user: Mapped[User | None] = relationship()
    contact: Mapped[Contact | None] = relationship()

    @property
    def name(self) -> str:
        """Return what the person is called."""
        if self.user is not None:
            return self.user.name
        return self.contact.display_name if self.contact is not None else ""


class ApplicationDocument(Wanted, Timestamps, Versioned, Audited, Base):
    """A document of one application: a file of the application, or a reason why none is needed."""

    __tablename__ = "application_documents"
    __table_args__ = (
        *document_checks(),
        sa.CheckConstraint(
            "valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on", name="days_in_order"
        ),
        sa.UniqueConstraint("application_id", "call_document_id"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    call_document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("call_documents.id", ondelete="SET NULL"), index=True
    )
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    not_needed: Mapped[str] = mapped_column(sa.String(300), default="")

    application: Mapped[Application] = relationship()
    attachment: Mapped[Attachment | None] = relationship()


class ApplicationVersion(Redactable, Base):
    """A frozen copy of a whole application as canonical JSON with its checksum."""

    __tablename__ = "application_versions"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("length(checksum) = 64", name="checksum_is_sha256"),
        *redaction_checks(),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[VersionKind] = mapped_column(enum_type(VersionKind, "kind"), default=VersionKind.MANUAL)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    document: Mapped[str] = mapped_column(sa.Text, deferred=True)

    taken_by: Mapped[User | None] = relationship()
