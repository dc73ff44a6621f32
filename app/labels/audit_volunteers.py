"""What people call the columns about volunteers' work, for the audit log."""

from typing import Any

from app.i18n import _l

VOLUNTEER_FIELDS: dict[str, Any] = {
    "assigned_by_id": _l("Put in by"),
    "cancel_reason": _l("Why cancelled"),
    "cancelled_at": _l("Cancelled"),
    "created_by_id": _l("Made by"),
    "day": _l("Day"),
    "ends_at": _l("Ends"),
    "expires_at": _l("Valid until"),
    "issued_by_id": _l("Issued by"),
    "issued_on": _l("Issued on"),
    "job_position": _l("Place in the batch"),
    "library_address": _l("Address of the library"),
    "library_code": _l("EDRPOU code of the library"),
    "library_name": _l("Name of the library"),
    "min_age": _l("Least age"),
    "needed": _l("How many are wanted"),
    "opportunity_id": _l("Opportunity"),
    "overridden_by_id": _l("Who allowed it"),
    "override_reason": _l("Why it was allowed"),
    "period_from": _l("Period from"),
    "period_until": _l("Period until"),
    "reminded_at": _l("Reminded"),
    "replaces_id": _l("Instead of"),
    "revoke_reason": _l("Why revoked"),
    "revoked_at": _l("Revoked"),
    "revoked_by_id": _l("Revoked by"),
    "self_signup": _l("Volunteers sign up themselves"),
    "shift_id": _l("Shift"),
    "shows_hours": _l("Shows the hours"),
    "signatory_name": _l("Who signs"),
    "signatory_position": _l("Position of who signs"),
    "swap_offered_at": _l("Offered to others"),
    "taken": _l("Places taken"),
    "visibility": _l("Who sees it"),
    "year": _l("Year"),
}
