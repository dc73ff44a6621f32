"""Active partners (active_partners, unit: partnerships, period: a day), read from the days kept in `partner_spans`.

A partner counts as active on a day with a memorandum or cooperation agreement that is valid on it, or with a
joint event held or a joint application submitted in the twelve months that end with the day. Archived partnerships
are not counted; archived agreements, events and applications make nobody active.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.functions import GenericFunction

from app.domain.events import EventStatus
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.queries.months import asked_months, month_rows
from app.queries.partnerships.agreements import in_scope
from app.queries.places import SCOPES_KEPT, TODAY, both, day_place
from app.scope import Scope
from models.branches import Branch
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partner_spans import PartnerSpan
from models.partnerships import Partnership

_NEVER = date(1, 1, 1)


class later_of(GenericFunction[date]):  # noqa: N801 – written like the functions of SQL
    """The later of two days, neither of which is null; each is found once."""

    type = sa.Date()
    inherit_cache = True
    name = "greatest"


@compiles(later_of, "sqlite")
def _largest(element: later_of, compiler: Any, **asked: Any) -> str:
    return f"max({compiler.process(element.clauses, **asked)})"


def covers(on: Any) -> sa.ColumnElement[bool]:
    """Return the condition that the day, or the place of one, lies in a `PartnerSpan`."""
    return sa.and_(PartnerSpan.first_day <= on, PartnerSpan.last_day >= on)


def seen_spans(scope: Scope, partner_type: PartnerType | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that a `PartnerSpan` is of a partnership that counts, that the reader sees, of the type."""
    if scope.branch_id is None and partner_type is None:
        return sa.true()  # A partnership in the archive has no spans.
    return of_seen(PartnerSpan.partnership_id, scope, partner_type)


def of_seen(
    partnership_id: InstrumentedAttribute[int], scope: Scope, partner_type: PartnerType | None = None
) -> sa.ColumnElement[bool]:
    """Return the condition that a column names a partnership that counts, that the reader sees, of the type."""
    if scope.branch_id is None and partner_type is None:
        # So few are archived that this is faster than looking up the partnership of each row.
        archived = sa.select(Partnership.id).where(Partnership.archived_at.is_not(None))
        return partnership_id.not_in(archived)
    return partnership_id.in_(sa.select(Partnership.id).where(counted_partnership(scope, partner_type)))


