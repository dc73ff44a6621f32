"""Questions about partnerships: who is active, the list with its board, one record."""

from app.queries.partnerships.activity import (
    active_partner_condition,
    active_partners,
    active_partners_by_month,
    active_partners_by_month_branch,
    last_activity,
)
from app.queries.partnerships.agreements import (
    DueAgreement,
    agreement,
    agreement_condition,
    agreement_until,
    agreements_of,
    due_agreements,
    in_scope,
    latest_agreement,
)
from app.queries.partnerships.growth import growth_in
from app.queries.partnerships.listing import StageColumn, board, end_day, partnership_list, until_tone
from app.queries.partnerships.record import (
    applications_with,
    events_with,
    partnership,
    partnership_of,
    people_of,
    standing,
)

__all__ = [
    "DueAgreement",
    "StageColumn",
    "active_partner_condition",
    "active_partners",
    "active_partners_by_month",
    "active_partners_by_month_branch",
    "agreement",
    "agreement_condition",
    "agreement_until",
    "agreements_of",
    "applications_with",
    "board",
    "due_agreements",
    "end_day",
    "events_with",
    "growth_in",
    "in_scope",
    "last_activity",
    "latest_agreement",
    "partnership",
    "partnership_list",
    "partnership_of",
    "people_of",
    "standing",
    "until_tone",
]
