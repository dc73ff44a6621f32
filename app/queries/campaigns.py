"""Questions about fundraising campaigns and how near they are to their goals.

Progress (campaign_raised, unit: base currency, whole life of the campaign) is the sum of the gifts of money
that name the campaign. Gifts in kind that were received stand beside it and are never added to it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.donations import COUNTED_IN_KIND, DonationKind
from app.formats import percent
from app.i18n import _l
from app.queries.alphabet import alphabetical
from app.queries.filters import branch_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.branches import Branch
from models.donations import Campaign, Donation

ZERO = Decimal(0)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the campaign: those of all branches are seen by all."""
    if scope.branch_id is None:
        return sa.true()
    return sa.or_(Campaign.branch_id.is_(None), Campaign.branch_id == scope.branch_id)


def _sum(condition: Any, scope: Scope) -> Any:
    statement = sa.select(sa.func.coalesce(sa.func.sum(Donation.base_amount), ZERO)).where(
        Donation.campaign_id == Campaign.id, Donation.archived_at.is_(None), condition
    )
    if scope.branch_id is not None:
        statement = statement.where(Donation.branch_id == scope.branch_id)
    return statement.correlate(Campaign).scalar_subquery()


def raised(scope: Scope) -> Any:
    """Return the gifts of money of the campaign in the outer query."""
    return _sum(Donation.kind == DonationKind.MONEY, scope)


def received_in_kind(scope: Scope) -> Any:
    """Return the value of the gifts in kind received for the campaign in the outer query."""
    return _sum(Donation.in_kind_status.in_(COUNTED_IN_KIND), scope)


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            Campaign.id,
            Campaign.name,
            Campaign.goal,
            Campaign.currency,
            Campaign.starts_on,
            Campaign.ends_on,
            Branch.name.label("branch_name"),
            raised(scope).label("raised"),
            received_in_kind(scope).label("in_kind"),
        )
        .outerjoin(Branch, Branch.id == Campaign.branch_id)
        .where(Campaign.archived_at.is_(None), in_scope(scope))
    )


def percent_of_goal(amount: Decimal, goal: Decimal | None) -> int | None:
    """Return how much of the goal has been raised in whole per cent, rounded down; None without a goal."""
    return int(amount * 100 // goal) if goal else None


def _progress(row: Any) -> str:
    reached = percent_of_goal(row.raised, row.goal)
    return "" if reached is None else percent(reached)


CAMPAIGN_LIST = ListSpec(
    name="campaigns",
    title=_l("Campaigns"),
    select=_select,
    id_column=Campaign.id,
    columns=(
        Column(
            "name",
            _l("Campaign"),
            lambda row: row.name,
            url=lambda row: ("donations.campaign", {"campaign_id": row.id}),
            primary=True,
        ),
        Column("branch", _l("Branch"), lambda row: row.branch_name or _l("All branches")),
        Column("starts", _l("Starts on"), lambda row: row.starts_on, Kind.DATE, Campaign.starts_on),
        Column("ends", _l("Ends on"), lambda row: row.ends_on, Kind.DATE),
        Column("goal", _l("Sum to raise"), lambda row: row.goal, Kind.MONEY, currency=lambda row: row.currency.value),
        Column("raised", _l("Raised"), lambda row: row.raised, Kind.MONEY, secondary=True),
        Column("progress", _l("Of the goal"), _progress, secondary=True),
        Column("in_kind", _l("In kind besides"), lambda row: row.in_kind, Kind.MONEY),
    ),
    default_sort="-starts",
    filters=(branch_filter(Campaign.branch_id),),
)


def campaign(session: Session, campaign_id: int, scope: Scope) -> Campaign | None:
    """Return a campaign that the reader sees, with its branch, or None."""
    return session.scalar(
        sa.select(Campaign).where(Campaign.id == campaign_id, in_scope(scope)).options(joinedload(Campaign.branch))
    )


def campaign_sums(session: Session, campaign_id: int, scope: Scope) -> tuple[Decimal, Decimal, int]:
    """Return the money raised, the value received in kind, and the number of donations of a campaign."""
    gifts = sa.select(sa.func.count(Donation.id)).where(
        Donation.campaign_id == Campaign.id, Donation.archived_at.is_(None)
    )
    if scope.branch_id is not None:
        gifts = gifts.where(Donation.branch_id == scope.branch_id)
    row = session.execute(
        sa.select(raised(scope), received_in_kind(scope), gifts.correlate(Campaign).scalar_subquery()).where(
            Campaign.id == campaign_id
        )
    ).one()
    return row[0], row[1], int(row[2])


def campaign_choices(session: Session, scope: Scope, *, also: int | None = None) -> Sequence[tuple[str, str]]:
    """Return (id, name) of the campaigns that are not archived, the newest first.

    Args:
        also: a campaign to offer even from the archive, such as the one that a donation already names.
    """
    open_ones = sa.and_(Campaign.archived_at.is_(None), in_scope(scope))
    statement = (
        sa.select(Campaign.id, Campaign.name)
        .where(open_ones if also is None else sa.or_(Campaign.id == also, open_ones))
        .order_by(Campaign.starts_on.desc(), alphabetical(Campaign.name))
    )
    return [(str(row.id), row.name) for row in session.execute(statement)]
