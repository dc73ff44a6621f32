"""The rows behind «money raised»: gifts of money and tranches received, in one list."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.domain.donations import DonationKind
from app.domain.investments import EffortSource
from app.i18n import _l
from app.queries.filters import branch_filter, enum_filter, flag_filter, id_filter, period_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.awards import GrantReceipt
from models.branches import Branch
from models.contacts import Contact
from models.donations import Donation
from models.grant_money import Disbursement
from models.grants import Application

_gifts = (
    sa.select(
        (Donation.id * 2).label("id"),
        Donation.id.label("record_id"),
        sa.literal("donation").label("source"),
        Donation.received_on,
        sa.func.coalesce(Contact.display_name, "").label("giver"),
        Donation.purpose.label("subject"),
        Donation.branch_id,
        sa.case(
            (Donation.campaign_id.is_not(None), EffortSource.CAMPAIGN.value),
            (Donation.donor_id.is_not(None), EffortSource.DONOR.value),
            else_=EffortSource.OTHER.value,
        ).label("brought_by"),
        sa.func.coalesce(Donation.campaign_id, Donation.donor_id).label("brought_by_id"),
        Donation.amount,
        Donation.currency,
        Donation.base_amount,
    )
    .outerjoin(Contact, Contact.id == Donation.donor_id)
    .where(Donation.kind == DonationKind.MONEY, Donation.archived_at.is_(None))
)
_tranches = (
    sa.select(
        (GrantReceipt.id * 2 + 1).label("id"),
        Application.id.label("record_id"),
        sa.literal("disbursement").label("source"),
        GrantReceipt.received_on,
        Contact.display_name.label("giver"),
        Application.title.label("subject"),
        Application.branch_id,
        sa.literal(EffortSource.APPLICATION.value),
        Application.id,
        GrantReceipt.amount,
        GrantReceipt.currency,
        GrantReceipt.base_amount,
    )
    .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
    .join(Application, Application.id == Disbursement.application_id)
    .join(Contact, Contact.id == Application.funder_id)
    .where(Application.archived_at.is_(None))
)
RECEIVED = sa.union_all(_gifts, _tranches).subquery("received")

SOURCES = {"donation": _l("Donation"), "disbursement": _l("Grant tranche")}
PLACES = {"donation": ("donations.show", "donation_id"), "disbursement": ("grants.award", "application_id")}


def _select(scope: Scope) -> sa.Select[Any]:
    statement = sa.select(
        RECEIVED, Branch.name.label("branch"), sa.literal(scope.branch_id is None).label("sees_grants")
    ).outerjoin(Branch, Branch.id == RECEIVED.c.branch_id)
    return statement if scope.branch_id is None else statement.where(RECEIVED.c.branch_id == scope.branch_id)


def _open(row: Any) -> tuple[str, dict[str, Any]] | None:
    if row.source == "disbursement" and not row.sees_grants:
        return None
    endpoint, argument = PLACES[row.source]
    return endpoint, {argument: row.record_id}


MONEY_LIST = ListSpec(
    name="money-raised",
    title=_l("Money raised"),
    select=_select,
    id_column=RECEIVED.c.id,
    columns=(
        Column("date", _l("Received"), lambda row: row.received_on, Kind.DATE, RECEIVED.c.received_on),
        Column("giver", _l("From whom"), lambda row: row.giver or _l("Giver not named"), primary=True, url=_open),
        Column("source", _l("Source"), lambda row: str(SOURCES[row.source])),
        Column("subject", _l("For what"), lambda row: row.subject),
        Column("branch", _l("Branch"), lambda row: row.branch),
        Column(
            "amount",
            _l("Amount"),
            lambda row: row.amount,
            Kind.MONEY,
            currency=lambda row: row.currency,
            secondary=True,
        ),
        Column("currency", _l("Currency"), lambda row: str(row.currency), export_only=True),
        Column(
            "base",
            _l("In the base currency"),
            lambda row: row.base_amount,
            Kind.MONEY,
            RECEIVED.c.base_amount,
        ),
    ),
    default_sort="-date",
    filters=(
        period_filter(_l("Period"), RECEIVED.c.received_on),
        branch_filter(RECEIVED.c.branch_id),
        replace(flag_filter("whole", _l("For the whole system"), RECEIVED.c.branch_id.is_(None)), more=True),
        enum_filter("brought_by", _l("What brought it"), RECEIVED.c.brought_by, EffortSource),
        id_filter("of", _l("Of one record"), RECEIVED.c.brought_by_id),
    ),
    totals={"base": sa.func.coalesce(sa.func.sum(RECEIVED.c.base_amount), 0)},
)
