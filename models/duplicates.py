"""Duplicates: the rules by which contacts are compared, and the pairs that look like one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import ContactKind
from app.domain.duplicates import PairStatus
from app.domain.matching import DEFAULT_WEIGHTS, MatchStrength
from models.accounts import User
from models.base import Audited, Base, IntPk, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Contact

RULES = (
    "name",
    "similar_name",
    "email",
    "phone",
    "edrpou",
    "birth_date",
    "edrpou_conflict",
    "birth_date_conflict",
)


class MatchRules(Versioned, Audited, Base):
    """The rules that an administrator set: always row 1; without it the defaults of the domain apply."""

    __tablename__ = "match_rules"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="single_row"),
        sa.CheckConstraint("possible >= 1 AND possible <= likely AND likely <= certain", name="thresholds_in_order"),
        sa.CheckConstraint("certain <= 100", name="thresholds_within_hundred"),
        *(sa.CheckConstraint(f"{rule}_points BETWEEN 0 AND 100", name=f"{rule}_points_sane") for rule in RULES),
    )

    id: Mapped[IntPk]
    name_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.name)
    name_on: Mapped[bool] = mapped_column(default=True)
    similar_name_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.similar_name)
    similar_name_on: Mapped[bool] = mapped_column(default=True)
    email_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.email)
    email_on: Mapped[bool] = mapped_column(default=True)
    phone_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.phone)
    phone_on: Mapped[bool] = mapped_column(default=True)
    edrpou_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.edrpou)
    edrpou_on: Mapped[bool] = mapped_column(default=True)
    birth_date_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.birth_date)
    birth_date_on: Mapped[bool] = mapped_column(default=True)
    edrpou_conflict_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.edrpou_conflict)
    edrpou_conflict_on: Mapped[bool] = mapped_column(default=True)
    birth_date_conflict_points: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.birth_date_conflict)
    birth_date_conflict_on: Mapped[bool] = mapped_column(default=True)
    possible: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.possible)
    likely: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.likely)
    certain: Mapped[int] = mapped_column(default=DEFAULT_WEIGHTS.certain)


def default_rules() -> MatchRules:
    """Return the rules that apply until somebody sets others; the row belongs to no session."""
    points = {f"{rule}_points": getattr(DEFAULT_WEIGHTS, rule) for rule in RULES}
    used = {f"{rule}_on": True for rule in RULES}
    return MatchRules(
        id=1,
        **points,
        **used,
        possible=DEFAULT_WEIGHTS.possible,
        likely=DEFAULT_WEIGHTS.likely,
        certain=DEFAULT_WEIGHTS.certain,
    )


class DuplicatePair(Base):
    """Two contacts that look like one, the smaller id first, and what a person decided about them."""

    __tablename__ = "duplicate_pairs"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="ordered"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
        sa.CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided_pairs_say_when"),
        sa.Index("ix_duplicate_pairs_status_score_id", "status", "score", "id"),
    )

    id: Mapped[IntPk]
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind, "kind"))
    score: Mapped[int]
    strength: Mapped[MatchStrength] = mapped_column(enum_type(MatchStrength, "strength"))
    evidence: Mapped[list[str]] = mapped_column(sa.JSON)
    status: Mapped[PairStatus] = mapped_column(enum_type(PairStatus, "status"), default=PairStatus.OPEN)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    first: Mapped[Contact] = relationship(foreign_keys=[first_id])
    second: Mapped[Contact] = relationship(foreign_keys=[second_id])
    decided_by: Mapped[User | None] = relationship()


def evidence_key(evidence: Any) -> tuple[str, ...]:
    """Return the evidence of a pair in a form that can be compared."""
    return tuple(sorted(str(item) for item in evidence))
