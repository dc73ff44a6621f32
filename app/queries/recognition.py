"""Questions about recognition and retention: who reached a milestone, whose anniversary comes, who keeps coming.

How volunteers stand (retention, unit: people, as of a day) follows from their confirmed hours, anywhere, by
`app.domain.retention_of_volunteers.retention_on`; a volunteer belongs to the own branch. The archive is not counted.
"""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.recognition import Anniversary, is_near, next_anniversary
from app.domain.retention_of_volunteers import ACTIVE_DAYS, YEAR_DAYS, Retention
from app.domain.volunteers import VolunteerStatus
from app.queries.months import month_number, month_of
from app.queries.places import PERIOD, SCOPES_KEPT, TODAY, asked, day_place
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.hours import MilestoneThanks, VolunteerActivity, VolunteerMonth
from models.volunteers import Volunteer

RECENTLY = timedelta(days=90)
AHEAD_DAYS = 30
MOST_ROWS = 50
# The list of volunteers has all of those who have not come for long.
MOST_LAPSING = 20


@dataclass(frozen=True)
class Celebrated:
    """A volunteer with the next anniversary."""

    volunteer_id: int
    person_id: int
    name: str
    branch_name: str
    anniversary: Anniversary


@dataclass(frozen=True)
class RetentionMonth:
    """How many volunteers helped in a month, and how many of them for the first time."""

    month: date
    helped: int
    new: int


