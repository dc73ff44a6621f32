"""Questions about donations: the list and one record."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.donations import DonationKind, InKindStatus
from app.i18n import _l
from app.queries.campaigns import campaign_choices
from app.queries.filters import branch_filter, enum_filter, flag_filter, id_filter, period_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.money_raised import counted
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.donations import Campaign, Donation


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the donation."""
    return sa.true() if scope.branch_id is None else Donation.branch_id == scope.branch_id


# What was promised, declined or passed on was not raised: its value stands in no sum.
COUNTED_BASE = sa.case((counted(), Donation.base_amount), else_=sa.null())


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            Donation.id,
            Donation.received_on,
            Donation.kind,
            Donation.purpose,
            Donation.description,
            Donation.amount,
            Donation.currency,
            Donation.in_kind_status,
            Donation.thanked_on,
            COUNTED_BASE.label("counted_base"),
            Contact.display_name.label("donor_name"),
            Campaign.name.label("campaign_name"),
            Branch.name.label("branch_name"),
        )
        .outerjoin(Contact, Contact.id == Donation.donor_id)
        .outerjoin(Campaign, Campaign.id == Donation.campaign_id)
        .join(Branch, Branch.id == Donation.branch_id)
        .where(Donation.archived_at.is_(None), in_scope(scope))
    )


def _amount(row: Any) -> Any:
    """Return the amount; a gift in kind may have no value yet."""
    return row.amount or None


def _by_campaign(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Donation.campaign_id == int(value))


DONATION_LIST = ListSpec(
    name="donations",
    title=_l("Donations"),
    select=_select,
    id_column=Donation.id,
    columns=(
        Column("date", _l("Date"), lambda row: row.received_on, Kind.DATE, Donation.received_on),
        Column(
            "donor",
            _l("Charitable giver"),
            lambda row: row.donor_name or _l("Giver not named"),
            sort=sa.func.coalesce(Contact.sort_key, ""),
            url=lambda row: ("donations.show", {"donation_id": row.id}),
            primary=True,
        ),
        Column("purpose", _l("Designated purpose"), lambda row: row.purpose or row.description[:120]),
        Column("campaign", _l("Campaign"), lambda row: row.campaign_name, export_only=True),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
        Column(
            "amount",
            _l("Amount"),
            _amount,
            Kind.MONEY,
            currency=lambda row: row.currency.value,
            secondary=True,
        ),
        Column("currency", _l("Currency"), lambda row: row.currency.value if row.amount else "", export_only=True),
        Column(
            "base",
            _l("In base currency"),
            lambda row: row.counted_base or None,
            Kind.MONEY,
            Donation.base_amount,
        ),
        Column(
            "status",
            _l("Kind and status"),
            lambda row: row.in_kind_status or row.kind,
            Kind.BADGE,
            secondary=True,
        ),
        Column("thanked", _l("Thanked on"), lambda row: row.thanked_on, Kind.DATE),
    ),
    default_sort="-date",
    filters=(
        period_filter(_l("Period"), Donation.received_on),
        enum_filter("kind", _l("Kind"), Donation.kind, DonationKind),
        branch_filter(Donation.branch_id),
        Filter("campaign", _l("Campaign"), _by_campaign, options=campaign_choices),
        enum_filter("status", _l("Status in kind"), Donation.in_kind_status, InKindStatus),
        flag_filter("thanked", _l("Giver thanked"), Donation.thanked_on.is_not(None)),
        id_filter("donor", _l("One giver"), Donation.donor_id),
        id_filter("application", _l("One grant"), Donation.application_id),
    ),
    search_kind="donation",
    totals={"base": sa.func.sum(COUNTED_BASE)},
)


def donation(session: Session, donation_id: int, scope: Scope) -> Donation | None:
    """Return a donation that the reader sees, with donor, campaign and branch, or None."""
    return session.scalar(
        sa.select(Donation)
        .where(Donation.id == donation_id, in_scope(scope))
        .options(
            joinedload(Donation.donor),
            joinedload(Donation.campaign),
            joinedload(Donation.branch),
            joinedload(Donation.application),
        )
    )
