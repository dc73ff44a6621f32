"""Words of the area: shifts and places in them."""

from typing import Any

from app.domain.assignments import Merit, Objection
from app.domain.shifts import Cover, Told
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Cover: {
        Cover.EMPTY: _l("Nobody yet"),
        Cover.PARTLY: _l("Some places are free"),
        Cover.FULL: _l("All places are taken"),
    },
    Objection: {
        Objection.UNDER_AGE: _l("Under 14: the law does not allow volunteering."),
        Objection.NO_GUARDIAN: _l("Under 18, and the name or phone of a parent or guardian is missing."),
        Objection.ARCHIVED: _l("The volunteer’s record is in the archive."),
        Objection.NOT_ACTIVE: _l("Volunteering has not begun, is paused or has ended."),
        Objection.TOO_YOUNG: _l("Younger than this work asks for."),
        Objection.AGE_UNKNOWN: _l("The birth date is not known, and this work has a least age."),
        Objection.NOT_BRIEFED: _l("The safety briefing is not written down."),
        Objection.DOCUMENT_EXPIRED: _l("A document of the volunteer is not valid on this day."),
        Objection.CLASH: _l("Has another shift at the same time."),
        Objection.TOO_LONG_DAY: _l("More than 8 hours of shifts on one day."),
    },
    Merit: {
        Merit.SAME_BRANCH: _l("Own branch"),
        Merit.SKILLS: _l("Has the skills"),
        Merit.FREE_THEN: _l("Is free then"),
        Merit.KNOWS_THE_WORK: _l("Has done it before"),
    },
    Told: {
        Told.ASSIGNED: _l("You have a place in a shift"),
        Told.PROMOTED: _l("A place has become free for you"),
        Told.MOVED: _l("Your shift has a new time"),
        Told.CANCELLED: _l("Your shift is cancelled"),
        Told.REMOVED: _l("Your place in a shift was taken back"),
        Told.TAKEN_OVER: _l("Somebody has taken over your shift"),
        Told.REMINDER: _l("Your shift is tomorrow"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Cover: {Cover.EMPTY: "danger", Cover.PARTLY: "warning", Cover.FULL: "success"},
}
REFUSALS: dict[str, Any] = {
    "series_backwards": _l("The last day cannot be before the first one."),
    "series_too_long": _l("Plan a series for at most a year ahead."),
    "series_weekdays": _l("Choose at least one day of the week."),
    "series_empty": _l("There is no such day of the week in these dates. Choose a later last day."),
    "series_too_many": _l(
        "That would be %(count)s shifts; at most %(value)s can be added at once. Choose an earlier last day."
    ),
    "shift_backwards": _l("A shift has to end after it begins, on the same day."),
    "shift_in_past": _l("This time has passed. Choose a later one."),
    "shift_twice": _l("This opportunity has a shift at this time already."),
    "shift_cancelled": _l("This shift is cancelled."),
    "shift_over": _l("This shift has begun already, so it can no longer be changed."),
    "shift_begun": _l("The shift has begun already. Tell the library by phone."),
    "needed_below_taken": _l("%(value)s places are taken already. Take some back first, or leave at least as many."),
    "move_clashes": _l("The new time does not suit those who have a place: %(value)s."),
    "cancelling_needs_reason": _l("Say why: everybody who has a place is told."),
    "opportunity_closed": _l("People are no longer looked for here. Open the opportunity again first."),
    "opportunity_dates": _l("The last day cannot be before the first one."),
    "opportunity_has_people": _l("Volunteers have places in coming shifts. Cancel these shifts first."),
    "already_in_shift": _l("This place is given already: the volunteer is in the shift."),
    "already_waiting": _l("You are on the waiting list already."),
    "not_suitable": _l("The place cannot be given. %(value)s"),
    "override_not_allowed": _l("Only a coordinator, the director or an administrator may give the place all the same."),
    "not_overridable": _l("Nobody may allow this. %(value)s"),
    "shift_full": _l("All places have just been taken."),
    "not_offered": _l("Volunteers cannot sign up for this shift themselves. Ask the library."),
    "place_given_up": _l("This place was given up already."),
    "no_place_to_offer": _l("You have no place in this shift that you could offer."),
    "offer_gone": _l("This place is no longer offered: it was kept or taken by somebody else."),
}
