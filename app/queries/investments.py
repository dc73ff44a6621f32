"""What fundraising cost and what it brought, by source, year and branch.

Cost (fundraising_cost, unit: base currency, period: days on which the work was done) is the money of the efforts, at
the rate of each, with the value of their hours at the present rate for an hour, reckoned and rounded row by row.
What was brought is money raised, from `app.queries.money_raised`. Efforts for applications that were not won, or that
are in the archive, are cost like any other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grant_outcomes import Outcome
from app.domain.investments import EffortSource, Return
from app.domain.periods import Period
from app.queries.grant_outcomes import with_outcome
from app.queries.grants import in_scope as applications_in_scope
from app.queries.money_raised import money_raised_by_source
from app.queries.places import SCOPES_KEPT
from app.scope import Scope
from models.base import MONEY
from models.fundraising import FundraisingEffort
from models.grants import Application

Key = TypeVar("Key")
ZERO = Decimal(0)
LATEST = 5
OFFERED = 200
RECORD_COLUMNS: dict[EffortSource, Any] = {
    EffortSource.APPLICATION: FundraisingEffort.application_id,
    EffortSource.CAMPAIGN: FundraisingEffort.campaign_id,
    EffortSource.DONOR: FundraisingEffort.donor_id,
}


class Cell(NamedTuple):
    """What one kind of source cost and brought in a year for a branch; no branch is the whole system."""

    source: EffortSource
    year: int
    branch_id: int | None
    result: Return


@dataclass(frozen=True)
class EffortSums:
    """The efforts for one record: how many, and what they come to; `latest` are the newest ones."""

    count: int
    result: Return
    latest: list[FundraisingEffort]


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees an effort."""
    return sa.true() if scope.branch_id is None else FundraisingEffort.branch_id == scope.branch_id


def time_value(rate: Decimal | None) -> Any:
    """Return the value of an effort's time in kopiykas, as `app.domain.investments.value_of_time` reckons it."""
    minutes = sa.cast(FundraisingEffort.minutes, sa.BigInteger)
    return (2 * minutes * sa.literal(int((rate or ZERO) * 100), sa.BigInteger) + 60) // 120


def money(kopiykas: Any) -> Any:
    """Return a whole number of kopiykas as an amount."""
    return sa.type_coerce(kopiykas, MONEY)


def _sums(rate: Decimal | None) -> tuple[Any, ...]:
    effort = FundraisingEffort
    parts = (effort.minutes, money(time_value(rate)), effort.base_amount)
    return tuple(sa.func.coalesce(sa.func.sum(part), 0) for part in parts)


def investments(session: Session, period: Period, scope: Scope, rate: Decimal | None) -> list[Cell]:
    """Return cost and money raised of a period in their smallest parts; three statements.

    Args:
        rate: what an hour is worth in the base currency; None values no hours.
    """
    effort = FundraisingEffort
    year = sa.extract("year", effort.done_on)
    keys = (effort.source, year, effort.branch_id)
    spent = session.execute(
        sa.select(*keys, *_sums(rate))
        .where(effort.done_on >= period.start, effort.done_on < period.end, in_scope(scope))
        .group_by(*keys)
    )
    cells = [
        Cell(source, int(when), branch_id, Return(int(minutes), value, amount))
        for source, when, branch_id, minutes, value, amount in spent
    ]
    return cells + [
        Cell(source, when, branch_id, Return(raised=value))
        for source, when, branch_id, value in money_raised_by_source(session, period, scope)
    ]


def grouped(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Return]:
    """Return the sums of the cells by a key."""
    found: dict[Key, Return] = {}
    for cell in cells:
        found[key(cell)] = found.get(key(cell), Return()) + cell.result
    return found


def cost_without_award(session: Session, period: Period, scope: Scope, rate: Decimal | None) -> Return:
    """Return what the efforts for applications that were not won came to; one statement."""
    effort = FundraisingEffort
    minutes, value, amount = session.execute(
        sa.select(*_sums(rate))
        .join(Application, Application.id == effort.application_id)
        .where(
            effort.done_on >= period.start,
            effort.done_on < period.end,
            with_outcome(Outcome.LOST),
            in_scope(scope),
        )
    ).one()
    return Return(int(minutes), value, amount)


def efforts_for(
    session: Session, source: EffortSource, record_id: int, scope: Scope, rate: Decimal | None
) -> EffortSums:
    """Return the efforts for one application, campaign or giver; two statements.

    Raises:
        KeyError: other fundraising has no record.
    """
    asked = {"record": record_id}
    count, minutes, value, amount = session.execute(_sums_of_one(source, scope, rate), asked).one()
    latest = session.scalars(_latest_of_one(source, scope), asked).all()
    return EffortSums(count, Return(int(minutes), value, amount), list(latest))


@lru_cache(maxsize=SCOPES_KEPT)
def _sums_of_one(source: EffortSource, scope: Scope, rate: Decimal | None) -> Any:
    return sa.select(sa.func.count(), *_sums(rate)).select_from(FundraisingEffort).where(*_of_one(source, scope))


@lru_cache(maxsize=SCOPES_KEPT)
def _latest_of_one(source: EffortSource, scope: Scope) -> Any:
    effort = FundraisingEffort
    return (
        sa.select(effort)
        .where(*_of_one(source, scope))
        .options(joinedload(effort.who))
        .order_by(effort.done_on.desc(), effort.id.desc())
        .limit(LATEST)
    )


def _of_one(source: EffortSource, scope: Scope) -> tuple[Any, Any]:
    return RECORD_COLUMNS[source] == sa.bindparam("record", type_=sa.Integer), in_scope(scope)


def application_choices(session: Session, scope: Scope, *, also: int | None) -> list[tuple[str, str]]:
    """Return (id, title) of the applications that an effort may be for, those changed last first; one statement.

    Args:
        also: an application to offer whatever became of it.
    """
    in_use = sa.and_(Application.archived_at.is_(None), applications_in_scope(scope))
    statement = (
        sa.select(Application.id, Application.title)
        .where(in_use if also is None else sa.or_(Application.id == also, in_use))
        .order_by(Application.id != (also or 0), Application.updated_at.desc(), Application.id.desc())
        .limit(OFFERED)
    )
    return [(str(row.id), row.title) for row in session.execute(statement)]


def effort(session: Session, effort_id: int, scope: Scope) -> FundraisingEffort | None:
    """Return one effort that the reader sees, with its records, or None."""
    record = FundraisingEffort
    return session.scalar(
        sa.select(record)
        .where(record.id == effort_id, in_scope(scope))
        .options(joinedload(record.application), joinedload(record.campaign), joinedload(record.donor))
    )
