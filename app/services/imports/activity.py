"""Importing events and attendances: a line becomes a summary event with one count of participants."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.attendance_import import ActivityRow, AttendanceField
from app.domain.attendance_values import Ages
from app.domain.events import AttendanceMode, CountMethod, EventStatus, EventType, Place
from app.domain.imports import PREVIEW_ROWS, Issue, RefusalCode
from app.domain.periods import Period
from app.domain.text import sort_key
from app.formats import grouped
from app.i18n import _
from app.labels.imports import period_words, summary_title
from app.queries.branches import age_bands
from app.queries.imports.attendance import Tally, ages_of, logged_one_by_one, tallies, tally_key
from app.queries.imports.portions import portions
from app.services.imports.branches import BranchBook, Ref
from app.services.imports.outcome import Outcome
from models.base import utc_now
from models.events import AgeBand, AttendanceCount, Event
from models.search import search_row, upsert_entries

EVENTS = cast(sa.Table, Event.__table__)
COUNTS = cast(sa.Table, AttendanceCount.__table__)

Key = tuple[Ref, AttendanceMode, str]


@dataclass(slots=True)
class ActivityPlan:
    """What importing the lines will do."""

    outcome: Outcome
    create: list[tuple[Ref, ActivityRow]] = field(default_factory=list)
    set_events: list[tuple[Tally, int]] = field(default_factory=list)
    add_counts: list[tuple[Tally, ActivityRow]] = field(default_factory=list)
    set_counts: list[tuple[Tally, int]] = field(default_factory=list)


class _Periods:
    """The periods for which a number is known, by what it counts: one day must not be counted twice.

    Events and attendances are looked at apart. A service may report events by month and attendances by
    quarter; then the months carry the events, the quarter the attendances, and each adds up by itself.
    """

    def __init__(self, known: Sequence[Tally]) -> None:
        self._taken: dict[tuple[Key, str], set[Period]] = defaultdict(set)
        for tally in known:
            self.take((tally.branch_id, tally.mode, tally.ages), tally.period, tally.events, tally.attendances)

    def take(self, key: Key, period: Period, events: int | None, attendances: int | None) -> None:
        for name, value in (("events", events), ("attendances", attendances)):
            if value is not None:
                self._taken[key, name].add(period)

    def clash(self, key: Key, row: ActivityRow) -> Period | None:
        """Return the known period that the row's overlaps without being the same."""
        for name, value in (("events", row.events), ("attendances", row.attendances)):
            if value is not None:
                for period in self._taken[key, name]:
                    if period != row.period and period.overlaps(row.period):
                        return period
        return None


def plan_activity(
    session: Session, rows: Sequence[ActivityRow], mapping: Mapping[str, str], book: BranchBook
) -> ActivityPlan:
    """Decide what becomes of each line; nothing is written."""
    plan = ActivityPlan(Outcome(heading=_heading()))
    counts, issues = plan.outcome.counts, plan.outcome.issues
    branch_heading, period_heading = mapping.get(AttendanceField.BRANCH, ""), mapping.get(AttendanceField.PERIOD, "")
    settled: list[tuple[Ref, ActivityRow]] = []
    for row in rows:
        ref = book.find_or_add(row.branch, row.line, branch_heading)
        if isinstance(ref, Issue):
            issues.append(ref)
        else:
            settled.append((ref, row))
    known = tallies(session, {ref for ref, _row in settled if isinstance(ref, int)})
    by_key = {(tally.branch_id, tally.mode, tally.ages, tally.period): tally for tally in known}
    taken = _Periods(known)
    lines: dict[tuple[Key, Period], int] = {}
    for ref, row in settled:
        key: Key = (ref, row.mode, row.ages.code)
        if (key, row.period) in lines:
            before = _("line %(num)d", num=lines[key, row.period])
            issues.append(Issue(row.line, "", RefusalCode.DUPLICATE_LINE, before))
            continue
        if clash := taken.clash(key, row):
            value = f"{period_words(row.period)} ↔ {period_words(clash)}"
            issues.append(Issue(row.line, period_heading, RefusalCode.OVERLAPPING_PERIOD, value[:300]))
            continue
        lines[key, row.period] = row.line
        taken.take(key, row.period, row.events, row.attendances)
        counts[_settle(plan, ref, row, by_key.get((*key, row.period)))] += 1  # type: ignore[arg-type]
        counts["events"] += row.events or 0
        counts["attendances"] += row.attendances or 0
        if len(plan.outcome.preview) < PREVIEW_ROWS:
            plan.outcome.preview.append(_preview(book, ref, row))
    _count_logged(session, plan, [row for _ref, row in settled], book)
    return plan


def _settle(plan: ActivityPlan, ref: Ref, row: ActivityRow, known: Tally | None) -> str:
    """Plan one line and return how it is counted: created, updated or unchanged."""
    if known is None:
        plan.create.append((ref, row))
        return "created"
    fresh = changed = False
    if row.events is not None and row.events != known.events:
        plan.set_events.append((known, row.events))
        fresh, changed = known.events is None, known.events is not None
    if row.attendances is not None and known.attendances is None:
        plan.add_counts.append((known, row))
        fresh = True
    elif row.attendances is not None and row.attendances != known.attendances:
        plan.set_counts.append((known, row.attendances))
        changed = True
    return "updated" if changed else "created" if fresh else "unchanged"


