"""Verbs of fundraising campaigns."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.queries.rates import base_currency
from app.scope import Scope
from models.donations import Campaign


@dataclass(frozen=True)
class CampaignData:
    """What a person types about a campaign; the goal is in the base currency, no branch means all of them."""

    name: str
    starts_on: date
    ends_on: date | None = None
    goal: Decimal | None = None
    branch_id: int | None = None
    purpose: str = ""


def save_campaign(session: Session, data: CampaignData, *, campaign: Campaign | None = None, scope: Scope) -> Campaign:
    """Create a campaign, or change one.

    Raises:
        RuleError: `other_branch`, `campaign_dates`, `amount_required` (a goal of zero) or
            `campaign_name_taken`.
    """
    if not scope.allows(data.branch_id):
        raise RuleError("other_branch", field="branch_id")
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise RuleError("campaign_dates", field="ends_on")
    if data.goal is not None and data.goal <= 0:
        raise RuleError("amount_required", field="goal")
    taken = session.scalar(sa.select(Campaign.id).where(Campaign.name == data.name))
    if taken is not None and (campaign is None or taken != campaign.id):
        raise RuleError("campaign_name_taken", field="name")
    record = campaign or Campaign(currency=base_currency())
    record.name, record.purpose = data.name, data.purpose
    record.starts_on, record.ends_on = data.starts_on, data.ends_on
    record.goal, record.branch_id = data.goal, data.branch_id
    session.add(record)
    session.flush()
    return record


def archive_campaign(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Put a campaign into the archive; its donations stay."""
    campaign.archived_at = now
    session.flush()


def restore_campaign(session: Session, campaign: Campaign) -> None:
    """Bring a campaign back from the archive."""
    campaign.archived_at = None
    session.flush()
