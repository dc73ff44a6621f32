"""One event with everything around it, and what the forms about events offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.age_bands import UNSTATED
from app.domain.events import AttendanceMode, CountMethod, CountRow, CountTotals, Mark, totals
from app.domain.grants import WON_STAGES
from app.domain.text import search_text
from app.domain.volunteers import HoursStatus, VolunteerStatus
from app.queries.search import found_ids
from app.scope import Scope
from models.contacts import Organisation, Person
from models.events import AgeBand, AttendanceCount, AttendanceMark, Event, event_partners, event_volunteers
from models.grants import Application
from models.volunteers import HoursEntry, Volunteer

# The place of the event in statements that are built once.
_ID = sa.bindparam("event", type_=sa.Integer)


@dataclass(frozen=True)
class Helper:
    """A volunteer who helped at an event, with the minutes that are confirmed and that still wait."""

    volunteer_id: int
    name: str
    confirmed: int
    waiting: int


@dataclass(frozen=True)
class EventRecord:
    """An event as its page shows it. `counted` says whether anybody has entered the participants."""

    event: Event
    partners: list[Organisation]
    helpers: list[Helper]
    bands: list[tuple[AgeBand, dict[AttendanceMode, int]]]
    totals: CountTotals
    marks: dict[Mark, int]
    method: CountMethod | None

    @property
    def counted(self) -> bool:
        """Say whether anybody has entered participants, even if nobody came."""
        return bool(self.bands)

    @property
    def ages_known(self) -> bool:
        """Say whether some of the participants are in a band with ages."""
        return any(band.has_ages for band, _counts in self.bands)


def event(session: Session, event_id: int, scope: Scope) -> Event | None:
    """Return the event with its branch and grant; None when there is none in the reader's scope."""
    found = session.scalar(_event(), {"event": event_id})
    return found if found is not None and scope.allows(found.branch_id) else None


@cache
def _event() -> Any:
    return sa.select(Event).where(Event.id == _ID).options(joinedload(Event.branch), joinedload(Event.application))


def event_record(session: Session, event_id: int, scope: Scope) -> EventRecord | None:
    """Return everything about one event in five statements; None as `event` does."""
    found = event(session, event_id, scope)
    if found is None:
        return None
    bands: dict[AgeBand, dict[AttendanceMode, int]] = {}
    rows = []
    methods = []
    for mode, count, method, band in session.execute(_counts(), {"event": event_id}):
        bands.setdefault(band, {})[mode] = count
        rows.append(CountRow(band.code, mode, count, band.is_children))
        methods.append(method)
    marks = dict(iter(session.execute(_marks(), {"event": event_id})))
    return EventRecord(
        event=found,
        partners=linked_partners(session, event_id),
        helpers=_helpers(session, event_id),
        bands=list(bands.items()),
        totals=totals(rows),
        marks={mark: marks[mark] for mark in Mark if mark in marks},
        method=methods[0] if methods else None,
    )


@cache
def _counts() -> Any:
    return (
        sa.select(AttendanceCount.mode, AttendanceCount.count, AttendanceCount.method, AgeBand)
        .join(AgeBand, AgeBand.id == AttendanceCount.age_band_id)
        .where(AttendanceCount.event_id == _ID)
        .order_by(AgeBand.position, AgeBand.id)
    )


@cache
def _marks() -> Any:
    return sa.select(AttendanceMark.mark, AttendanceMark.count).where(AttendanceMark.event_id == _ID)


def linked_partners(session: Session, event_id: int) -> list[Organisation]:
    """Return the organisations that held the event together with the library."""
    return list(session.scalars(_partners(), {"event": event_id}))


@cache
def _partners() -> Any:
    return (
        sa.select(Organisation)
        .join(event_partners, event_partners.c.organisation_id == Organisation.id)
        .where(event_partners.c.event_id == _ID)
        .order_by(Organisation.sort_key)
    )


def linked_volunteers(session: Session, event_id: int) -> list[int]:
    """Return the ids of the volunteers named on the event."""
    return list(
        session.scalars(
            sa.select(event_volunteers.c.volunteer_id)
            .where(event_volunteers.c.event_id == event_id)
            .order_by(event_volunteers.c.volunteer_id)
        )
    )


def _helpers(session: Session, event_id: int) -> list[Helper]:
    rows = session.execute(_helping(), {"event": event_id})
    return [Helper(row[0], row[1], int(row[2] or 0), int(row[3] or 0)) for row in rows]


