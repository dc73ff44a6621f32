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
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.event_times import share_within, shares_by_month
from app.domain.events import AttendanceMode, EventStatus
from app.domain.periods import Period
from app.scope import EVERYTHING, Scope
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
    chosen = _chosen(scope, branch_id, application_id, creative)
    found = _grouped(session, Event.events_count, (), chosen, period, counts=False)
    return found.get((), 0)


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
    chosen = _chosen(scope, branch_id, application_id, creative)
    return _grouped(session, AttendanceCount.count, (), chosen, period).get((), 0)


def participants_by_band_mode(
    session: Session,
    *,
    period: Period | None = None,
    application_id: int | None = None,
    scope: Scope = EVERYTHING,
    branch_id: int | None = None,
) -> list[BandModeCount]:
    """`participants` split by age band and mode, in the order of the bands; empty pairs are left out."""
    chosen = _chosen(scope, branch_id, application_id, None)
    group = (AttendanceCount.age_band_id, AttendanceCount.mode)
    found = _grouped(session, AttendanceCount.count, group, chosen, period)
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


def participants_by_month_branch(
    session: Session, period: Period, scope: Scope, branch_id: int | None = None
) -> list[MonthBranch]:
    """`events_count` and `participants` by calendar month and branch; pairs without events are left out.

    Four statements. The rows add up to the two figures of the whole period exactly.
    """
    chosen = _chosen(scope, branch_id, None, None)
    events = _by_month(session, Event.events_count, chosen, period, counts=False)
    people = _by_month(session, AttendanceCount.count, chosen, period, counts=True)
    return [
        MonthBranch(month, branch, events.get((month, branch), 0), people.get((month, branch), 0))
        for month, branch in sorted(events.keys() | people.keys())
    ]


def _chosen(
    scope: Scope, branch_id: int | None, application_id: int | None, creative: bool | None
) -> list[sa.ColumnElement[bool]]:
    conditions = [Event.status == EventStatus.HELD, Event.archived_at.is_(None)]
    if scope.branch_id is not None:
        conditions.append(Event.branch_id == scope.branch_id)
    if branch_id is not None:
        conditions.append(Event.branch_id == branch_id)
    if application_id is not None:
        conditions.append(Event.application_id == application_id)
    if creative is not None:
        conditions.append(Event.is_creative.is_(creative))
    return conditions


def _whole(period: Period) -> sa.ColumnElement[bool]:
    """Say in SQL that a row belongs to the period with everything it counts."""
    begins = sa.and_(Event.starts_on >= period.start, Event.starts_on < period.end)
    return sa.and_(begins, sa.or_(Event.is_summary.is_(False), Event.ends_before <= period.end))


def _partly(period: Period) -> sa.ColumnElement[bool]:
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
    session: Session,
    value: Any,
    group: tuple[Any, ...],
    chosen: list[sa.ColumnElement[bool]],
    period: Period | None,
    *,
    counts: bool = True,
) -> dict[tuple[Any, ...], int]:
    """Sum `value` by the columns of `group`: one statement, or two when there is a period."""
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    statement = _from(sa.select(*group, sa.func.coalesce(sa.func.sum(value), 0)), chosen, counts)
    if period is not None:
        statement = statement.where(_whole(period))
    for *key, total in session.execute(statement.group_by(*group)):
        found[tuple(key)] += int(total)
    if period is not None:
        rows = _from(sa.select(*group, Event.starts_on, Event.ends_before, value), chosen, counts)
        for *key, starts_on, ends_before, total in session.execute(rows.where(_partly(period))):
            found[tuple(key)] += share_within(Period(starts_on, ends_before), total or 0, period)
    return found


def _by_month(
    session: Session, value: Any, chosen: list[sa.ColumnElement[bool]], period: Period, *, counts: bool
) -> dict[tuple[date, int], int]:
    """Sum `value` by month and branch: ordinary events in SQL, summary rows share by share."""
    found: dict[tuple[date, int], int] = defaultdict(int)
    year, month = sa.extract("year", Event.starts_on), sa.extract("month", Event.starts_on)
    ordinary = _from(
        sa.select(year, month, Event.branch_id, sa.func.coalesce(sa.func.sum(value), 0)), chosen, counts
    ).where(Event.is_summary.is_(False), Event.starts_on >= period.start, Event.starts_on < period.end)
    for found_year, found_month, branch_id, total in session.execute(ordinary.group_by(year, month, Event.branch_id)):
        found[date(int(found_year), int(found_month), 1), branch_id] += int(total)
    summaries = _from(sa.select(Event.branch_id, Event.starts_on, Event.ends_before, value), chosen, counts)
    summaries = summaries.where(Event.is_summary, Event.starts_on < period.end, Event.ends_before > period.start)
    for branch_id, starts_on, ends_before, total in session.execute(summaries):
        for month_start, share in shares_by_month(Period(starts_on, ends_before), total or 0, period):
            found[month_start, branch_id] += share
    return found
