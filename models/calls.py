"""Calls of funders: their dates, amounts and terms, and who may apply."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.calls import ApplicantKind, CallDates, CofinancingKind
from app.domain.money import Currency
from models.base import (
    MONEY,
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    Versioned,
    enum_type,
)
from models.contacts import Organisation
from models.search import Searchable


class Call(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A funder's call for applications.

    `deadline_note` says the hour and the place of the clock, such as «17:00, Brussels». `copied_from` is the call of
    the year before. `list_key` marks a programme of the list that the product comes with.
    """

    __tablename__ = "calls"
    __search_kind__ = "call"
    __search_contact__ = "funder_id"
    __table_args__ = (
        sa.CheckConstraint("min_amount IS NULL OR min_amount >= 0", name="min_amount_not_negative"),
        sa.CheckConstraint(
            "max_amount IS NULL OR min_amount IS NULL OR max_amount >= min_amount", name="amounts_in_order"
        ),
        sa.CheckConstraint(
            "cofinancing_percent IS NULL OR cofinancing_percent BETWEEN 0 AND 100", name="cofinancing_is_percent"
        ),
        sa.CheckConstraint(
            "indirect_percent IS NULL OR indirect_percent BETWEEN 0 AND 100", name="indirect_is_percent"
        ),
        sa.CheckConstraint(
            "reallocation_percent IS NULL OR reallocation_percent BETWEEN 0 AND 100", name="reallocation_is_percent"
        ),
        sa.CheckConstraint("deadline_on IS NULL OR opens_on IS NULL OR deadline_on >= opens_on", name="dates_in_order"),
        sa.CheckConstraint(
            "loi_due_on IS NULL OR ((opens_on IS NULL OR loi_due_on >= opens_on)"
            " AND (deadline_on IS NULL OR loi_due_on <= deadline_on))",
            name="letter_before_deadline",
        ),
        sa.CheckConstraint(
            "questions_until IS NULL OR ((opens_on IS NULL OR questions_until >= opens_on)"
            " AND (deadline_on IS NULL OR questions_until <= deadline_on))",
            name="questions_before_deadline",
        ),
        sa.CheckConstraint(
            "decision_on IS NULL OR deadline_on IS NULL OR decision_on >= deadline_on", name="decision_after_deadline"
        ),
        sa.CheckConstraint("copied_from_id IS NULL OR copied_from_id <> id", name="not_copied_from_itself"),
        sa.Index("ix_calls_deadline_on_id", "deadline_on", "id"),
    )

    id: Mapped[IntPk]
    funder_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    opens_on: Mapped[date | None]
    questions_until: Mapped[date | None]
    loi_due_on: Mapped[date | None]
    deadline_on: Mapped[date | None]
    deadline_note: Mapped[str] = mapped_column(sa.String(120), default="")
    decision_on: Mapped[date | None]
    min_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    max_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3), default=Currency.UAH)
    cofinancing_percent: Mapped[int | None]
    indirect_percent: Mapped[int | None]
    reallocation_percent: Mapped[int | None]
    eligibility: Mapped[str] = mapped_column(sa.Text, default="")
    eligible_costs: Mapped[str] = mapped_column(sa.Text, default="")
    ineligible_costs: Mapped[str] = mapped_column(sa.Text, default="")
    languages: Mapped[str] = mapped_column(sa.String(120), default="")
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id", ondelete="SET NULL"), index=True)
    list_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)

    funder: Mapped[Organisation] = relationship()
    copied_from: Mapped["Call | None"] = relationship(remote_side="Call.id")
    cofinancing_rows: Mapped[list["CallCofinancing"]] = relationship(cascade="all, delete-orphan")
    applicant_rows: Mapped[list["CallApplicant"]] = relationship(cascade="all, delete-orphan")

    @property
    def dates(self) -> CallDates:
        """Return the dates of the call."""
        return CallDates(self.opens_on, self.questions_until, self.loi_due_on, self.deadline_on, self.decision_on)

    @property
    def cofinancing_kinds(self) -> list[CofinancingKind]:
        """Return the kinds of co-financing that the funder takes, in the order of the menu."""
        return sorted((row.kind for row in self.cofinancing_rows), key=list(CofinancingKind).index)

    @property
    def applicants(self) -> list[ApplicantKind]:
        """Return who may apply, in the order of the menu."""
        return sorted((row.kind for row in self.applicant_rows), key=list(ApplicantKind).index)

    def search_title(self) -> str:
        return self.title

    def search_note(self) -> str:
        return self.funder.display_name


class CallCofinancing(Base):
    """One kind of co-financing that a call takes."""

    __tablename__ = "call_cofinancing"

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[CofinancingKind] = mapped_column(enum_type(CofinancingKind, "kind"), primary_key=True)


class CallApplicant(Base):
    """One kind of applicants to whom a call is open."""

    __tablename__ = "call_applicants"

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[ApplicantKind] = mapped_column(enum_type(ApplicantKind, "kind"), primary_key=True)
