"""The list of events, and the short lists that the home page shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus, EventType, Place
from app.domain.period_text import parse_period
from app.i18n import _l
from app.queries.events.splits import SPLIT_COLUMNS, SPLIT_FILTERS
from app.queries.filters import branch_filter, enum_filter, flag_filter, id_filter
from app.queries.listing import Column, Filter, Kind, ListSpec, ListState, narrowed
from app.queries.places import MOST, SCOPES_KEPT, TODAY
from app.scope import Scope
from models.branches import Branch
from models.events import Event, event_partners, event_volunteers


@lru_cache(maxsize=SCOPES_KEPT)
def _rows(scope: Scope, archived: bool) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Event.id,
        Event.title,
        Event.event_type,
        Event.status,
        Event.place,
        Event.starts_on,
        Event.ends_before,
        Event.starts_at,
        Event.is_summary,
        Event.events_count,
        Branch.name.label("branch_name"),
        Event.participants,
    )
    return _seen(sa.select(*columns).join_from(Event, Branch, Branch.id == Event.branch_id), scope, archived)


@lru_cache(maxsize=SCOPES_KEPT)
def _counted(scope: Scope, archived: bool) -> sa.Select[Any]:
    return _seen(sa.select(Event.id), scope, archived)


def _seen(statement: sa.Select[Any], scope: Scope, archived: bool) -> sa.Select[Any]:
    """Keep the events that the reader sees, out of the archive or in it."""
    statement = statement.where(Event.archived_at.is_not(None) if archived else Event.archived_at.is_(None))
    return statement if scope.branch_id is None else statement.where(Event.branch_id == scope.branch_id)


def _linked(key: str, label: Any, table: sa.Table, column: Any) -> Filter:
    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(Event.id.in_(sa.select(table.c.event_id).where(column == int(value))))

    return Filter(key, label, apply, kind="hidden")


def _by_period(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    """Keep the rows that the figures of the period count: an event by its first day, a summary by any day."""
    period = parse_period(value)
    begins_inside = Event.starts_on >= period.start
    reaches_inside = sa.and_(Event.is_summary, Event.ends_before > period.start)
    return statement.where(Event.starts_on < period.end, sa.or_(begins_inside, reaches_inside))


def _open(row: Any) -> tuple[str, dict[str, Any]]:
    return "events.show", {"event_id": row.id}


EVENT_LIST = ListSpec(
    name="events",
    title=_l("Events"),
    select=lambda scope: _rows(scope, archived=False),
    counted=lambda scope: _counted(scope, archived=False),
    id_column=Event.id,
    columns=(
        Column("title", _l("Title"), lambda row: row.title, Kind.LINK, Event.sort_key, _open, primary=True),
        Column("date", _l("Date"), lambda row: row.starts_on, Kind.DATE, Event.starts_on, secondary=True),
        Column("type", _l("Type"), lambda row: _l("Summary figures") if row.is_summary else row.event_type),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key, secondary=True),
        Column("place", _l("Place"), lambda row: row.place, Kind.BADGE),
        Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
        Column("events", _l("Events"), lambda row: row.events_count, Kind.NUMBER),
        Column(
            "participants",
            _l("Participants"),
            lambda row: row.participants,
            Kind.NUMBER,
            sa.func.coalesce(Event.participants, 0),
            secondary=True,
        ),
        *SPLIT_COLUMNS,
    ),
    default_sort="-date",
    filters=(
        branch_filter(Event.branch_id),
        Filter("period", _l("Period"), _by_period, kind="period"),
        enum_filter("type", _l("Type"), Event.event_type, EventType),
        enum_filter("status", _l("Status"), Event.status, EventStatus),
        enum_filter("place", _l("Place"), Event.place, Place),
        flag_filter("creative", _l("Creative event"), Event.is_creative),
        flag_filter("development", _l("Personal development"), Event.is_personal_development),
        flag_filter("counted", _l("Participants entered"), Event.participants.is_not(None)),
        flag_filter("summary", _l("Summary of a period"), Event.is_summary),
        id_filter("application", _l("Grant"), Event.application_id),
        _linked("partner", _l("Partner"), event_partners, event_partners.c.organisation_id),
        _linked("volunteer", _l("Volunteer"), event_volunteers, event_volunteers.c.volunteer_id),
        *SPLIT_FILTERS,
    ),
    search_kind="event",
    totals={"events": sa.func.sum(Event.events_count), "participants": sa.func.sum(Event.participants)},
)
EVENT_ARCHIVE = replace(
    EVENT_LIST,
    name="events-archive",
    title=_l("Archive of events"),
    select=lambda scope: _rows(scope, archived=True),
    counted=lambda scope: _counted(scope, archived=True),
)


def partly_inside(session: Session, spec: ListSpec, state: ListState, scope: Scope) -> int:
    """Return how many summary rows of a list filtered by period reach beyond that period."""
    try:
        period = parse_period(state.filters.get("period", ""))
    except ValueError:
        return 0
    rows = narrowed(session, spec, state, scope).where(
        Event.is_summary, sa.or_(Event.starts_on < period.start, Event.ends_before > period.end)
    )
    inner = rows.with_only_columns(Event.id).order_by(None).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0


@dataclass(frozen=True)
class EventLine:
    """An event in a short list."""

    id: int
    title: str
    starts_on: date
    starts_at: datetime | None
    branch_name: str


def _lines(scope: Scope, conditions: tuple[Any, ...], order: Any) -> Any:
    # Nearly every event is an ordinary one: an index that begins with it must not be the one that is read.
    ordinary = sa.func.coalesce(Event.is_summary, sa.false()).is_(False)
    statement = (
        sa.select(Event.id, Event.title, Event.starts_on, Event.starts_at, Branch.name)
        .join(Branch, Branch.id == Event.branch_id)
        .where(Event.archived_at.is_(None), ordinary, *conditions)
        .order_by(order, Event.id)
        .limit(MOST)
    )
    return statement if scope.branch_id is None else statement.where(Event.branch_id == scope.branch_id)


def upcoming_events(session: Session, scope: Scope, today: date, limit: int = 5) -> list[EventLine]:
    """Return the next planned events from today on."""
    found = session.execute(_upcoming(scope), {"today": today, "most": limit})
    return [EventLine(*row) for row in found]


@lru_cache(maxsize=SCOPES_KEPT)
def _upcoming(scope: Scope) -> Any:
    return _lines(scope, (Event.status == EventStatus.PLANNED, Event.ends_before > TODAY), Event.starts_on)


def awaiting_counts(session: Session, scope: Scope, today: date, limit: int = 5) -> list[EventLine]:
    """Return past events whose participants nobody has entered yet, newest first."""
    found = session.execute(_awaiting_counts(scope), {"today": today, "most": limit})
    return [EventLine(*row) for row in found]


@lru_cache(maxsize=SCOPES_KEPT)
def _awaiting_counts(scope: Scope) -> Any:
    conditions = (Event.participants.is_(None), Event.status != EventStatus.CANCELLED, Event.starts_on < TODAY)
    return _lines(scope, conditions, Event.starts_on.desc())
