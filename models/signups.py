"""Sign-ups: what people who want to volunteer wrote in the public form."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import display_person_name
from app.domain.signups import PERSONAL, SignUpStatus
from models.accounts import User
from models.base import Audited, Base, IntPk, UtcDateTime, Versioned, enum_type, utc_now
from models.branches import Branch
from models.opportunities import Opportunity
from models.privacy import ConsentText
from models.search import Searchable
from models.volunteers import Volunteer


class SignUp(Versioned, Audited, Searchable, Base):
    """A request to become a volunteer. Nobody is a contact because of it before it is approved.

    `reference` is the number that the person was told; when the same was sent again, `repeated_as` has the
    numbers of the repetitions. Without a branch the person is glad to help anywhere. `made_person` and
    `made_volunteer` say what the approval added, so that it can be taken back.
    """

    __tablename__ = "sign_ups"
    __search_kind__ = "sign_up"
    __audit_exclude__ = Audited.__audit_exclude__ | frozenset(PERSONAL)
    __table_args__ = (
        sa.CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="decided_says_when"),
        sa.CheckConstraint("status <> 'approved' OR volunteer_id IS NOT NULL", name="approved_is_a_volunteer"),
        sa.CheckConstraint(
            "status <> 'declined' OR length(reason) > 0 OR erased_at IS NOT NULL", name="declined_has_reason"
        ),
        sa.Index("ix_sign_ups_status_sent_at_id", "status", "sent_at", "id"),
        sa.Index("ix_sign_ups_email_status", "email", "status"),
    )

    id: Mapped[IntPk]
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    repeated_as: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[SignUpStatus] = mapped_column(enum_type(SignUpStatus, "status"), default=SignUpStatus.WAITING)
    opportunity_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("opportunities.id", ondelete="SET NULL"), index=True
    )
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    last_name: Mapped[str] = mapped_column(sa.String(100))
    first_name: Mapped[str] = mapped_column(sa.String(100))
    middle_name: Mapped[str] = mapped_column(sa.String(100), default="")
    birth_date: Mapped[date | None]
    email: Mapped[str] = mapped_column(sa.String(254))
    phone: Mapped[str] = mapped_column(sa.String(20))
    city: Mapped[str] = mapped_column(sa.String(100), default="")
    skills: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    availability: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    about: Mapped[str] = mapped_column(sa.Text, default="")
    guardian_name: Mapped[str] = mapped_column(sa.String(200), default="")
    guardian_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    guardian_email: Mapped[str] = mapped_column(sa.String(254), default="")
    emergency_name: Mapped[str] = mapped_column(sa.String(200), default="")
    emergency_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    consent_text_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_texts.id"), index=True)
    photo_text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consent_texts.id"), index=True)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    ip_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    confirm_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    volunteer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("volunteers.id"), index=True)
    made_person: Mapped[bool] = mapped_column(default=False)
    made_volunteer: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    opportunity: Mapped[Opportunity | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    consent_text: Mapped[ConsentText] = relationship(foreign_keys=[consent_text_id])
    photo_text: Mapped[ConsentText | None] = relationship(foreign_keys=[photo_text_id])
    decided_by: Mapped[User | None] = relationship()
    volunteer: Mapped[Volunteer | None] = relationship()

    @property
    def name(self) -> str:
        """Return the person's name, or the number of the sign-up once what was written is erased."""
        return display_person_name(self.last_name, self.first_name, self.middle_name) or self.reference

    def search_title(self) -> str:
        return self.name

    def search_words(self) -> Iterable[str | None]:
        return (self.name, self.reference, self.repeated_as, self.email, self.phone)
