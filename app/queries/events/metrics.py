"""The figures about events. Each has one definition, here, and every page, export and report asks for it.

A figure covers events that were held and are not in the archive. An ordinary event belongs to the period
of its first day. A summary row that reaches beyond the period gives it a share: the tally is spread over
its months by their days, and inside a month by days, always in whole numbers that add up to the tally
(`app.domain.event_times.share_within`). Every number of people is shared by itself, band by band and mode
by mode, so that the figures by month, by band and in total agree to the last person.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.event_times import share_within, shares_by_month
from app.domain.events import AttendanceMode, EventStatus
from app.domain.periods import Period
from app.queries.months import month_number, month_of
from app.queries.places import EARLIER, PERIOD, SCOPES_KEPT, PeriodPlaces, asked, asked_both, both
from app.scope import Scope
from models.events import AgeBand, AttendanceCount, Event


@dataclass(frozen=True)
class BandModeCount:
    """Participants of one age band who took part in one mode."""

    band: AgeBand
    mode: AttendanceMode
    count: int


@dataclass(frozen=True)
class MonthBranch:
    """Events and participants of a branch in a calendar month."""

    month_start: date
    branch_id: int
    events: int
    participants: int


def events_count(
    session: Session,
    period: Period,
    scope: Scope,
    branch_id: int | None = None,
    *,
    application_id: int | None = None,
    creative: bool | None = None,
) -> int:
    """Events held. Unit: events. Period: the first day of the event; summary rows give their share."""
    chosen = _Chosen(scope.branch_id, branch_id, application_id, creative)
    return _grouped(session, chosen, period, counts=False).get((), 0)


def participants(
    session: Session,
    period: Period | None,
    scope: Scope,
    branch_id: int | None = None,
    *,
    application_id: int | None = None,
    creative: bool | None = None,
) -> int:
    """Attendances at held events, not unique people. Unit: people. Period: as `events_count`; None is all."""
    chosen = _Chosen(scope.branch_id, branch_id, application_id, creative)
    return _grouped(session, chosen, period).get((), 0)


def participants_in_both(session: Session, period: Period, earlier: Period, scope: Scope) -> tuple[int, int]:
    """Return `participants` of two periods; two statements."""
    sums, parts = _sums_in_both(_Chosen(scope.branch_id))
    values = asked_both(period, earlier)
    now, before = session.execute(sums, values).one()
    for starts_on, ends_before, total in session.execute(parts, values):
        days = Period(starts_on, ends_before)
        now += _share_of_part(days, total, period)
        before += _share_of_part(days, total, earlier)
    return int(now), int(before)


def _share_of_part(days: Period, total: int, period: Period) -> int:
    """Return the share of a summary row that reaches beyond the period; 0 of one that lies inside it."""
    inside = period.start <= days.start and days.end <= period.end
    return 0 if inside else share_within(days, total, period)


def participants_by_band_mode(
    session: Session,
    *,
    period: Period | None = None,
    application_id: int | None = None,
) -> list[BandModeCount]:
    """`participants` split by age band and mode, in the order of the bands; empty pairs are left out."""
    found = _grouped(session, _Chosen(application_id=application_id), period, by_band_mode=True)
    bands = session.scalars(
        sa.select(AgeBand)
        .where(AgeBand.id.in_({band_id for band_id, _mode in found}))
        .order_by(AgeBand.position, AgeBand.id)
    )
    return [
        BandModeCount(band, mode, found[band.id, mode])
        for band in bands
        for mode in AttendanceMode
        if found.get((band.id, mode))
    ]


def participants_by_month_branch(session: Session, period: Period, scope: Scope) -> list[MonthBranch]:
    """`events_count` and `participants` by calendar month and branch; pairs without events are left out.

    Three statements. The rows add up to the two figures of the whole period exactly.
    """
    ordinary, summaries, tallies = _by_month(_Chosen(scope.branch_id))
    events: defaultdict[tuple[date, int], int] = defaultdict(int)
    people: defaultdict[tuple[date, int], int] = defaultdict(int)
    for number, branch, held, came in session.execute(ordinary, asked(period)):
        events[month_of(number), branch] += int(held)
        people[month_of(number), branch] += int(came)
    for found, statement in ((events, summaries), (people, tallies)):
        for branch, starts_on, ends_before, total in session.execute(statement, asked(period)):
            for month_start, share in shares_by_month(Period(starts_on, ends_before), total or 0, period):
                found[month_start, branch] += share
    return [
        MonthBranch(month, branch, events.get((month, branch), 0), people.get((month, branch), 0))
        for month, branch in sorted(events.keys() | people.keys())
    ]


class _Chosen(NamedTuple):
    """Which events a figure covers; what is None is not asked about."""

    scope_id: int | None = None
    branch_id: int | None = None
    application_id: int | None = None
    creative: bool | None = None


def _conditions(chosen: _Chosen) -> list[sa.ColumnElement[bool]]:
    conditions = [Event.status == EventStatus.HELD, Event.archived_at.is_(None)]
    if chosen.scope_id is not None:
        conditions.append(Event.branch_id == chosen.scope_id)
    if chosen.branch_id is not None:
        conditions.append(Event.branch_id == chosen.branch_id)
    if chosen.application_id is not None:
        conditions.append(Event.application_id == chosen.application_id)
    if chosen.creative is not None:
        conditions.append(Event.is_creative.is_(chosen.creative))
    return conditions


def _whole(period: PeriodPlaces) -> sa.ColumnElement[bool]:
    """Say in SQL that a row belongs to the period with everything it counts."""
    begins = sa.and_(Event.starts_on >= period.start, Event.starts_on < period.end)
    return sa.and_(begins, sa.or_(Event.is_summary.is_(False), Event.ends_before <= period.end))


def _partly(period: PeriodPlaces) -> sa.ColumnElement[bool]:
    """Say in SQL that a summary row reaches beyond the period."""
    return sa.and_(
        Event.is_summary,
        Event.starts_on < period.end,
        Event.ends_before > period.start,
        sa.or_(Event.starts_on < period.start, Event.ends_before > period.end),
    )


def _from(statement: Any, chosen: list[sa.ColumnElement[bool]], counts: bool) -> sa.Select[Any]:
    source: sa.Select[Any] = statement.select_from(Event)
    if counts:
        source = source.join(AttendanceCount, AttendanceCount.event_id == Event.id)
    return source.where(*chosen)


def _grouped(
    session: Session, chosen: _Chosen, period: Period | None, *, counts: bool = True, by_band_mode: bool = False
) -> dict[tuple[Any, ...], int]:
    """Sum participants, or events, in all or by age band and mode: one statement, or two when there is a period."""
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    sums, parts = _sums(chosen, counts, by_band_mode, period is not None)
    for *key, total in session.execute(sums, asked(period) if period is not None else {}):
        found[tuple(key)] += int(total)
    if period is not None:
        for *key, starts_on, ends_before, total in session.execute(parts, asked(period)):
            found[tuple(key)] += share_within(Period(starts_on, ends_before), total or 0, period)
    return found


@lru_cache(maxsize=64)
def _sums(chosen: _Chosen, counts: bool, by_band_mode: bool, of_period: bool) -> tuple[Any, Any]:
    """Return the select of the sums, and that of the summary rows of which a period has a part only."""
    value = AttendanceCount.count if counts else Event.events_count
    group: tuple[Any, ...] = (AttendanceCount.age_band_id, AttendanceCount.mode) if by_band_mode else ()
    conditions = _conditions(chosen)
    whole = Event.participants if counts and not by_band_mode else value
    sums = _from(sa.select(*group, sa.func.coalesce(sa.func.sum(whole), 0)), conditions, by_band_mode).group_by(*group)
    parts = _from(sa.select(*group, Event.starts_on, Event.ends_before, value), conditions, counts)
    return (sums.where(_whole(PERIOD)) if of_period else sums), parts.where(_partly(PERIOD))


@lru_cache(maxsize=SCOPES_KEPT)
def _sums_in_both(chosen: _Chosen) -> tuple[Any, Any]:
    """Return the select of the participants of two periods, and that of the summary rows of which they have a part."""
    conditions = _conditions(chosen)
    sums = _from(sa.select(sa.func.coalesce(sa.func.sum(Event.participants), 0)), conditions, False)
    parts = _from(sa.select(Event.starts_on, Event.ends_before, AttendanceCount.count), conditions, True)
    return (
        both(sums.where(_whole(PERIOD)), sums.where(_whole(EARLIER))),
        parts.where(sa.or_(_partly(PERIOD), _partly(EARLIER))),
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _by_month(chosen: _Chosen) -> tuple[Any, Any, Any]:
    """Return the selects of ordinary events by month and branch, of summary rows, and of what these counted."""
    conditions, month = _conditions(chosen), month_number(Event.starts_on)
    sums = [sa.func.coalesce(sa.func.sum(value), 0) for value in (Event.events_count, Event.participants)]
    begins = (Event.is_summary.is_(False), Event.starts_on >= PERIOD.start, Event.starts_on < PERIOD.end)
    ordinary = _from(sa.select(month, Event.branch_id, *sums), conditions, False).where(*begins)
    meets = (Event.is_summary, Event.starts_on < PERIOD.end, Event.ends_before > PERIOD.start)
    when = (Event.branch_id, Event.starts_on, Event.ends_before)
    return (
        ordinary.group_by(month, Event.branch_id),
        _from(sa.select(*when, Event.events_count), conditions, False).where(*meets),
        _from(sa.select(*when, AttendanceCount.count), conditions, True).where(*meets),
    )
