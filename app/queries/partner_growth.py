"""The page of partner growth: the same figures month by month, by type and by branch, in two statements.

The figures of the many months are counted by `Presence` from the days on which partners are active (`partner_spans`).
Those of branches, and the lists that the figures open, ask the database by `app.queries.partnerships.growth`; a test
compares the two.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.partner_growth import Growth, ends_of, year_before
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.queries.partner_presence import Presence, written_spans
from app.queries.partnerships.activity import counted_partnership
from app.queries.partnerships.growth import growth_by_branch
from app.queries.places import SCOPES_KEPT, day_place
from app.scope import Scope
from models.partner_spans import PartnerSpan
from models.partnerships import Partnership

# A letter for each type, by which one text says the types of thousands of partnerships.
_LETTERS = dict(zip(PartnerType, ascii_lowercase, strict=False))


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
    days = {day for pair in ends.values() for day in pair}
    asked = {"branch": branch_id, "first": min(days), "last": max(days)}
    told = session.execute(_texts(scope, partner_type, whole=branch_id is None), asked).one()
    *spans, partners, letters = (text or "" for text in told)
    presence = Presence(days, *spans)
    kinds = presence.marks(partners, letters)
    everybody = kinds != 0
    by_type = {kind: presence.growth(kinds == ord(letter), *ends[period]) for kind, letter in _LETTERS.items()}
    return PartnerGrowth(
        period=period,
        earlier=earlier,
        total=presence.growth(everybody, *ends[period]),
        before=presence.growth(everybody, *ends[earlier]),
        months=[MonthGrowth(month, presence.growth(everybody, *ends[month])) for month in months],
        types={kind: growth for kind, growth in by_type.items() if growth != Growth()},
        branches=growth_by_branch(session, period, scope, today, partner_type),
    )


@lru_cache(maxsize=2 * SCOPES_KEPT)
def _texts(scope: Scope, partner_type: PartnerType | None, *, whole: bool) -> Any:
    """Return a select of one row of texts: the spans between two days, the partnerships, the letters of their types.

    The spans are those of the whole system or of one branch, the partnerships those that count and the reader sees.
    """
    span = PartnerSpan
    spans = sa.select(*written_spans()).where(
        span.branch_id.is_(None) if whole else span.branch_id == sa.bindparam("branch", type_=sa.Integer),
        span.last_day >= day_place("first"),
        span.first_day <= day_place("last"),
    )
    letters = {kind: sa.literal_column(f"'{letter}'", sa.String) for kind, letter in _LETTERS.items()}
    partners = sa.select(
        sa.func.aggregate_strings(sa.cast(Partnership.id, sa.String), ","),
        sa.func.aggregate_strings(sa.case(letters, value=Partnership.partner_type), ""),
    ).where(counted_partnership(scope, partner_type))
    both = spans.subquery(), partners.subquery()
    return sa.select(*both).join_from(*both, sa.true())
