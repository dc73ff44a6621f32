"""Verbs of volunteers' hours: log, edit, decide, reopen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.text import search_text
from app.domain.volunteers import MAX_MINUTES_A_DAY, HoursProblem, HoursStatus, check_hours_entry
from app.queries.hours import entries_of_day
from app.queries.hours_claims import claiming_grant
from app.scope import Scope
from app.services.base import refuse_archived
from models.accounts import User
from models.events import Event
from models.grants import Application
from models.opportunities import Opportunity
from models.volunteers import HoursEntry, Volunteer

_FIELDS = {
    HoursProblem.FUTURE: "worked_on",
    HoursProblem.BEFORE_START: "worked_on",
    HoursProblem.NOT_POSITIVE: "minutes",
    HoursProblem.TOO_LONG: "minutes",
}


@dataclass(frozen=True)
class HoursData:
    """What a person types. Without `branch_id` the branch is that of the event, else of the volunteer.

    `opportunity_id` is the role; `shift_id` is set by what logs hours of a shift, which also knows the role.
    """

    volunteer_id: int
    worked_on: date
    minutes: int
    activity: str = ""
    event_id: int | None = None
    application_id: int | None = None
    branch_id: int | None = None
    opportunity_id: int | None = None
    shift_id: int | None = None


def log_hours(session: Session, data: HoursData, *, by: User | None, today: date, scope: Scope) -> HoursEntry:
    """Write down the time that a volunteer gave; it waits for confirmation.

    Raises:
        RuleError: `not_found` (volunteer or event that the reader does not see), `archived`,
            `volunteer_gone`, `hours_future`, `hours_before_start`, `hours_not_positive`, `hours_too_long`
            (alone, or with the other entries of the day), `hours_twice` or `other_branch`.
    """
    entry = HoursEntry(logged_by_id=by.id if by else None)
    fill_entry(session, entry, data, today=today, scope=scope)
    session.add(entry)
    session.flush()
    return entry


def change_hours(session: Session, entry: HoursEntry, data: HoursData, *, today: date, scope: Scope) -> None:
    """Correct an entry that waits for confirmation.

    Raises:
        RuleError: `hours_decided`, or what `log_hours` refuses.
    """
    if entry.status is not HoursStatus.LOGGED:
        raise RuleError("hours_decided")
    fill_entry(session, entry, data, today=today, scope=scope)
    session.flush()


def fill_entry(session: Session, entry: HoursEntry, data: HoursData, *, today: date, scope: Scope) -> None:
    """Put what was typed into an entry, once it was found right; raises what `log_hours` refuses."""
    volunteer = session.get(Volunteer, data.volunteer_id)
    if volunteer is None or not scope.allows(volunteer.branch_id):
        raise RuleError("not_found", field="volunteer")
    refuse_archived(volunteer, field="volunteer")
    event = session.get(Event, data.event_id) if data.event_id else None
    if data.event_id and (event is None or not scope.allows(event.branch_id)):
        raise RuleError("not_found", field="event_id")
    application = session.get(Application, data.application_id) if data.application_id else None
    if data.application_id and application is None:
        raise RuleError("not_found", field="application_id")
    opportunity = session.get(Opportunity, data.opportunity_id) if data.opportunity_id else None
    if data.opportunity_id and (opportunity is None or not scope.allows(opportunity.branch_id)):
        raise RuleError("not_found", field="opportunity_id")
    branch_id = data.branch_id or (event.branch_id if event else volunteer.branch_id)
    if not scope.allows(branch_id):
        raise RuleError("other_branch", field="branch_id")
    check_entry(session, entry, data, volunteer, today)
    entry.volunteer_id, entry.branch_id = volunteer.id, branch_id
    entry.worked_on, entry.minutes = data.worked_on, data.minutes
    entry.activity = data.activity
    entry.event_id = event.id if event else None
    entry.opportunity_id = opportunity.id if opportunity else None
    # An event or a role of a grant is paid by it, unless the person names another one.
    paid_by = next((item.application_id for item in (event, opportunity) if item and item.application_id), None)
    entry.application_id = application.id if application else paid_by


def check_entry(session: Session, entry: HoursEntry, data: HoursData, volunteer: Volunteer, today: date) -> None:
    """Find out whether hours can be true beside the rest of the day.

    Raises:
        RuleError: `volunteer_gone`, `hours_future`, `hours_before_start`, `hours_not_positive`, `hours_too_long`,
            `hours_twice`, or `hours_of_shift_twice` (the shift, or its role by hand, is in the log of the day).
    """
    problems = check_hours_entry(data.worked_on, data.minutes, today, volunteer.started_on)
    if problems:
        raise RuleError(f"hours_{problems[0].value}", volunteer.started_on or "", field=_FIELDS[problems[0]])
    if volunteer.left_on is not None and data.worked_on > volunteer.left_on:
        raise RuleError("volunteer_gone", field="worked_on")
    others = [other for other in entries_of_day(session, volunteer.id, data.worked_on) if other.id != entry.id]
    for other in others:
        if data.shift_id is not None and other.shift_id == data.shift_id:
            raise RuleError("hours_of_shift_twice", field="worked_on")
        one_by_hand = (data.shift_id is None) != (other.shift_id is None)
        if data.opportunity_id is not None and other.opportunity_id == data.opportunity_id and one_by_hand:
            raise RuleError("hours_of_shift_twice", field="worked_on")
        if _of_two_shifts(other, data):
            continue
        if other.event_id == data.event_id and (
            data.event_id is not None or search_text(other.activity) == search_text(data.activity)
        ):
            raise RuleError("hours_twice", field="worked_on")
    if sum(other.minutes for other in others) + data.minutes > MAX_MINUTES_A_DAY:
        raise RuleError("hours_too_long", field="minutes")


def _of_two_shifts(other: HoursEntry, data: HoursData) -> bool:
    """Two shifts of one event, or of one kind of work, are two pieces of time."""
    return data.shift_id is not None and other.shift_id is not None and other.shift_id != data.shift_id


def decide_hours(
    session: Session,
    entries: Iterable[HoursEntry],
    *,
    confirm: bool,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> list[HoursEntry]:
    """Confirm or turn down entries; return those that waited for it, the others stay as they are.

    Raises:
        RuleError: `decline_without_reason`; whoever logged the hours reads why they were not confirmed.
    """
    if not confirm and not reason.strip():
        raise RuleError("decline_without_reason", field="reason")
    decided = [entry for entry in entries if entry.status is HoursStatus.LOGGED]
    for entry in decided:
        entry.status = HoursStatus.CONFIRMED if confirm else HoursStatus.REJECTED
        entry.decided_by_id = by.id if by else None
        entry.decided_at = at
        entry.decline_reason = "" if confirm else reason.strip()[:300]
    session.flush()
    return decided


def reopen_hours(session: Session, entries: Iterable[HoursEntry]) -> list[HoursEntry]:
    """Take decisions back, so that the entries wait again and can be corrected; return those reopened.

    Raises:
        RuleError: `hours_are_claimed`, with the grant; then none is reopened. `hours_of_shift_twice` when hours that
            were turned down have meanwhile been logged for the shift again.
    """
    reopened = [entry for entry in entries if entry.status is not HoursStatus.LOGGED]
    grant = claiming_grant(session, [entry.id for entry in reopened])
    if grant is not None:
        raise RuleError("hours_are_claimed", grant)
    for entry in reopened:
        if entry.status is HoursStatus.REJECTED and entry.shift_id is not None:
            others = entries_of_day(session, entry.volunteer_id, entry.worked_on)
            if any(other.shift_id == entry.shift_id for other in others):
                raise RuleError("hours_of_shift_twice")
    for entry in reopened:
        entry.status = HoursStatus.LOGGED
        entry.decided_by_id = None
        entry.decided_at = None
        entry.decline_reason = ""
    session.flush()
    return reopened