def _present(scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    own = sa.true() if scope.branch_id is None else Volunteer.branch_id == scope.branch_id
    return (Volunteer.archived_at.is_(None), own)


# The last days on which somebody who comes no more, and who came no more in a year, may have come.
RECENT, YEAR = day_place("recent"), day_place("year")


def _places(on: date) -> dict[str, date]:
    """Return the values of `RECENT` and `YEAR` as of a day."""
    return {"recent": on - timedelta(days=ACTIVE_DAYS), "year": on - timedelta(days=YEAR_DAYS)}


def _standing(state: Retention, recent: Any, year: Any) -> Any:
    """Return the condition that a row of `VolunteerActivity` stands so."""
    row = VolunteerActivity
    active = row.last_on > recent
    match state:
        case Retention.ACTIVE:
            return active
        case Retention.NEW:
            # Who came first in these days has come in them.
            return row.first_on > recent
        case Retention.RETURNED:
            return sa.and_(active, row.returned_on > recent)
        case Retention.LAPSING:
            return sa.and_(row.last_on <= recent, row.last_on > year)
        case Retention.LAPSED:
            return row.last_on <= year


def standing_so(state: Retention, on: date) -> Any:
    """Return the condition that the volunteer of a `VolunteerActivity` row stands so on a day."""
    # The days are written into the statement: PostgreSQL has to know how many stand so to find the first by name.
    days = (sa.bindparam(None, day, type_=sa.Date, literal_execute=True) for day in _places(on).values())
    return _standing(state, *days)


def retention_counts(session: Session, on: date, scope: Scope) -> Mapping[Retention, int]:
    """Return how many volunteers stand each way on a day; one statement. New and returned ones are active too."""
    return dict(zip(Retention, session.execute(_retention_counts(scope), _places(on)).one(), strict=True))


@lru_cache(maxsize=SCOPES_KEPT)
def _retention_counts(scope: Scope) -> Any:
    return sa.select(*(how_many(_standing(state, RECENT, YEAR), scope) for state in Retention))


def how_many(condition: sa.ColumnElement[bool], scope: Scope | None) -> Any:
    """Return how many rows of `VolunteerActivity` fulfil a condition; with a scope, of volunteers the reader sees."""
    row = VolunteerActivity
    counted = sa.select(sa.func.count()).select_from(row).where(condition)
    if scope is None:
        return counted.scalar_subquery()
    if scope.branch_id is not None:
        return counted.where(of_present(scope, row.volunteer_id)).scalar_subquery()
    # The archive holds few volunteers: to take them off costs less than to look for each of the others in it.
    return counted.scalar_subquery() - counted.where(row.volunteer_id.in_(_archived())).scalar_subquery()


def _archived() -> Any:
    return sa.select(Volunteer.id).where(Volunteer.archived_at.is_not(None))


def of_present(scope: Scope, volunteer_id: Any) -> Any:
    """Return the condition that a key is of a volunteer whom the reader sees."""
    if scope.branch_id is None:
        # The archive holds few volunteers: to leave them out costs less than to look every volunteer up.
        return volunteer_id.not_in(_archived())
    return volunteer_id.in_(sa.select(Volunteer.id).where(*_present(scope)))


def _people() -> Any:
    return (
        sa.select(
            Volunteer.id,
            Volunteer.person_id,
            Contact.display_name.label("name"),
            Branch.name.label("branch_name"),
            VolunteerActivity.minutes,
            VolunteerActivity.last_on,
            VolunteerActivity.milestone,
            VolunteerActivity.milestone_on,
        )
        .select_from(VolunteerActivity)
        .join(Volunteer, Volunteer.id == VolunteerActivity.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
    )


def milestones_to_thank(session: Session, today: date, scope: Scope) -> list[sa.Row[Any]]:
    """Return who reached a milestone in the last ninety days and was not thanked for it, the latest first.

    Rows of (id, person_id, name, branch_name, minutes, last_on, milestone, milestone_on).
    """
    return list(session.execute(_to_thank(scope), {"since": today - RECENTLY}))


@lru_cache(maxsize=SCOPES_KEPT)
def _to_thank(scope: Scope) -> Any:
    thanked = (
        sa.exists()
        .where(
            MilestoneThanks.volunteer_id == VolunteerActivity.volunteer_id,
            MilestoneThanks.hours >= VolunteerActivity.milestone,
        )
        .correlate(VolunteerActivity)
    )
    order = (VolunteerActivity.milestone_on.desc(), VolunteerActivity.volunteer_id)
    recently = VolunteerActivity.milestone_on > day_place("since")
    return _people().where(recently, ~thanked, *_present(scope)).order_by(*order).limit(MOST_ROWS)


def lapsing_volunteers(session: Session, today: date, scope: Scope) -> list[sa.Row[Any]]:
    """Return who has not come for long, those who came last first; rows as of `milestones_to_thank`."""
    return list(session.execute(_lapsing(scope), _places(today)))


@lru_cache(maxsize=SCOPES_KEPT)
def _lapsing(scope: Scope) -> Any:
    order = (VolunteerActivity.last_on.desc(), VolunteerActivity.volunteer_id)
    condition = _standing(Retention.LAPSING, RECENT, YEAR)
    return _people().where(condition, *_present(scope)).order_by(*order).limit(MOST_LAPSING)


def coming_anniversaries(session: Session, today: date, scope: Scope) -> list[Celebrated]:
    """Return the anniversaries of the coming thirty days of volunteers who have not left, the next one first."""
    end = today + timedelta(days=AHEAD_DAYS)
    since = session.scalar(_FIRST_START)
    years = today.year - since.year + 1 if since else 0
    if years < 1:
        return []
    ends = {}
    for number in range(1, years + 1):
        ends[f"first_{number}"], ends[f"last_{number}"] = _back(today, number), _back(end, number, 29)
    place = today.month * 100 + today.day
    rows = session.execute(_anniversaries(scope, years), {**ends, "today": today, "place": place})
    found = [
        Celebrated(row.id, row.person_id, row.display_name, row.branch_name, next_anniversary(row.started_on, today))
        for row in rows
    ]
    near_ones = [item for item in found if is_near(item.anniversary, today, AHEAD_DAYS)]
    return sorted(near_ones, key=lambda item: (item.anniversary.on, item.volunteer_id))


_FIRST_START = sa.select(sa.func.min(Volunteer.started_on))


@lru_cache(maxsize=SCOPES_KEPT)
def _anniversaries(scope: Scope, years: int) -> Any:
    """Return a select of those who began in the same days of one of so many years before."""
    # The first of each year are read in the order of the index, in which their anniversaries follow each other too.
    present = (Volunteer.status.in_([VolunteerStatus.ACTIVE, VolunteerStatus.PAUSED]), *_present(scope))
    of_each_year = (
        sa.select(Volunteer.id, Volunteer.started_on)
        .where(
            Volunteer.started_on.between(day_place(f"first_{number}"), day_place(f"last_{number}")),
            Volunteer.started_on < TODAY,
            *present,
        )
        .order_by(Volunteer.started_on, Volunteer.id)
        .limit(MOST_ROWS)
        .subquery()
        for number in range(1, years + 1)
    )
    near = sa.union_all(*(sa.select(found) for found in of_each_year)).subquery()
    place = sa.extract("month", near.c.started_on) * 100 + sa.extract("day", near.c.started_on)
    first = sa.bindparam("place", type_=sa.Integer)
    # Who they are is asked of those alone that are shown.
    soonest = sa.select(near.c.id).order_by(sa.case((place >= first, 0), else_=1), place, near.c.id).limit(MOST_ROWS)
    return (
        sa.select(
            Volunteer.id,
            Volunteer.person_id,
            Contact.display_name,
            Branch.name.label("branch_name"),
            Volunteer.started_on,
        )
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
        .where(Volunteer.id.in_(soonest))
    )


def _back(day: date, years: int, end_of_february: int = 28) -> date:
    """Return the day so many years before.

    Who began on 29 February has the day on the 28th in most years, so the end of February is one place.
    """
    year = day.year - years
    if (day.month, day.day) in {(2, 28), (2, 29)}:
        return date(year, 2, end_of_february if isleap(year) else 28)
    return day.replace(year=year)


def retention_by_month(session: Session, period: Period, scope: Scope) -> list[RetentionMonth]:
    """Return who helped in each month of a period, months without anybody too; at most three statements."""
    helped = _helped(session, period, scope)
    new = _new(session, period, scope)
    return [RetentionMonth(item.start, helped.get(item.start, 0), new.get(item.start, 0)) for item in period.months()]


def _helped(session: Session, period: Period, scope: Scope) -> dict[date, int]:
    months = [item.start for item in period.months()]
    days = {f"month_{place}": month for place, month in enumerate(months)}
    found = session.execute(_helpers(scope, len(months)), days).one()
    if scope.branch_id is not None:
        return dict(zip(months, found, strict=True))
    # The archive holds few volunteers: to take them off costs less than to look every volunteer up.
    archived = _counts(session, _archived_helpers(), period)
    return {month: number - archived.get(month, 0) for month, number in zip(months, found, strict=True)}


@lru_cache(maxsize=SCOPES_KEPT)
def _helpers(scope: Scope, months: int) -> Any:
    """Return a select of how many helped in each of so many months; of the whole system the archived ones too.

    Each month is counted by itself: SQLite takes twice as long to see where one ends and the next begins.
    """
    row = VolunteerMonth
    own: sa.ColumnElement[bool] = sa.true()
    if scope.branch_id is not None:
        own = row.volunteer_id.in_(sa.select(Volunteer.id).where(*_present(scope)))
    counts = [
        sa.select(sa.func.count()).where(row.month == day_place(f"month_{place}"), own) for place in range(months)
    ]
    return sa.select(*[count.scalar_subquery().label(f"helped_{place}") for place, count in enumerate(counts)])


@cache
def _archived_helpers() -> Any:
    row = VolunteerMonth
    return (
        sa.select(row.month, sa.func.count())
        .where(row.month >= PERIOD.start, row.month < PERIOD.end, row.volunteer_id.in_(_archived()))
        .group_by(row.month)
    )


def _new(session: Session, period: Period, scope: Scope) -> dict[date, int]:
    return {month_of(number): count for number, count in _counts(session, _newcomers(scope), period).items()}


@lru_cache(maxsize=SCOPES_KEPT)
def _newcomers(scope: Scope) -> Any:
    first = VolunteerActivity.first_on
    month = month_number(first)
    return (
        sa.select(month, sa.func.count())
        .where(first >= PERIOD.start, first < PERIOD.end, of_present(scope, VolunteerActivity.volunteer_id))
        .group_by(month)
    )


def _counts(session: Session, statement: Any, period: Period) -> dict[Any, int]:
    return {row[0]: row[1] for row in session.execute(statement, asked(period))}