def _count_logged(session: Session, plan: ActivityPlan, rows: Sequence[ActivityRow], book: BranchBook) -> None:
    if rows:
        ids = {ref for row in rows if isinstance(ref := book.find(row.branch), int)}
        whole = Period(min(row.period.start for row in rows), max(row.period.end for row in rows))
        plan.outcome.counts["logged"] = logged_one_by_one(session, ids, whole)


def _heading() -> list[str]:
    return [_("Branch"), _("Title"), _("Events"), _("Attendances")]


def _preview(book: BranchBook, ref: Ref, row: ActivityRow) -> list[str]:
    numbers = [grouped(value) if value is not None else "—" for value in (row.events, row.attendances)]
    title = summary_title(row.ages, row.mode, row.period)
    return [book.of(ref).name, title, *numbers]


def apply_activity(session: Session, plan: ActivityPlan, book: BranchBook) -> None:
    """Write what was planned. The branches are saved already.

    Rows go in by portions and past the audit listener: the run itself is the audit entry of the import.
    """
    bands = _bands(session, [row for _ref, row in plan.create] + [row for _tally, row in plan.add_counts])
    for portion in portions(plan.create):
        _create(session, [(book.of(ref).id, row) for ref, row in portion], bands)
    _insert_counts(session, [(tally.event_id, row) for tally, row in plan.add_counts], bands)
    if plan.set_events:
        statement = sa.update(EVENTS).where(EVENTS.c.id == sa.bindparam("row_id"))
        statement = statement.values(
            events_count=sa.bindparam("number"), version=EVENTS.c.version + 1, updated_at=utc_now()
        )
        values = [{"row_id": tally.event_id, "number": number} for tally, number in plan.set_events]
        session.execute(statement, values)
    if plan.set_counts:
        statement = sa.update(COUNTS).where(COUNTS.c.id == sa.bindparam("row_id"))
        changed = [{"row_id": tally.count_id, "number": number} for tally, number in plan.set_counts]
        session.execute(statement.values(count=sa.bindparam("number")), changed)
    session.expire_all()


def _create(session: Session, rows: Sequence[tuple[int, ActivityRow]], bands: dict[Ages, int]) -> None:
    values = [_event_values(branch_id, row) for branch_id, row in rows]
    insert = sa.insert(EVENTS).returning(EVENTS.c.id, sort_by_parameter_order=True)
    ids = list(session.scalars(insert, values))
    pairs = zip(ids, rows, strict=True)
    _insert_counts(session, [(event_id, row) for event_id, (_branch, row) in pairs], bands)
    entries = [search_row(Event(id=event_id, **value)) for event_id, value in zip(ids, values, strict=True)]
    upsert_entries(session, entries)


def _event_values(branch_id: int, row: ActivityRow) -> dict[str, Any]:
    title = summary_title(row.ages, row.mode, row.period)
    return {
        "title": title,
        "sort_key": sort_key(title),
        "event_type": EventType.OTHER,
        "status": EventStatus.HELD,
        "place": Place.ONLINE if row.mode is AttendanceMode.ONLINE else Place.ON_SITE,
        "branch_id": branch_id,
        "venue": "",
        "starts_on": row.period.start,
        "ends_before": row.period.end,
        "is_summary": True,
        "events_count": row.events,
        "import_key": tally_key(branch_id, row.mode, row.ages, row.period),
    }


def _insert_counts(session: Session, rows: Sequence[tuple[int, ActivityRow]], bands: dict[Ages, int]) -> None:
    values = [
        {
            "event_id": event_id,
            "age_band_id": bands[row.ages],
            "mode": row.mode,
            "count": row.attendances,
            "method": CountMethod.IMPORTED,
        }
        for event_id, row in rows
        if row.attendances is not None
    ]
    if values:
        session.execute(sa.insert(COUNTS), values)


def _bands(session: Session, rows: Sequence[ActivityRow]) -> dict[Ages, int]:
    """Return the ids of the age bands that the counts need; a missing one is added outside of the grid."""
    known = age_bands(session)
    found: dict[Ages, AgeBand] = {}
    for band in sorted(known, key=lambda item: not item.in_grid):
        found.setdefault(ages_of(band), band)
    codes = {band.code for band in known}
    for ages in sorted({row.ages for row in rows if row.attendances is not None} - found.keys()):
        band = new_band(ages, codes)
        codes.add(band.code)
        session.add(band)
        found[ages] = band
    session.flush()
    return {ages: band.id for ages, band in found.items()}


def new_band(ages: Ages, taken: set[str]) -> AgeBand:
    """Return an age band for these ages, not saved, with names in both languages and a code that is free."""
    code = ages.code if ages.code not in taken else f"import-{ages.code}"
    if ages.min_age is None:
        names = ("Вік не зазначено", "Age not stated")
    elif ages.max_age is None:
        names = (f"{ages.min_age}+ років", f"{ages.min_age} and over")
    else:
        names = (f"{ages.min_age}–{ages.max_age} років", f"{ages.min_age}–{ages.max_age} years")
    return AgeBand(
        code=code,
        name_uk=names[0],
        name_en=names[1],
        min_age=ages.min_age,
        max_age=ages.max_age,
        position=1000 + ages.least,
        in_grid=False,
    )
