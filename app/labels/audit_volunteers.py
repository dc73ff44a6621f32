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
    "min_age": _l("Least age"),
    "needed": _l("How many are wanted"),
    "opportunity_id": _l("Opportunity"),
    "overridden_by_id": _l("Who allowed it"),
    "override_reason": _l("Why it was allowed"),
    "reminded_at": _l("Reminded"),
    "revoked_at": _l("Revoked"),
    "self_signup": _l("Volunteers sign up themselves"),
    "shift_id": _l("Shift"),
    "swap_offered_at": _l("Offered to others"),
    "taken": _l("Places taken"),
    "visibility": _l("Who sees it"),
}
