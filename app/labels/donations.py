"""Words of the area: donations and campaigns."""

from typing import Any

from app.domain.donations import DonationKind, InKindStatus
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    DonationKind: {
        DonationKind.MONEY: _l("Money"),
        DonationKind.IN_KIND: _l("In kind"),
    },
    InKindStatus: {
        InKindStatus.PLEDGED: _l("Pledged"),
        InKindStatus.RECEIVED: _l("Received"),
        InKindStatus.VALUED: _l("Valued"),
        InKindStatus.BOOKED: _l("Entered in the accounts"),
        InKindStatus.DECLINED: _l("Declined"),
        InKindStatus.PASSED_ON: _l("Passed on"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    DonationKind: {DonationKind.MONEY: "success", DonationKind.IN_KIND: "accent"},
    InKindStatus: {
        InKindStatus.PLEDGED: "warning",
        InKindStatus.RECEIVED: "info",
        InKindStatus.VALUED: "accent",
        InKindStatus.BOOKED: "success",
        InKindStatus.DECLINED: "neutral",
        InKindStatus.PASSED_ON: "neutral",
    },
}
REFUSALS: dict[str, Any] = {
    "value_required": _l("Enter the value of the gift first: a valued gift has one."),
    "received_in_future": _l("Enter a date, not later than today."),
    "no_such_donor": _l("Choose a donor from the contacts."),
    "campaign_name_taken": _l("There is already a campaign with this name."),
    "campaign_dates": _l("The campaign cannot end before it begins."),
    "campaign_of_other_branch": _l("This campaign belongs to another branch."),
    "describe_gift": _l("Say what was given."),
}