@cache
def _helping() -> Any:
    def minutes(status: HoursStatus) -> Any:
        return sa.func.sum(sa.case((HoursEntry.status == status, HoursEntry.minutes)))

    named = sa.select(event_volunteers.c.volunteer_id).where(event_volunteers.c.event_id == _ID)
    hours = (
        sa.select(
            HoursEntry.volunteer_id,
            minutes(HoursStatus.CONFIRMED).label("confirmed"),
            minutes(HoursStatus.LOGGED).label("logged"),
        )
        .where(HoursEntry.event_id == _ID)
        .group_by(HoursEntry.volunteer_id)
        .cte("hours")
    )
    return (
        sa.select(Volunteer.id, Person.display_name, hours.c.confirmed, hours.c.logged)
        .join(Person, Person.id == Volunteer.person_id)
        .outerjoin(hours, hours.c.volunteer_id == Volunteer.id)
        .where(Volunteer.id.in_(sa.union(named, sa.select(hours.c.volunteer_id))))
        .order_by(Person.sort_key)
    )


def grid_bands(session: Session, event_id: int | None = None) -> list[AgeBand]:
    """Return the bands of the audience grid, the one without ages, and those an event already has."""
    condition = sa.or_(AgeBand.in_grid, AgeBand.code == UNSTATED)
    if event_id is not None:
        used = sa.select(AttendanceCount.age_band_id).where(AttendanceCount.event_id == event_id)
        condition = sa.or_(condition, AgeBand.id.in_(used))
    return list(session.scalars(sa.select(AgeBand).where(condition).order_by(AgeBand.position, AgeBand.id)))


def recent_titles(session: Session, scope: Scope, limit: int = 6) -> list[sa.Row[Any]]:
    """Return (id, title, event_type) of the newest ordinary events, each title once."""
    newest = (
        sa.select(sa.func.max(Event.id).label("id"))
        .where(Event.archived_at.is_(None), Event.is_summary.is_(False))
        .group_by(Event.sort_key)
        .order_by(sa.func.max(Event.id).desc())
        .limit(limit)
    )
    if scope.branch_id is not None:
        newest = newest.where(Event.branch_id == scope.branch_id)
    statement = sa.select(Event.id, Event.title, Event.event_type)
    return list(session.execute(statement.where(Event.id.in_(newest)).order_by(Event.id.desc())))


def running_applications(session: Session, scope: Scope, keep: int | None = None) -> list[tuple[str, str]]:
    """Return (id, title) of the grants in progress, and of the one that the event already names."""
    running = sa.and_(Application.stage.in_(WON_STAGES), Application.archived_at.is_(None))
    if scope.branch_id is not None:
        own = sa.or_(Application.branch_id.is_(None), Application.branch_id == scope.branch_id)
        running = sa.and_(running, own)
    statement = sa.select(Application.id, Application.title).where(
        sa.or_(running, Application.id == keep) if keep is not None else running
    )
    return [(str(row.id), row.title) for row in session.execute(statement.order_by(Application.sort_key))]


def volunteer_names(session: Session, ids: Sequence[int], scope: Scope, event_id: int | None = None) -> dict[int, str]:
    """Return the names of those of the volunteers whom the reader sees or whom the event names already."""
    if not ids:
        return {}
    statement = (
        sa.select(Volunteer.id, Person.display_name)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.id.in_(ids))
    )
    if scope.branch_id is not None:
        named = sa.select(event_volunteers.c.volunteer_id).where(event_volunteers.c.event_id == event_id)
        statement = statement.where(sa.or_(Volunteer.branch_id == scope.branch_id, Volunteer.id.in_(named)))
    return {row.id: row.display_name for row in session.execute(statement)}


def volunteers_named(session: Session, name: str, scope: Scope) -> list[int]:
    """Return up to three volunteers of the reader's branch whose whole name is the typed one."""
    ids = found_ids(session, "volunteer", name)
    if ids is None:
        return []
    statement = (
        sa.select(Volunteer.id, Person.display_name)
        .join(Person, Person.id == Volunteer.person_id)
        .where(
            Volunteer.id.in_(ids),
            Volunteer.archived_at.is_(None),
            Volunteer.status != VolunteerStatus.LEFT,
        )
        .order_by(Person.sort_key)
        .limit(200)
    )
    if scope.branch_id is not None:
        statement = statement.where(Volunteer.branch_id == scope.branch_id)
    wanted = search_text(name)
    return [row.id for row in session.execute(statement) if search_text(row.display_name) == wanted][:3]


def lookup(session: Session, text: str, scope: Scope, limit: int = 10) -> list[sa.Row[Any]]:
    """Return events whose words begin as typed: rows of (id, title, starts_on)."""
    ids = found_ids(session, "event", text)
    if ids is None:
        return []
    statement = sa.select(Event.id, Event.title, Event.starts_on).where(Event.id.in_(ids), Event.archived_at.is_(None))
    if scope.branch_id is not None:
        statement = statement.where(Event.branch_id == scope.branch_id)
    return list(session.execute(statement.order_by(Event.starts_on.desc(), Event.id.desc()).limit(limit)))
