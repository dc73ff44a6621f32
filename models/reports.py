"""Grant reports: their blocks, the funders' templates, approvals, and the frozen versions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grant_report import RateRule
from app.domain.grants import DeliverableKind, NarrativeSection
from app.domain.money import Currency
from app.domain.report_blocks import Block, BlockKind, Column
from app.domain.report_flow import Decision, ReportState
from app.domain.roles import Approver
from app.domain.text_limits import LimitUnit
from models.accounts import User
from models.base import Archivable, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Organisation
from models.frozen import Redactable, redaction_checks
from models.grants import Application, Deliverable


class ReportPicture(Base):
    """A picture that a template or a frozen version needs, kept once under the checksum of its bytes."""

    __tablename__ = "report_pictures"
    __table_args__ = (sa.CheckConstraint("length(checksum) = 64", name="checksum_whole"),)

    checksum: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class ReportTemplate(Timestamps, Versioned, Archivable, Audited, Base):
    """How a funder wants its reports.

    `categories` maps categories of the budget to the funder's own words; `indicators` are names that every report must
    hold.
    """

    __tablename__ = "report_templates"
    __table_args__ = (
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("(currency IS NULL) = (rate_rule IS NULL)", name="currency_has_rule"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(200))
    funder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    currency: Mapped[Currency | None] = mapped_column(enum_type(Currency, "currency", 3))
    rate_rule: Mapped[RateRule | None] = mapped_column(enum_type(RateRule, "rate_rule"))
    categories: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    indicators: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    disclaimer: Mapped[str] = mapped_column(sa.Text, default="")

    funder: Mapped[Organisation | None] = relationship()
    logos: Mapped[list["TemplateLogo"]] = relationship(cascade="all, delete-orphan", order_by="TemplateLogo.id")


class TemplateLogo(Base):
    """A picture for the cover of reports that are made from a template."""

    __tablename__ = "report_template_logos"

    id: Mapped[IntPk]
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("report_templates.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    checksum: Mapped[str] = mapped_column(sa.ForeignKey("report_pictures.checksum"), index=True)

    picture: Mapped[ReportPicture] = relationship()


class Report(Timestamps, Versioned, Audited, Base):
    """A report of a grant, being written or handed in.

    `pending` is the frozen copy that is being approved, with its `pending_at`. `round` counts how often it was sent for
    approval. A report that was marked as final before versions were kept has `final_at` and no version.
    """

    __tablename__ = "grant_reports"
    __audit_exclude__ = frozenset({"updated_at", "version", "pending"})
    __table_args__ = (
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("kind IN ('interim_report', 'final_report')", name="kind_is_report"),
        sa.CheckConstraint("(covers_from IS NULL) = (covers_until IS NULL)", name="covers_both_ends"),
        sa.CheckConstraint("covers_from IS NULL OR covers_until >= covers_from", name="covers_in_order"),
        sa.CheckConstraint("(currency IS NULL) = (rate_rule IS NULL)", name="currency_has_rule"),
        sa.CheckConstraint("(pending IS NULL) = (pending_at IS NULL)", name="pending_says_when"),
        sa.CheckConstraint("state IN ('draft', 'final') OR pending IS NOT NULL", name="approval_of_a_copy"),
        sa.CheckConstraint("state <> 'final' OR final_at IS NOT NULL", name="final_says_when"),
        sa.Index("ix_grant_reports_application_id_kind_locale", "application_id", "kind", "locale"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    deliverable_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("deliverables.id", ondelete="SET NULL"), index=True
    )
    template_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("report_templates.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[DeliverableKind] = mapped_column(enum_type(DeliverableKind, "kind"))
    locale: Mapped[str] = mapped_column(sa.String(5))
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]
    currency: Mapped[Currency | None] = mapped_column(enum_type(Currency, "currency", 3))
    rate_rule: Mapped[RateRule | None] = mapped_column(enum_type(RateRule, "rate_rule"))
    state: Mapped[ReportState] = mapped_column(enum_type(ReportState, "state"), default=ReportState.DRAFT)
    round: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    pending: Mapped[str | None] = mapped_column(sa.Text)
    pending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    application: Mapped[Application] = relationship()
    deliverable: Mapped[Deliverable | None] = relationship()
    template: Mapped[ReportTemplate | None] = relationship()
    final_by: Mapped[User | None] = relationship()
    approvals: Mapped[list["ReportApproval"]] = relationship(cascade="all, delete-orphan", order_by="ReportApproval.id")


class ReportBlock(Timestamps, Versioned, Audited, Base):
    """A block of a report or of a template; see `app.domain.report_blocks.Block`.

    One that was taken out keeps its text and its place, so that it can be brought back.
    """

    __tablename__ = "report_blocks"
    __audit_owner__ = "report_id"
    __table_args__ = (
        sa.CheckConstraint("(report_id IS NULL) <> (template_id IS NULL)", name="of_report_or_template"),
        sa.CheckConstraint("text_limit IS NULL OR text_limit > 0", name="limit_positive"),
        sa.CheckConstraint("position >= 0", name="position_not_negative"),
    )

    id: Mapped[IntPk]
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grant_reports.id", ondelete="CASCADE"), index=True)
    template_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("report_templates.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    kind: Mapped[BlockKind] = mapped_column(enum_type(BlockKind, "kind"))
    heading: Mapped[str] = mapped_column(sa.String(200), default="")
    continues: Mapped[bool] = mapped_column(default=False)
    section: Mapped[NarrativeSection | None] = mapped_column(enum_type(NarrativeSection, "section"))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    text_limit: Mapped[int | None]
    limit_unit: Mapped[LimitUnit] = mapped_column(enum_type(LimitUnit, "limit_unit"), default=LimitUnit.CHARACTERS)
    required: Mapped[bool] = mapped_column(default=False)
    hide_when_empty: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def block(self) -> Block:
        """Return the block as the domain knows it."""
        return Block(
            kind=self.kind,
            key=str(self.id),
            heading=self.heading,
            continues=self.continues,
            section=self.section,
            text=self.text,
            limit=self.text_limit,
            limit_unit=self.limit_unit,
            required=self.required,
            hide_when_empty=self.hide_when_empty,
            hidden=tuple(Column(name) for name in self.hidden),
        )


class ReportApproval(Base):
    """What the director or the accountant said in a round; rows are never changed."""

    __tablename__ = "report_approvals"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "round", "office"),
        sa.CheckConstraint("decision <> 'returned' OR length(note) > 0", name="return_has_note"),
    )

    id: Mapped[IntPk]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_reports.id", ondelete="CASCADE"))
    round: Mapped[int]
    office: Mapped[Approver] = mapped_column(enum_type(Approver, "office"))
    decision: Mapped[Decision] = mapped_column(enum_type(Decision, "decision"))
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    by: Mapped[User | None] = relationship()


class ReportVersion(Redactable, Base):
    """A report as it was issued: everything printed is in `document`.

    `document` is canonical JSON of a `GrantReport`; its pictures are in `report_pictures`. `as_of` is the moment of its
    data.
    """

    __tablename__ = "report_versions"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint("number = 1 OR length(reason) > 0", name="later_has_reason"),
        sa.CheckConstraint("length(checksum) = 64", name="checksum_whole"),
        *redaction_checks(),
    )

    id: Mapped[IntPk]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_reports.id"))
    number: Mapped[int]
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    document: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    report: Mapped[Report] = relationship()
    issued_by: Mapped[User | None] = relationship()
