"""Words of the area: outcomes of applications, and what fundraising costs."""

from typing import Any

from app.domain.grant_outcomes import Outcome, SizeBand
from app.domain.investments import EffortSource, EffortWork
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Outcome: {
        Outcome.WON: _l("Won"),
        Outcome.LOST: _l("Not won"),
        Outcome.UNDECIDED: _l("Not decided yet"),
    },
    SizeBand: {
        SizeBand.SMALL: _l("Under 50 thousand"),
        SizeBand.MEDIUM: _l("From 50 to 250 thousand"),
        SizeBand.LARGE: _l("From 250 thousand to a million"),
        SizeBand.HUGE: _l("A million and more"),
    },
    EffortSource: {
        EffortSource.APPLICATION: _l("Applications"),
        EffortSource.CAMPAIGN: _l("Campaigns"),
        EffortSource.DONOR: _l("Relations with givers"),
        EffortSource.OTHER: _l("Other fundraising"),
    },
    EffortWork: {
        EffortWork.RESEARCH: _l("Looking for calls and givers"),
        EffortWork.WRITING: _l("Writing"),
        EffortWork.BUDGETING: _l("Budget"),
        EffortWork.MEETINGS: _l("Talks and meetings"),
        EffortWork.PROMOTION: _l("Promotion"),
        EffortWork.GATHERING: _l("Fundraising event"),
        EffortWork.TRAVEL: _l("Travel"),
        EffortWork.REPORTING: _l("Thanks and reports"),
        EffortWork.OTHER: _l("Other work"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Outcome: {
        Outcome.WON: "success",
        Outcome.LOST: "danger",
        Outcome.UNDECIDED: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "nothing_spent": _l("Write down the time, the money, or both."),
    "too_much_time": _l("One row holds at most a month of days and nights. Split the work by days."),
    "amount_negative": _l("Enter an amount of zero or more."),
    "one_source_only": _l("Choose one: an application, a campaign, or a giver."),
    "effort_in_future": _l("Enter a date not later than today."),
}
