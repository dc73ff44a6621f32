"""Verbs of hours by shift: a whole shift at once by staff, one's own hours by a volunteer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.volunteers import HoursSource, HoursStatus
from app.queries import hours_shifts as questions
from app.scope import EVERYTHING
from app.services.hours import HoursData, check_entry, decide_hours, fill_entry
from models.accounts import User
from models.opportunities import Shift
from models.volunteers import HoursEntry, Volunteer

OWN_DAYS = 60


class RowsRefused(RuleError):
    """Hours of a shift that cannot be true: `problems` says for each volunteer why. Nothing was saved."""

    def __init__(self, problems: Mapping[int, RuleError]) -> None:
        super().__init__("shift_rows_refused")
        self.problems = problems


@dataclass(frozen=True)
class OwnHours:
    """What a volunteer says of the own time; a shift gives the day itself."""

    worked_on: date
    minutes: int
    activity: str = ""
    shift_id: int | None = None
    event_id: int | None = None


def log_shift(
    session: Session,
    shift: Shift,
    came: Mapping[int, int],
    *,
    confirm: bool,
    by: User | None,
    now: datetime,
    today: date,
) -> list[HoursEntry]:
    """Write down the hours of a whole shift: who came, for how many minutes. All rows are saved or none.

    Who has hours of this shift already is left as is, so that a second save adds only those who were missing.

    Args:
        came: minutes by volunteer.
        confirm: whether the hours are confirmed with it; `by` must be one who may.

    Raises:
        RowsRefused: some row cannot be true.
        RuleError: `shift_cancelled`, `shift_not_over` (it has not begun) or `shift_nobody`.
    """
    if shift.cancelled_at is not None:
        raise RuleError("shift_cancelled")
    if shift.starts_at > now:
        raise RuleError("shift_not_over")
    done = {row.volunteer_id for row in questions.present(session, shift, came) if row.entry_id is not None}
    wanted = {volunteer_id: minutes for volunteer_id, minutes in came.items() if volunteer_id not in done}
    if not wanted:
        raise RuleError("shift_nobody")
    entries, problems = [], {}
    for volunteer_id, minutes in wanted.items():
        try:
            entries.append(_entry_of_shift(session, shift, volunteer_id, minutes, today))
        except RuleError as error:
            problems[volunteer_id] = error
    if problems:
        raise RowsRefused(problems)
    for entry in entries:
        entry.logged_by_id = by.id if by else None
    session.add_all(entries)
    session.flush()
    if confirm:
        decide_hours(session, entries, confirm=True, by=by, at=now)
    return entries


def _entry_of_shift(
    session: Session,
    shift: Shift,
    volunteer_id: int,
    minutes: int,
    today: date,
    source: HoursSource = HoursSource.SHIFT,
) -> HoursEntry:
    """Return a new entry of a shift, once it was found right."""
    volunteer = session.get(Volunteer, volunteer_id)
    if volunteer is None:
        raise RuleError("not_found")
    opportunity = shift.opportunity
    event = shift.event or opportunity.event
    data = HoursData(
        volunteer_id=volunteer_id,
        worked_on=shift.day,
        minutes=minutes,
        activity=opportunity.title,
        event_id=event.id if event else None,
        opportunity_id=opportunity.id,
        shift_id=shift.id,
    )
    entry = HoursEntry()
    check_entry(session, entry, data, volunteer, today)
    entry.volunteer_id, entry.branch_id = volunteer_id, shift.branch_id
    entry.worked_on, entry.minutes, entry.activity = shift.day, minutes, opportunity.title[:200]
    entry.shift_id, entry.opportunity_id = shift.id, opportunity.id
    entry.event_id = event.id if event else None
    entry.application_id = (event.application_id if event else None) or opportunity.application_id
    entry.source = source
    return entry


def log_own_hours(session: Session, volunteer: Volunteer, data: OwnHours, *, now: datetime, today: date) -> HoursEntry:
    """Write down what a volunteer says of the own time; it waits for confirmation.

    Raises:
        RuleError: `hours_too_old` (sixty days), `not_found` (a shift or an event that is not the volunteer's own), or
            what `log_hours` refuses.
    """
    if data.shift_id is not None:
        own = {row.id for row in questions.own_past_shifts(session, volunteer.id, today, now)}
        shift = session.get(Shift, data.shift_id)
        if shift is None or shift.id not in own:
            raise RuleError("not_found", field="what")
        entry = _entry_of_shift(session, shift, volunteer.id, data.minutes, today, HoursSource.VOLUNTEER)
        entry.activity = data.activity or entry.activity
    else:
        if data.worked_on < today - timedelta(days=OWN_DAYS):
            raise RuleError("hours_too_old", OWN_DAYS, field="worked_on")
        if data.event_id is not None and data.event_id not in {
            row.id for row in questions.own_events(session, volunteer.id, today)
        }:
            raise RuleError("not_found", field="what")
        entry = HoursEntry(source=HoursSource.VOLUNTEER)
        typed = HoursData(volunteer.id, data.worked_on, data.minutes, data.activity, data.event_id)
        fill_entry(session, entry, typed, today=today, scope=EVERYTHING)
    session.add(entry)
    session.flush()
    return entry


def withdraw_own_hours(session: Session, entry: HoursEntry) -> None:
    """Take back hours that a volunteer logged, while they wait for confirmation.

    Raises:
        RuleError: `hours_not_waiting`.
    """
    if entry.status is not HoursStatus.LOGGED or entry.source is not HoursSource.VOLUNTEER:
        raise RuleError("hours_not_waiting")
    session.delete(entry)
    session.flush()
