"""Questions about partnerships: who is active, the list with its board, one record."""

from app.queries.partnerships.activity import (
    active_partner_condition,
    active_partners,
    active_partners_by_month,
    active_partners_by_month_branch,
    in_scope,
    last_activity,
)
from app.queries.partnerships.growth import growth_in
from app.queries.partnerships.listing import StageColumn, board, memorandum_tone, partnership_list
from app.queries.partnerships.record import (
    applications_with,
    events_with,
    partnership,
    partnership_of,
    people_of,
    standing,
)

__all__ = [
    "StageColumn",
    "active_partner_condition",
    "active_partners",
    "active_partners_by_month",
    "active_partners_by_month_branch",
    "applications_with",
    "board",
    "events_with",
    "growth_in",
    "in_scope",
    "last_activity",
    "memorandum_tone",
    "partnership",
    "partnership_list",
    "partnership_of",
    "people_of",
    "standing",
]
