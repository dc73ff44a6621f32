"""What people call the columns about volunteers' work, for the audit log."""

from typing import Any

from app.i18n import _l

VOLUNTEER_FIELDS: dict[str, Any] = {
    "assigned_by_id": _l("Put in by"),
    "cancel_reason": _l("Why cancelled"),
    "cancelled_at": _l("Cancelled"),
    "certificate_on": _l("Certificate issued on"),
    "confirmed_at": _l("E-mail confirmed"),
    "consent_text_id": _l("Text of the consent"),
    "contract_from": _l("Contract from"),
    "contract_until": _l("Contract until"),
    "coordinator_id": _l("Coordinator of the volunteer"),
    "created_by_id": _l("Made by"),
    "day": _l("Day"),
    "emergency_phone": _l("Phone for an emergency"),
    "ends_at": _l("Ends"),
    "erased_at": _l("Erased"),
    "expires_at": _l("Valid until"),
    "expires_on": _l("Valid until"),
    "issued_on": _l("Issued on"),
    "made_person": _l("The approval added the contact"),
    "made_volunteer": _l("The approval added the volunteer"),
    "min_age": _l("Least age"),
    "needed": _l("How many are wanted"),
    "opportunity_id": _l("Opportunity"),
    "oriented_on": _l("Orientation"),
    "overridden_by_id": _l("Who allowed it"),
    "override_reason": _l("Why it was allowed"),
    "photo_text_id": _l("Text of the consent to photos"),
    "reference": _l("Number of the sign-up"),
    "reminded_at": _l("Reminded"),
    "revoked_at": _l("Revoked"),
    "self_signup": _l("Volunteers sign up themselves"),
    "sent_at": _l("Sent"),
    "shift_id": _l("Shift"),
    "swap_offered_at": _l("Offered to others"),
    "taken": _l("Places taken"),
    "visibility": _l("Who sees it"),
}