def counted_partnership(scope: Scope, partner_type: PartnerType | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that a `Partnership` counts, that the reader sees it, and that it is of the type."""
    of_type = sa.true() if partner_type is None else Partnership.partner_type == partner_type
    return sa.and_(Partnership.archived_at.is_(None), in_scope(scope), of_type)


def active_partner_condition(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that the partner of a `Partnership` counts as active on the day."""
    own = sa.select(PartnerSpan.id).where(
        PartnerSpan.partnership_id == Partnership.id, PartnerSpan.branch_id.is_(None), covers(on)
    )
    return own.correlate(Partnership).exists()


def among_active_partners(on: date) -> sa.ColumnElement[bool]:
    """Return `active_partner_condition` for a question of all partnerships: who is active is found once for all."""
    all_of_them = sa.select(PartnerSpan.partnership_id).where(PartnerSpan.branch_id.is_(None), covers(on))
    return Partnership.id.in_(all_of_them)


def last_activity(on: date) -> Any:
    """Return the day of the last joint activity up to the day; `NEVER` when there was none."""
    newest_event = (
        sa.select(sa.func.max(Event.starts_on))
        .join(event_partners, event_partners.c.event_id == Event.id)
        .where(
            event_partners.c.organisation_id == Partnership.organisation_id,
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
            Event.starts_on <= on,
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    newest_application = (
        sa.select(sa.func.max(Application.submitted_on))
        .join(application_partners, application_partners.c.application_id == Application.id)
        .where(
            application_partners.c.organisation_id == Partnership.organisation_id,
            Application.archived_at.is_(None),
            Application.submitted_on <= on,
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    never = sa.literal(_NEVER, sa.Date)
    return later_of(sa.func.coalesce(newest_event, never), sa.func.coalesce(newest_application, never))


def activity_day(value: date | None) -> date | None:
    """Return the value of `last_activity` with None for never."""
    return None if value is None or value == _NEVER else value


def active_partners(session: Session, on: date, scope: Scope) -> int:
    """Return how many partners count as active on the day."""
    return session.scalar(_active_partners(scope), {"today": on}) or 0


def active_partners_on_both(session: Session, on: date, earlier: date, scope: Scope) -> tuple[int, int]:
    """Return `active_partners` of two days; one statement."""
    now, before = session.execute(_active_partners_on_both(scope), {"today": on, "earlier": earlier}).one()
    return now, before


@lru_cache(maxsize=SCOPES_KEPT)
def _active_partners(scope: Scope, on: Any = TODAY) -> Any:
    return sa.select(sa.func.count()).where(PartnerSpan.branch_id.is_(None), covers(on), seen_spans(scope))


@lru_cache(maxsize=SCOPES_KEPT)
def _active_partners_on_both(scope: Scope) -> Any:
    return both(_active_partners(scope), _active_partners(scope, day_place("earlier")))


def active_partners_by_month(session: Session, period: Period, scope: Scope) -> list[tuple[date, int]]:
    """Return (first day of the month, active partners on its last day within the period), one statement."""
    months = period.months()
    counts = _by_month(session, months, scope, whole=True).get(None, [0] * len(months))
    return [(month.start.replace(day=1), count) for month, count in zip(months, counts, strict=True)]


def active_partners_by_month_branch(session: Session, period: Period, scope: Scope) -> dict[tuple[date, int], int]:
    """Return active partners on the last day of each month, by (first day of the month, branch id).

    A partner belongs to the branch that its partnership names and to every branch where a joint event was
    held in the twelve months that end with the day; one that works with several branches is counted in each,
    so branches do not add up to `active_partners_by_month`. One statement.
    """
    months = period.months()
    starts = [month.start.replace(day=1) for month in months]
    return {
        (start, branch_id): count
        for branch_id, counts in _by_month(session, months, scope, whole=False).items()
        for start, count in zip(starts, counts, strict=True)
        if count and branch_id is not None
    }


def _by_month(session: Session, months: Sequence[Period], scope: Scope, *, whole: bool) -> dict[int | None, list[int]]:
    """Return how many spans cover the last day of each month, by branch; None is the whole system.

    These are the spans that cover the last day of the first month, more those that began later, less those that ended.
    """
    last_days = [month.last_day for month in months]
    # Each stretch goes from the day after the last that was looked at to the next one.
    stretches = [Period(last_days[0], last_days[0] + timedelta(days=1))]
    stretches += [Period(before + timedelta(days=1), last + timedelta(days=1)) for before, last in pairwise(last_days)]
    steps: defaultdict[int | None, list[int]] = defaultdict(lambda: [0] * len(months))
    for branch_id, place, step in session.execute(_steps(scope, len(months), whole), asked_months(stretches)):
        steps[branch_id][place] = step
    return {branch_id: list(accumulate(counts)) for branch_id, counts in steps.items()}


@lru_cache(maxsize=2 * SCOPES_KEPT)
def _steps(scope: Scope, count: int, whole: bool) -> Any:
    """Return rows of (branch, place of the stretch, how many more spans cover its last day than that of the former).

    Of the first stretch it is how many spans cover its last day.
    """
    span, months = PartnerSpan, month_rows(count)
    counted = sa.select(sa.func.count()).where(seen_spans(scope))
    # Of those that have not ended, the few that have not begun either are taken off: both are counted in an index.
    lasting, coming = counted.where(span.last_day >= months.c.last), counted.where(span.first_day > months.c.last)
    # Who is active until the last day of a stretch counts on it, and is missed in the next one.
    begun = counted.where(span.first_day.between(months.c.first, months.c.last))
    ended = counted.where(span.last_day >= months.c.before, span.last_day < months.c.last)

    def step(branch: sa.ColumnElement[bool]) -> Any:
        of_first, of_others = (
            more.where(branch).scalar_subquery() - less.where(branch).scalar_subquery()
            for more, less in ((lasting, coming), (begun, ended))
        )
        return sa.case((months.c.place == 0, of_first), else_=of_others)

    if whole:
        return sa.select(sa.null(), months.c.place, step(span.branch_id.is_(None)))
    own = sa.true() if scope.branch_id is None else Branch.id == scope.branch_id
    return sa.select(Branch.id, months.c.place, step(span.branch_id == Branch.id)).join_from(months, Branch, own)
