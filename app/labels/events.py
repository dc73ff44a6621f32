"""Words of the area: events."""

from typing import Any, Protocol

from app.domain.events import AttendanceMode, CountCode, CountMethod, EventStatus, EventType, Mark, Place
from app.i18n import _l, locale_code
from models.events import Measure


class Named(Protocol):
    """Something with a name in both languages, such as an age band."""

    @property
    def name_uk(self) -> str: ...

    @property
    def name_en(self) -> str: ...


LABELS: dict[Any, dict[Any, Any]] = {
    EventType: {
        EventType.MASTER_CLASS: _l("Master class"),
        EventType.BOOK_PRESENTATION: _l("Book presentation"),
        EventType.LITERARY_MEETING: _l("Literary meeting"),
        EventType.LECTURE: _l("Lecture"),
        EventType.BOOK_EXHIBITION: _l("Book exhibition"),
        EventType.CLUB: _l("Club"),
        EventType.CONVERSATION_CLUB: _l("Conversation club"),
        EventType.BOOK_CLUB: _l("Book club"),
        EventType.FILM_SCREENING: _l("Film screening"),
        EventType.PERFORMANCE: _l("Performance"),
        EventType.QUEST_OR_GAME: _l("Quest or board game"),
        EventType.READ_ALOUD: _l("Reading aloud"),
        EventType.TRAINING: _l("Training or workshop"),
        EventType.DIGITAL_EDUCATION: _l("Digital education"),
        EventType.ART_THERAPY: _l("Art therapy or meeting with a psychologist"),
        EventType.EXCURSION: _l("Excursion"),
        EventType.FLASH_MOB: _l("Campaign or flash mob"),
        EventType.CHARITY_FAIR: _l("Charity fair"),
        EventType.CONTEST: _l("Contest"),
        EventType.OTHER: _l("Other event"),
    },
    Place: {
        Place.ON_SITE: _l("In the library"),
        Place.ONLINE: _l("Online"),
        Place.OFF_SITE: _l("Off site"),
    },
    EventStatus: {
        EventStatus.PLANNED: _l("Planned"),
        EventStatus.HELD: _l("Held"),
        EventStatus.CANCELLED: _l("Cancelled"),
    },
    AttendanceMode: {
        AttendanceMode.ON_SITE: _l("In person"),
        AttendanceMode.ONLINE: _l("Online"),
    },
    CountMethod: {
        CountMethod.COUNTED: _l("Counted"),
        CountMethod.REGISTERED: _l("By registration"),
        CountMethod.ESTIMATED: _l("Estimated"),
        CountMethod.IMPORTED: _l("Imported"),
    },
    Mark: {
        Mark.IDPS: _l("IDPs"),
        Mark.VETERANS: _l("Veterans and their families"),
        Mark.DISABILITIES: _l("People with disabilities"),
        Mark.MILITARY: _l("Military personnel"),
    },
    CountCode: {
        CountCode.NEGATIVE: _l("A negative number"),
        CountCode.REPEATED: _l("The same line twice"),
        CountCode.MARK_ABOVE_TOTAL: _l("More than all participants"),
        CountCode.TOTAL_DIFFERS: _l("The total differs from the sum"),
    },
    Measure: {
        Measure.USERS: _l("Library users"),
        Measure.VISITS: _l("Visits"),
        Measure.LOANS: _l("Loans"),
        Measure.COMPUTER_HOURS: _l("Computer hours"),
        Measure.WIFI_SESSIONS: _l("Wi-Fi sessions"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    EventStatus: {
        EventStatus.PLANNED: "info",
        EventStatus.HELD: "success",
        EventStatus.CANCELLED: "danger",
    },
    Place: {Place.ONLINE: "info", Place.OFF_SITE: "accent"},
}
REFUSALS: dict[str, Any] = {
    "ends_before_start": _l("The event must end after it begins."),
    "start_time_missing": _l("Enter the time of the beginning too."),
    "event_in_future": _l("The event has not begun yet: participants are entered afterwards."),
    "held_in_future": _l("An event of the future cannot be held yet. Choose “Planned”, or another date."),
    "log_in_future": _l("Enter a date, not later than today."),
    "event_cancelled": _l("The event was cancelled. Reopen it before entering participants."),
    "event_has_counts": _l("The event already has participants, so it took place."),
    "summary_is_fixed": _l("These figures were imported as a summary. Correct the file and import it again."),
    "branch_missing": _l("Choose a branch."),
    "unknown_partner": _l("Choose an organisation from the list."),
    "unknown_volunteer": _l("Choose a volunteer from the list."),
    "unknown_application": _l("Choose a grant from the list."),
    "unknown_band": _l("There is no such age band: %(value)s."),
    "counts_empty": _l("Enter at least one number. If nobody came, enter 0."),
    "count_too_large": _l("The number is too large: %(value)s."),
    "count_negative": _l("%(subject)s: the number cannot be negative."),
    "count_repeated": _l("%(subject)s: the line is given twice."),
    "mark_above_total": _l("%(value)s is more than all participants (%(expected)s)."),
    "total_differs": _l("The sum by age is %(expected)s, and the total says %(value)s."),
}


def band_name(band: Named) -> str:
    """Return the name of an age band in the reader's language."""
    return band.name_en if locale_code() == "en" else band.name_uk
