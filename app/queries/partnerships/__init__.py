"""Questions about partnerships: who is active, the list with its board, one record."""

from app.queries.partnerships.activity import (
    active_partner_condition,
    active_partners,
    active_partners_by_month,
    active_partners_by_month_branch,
    active_partners_on_both,
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
from app.queries.partnerships.ledger import (
    LEDGER_LIST,
    cofinancing_of,
    gifts_by_year,
    ledger_entry,
    ledger_sums,
)
from app.queries.partnerships.listing import StageColumn, board, end_day, partnership_list, until_tone
from app.queries.partnerships.record import (
    applications_with,
    joint_event_choices,
    joint_events_of,
    joint_grant_choices,
    moves_of,
    partnership,
    partnership_of,
    people_of,
    standing,
    volunteers_from,
)

__all__ = [
    "LEDGER_LIST",
    "DueAgreement",
    "StageColumn",
    "active_partner_condition",
    "active_partners",
    "active_partners_by_month",
    "active_partners_by_month_branch",
    "active_partners_on_both",
    "agreement",
    "agreement_condition",
    "agreement_until",
    "agreements_of",
    "applications_with",
    "board",
    "cofinancing_of",
    "due_agreements",
    "end_day",
    "gifts_by_year",
    "growth_in",
    "in_scope",
    "joint_event_choices",
    "joint_events_of",
    "joint_grant_choices",
    "last_activity",
    "latest_agreement",
    "ledger_entry",
    "ledger_sums",
    "moves_of",
    "partnership",
    "partnership_list",
    "partnership_of",
    "people_of",
    "standing",
    "until_tone",
    "volunteers_from",
]
