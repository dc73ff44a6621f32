"""What people call the columns of written reports, their templates and memoranda in the audit log."""

from typing import Any

from app.i18n import _l

REPORT_FIELDS: dict[str, Any] = {
    "categories": _l("Names of categories"),
    "continues": _l("Stands in the section of the block before it, without a number of its own"),
    "covers_from": _l("Covers from"),
    "covers_until": _l("Covers until"),
    "dated": _l("Date"),
    "disclaimer": _l("Disclaimer"),
    "final_at": _l("Made final"),
    "final_by_id": _l("Made final by"),
    "heading": _l("Own heading"),
    "hidden": _l("What the block leaves out"),
    "hide_when_empty": _l("Leave the block out when it is empty"),
    "indicators": _l("Required indicators"),
    "library_party": _l("The library: name and details"),
    "library_signatory": _l("Who signs for the library"),
    "partner_party": _l("The partner: name and details"),
    "partner_signatory": _l("Who signs for the partner"),
    "pending_at": _l("Sent for approval"),
    "rate_rule": _l("Rate"),
    "removed_at": _l("Taken out"),
    "report_id": _l("Report"),
    "required": _l("Required"),
    "round": _l("Round of approval"),
    "text_limit": _l("Limit of the text"),
}
