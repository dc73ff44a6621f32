"""The page of partner growth: the same figures month by month, by type and by branch, in two statements.

The days on which a partner is active (`partner_spans`) are turned into one number a partner by
`app.domain.partner_growth.Days`, and the figures of the many months are counted from these numbers. Those of branches,
and the lists that the figures open, ask the database by `app.queries.partnerships.growth`; a test compares the two.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.partner_growth import Days, Growth, ends_of, year_before
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.queries.partnerships.activity import counted_partnership
from app.queries.partnerships.growth import growth_by_branch
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
    """Return the growth of partners in a period that has begun; two statements.

    Args:
        partner_type: only partners of the type.
        branch_id: only partners of the branch, as they are active there; see `app.queries.partnerships.growth`.
    """
    earlier = year_before(period, today)
    months = [month for month in period.months() if month.start <= today]
    ends = {part: ends_of(part, today) for part in (period, earlier, *months)}
    days = Days(day for pair in ends.values() for day in pair)
    types = _partners(session, days, scope, partner_type, branch_id)
    counts = sum(types.values(), Counter[int]())

    def counted(numbers: Mapping[int, int], part: Period) -> Growth:
        return days.growth(numbers, *ends[part])

    by_type = {kind: counted(types[kind], period) for kind in PartnerType if kind in types}
    return PartnerGrowth(
        period=period,
        earlier=earlier,
        total=counted(counts, period),
        before=counted(counts, earlier),
        months=[MonthGrowth(month, counted(counts, month)) for month in months],
        types={kind: growth for kind, growth in by_type.items() if growth != Growth()},
        branches=growth_by_branch(session, period, scope, today, partner_type),
    )


def _partners(
    session: Session, days: Days, scope: Scope, partner_type: PartnerType | None, branch_id: int | None
) -> dict[PartnerType, Counter[int]]:
    """Return how many partners of each type have which number of `Days`, in the whole system or in one branch."""
    span, partnership = PartnerSpan, Partnership
    # Kinds and days as they are stored: thousands of rows are read sooner so.
    kind = sa.type_coerce(partnership.partner_type, sa.String)
    first, last, since = (sa.cast(day, sa.String(10)) for day in (span.first_day, span.last_day, span.since))
    spans = (
        sa.select(kind, span.partnership_id, first, last, since)
        .join_from(span, partnership, partnership.id == span.partnership_id)
        .where(
            span.branch_id.is_(None) if branch_id is None else span.branch_id == branch_id,
            span.last_day >= days.days[0],
            span.first_day <= days.days[-1],
            counted_partnership(scope, partner_type),
        )
    )
    found: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for stored, partnership_id, *stretch in session.execute(spans):
        found[stored][partnership_id] |= days.of_stretch(*stretch)
    return {PartnerType(stored): Counter(numbers.values()) for stored, numbers in found.items()}
