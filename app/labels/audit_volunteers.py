"""What people call the columns about volunteers' work, for the audit log."""

from typing import Any

from app.i18n import _l

VOLUNTEER_FIELDS: dict[str, Any] = {
    "after": _l("After"),
    "assigned_by_id": _l("Put in by"),
    "basis": _l("On what ground"),
    "before": _l("Before"),
    "cancel_reason": _l("Why cancelled"),
    "cancelled_at": _l("Cancelled"),
    "claimed_at": _l("Claimed on"),
    "claimed_by_id": _l("Claimed by"),
    "created_by_id": _l("Made by"),
    "day": _l("Day"),
    "decline_reason": _l("Why not confirmed"),
    "ends_at": _l("Ends"),
    "entry_status": _l("Status of the hours"),
    "expires_at": _l("Valid until"),
    "first_on": _l("First day of help"),
    "last_on": _l("Last day of help"),
    "returned_on": _l("Came back on"),
    "milestone": _l("Milestone, hours"),
    "milestone_on": _l("Milestone reached on"),
    "month": _l("Month"),
    "hours": _l("Hours"),
    "hours_entry_id": _l("Entry of hours"),
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
    "thanked_at": _l("Thanked on"),
    "thanked_by_id": _l("Thanked by"),
    "visibility": _l("Who sees it"),
}
