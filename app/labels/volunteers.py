"""Words of the area: volunteers and their hours."""

from typing import Any

from app.domain.hours import Grouping
from app.domain.retention_of_volunteers import Retention
from app.domain.volunteers import DayPart, HoursProblem, HoursSource, HoursStatus, VolunteerStatus
from app.i18n import _l

WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)

LABELS: dict[Any, dict[Any, Any]] = {
    VolunteerStatus: {
        VolunteerStatus.APPLIED: _l("Has applied"),
        VolunteerStatus.ACTIVE: _l("Volunteering"),
        VolunteerStatus.PAUSED: _l("Paused"),
        VolunteerStatus.LEFT: _l("Has left"),
    },
    HoursStatus: {
        HoursStatus.LOGGED: _l("To be confirmed"),
        HoursStatus.CONFIRMED: _l("Confirmed"),
        HoursStatus.REJECTED: _l("Not confirmed"),
    },
    HoursSource: {
        HoursSource.STAFF: _l("Staff, by hand"),
        HoursSource.SHIFT: _l("Staff, for a whole shift"),
        HoursSource.VOLUNTEER: _l("The volunteer"),
    },
    Grouping: {
        Grouping.PERSON: _l("By person"),
        Grouping.ROLE: _l("By role"),
        Grouping.BRANCH: _l("By branch"),
        Grouping.EVENT: _l("By event"),
        Grouping.GRANT: _l("By grant"),
    },
    Retention: {
        Retention.ACTIVE: _l("Active"),
        Retention.NEW: _l("New"),
        Retention.RETURNED: _l("Returned"),
        Retention.LAPSING: _l("Lapsing"),
        Retention.LAPSED: _l("Lapsed"),
    },
    DayPart: {
        DayPart.MORNING: _l("Morning"),
        DayPart.AFTERNOON: _l("Afternoon"),
        DayPart.EVENING: _l("Evening"),
    },
    HoursProblem: {
        HoursProblem.FUTURE: _l("This day has not come yet. Enter a date, not later than today."),
        HoursProblem.BEFORE_START: _l("The volunteer began later than this day."),
        HoursProblem.NOT_POSITIVE: _l("Enter how long it took, for example 2:30."),
        HoursProblem.TOO_LONG: _l("More than 16 hours a day cannot be right."),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    VolunteerStatus: {
        VolunteerStatus.APPLIED: "info",
        VolunteerStatus.ACTIVE: "success",
        VolunteerStatus.PAUSED: "warning",
        VolunteerStatus.LEFT: "neutral",
    },
    HoursStatus: {
        HoursStatus.LOGGED: "warning",
        HoursStatus.CONFIRMED: "success",
        HoursStatus.REJECTED: "danger",
    },
}
REFUSALS: dict[str, Any] = {
    "milestone_not_reached": _l("The volunteer has not reached %(value)s confirmed hours."),
    "hours_of_shift_twice": _l("The hours of this shift are already in the volunteer’s log."),
    "hours_too_old": _l("Hours are logged within %(value)s days. Ask the library to add older ones."),
    "hours_are_claimed": _l("These hours count on the grant “%(value)s”. Withdraw them there first."),
    "hours_not_confirmed": _l("Only confirmed hours are corrected here; others are simply edited."),
    "nothing_corrected": _l("Nothing was changed. Correct something, or leave the page."),
    "hours_not_waiting": _l("These hours no longer wait for confirmation."),
    "decline_without_reason": _l("Say why the hours are not confirmed: the volunteer will read it."),
    "no_hour_rate": _l("No value of an hour is set for %(value)s. Set one that begins earlier."),
    "hour_rate_twice": _l("A value of an hour from this day is already set."),
    "hours_claimed_elsewhere": _l("These hours already count on the grant “%(value)s”."),
    "nothing_to_claim": _l("Choose hours that may count on this grant."),
    "shift_not_over": _l("This shift has not begun yet. Log its hours afterwards."),
    "shift_rows_refused": _l("Nothing was saved: correct the marked rows."),
    "shift_nobody": _l("Tick at least one person who came."),
    "not_a_person": _l("A volunteer is a person. Choose one or enter a new name."),
    "volunteer_exists": _l("This person is already a volunteer (%(branch)s). Open that record instead."),
    "volunteer_too_young": _l("Volunteers are at least 14 years old. This person may come later."),
    "guardian_name_needed": _l("A volunteer of 14–17 needs the consent of a parent or guardian: enter the name."),
    "guardian_phone_needed": _l("A volunteer of 14–17 needs the consent of a parent or guardian: enter the phone."),
    "birth_date_in_future": _l("Enter a birth date in the past."),
    "volunteer_dates": _l("The volunteer cannot leave before beginning."),
    "volunteer_gone": _l("The volunteer had left by this day."),
    "hours_future": _l("This day has not come yet. Enter a date, not later than today."),
    "hours_before_start": _l("The volunteer began later than this day (%(value)s)."),
    "hours_not_positive": _l("Enter how long it took, for example 2:30."),
    "hours_too_long": _l("More than 16 hours a day cannot be right."),
    "hours_twice": _l("These hours of the volunteer are already in the log for this day."),
    "hours_decided": _l("These hours have been decided on and cannot be changed."),
    "not_hours": _l("Enter the time as 2:30 or 2,5."),
}
