"""Whether to apply: the criteria that the institution weighs, and the assessments of calls."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.go_no_go import MOST_HOURS, MOST_SCORE, MOST_WEIGHT, Decision
from models.accounts import User
from models.base import (
    MONEY,
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    Versioned,
    enum_type,
    utc_now,
)
from models.calls import Call
from models.money import HasMoney, money_checks


class GoCriterion(Timestamps, Versioned, Archivable, Audited, Base):
    """A question of the checklist, scored from 0 to 5; a weight of 0 shows it without counting it."""

    __tablename__ = "go_criteria"
    __table_args__ = (
        sa.CheckConstraint("length(name_uk) > 0", name="name_not_empty"),
        sa.CheckConstraint(f"weight BETWEEN 0 AND {MOST_WEIGHT}", name="weight_in_bounds"),
    )

    id: Mapped[IntPk]
    name_uk: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    hint_uk: Mapped[str] = mapped_column(sa.String(300), default="")
    hint_en: Mapped[str] = mapped_column(sa.String(300), default="")
    weight: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)

    def name(self, locale: str) -> str:
        """Return the name in a language, in Ukrainian where there is no other."""
        return self.name_en if locale == "en" and self.name_en else self.name_uk

    def hint(self, locale: str) -> str:
        """Return the hint in a language, in Ukrainian where there is no other."""
        return self.hint_en if locale == "en" and self.hint_en else self.hint_uk


class Assessment(HasMoney, Audited, Base):
    """One assessment of a call; rows are never changed, the newest one counts.

    `amount` is what would be asked for. `score` is in per cent; `value_base` and `hourly_base` are the expected
    value and its part for an hour of work in the base currency, as they were computed from the weights of that day.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        *money_checks("amount", "base_amount", "value_base", "hourly_base"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_is_percent"),
        sa.CheckConstraint("chance BETWEEN 0 AND 100", name="chance_is_percent"),
        sa.CheckConstraint(f"hours BETWEEN 1 AND {MOST_HOURS}", name="hours_in_bounds"),
        sa.CheckConstraint("decision = 'undecided' OR length(reason) > 0", name="decision_has_reason"),
    )

    id: Mapped[IntPk]
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    hours: Mapped[int]
    chance: Mapped[int]
    score: Mapped[int]
    value_base: Mapped[Decimal] = mapped_column(MONEY)
    hourly_base: Mapped[Decimal] = mapped_column(MONEY)
    decision: Mapped[Decision] = mapped_column(enum_type(Decision, "decision"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    call: Mapped[Call] = relationship()
    by: Mapped[User | None] = relationship()
    scores: Mapped[list["AssessmentScore"]] = relationship(cascade="all, delete-orphan")


class AssessmentScore(Base):
    """The score of one criterion, with the weight that it had when it was given."""

    __tablename__ = "assessment_scores"
    __table_args__ = (
        sa.CheckConstraint(f"score BETWEEN 0 AND {MOST_SCORE}", name="score_in_bounds"),
        sa.CheckConstraint(f"weight BETWEEN 0 AND {MOST_WEIGHT}", name="weight_in_bounds"),
    )

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("go_criteria.id"), primary_key=True, index=True)
    score: Mapped[int]
    weight: Mapped[int]

    criterion: Mapped[GoCriterion] = relationship()
