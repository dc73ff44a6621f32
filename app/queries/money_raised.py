"""Money raised (money_raised, unit: base currency, period: days on which money came in).

Money raised is what came in: gifts of money by the day of receipt, and what came of tranches of grants by the day
of each receipt. Pledges, awards, planned tranches and gifts in kind are never part of it. What is in the archive is not
counted.

A gift belongs to its branch; a receipt belongs to the branch of its application, or to the whole system.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.donations import COUNTED_IN_KIND, DonationKind, InKindStatus
from app.domain.investments import EffortSource
from app.domain.periods import Period
from app.queries.months import MonthBranch, month_number, month_of
from app.queries.places import EARLIER, PERIOD, SCOPES_KEPT, PeriodPlaces, asked, asked_both
from app.scope import Scope
from models.awards import GrantReceipt
from models.donations import Donation
from models.grant_money import Disbursement
from models.grants import Application

ZERO = Decimal(0)


class SourceSum(NamedTuple):
    """Money raised in a year for a branch by one kind of source, in the base currency."""

    source: EffortSource
    year: int
    branch_id: int | None
    value: Decimal


@dataclass(frozen=True)
class MoneyRaised:
    """Money raised and the two streams that it consists of, in the base currency."""

    donations: Decimal
    disbursements: Decimal

    @property
    def total(self) -> Decimal:
        """Return both streams together."""
        return self.donations + self.disbursements


def counted() -> sa.ColumnElement[bool]:
    """Return the condition that a donation was really received: money, or a gift in kind past its pledge."""
    return sa.or_(Donation.kind == DonationKind.MONEY, Donation.in_kind_status.in_(COUNTED_IN_KIND))


def is_counted(kind: DonationKind, status: InKindStatus | None) -> bool:
    """Say the same of one gift as `counted` does of rows."""
    return kind is DonationKind.MONEY or status in COUNTED_IN_KIND


def _gifts(columns: tuple[Any, ...], period: Period | PeriodPlaces, scope: Scope, *conditions: Any) -> sa.Select[Any]:
    statement = sa.select(*columns).where(
        Donation.archived_at.is_(None),
        Donation.received_on >= period.start,
        Donation.received_on < period.end,
        *conditions,
    )
    return statement if scope.branch_id is None else statement.where(Donation.branch_id == scope.branch_id)


def _receipts(columns: tuple[Any, ...], period: Period | PeriodPlaces, scope: Scope) -> sa.Select[Any]:
    statement = (
        sa.select(*columns)
        .select_from(GrantReceipt)
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .join(Application, Application.id == Disbursement.application_id)
        .where(
            Application.archived_at.is_(None),
            GrantReceipt.received_on >= period.start,
            GrantReceipt.received_on < period.end,
        )
    )
    return statement if scope.branch_id is None else statement.where(Application.branch_id == scope.branch_id)


_MONEY_GIFT = Donation.kind == DonationKind.MONEY


def money_raised_parts(session: Session, period: Period, scope: Scope) -> MoneyRaised:
    """Return the money raised in a period, by stream; one statement."""
    gifts, tranches = session.execute(_parts(scope, PERIOD), asked(period)).one()
    return MoneyRaised(gifts or ZERO, tranches or ZERO)


def money_raised_in_both(session: Session, period: Period, earlier: Period, scope: Scope) -> tuple[Decimal, Decimal]:
    """Return `money_raised` of two periods; one statement."""
    row = session.execute(_parts(scope, PERIOD, EARLIER), asked_both(period, earlier)).one()
    gifts, tranches, earlier_gifts, earlier_tranches = (amount or ZERO for amount in row)
    return gifts + tranches, earlier_gifts + earlier_tranches


@lru_cache(maxsize=SCOPES_KEPT)
def _parts(scope: Scope, *periods: PeriodPlaces) -> Any:
    gift, tranche = (sa.func.sum(Donation.base_amount),), (sa.func.sum(GrantReceipt.base_amount),)
    sums = [
        part.scalar_subquery()
        for period in periods
        for part in (_gifts(gift, period, scope, _MONEY_GIFT), _receipts(tranche, period, scope))
    ]
    return sa.select(*sums)


def money_raised(session: Session, period: Period, scope: Scope) -> Decimal:
    """Return the money raised in a period, in the base currency."""
    return money_raised_parts(session, period, scope).total


def money_raised_by_source(session: Session, period: Period, scope: Scope) -> list[SourceSum]:
    """Return the money raised by what brought it, year and branch; two statements.

    A tranche belongs to applications, a gift to campaigns, one without a campaign to givers, and one of nobody named
    to nothing of these. The amounts add up to `money_raised` of the same period and scope.
    """
    gift_year, tranche_year = (sa.extract("year", day) for day in (Donation.received_on, GrantReceipt.received_on))
    of_gift = (Donation.campaign_id.is_not(None), Donation.donor_id.is_not(None), gift_year, Donation.branch_id)
    of_tranche = (tranche_year, Application.branch_id)
    gifts = _gifts((*of_gift, sa.func.sum(Donation.base_amount)), period, scope, _MONEY_GIFT).group_by(*of_gift)
    tranches = _receipts((*of_tranche, sa.func.sum(GrantReceipt.base_amount)), period, scope).group_by(*of_tranche)
    found = [
        SourceSum(
            EffortSource.CAMPAIGN if in_campaign else EffortSource.DONOR if is_named else EffortSource.OTHER,
            int(year),
            branch_id,
            total,
        )
        for in_campaign, is_named, year, branch_id, total in session.execute(gifts)
    ]
    found += [
        SourceSum(EffortSource.APPLICATION, int(year), branch_id, total)
        for year, branch_id, total in session.execute(tranches)
    ]
    return found


def raised_by_record(period: Period, scope: Scope) -> sa.Select[Any]:
    """Return a select of the money raised by record: application_id, campaign_id, donor_id, and the sum in kopiykas.

    At most one of the ids is there, told apart as in `money_raised_by_source`.
    """
    none, giver = sa.cast(sa.null(), sa.Integer), sa.case((Donation.campaign_id.is_(None), Donation.donor_id))
    gift = sa.type_coerce(Donation.base_amount, sa.BigInteger)
    gifts = _gifts((Donation.campaign_id, giver.label("donor_id"), gift.label("amount")), period, scope, _MONEY_GIFT)
    gift_rows = gifts.subquery("gifts")
    sums = (gift_rows.c.campaign_id, gift_rows.c.donor_id)
    tranche = sa.func.sum(sa.type_coerce(GrantReceipt.base_amount, sa.BigInteger))
    tranches = _receipts((Application.id, none, none, tranche), period, scope).group_by(Application.id)
    by_gift = sa.select(none.label("application_id"), *sums, sa.func.sum(gift_rows.c.amount).label("amount"))
    every = sa.union_all(by_gift.group_by(*sums), tranches).subquery("raised")
    return sa.select(every)


def money_raised_by_month_branch(session: Session, period: Period, scope: Scope) -> list[MonthBranch]:
    """Return the money raised by month and branch, months without money left out; two statements.

    The values add up to `money_raised` of the same period and scope.
    """
    sums: dict[tuple[int, int | None], Decimal] = {}
    for statement in _by_month_branch(scope):
        for row in session.execute(statement, asked(period)):
            key = (int(row.month), row.branch_id)
            sums[key] = sums.get(key, ZERO) + row.value
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], item[0][1] is not None, item[0][1] or 0))
    return [MonthBranch(month_of(month), branch_id, value) for (month, branch_id), value in ordered]


@lru_cache(maxsize=SCOPES_KEPT)
def _by_month_branch(scope: Scope) -> tuple[Any, ...]:
    month, amount = month_number(Donation.received_on).label("month"), sa.func.sum(Donation.base_amount).label("value")
    gifts = _gifts((month, Donation.branch_id, amount), PERIOD, scope, _MONEY_GIFT).group_by(month, Donation.branch_id)
    month, amount = (
        month_number(GrantReceipt.received_on).label("month"),
        sa.func.sum(GrantReceipt.base_amount).label("value"),
    )
    tranches = _receipts((month, Application.branch_id, amount), PERIOD, scope)
    return gifts, tranches.group_by(month, Application.branch_id)
