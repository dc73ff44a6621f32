"""Verbs of donations: write down, change, move a gift in kind on, thank, archive, restore."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.donations import DonationKind, InKindStatus, check_move
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.money import Currency, quantize, to_base
from app.scope import Scope
from app.services.base import refuse_archived
from app.services.grant_claims import refuse_claimed
from app.services.money import convert
from models.contacts import Contact
from models.donations import Campaign, Donation
from models.grants import Application

_NEEDS_VALUE = (InKindStatus.VALUED, InKindStatus.BOOKED)


@dataclass(frozen=True)
class DonationData:
    """What a person types about a gift. `rate` is only needed when the known rates have none for the day."""

    branch_id: int
    received_on: date
    amount: Decimal | None = None
    currency: Currency = Currency.UAH
    rate: Decimal | None = None
    donor_id: int | None = None
    purpose: str = ""
    description: str = ""
    campaign_id: int | None = None
    application_id: int | None = None
    book_copies: int | None = None
    document_number: str = ""


def record_donation(
    session: Session,
    kind: DonationKind,
    data: DonationData,
    *,
    status: InKindStatus = InKindStatus.RECEIVED,
    today: date,
    scope: Scope,
) -> Donation:
    """Write down a gift. Gifts of money have been received; `status` says how far a gift in kind has come.

    Raises:
        RuleError: `value_required`, or what `change_donation` refuses.
    """
    in_kind = kind is DonationKind.IN_KIND
    if in_kind and status in _NEEDS_VALUE and not data.amount:
        raise RuleError("value_required", status, field="amount")
    donation = Donation(kind=kind, in_kind_status=status if in_kind else None)
    _fill(session, donation, data, today=today, scope=scope)
    session.add(donation)
    session.flush()
    return donation


def change_donation(session: Session, donation: Donation, data: DonationData, *, today: date, scope: Scope) -> Donation:
    """Save what was typed about a gift, and return it; the amount in the base currency is worked out anew.

    Raises:
        RuleError: `record_claimed`, `other_branch`, `received_in_future`, `amount_required`, `value_required`,
            `describe_gift`, `no_such_donor`, `campaign_of_other_branch`, `no_rate` or `rate_not_positive`.
    """
    refuse_claimed(session, ClaimSource.DONATION, donation.id)
    if donation.in_kind_status in _NEEDS_VALUE and not data.amount:
        raise RuleError("value_required", field="amount")
    _fill(session, donation, data, today=today, scope=scope)
    session.flush()
    return donation


def _fill(session: Session, donation: Donation, data: DonationData, *, today: date, scope: Scope) -> None:
    in_kind = donation.kind is DonationKind.IN_KIND
    if not scope.allows(data.branch_id):
        raise RuleError("other_branch", field="branch_id")
    if data.received_on > today:
        raise RuleError("received_in_future", field="received_on")
    if not in_kind and not data.amount:
        raise RuleError("amount_required", field="amount")
    if in_kind and not data.description:
        raise RuleError("describe_gift", field="description")
    if data.donor_id is not None and session.get(Contact, data.donor_id) is None:
        raise RuleError("no_such_donor", field="donor")
    campaign = session.get(Campaign, data.campaign_id) if data.campaign_id else None
    if data.campaign_id and campaign is None:
        raise RuleError("not_found", field="campaign_id")
    if campaign is not None and campaign.branch_id is not None and campaign.branch_id != data.branch_id:
        raise RuleError("campaign_of_other_branch", field="campaign_id")
    if data.application_id is not None and session.get(Application, data.application_id) is None:
        raise RuleError("not_found", field="application_id")
    money = convert(session, data.amount or Decimal(0), data.currency, data.received_on, rate=data.rate)
    for name, value in money.items():
        setattr(donation, name, value)
    donation.branch_id = data.branch_id
    donation.received_on = data.received_on
    donation.donor_id = data.donor_id
    donation.purpose = data.purpose
    donation.description = data.description
    donation.campaign_id = campaign.id if campaign else None
    donation.application_id = data.application_id
    donation.book_copies = data.book_copies if in_kind else None
    donation.document_number = data.document_number


def move_in_kind(
    session: Session,
    donation: Donation,
    status: InKindStatus,
    *,
    on: date,
    amount: Decimal | None = None,
    rate: Decimal | None = None,
) -> None:
    """Move a gift in kind to another status.

    A promised gift gets the day on which it was received, and its value is converted at the rate of that
    day. A value that becomes known later is converted at the rate that the gift has.

    Args:
        on: the present day.
        amount: the value in the gift's currency, when it becomes known with this step.
        rate: as for `app.services.money.convert`.

    Raises:
        RuleError: `archived`, `record_claimed`, `not_allowed`, `same_stage`, `value_required` or `no_rate`.
    """
    refuse_archived(donation)
    refuse_claimed(session, ClaimSource.DONATION, donation.id)
    if donation.in_kind_status is None:
        raise RuleError("not_allowed", donation.kind)
    value = donation.amount if amount is None else amount
    check_move(donation.in_kind_status, status, has_value=value > 0)
    arrives = donation.in_kind_status is InKindStatus.PLEDGED and status is InKindStatus.RECEIVED
    if arrives or rate is not None:
        day = on if arrives else donation.received_on
        for name, converted in convert(session, value, donation.currency, day, rate=rate).items():
            setattr(donation, name, converted)
        donation.received_on = day
    else:
        donation.amount, donation.base_amount = quantize(value), to_base(value, donation.rate)
    donation.in_kind_status = status
    session.flush()


def thank_donor(session: Session, donation: Donation, *, on: date) -> None:
    """Remember that the giver was thanked on a day."""
    donation.thanked_on = on
    session.flush()


def unthank_donor(session: Session, donation: Donation) -> None:
    """Take the thanks back, when they were noted by mistake."""
    donation.thanked_on = None
    session.flush()


def archive_donation(session: Session, donation: Donation, *, now: datetime) -> None:
    """Put a donation into the archive: it leaves the list and every sum. Raises `RuleError` (`record_claimed`)."""
    refuse_claimed(session, ClaimSource.DONATION, donation.id)
    donation.archived_at = now
    session.flush()


def restore_donation(session: Session, donation: Donation) -> None:
    """Bring a donation back from the archive."""
    donation.archived_at = None
    session.flush()
