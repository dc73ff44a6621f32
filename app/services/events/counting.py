"""Entering how many people came, in full or in a minute."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.age_bands import UNSTATED
from app.domain.errors import RuleError
from app.domain.events import (
    AttendanceMode,
    CountMethod,
    CountProblem,
    CountRow,
    EventStatus,
    Mark,
    Place,
    check_counts,
)
from app.labels import label
from app.labels.events import band_name
from app.services.age_bands import ensure_default_bands
from app.services.events.changes import EventDraft, check_may_change, create_event
from models.accounts import User
from models.events import AgeBand, AttendanceCount, AttendanceMark, Event

MOST = 1_000_000

People = Mapping[tuple[str, AttendanceMode], int]


@dataclass(frozen=True)
class Counts:
    """The participants of an event as a person stated them.

    `people` is by code of the age band and mode; without it, `stated_total` people of no stated age came.
    """

    people: People = field(default_factory=dict)
    marks: Mapping[Mark, int] = field(default_factory=dict)
    method: CountMethod = CountMethod.COUNTED
    stated_total: int | None = None


class CountsRefused(RuleError):
    """Numbers that do not agree: `problems` are all refusals, each with its own words and field."""

    def __init__(self, problems: list[RuleError]) -> None:
        first = problems[0]
        super().__init__(first.code, field=first.field, **first.details)
        self.problems = problems


def record_counts(session: Session, event: Event, counts: Counts, *, by: User | None, now: datetime) -> None:
    """Replace the participants of an event; a planned event whose time has come becomes held.

    Raises:
        RuleError: `other_branch`, `archived`, `summary_is_fixed`, `event_cancelled`, `event_in_future`,
            `counts_empty`, `unknown_band`.
        CountsRefused: the numbers do not agree with each other.
    """
    check_may_change(event, by)
    if event.is_summary or event.starts_at is None:
        raise RuleError("summary_is_fixed")
    if event.status is EventStatus.CANCELLED:
        raise RuleError("event_cancelled")
    if event.starts_at > now:
        raise RuleError("event_in_future")
    people, bands = _settled(session, counts, event.place)
    _replace(session, event, people, counts, bands)
    event.status = EventStatus.HELD
    event.updated_at = now
    session.flush()


def log_event(session: Session, draft: EventDraft, counts: Counts, *, by: User | None, now: datetime) -> Event:
    """Save an event that has taken place together with its participants, in one step.

    Raises:
        RuleError: what `create_event` and `record_counts` raise.
        CountsRefused: `log_in_future` and what is wrong with the numbers, together.
    """
    refused = []
    if draft.times is not None and draft.times.starts_at > now:
        refused.append(RuleError("log_in_future", field="starts_on"))
    try:
        people, bands = _settled(session, counts, draft.place)
    except RuleError as error:
        refused += error.problems if isinstance(error, CountsRefused) else [error]
    if refused:
        raise CountsRefused(refused)
    event = create_event(session, replace(draft, status=EventStatus.HELD), by=by, now=now)
    _replace(session, event, people, counts, bands)
    return event


def _settled(session: Session, counts: Counts, place: Place) -> tuple[People, dict[str, AgeBand]]:
    """Return the checked numbers by band and mode, and every band by code. Changes nothing that was saved."""
    people = dict(counts.people)
    bands = {band.code: band for band in session.scalars(sa.select(AgeBand))}
    if not people and counts.stated_total is not None:
        if UNSTATED not in bands:
            bands = ensure_default_bands(session)
        mode = AttendanceMode.ONLINE if place is Place.ONLINE else AttendanceMode.ON_SITE
        people = {(UNSTATED, mode): counts.stated_total}
    if not people:
        raise RuleError("counts_empty", field="by_age")
    _check(people, counts, bands)
    return people, bands


def _check(people: People, counts: Counts, bands: Mapping[str, AgeBand]) -> None:
    rows = []
    for (code, mode), count in people.items():
        if code not in bands:
            raise RuleError("unknown_band", code, field="by_age")
        rows.append(CountRow(code, mode, count, bands[code].is_children, counts.method))
    problems = [_refusal(problem, bands) for problem in check_counts(rows, counts.marks, counts.stated_total)]
    problems += [RuleError("count_too_large", number, field="by_age") for number in people.values() if number > MOST]
    if problems:
        raise CountsRefused(problems)


def _refusal(problem: CountProblem, bands: Mapping[str, AgeBand]) -> RuleError:
    """Give a problem with the numbers its words and the field it belongs to."""
    if problem.subject in bands:
        subject, place = band_name(bands[problem.subject]), "by_age"
    elif problem.subject == "total":
        subject, place = "", "stated_total"
    else:
        subject, place = label(Mark(problem.subject)), f"mark_{problem.subject}"
    code = {"negative": "count_negative", "repeated": "count_repeated"}.get(problem.code, problem.code.value)
    return RuleError(code, problem.value, field=place, subject=subject, expected=problem.expected)


def _replace(
    session: Session,
    event: Event,
    people: People,
    counts: Counts,
    bands: Mapping[str, AgeBand],
) -> None:
    """Bring the rows in line, touching only those that differ, so that the audit log tells what changed."""
    wanted = {(bands[code].id, mode): count for (code, mode), count in people.items()}
    for row in list(event.counts):
        count = wanted.pop((row.age_band_id, row.mode), None)
        if count is None:
            event.counts.remove(row)
        else:
            row.count, row.method = count, counts.method
    for (band_id, mode), count in wanted.items():
        event.counts.append(AttendanceCount(age_band_id=band_id, mode=mode, count=count, method=counts.method))
    marks = {mark: count for mark, count in counts.marks.items() if count}
    for mark_row in list(event.marks):
        count = marks.pop(mark_row.mark, None)
        if count is None:
            event.marks.remove(mark_row)
        else:
            mark_row.count = count
    for mark, count in marks.items():
        event.marks.append(AttendanceMark(mark=mark, count=count))
    session.flush()
