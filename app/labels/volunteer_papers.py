"""Words of the area: papers issued to volunteers, and the texts that come with the product."""

from typing import Any

from app.domain.volunteer_papers import PaperField, PaperKind, PaperState, WhyNot
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    PaperKind: {
        PaperKind.SERVICE_LETTER: _l("Service letter"),
        PaperKind.CERTIFICATE: _l("Certificate"),
        PaperKind.THANKS: _l("Thank-you letter"),
    },
    PaperState: {
        PaperState.VALID: _l("Valid"),
        PaperState.REVOKED: _l("Revoked"),
    },
    PaperField: {
        PaperField.FULL_NAME: _l("Name in full"),
        PaperField.FIRST_NAME: _l("First name"),
        PaperField.HOURS: _l("Confirmed time"),
        PaperField.PERIOD: _l("Period from … to …"),
        PaperField.SINCE: _l("Day of the beginning"),
        PaperField.EVENTS: _l("Sentence about events"),
        PaperField.MILESTONE: _l("Sentence about a round number of hours"),
        PaperField.BRANCH: _l("Branch"),
        PaperField.LIBRARY_NAME: _l("Name of the library"),
        PaperField.ISSUED_ON: _l("Day of issue"),
    },
    WhyNot: {
        WhyNot.ERASED: _l("The person has been erased"),
        WhyNot.ARCHIVED: _l("In the archive"),
        WhyNot.NO_HOURS: _l("No confirmed hours in the period"),
        WhyNot.TOO_FEW: _l("Fewer hours than asked for"),
        WhyNot.HAS_ALREADY: _l("Has this paper for the same period already"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    PaperState: {PaperState.VALID: "success", PaperState.REVOKED: "danger"},
    WhyNot: {
        WhyNot.ERASED: "neutral",
        WhyNot.ARCHIVED: "neutral",
        WhyNot.NO_HOURS: "warning",
        WhyNot.TOO_FEW: "warning",
        WhyNot.HAS_ALREADY: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "paper_period_order": _l("The period cannot end before it begins."),
    "paper_period_ahead": _l("The period cannot go on after the day of issue. Choose an earlier last day."),
    "paper_in_future": _l("Enter a day of issue that is not later than today."),
    "paper_no_hours": _l("The volunteer has no confirmed hours in this period. Confirm some or change the period."),
    "paper_person_erased": _l("The person has been erased: no paper can be made."),
    "paper_revoked_already": _l("This paper has been revoked already."),
    "paper_reason_needed": _l("Write why the paper no longer holds."),
    "paper_of_somebody_else": _l("Only a valid paper of the same volunteer can be replaced."),
    "paper_nobody": _l("Nobody of the chosen volunteers can get this paper. See the reasons below."),
    "paper_too_many": _l("At most %(value)s volunteers at once. Narrow the list by a filter, such as a branch."),
    "paper_not_typeset": _l("The papers were issued, but their files could not be made. The details are in the log."),
}

# What a paper says until somebody changes it: title and body.
DEFAULT_TEXTS: dict[PaperKind, tuple[Any, Any]] = {
    PaperKind.SERVICE_LETTER: (
        _l("Letter on volunteer service"),
        _l(
            "{{library_name}} confirms the volunteer service described in this letter. It was given freely, without "
            "pay and for the good of the community. The library’s staff have confirmed every hour that is counted.\n\n"
            "This letter is issued to be shown wherever it is needed."
        ),
    ),
    PaperKind.CERTIFICATE: (
        _l("Certificate of volunteer service"),
        _l("for the time given to the library, for care for its readers and for readiness to help\n{{period}}"),
    ),
    PaperKind.THANKS: (
        _l("With our thanks"),
        _l(
            "Thank you for your help to the library and its readers.\n\n"
            "Your confirmed time {{period}}: **{{hours}}**. Behind this figure stand books in their places, people "
            "who found what they were looking for, and events that you helped to happen.\n\n"
            "{{events}} {{milestone}}\n\n"
            "We are glad to work beside you, and look forward to seeing you at the library again."
        ),
    ),
}
