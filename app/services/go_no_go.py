"""Verbs of go or no-go: assess a call, keep the criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.go_no_go import Decision, check_decision, expected_value, value_per_hour, weighted_score
from app.domain.money import Currency
from app.queries.go_no_go import criteria
from app.services.base import refuse_archived
from app.services.money import convert
from models.accounts import User
from models.calls import Call
from models.go_no_go import Assessment, AssessmentScore, GoCriterion


@dataclass(frozen=True, kw_only=True)
class AssessmentData:
    """An assessment as typed; `scores` by the criterion's id, `rate` only instead of the known one."""

    scores: Mapping[int, int]
    hours: int
    chance: int
    amount: Decimal
    currency: Currency
    rate: Decimal | None = None
    decision: Decision = Decision.UNDECIDED
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionData:
    """A criterion as typed."""

    name_uk: str
    name_en: str = ""
    hint_uk: str = ""
    hint_en: str = ""
    weight: int


def assess(
    session: Session, call: Call, data: AssessmentData, *, by: User | None, now: datetime, today: date
) -> Assessment:
    """Add an assessment of a call; from now on it is the one that counts.

    Args:
        now: when it is made.
        today: the day whose rate holds.

    Raises:
        RuleError: `archived`, `no_criteria`, `criteria_changed`, `decision_needs_reason`, and what
            `app.services.money.convert` refuses.
    """
    refuse_archived(call)
    asked = criteria(session)
    if not any(item.weight for item in asked):
        raise RuleError("no_criteria")
    if any(item.id not in data.scores for item in asked):
        raise RuleError("criteria_changed")
    check_decision(data.decision, data.reason)
    money = convert(session, data.amount, data.currency, today, rate=data.rate)
    pairs = [(data.scores[item.id], item.weight) for item in asked]
    record = Assessment(
        call_id=call.id,
        by_id=by.id if by else None,
        at=now,
        hours=data.hours,
        chance=data.chance,
        score=weighted_score(pairs),
        value_base=expected_value(money["base_amount"], data.chance),
        hourly_base=value_per_hour(money["base_amount"], data.chance, data.hours),
        decision=data.decision,
        reason=data.reason.strip(),
        scores=[
            AssessmentScore(criterion_id=item.id, score=data.scores[item.id], weight=item.weight) for item in asked
        ],
        **money,
    )
    session.add(record)
    session.flush()
    return record


def save_criterion(session: Session, criterion: GoCriterion | None, data: CriterionData) -> GoCriterion:
    """Add a criterion at the end, or change one; assessments keep the weight that they were made with.

    Raises:
        RuleError: `last_criterion`, when no criterion in use would have a weight.
    """
    used = criteria(session)
    if criterion is None:
        criterion = GoCriterion(position=max((item.position for item in used), default=0) + 1)
    elif criterion in used:
        _keep_one(used, criterion, data.weight)
    for name in ("name_uk", "name_en", "hint_uk", "hint_en", "weight"):
        setattr(criterion, name, getattr(data, name))
    session.add(criterion)
    session.flush()
    return criterion


def move_criterion(session: Session, criterion: GoCriterion, step: int) -> None:
    """Move a criterion up (-1) or down (1) among those in use.

    Raises:
        RuleError: `archived`.
    """
    order = criteria(session)
    if criterion not in order:
        raise RuleError("archived")
    place = order.index(criterion)
    order.insert(max(0, min(len(order) - 1, place + step)), order.pop(place))
    for number, item in enumerate(order, start=1):
        item.position = number
    session.flush()


def archive_criterion(session: Session, criterion: GoCriterion, *, now: datetime) -> None:
    """Take a criterion out of new assessments; those that were made keep it.

    Raises:
        RuleError: `last_criterion`, when no criterion in use would have a weight.
    """
    _keep_one(criteria(session), criterion, 0)
    criterion.archived_at = now
    session.flush()


def restore_criterion(session: Session, criterion: GoCriterion) -> None:
    """Bring a criterion back, at the end of the list."""
    last = session.scalar(sa.select(sa.func.max(GoCriterion.position))) or 0
    criterion.archived_at, criterion.position = None, last + 1
    session.flush()


def _keep_one(used: list[GoCriterion], changed: GoCriterion, weight: int) -> None:
    """Refuse a change after which nothing in use would be weighed."""
    if not weight and not any(item.weight for item in used if item is not changed):
        raise RuleError("last_criterion", field="weight")
