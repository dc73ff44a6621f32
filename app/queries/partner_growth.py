"""The page of partner growth: the same figures month by month, by type and by branch, in three statements.

The days on which a partner is active (`partner_spans`) are turned into one number a partner by
`app.domain.partner_growth.Days`, and the figures of the many months are counted from these numbers. Those of branches,
and the lists that the figures open, ask the database by `app.queries.partnerships.growth`; a test compares the two.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.partner_growth import Days, Growth, ends_of, year_before
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.queries.partnerships.activity import seen_spans
from app.queries.partnerships.growth import growth_of, growth_sums
from app.scope import Scope
from models.partner_spans import PartnerSpan
from models.partnerships import Partnership


@dataclass(frozen=True)
class MonthGrowth:
    """The growth in one month, or in the part of it that lies in the period and has come."""

    period: Period
    growth: Growth


@dataclass(frozen=True)
class PartnerGrowth:
    """Every figure of the page.

    Attributes:
        total: the growth in the whole period.
        before: the growth in the same stretch a year earlier.
        months: a row a month that has begun.
        types: a row a type of partner that had any active one.
        branches: a row a branch, by its id, that had any active partner; a partner may be in several.
    """

    period: Period
    earlier: Period
    total: Growth
    before: Growth
    months: list[MonthGrowth]
    types: dict[PartnerType, Growth]
    branches: dict[int, Growth]


def partner_growth(
    session: Session,
    period: Period,
    scope: Scope,
    today: date,
    *,
    partner_type: PartnerType | None = None,
    branch_id: int | None = None,
) -> PartnerGrowth:
    """Return the growth of partners in a period that has begun; three statements.

    Args:
        partner_type: only partners of the type.
        branch_id: only partners of the branch, as they are active there; see `app.queries.partnerships.growth`.
    """
    earlier = year_before(period, today)
    months = [month for month in period.months() if month.start <= today]
    ends = {part: ends_of(part, today) for part in (period, earlier, *months)}
    days = Days(day for pair in ends.values() for day in pair)
    seen = seen_spans(scope)
    if partner_type is not None:
        of_type = sa.select(Partnership.id).where(Partnership.partner_type == partner_type)
        seen = sa.and_(seen, PartnerSpan.partnership_id.in_(of_type))
    types = _partners(session, days, seen, branch_id)
    counts = sum(types.values(), Counter[int]())

    def counted(numbers: Mapping[int, int], part: Period) -> Growth:
        return days.growth(numbers, *ends[part])

    by_type = {kind: counted(types[kind], period) for kind in PartnerType if kind in types}
    by_branch = _branches(session, ends[period], seen, scope)
    return PartnerGrowth(
        period=period,
        earlier=earlier,
        total=counted(counts, period),
        before=counted(counts, earlier),
        months=[MonthGrowth(month, counted(counts, month)) for month in months],
        types={kind: growth for kind, growth in by_type.items() if growth != Growth()},
        branches={key: growth for key, growth in by_branch.items() if growth != Growth()},
    )


def _partners(
    session: Session, days: Days, seen: sa.ColumnElement[bool], branch_id: int | None
) -> dict[PartnerType, Counter[int]]:
    """Return how many partners of each type have which number of `Days`, in the whole system or in one branch."""
    place = PartnerSpan.branch_id.is_(None) if branch_id is None else PartnerSpan.branch_id == branch_id
    reached = sa.and_(PartnerSpan.last_day >= days.days[0], PartnerSpan.first_day <= days.days[-1])
    # Columns of tables, and kinds as they are stored: thousands of rows are read sooner so.
    table: Any = PartnerSpan.__table__
    spans = sa.select(table.c.partnership_id, table.c.first_day, table.c.last_day, table.c.since)
    numbers: dict[int, int] = {}
    for partnership_id, first, last, since in session.execute(spans.where(place, seen, reached)):
        numbers[partnership_id] = numbers.get(partnership_id, 0) | days.of_stretch(first, last, since)
    kinds: Any = Partnership.__table__
    stored = sa.select(kinds.c.id, sa.type_coerce(kinds.c.partner_type, sa.String))
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for partnership_id, kind in session.execute(stored):
        if partnership_id in numbers:
            found[kind][numbers[partnership_id]] += 1
    return {PartnerType(kind): counts for kind, counts in found.items()}


def _branches(
    session: Session, ends: tuple[date, date], seen: sa.ColumnElement[bool], scope: Scope
) -> dict[int, Growth]:
    own = PartnerSpan.branch_id.is_not(None) if scope.branch_id is None else PartnerSpan.branch_id == scope.branch_id
    sums = growth_sums(*ends).add_columns(PartnerSpan.branch_id).where(own, seen).group_by(PartnerSpan.branch_id)
    return {branch_id: growth_of(figures) for *figures, branch_id in session.execute(sums)}
