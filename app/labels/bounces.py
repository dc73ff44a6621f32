"""Words of the area: letters that came back."""

from typing import Any

from app.domain.bounces import BounceKind, BounceSource, SuppressionReason
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    BounceKind: {
        BounceKind.HARD: _l("The address does not work"),
        BounceKind.SOFT: _l("The letter was not taken this time"),
    },
    BounceSource: {
        BounceSource.SERVER: _l("Refused while sending"),
        BounceSource.REPORT: _l("From a delivery report"),
    },
    SuppressionReason: {
        SuppressionReason.UNSUBSCRIBED: _l("Unsubscribed"),
        SuppressionReason.BOUNCED: _l("Letters come back"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    BounceKind: {BounceKind.HARD: "danger", BounceKind.SOFT: "warning"},
    SuppressionReason: {SuppressionReason.UNSUBSCRIBED: "warning", SuppressionReason.BOUNCED: "danger"},
}
REFUSALS: dict[str, Any] = {
    "not_a_report": _l("%(value)s: this is not a delivery report of a mail server."),
    "report_too_large": _l("%(value)s: a delivery report has at most 5 MB."),
    "not_our_letter": _l(
        "%(value)s: the letter that came back is none of those kept here, so its address was not marked. If the"
        " address does not work, remove it from the contact."
    ),
    "no_reports": _l("Choose the delivery reports first."),
}
