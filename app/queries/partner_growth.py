"""The page of partner growth: the same figures month by month, by type and by branch, in four statements.

What is known of a partner (agreements, joint events and applications) is read once and turned into one number a
partner by `app.domain.partner_growth.Days`; every figure of the page is counted from these numbers. The lists that
the figures open ask the database by `app.queries.partnerships.growth`; a test compares the two.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.partner_growth import Days, Growth, Spell, ends_of, year_before
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.queries.partnerships.agreements import agreement_days, in_scope
from app.scope import Scope
from models.events import Event, event_partners
from models.grants import Application, application_partners
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
    """Return the growth of partners in a period that has begun; four statements.

    Args:
        partner_type: only partners of the type.
        branch_id: only partners of the branch, as they are active there; see `app.queries.partnerships.growth`.
    """
    earlier = year_before(period, today)
    months = [month for month in period.months() if month.start <= today]
    ends = {part: ends_of(part, today) for part in (period, earlier, *months)}
    days = Days(day for pair in ends.values() for day in pair)
    known = _Known(session, scope, days, partner_type)
    partners = known.whole if branch_id is None else known.branches.get(branch_id, {})
    types: dict[PartnerType, list[int]] = defaultdict(list)
    for partnership_id, number in partners.items():
        types[known.types[partnership_id]].append(number)
    counts = Counter(partners.values())

    def counted(numbers: Mapping[int, int], part: Period) -> Growth:
        return days.growth(numbers, *ends[part])

    by_type = {kind: counted(Counter(types[kind]), period) for kind in PartnerType if kind in types}
    by_branch = {key: counted(Counter(found.values()), period) for key, found in known.branches.items()}
    return PartnerGrowth(
        period=period,
        earlier=earlier,
        total=counted(counts, period),
        before=counted(counts, earlier),
        months=[MonthGrowth(month, counted(counts, month)) for month in months],
        types={kind: growth for kind, growth in by_type.items() if growth != Growth()},
        branches={key: growth for key, growth in by_branch.items() if growth != Growth()},
    )


class _Known:
    """What is known of each partner that the reader sees, in numbers of `Days`.

    Attributes:
        types: the type of each partnership.
        whole: the number of each partnership.
        branches: the numbers of the partnerships of each branch, as they are active in it.
    """

    def __init__(self, session: Session, scope: Scope, days: Days, partner_type: PartnerType | None) -> None:
        self._seen = sa.and_(Partnership.archived_at.is_(None), in_scope(scope))
        if partner_type is not None:
            self._seen = sa.and_(self._seen, Partnership.partner_type == partner_type)
        self._of_organisation: dict[int, int] = {}
        self.types: dict[int, PartnerType] = {}
        self.whole: dict[int, int] = {}
        self.branches: dict[int, dict[int, int]] = defaultdict(dict)
        named = self._partnerships(session)
        for partnership_id, first, last in session.execute(agreement_days(self._seen)):
            self.whole[partnership_id] |= days.of_spell(Spell(first, last))
        of_activity, whole, branches, of = days.of_activity, self.whole, self.branches, self._of_organisation
        for organisation_id, branch_id, day in self._activities(session, days.days[-1]):
            partnership_id = of.get(organisation_id)
            if partnership_id is None:
                continue
            number = of_activity(day)
            whole[partnership_id] |= number
            if branch_id is not None and scope.allows(branch_id):
                place = branches[branch_id]
                place[partnership_id] = place.get(partnership_id, 0) | number
        for partnership_id, branch_id in named:
            self.branches[branch_id][partnership_id] = self.whole[partnership_id]

    def _partnerships(self, session: Session) -> list[tuple[int, int]]:
        named = []
        columns = (Partnership.id, Partnership.organisation_id, Partnership.partner_type, Partnership.branch_id)
        for partnership_id, organisation_id, kind, branch_id in session.execute(sa.select(*columns).where(self._seen)):
            self._of_organisation[organisation_id] = partnership_id
            self.types[partnership_id] = kind
            self.whole[partnership_id] = 0
            if branch_id is not None:
                named.append((partnership_id, branch_id))
        return named

    def _activities(self, session: Session, until: date) -> Iterator[Any]:
        """Yield (organisation, branch or None, day) of joint events, then of joint applications.

        Whose organisation is no partner that the reader sees is sorted out by the caller: that is faster than a join.
        """
        held = (
            sa.select(event_partners.c.organisation_id, Event.branch_id, Event.starts_on)
            .join(Event, Event.id == event_partners.c.event_id)
            .where(Event.status == EventStatus.HELD, Event.archived_at.is_(None), Event.starts_on <= until)
        )
        yield from session.execute(held)
        day = Application.submitted_on
        submitted = (
            sa.select(application_partners.c.organisation_id, sa.null(), day)
            .join(Application, Application.id == application_partners.c.application_id)
            .where(day.is_not(None), Application.archived_at.is_(None), day <= until)
        )
        yield from session.execute(submitted)
