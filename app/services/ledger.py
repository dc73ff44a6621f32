"""Verbs of the reciprocity ledger: write an entry down, change, archive, restore."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.agreements import is_valid
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.ledger import LedgerDirection, LedgerKind, check_entry
from app.domain.money import Currency
from app.services.base import refuse_archived
from app.services.grant_claims import refuse_claimed
from app.services.money import convert
from models.agreements import Agreement, LedgerEntry
from models.events import event_partners
from models.files import Attachment
from models.grants import application_partners
from models.partnerships import Partnership


@dataclass(frozen=True)
class LedgerData:
    """What a person types about an entry. `rate` is only needed when the known rates have none for the day."""

    direction: LedgerDirection
    kind: LedgerKind
    happened_on: date
    description: str
    quantity: Decimal | None = None
    amount: Decimal | None = None
    currency: Currency = Currency.UAH
    rate: Decimal | None = None
    event_id: int | None = None
    application_id: int | None = None
    agreement_id: int | None = None
    branch_id: int | None = None


def add_entry(session: Session, partnership: Partnership, data: LedgerData, *, today: date) -> LedgerEntry:
    """Write down what one side gave the other.

    Raises:
        RuleError: `archived`, `describe_what_was_given`, `not_joint` (the event or the grant is not one with this
            partner), `agreement_not_valid`, `no_rate`, `rate_not_positive`, or what
            `app.domain.ledger.check_entry` refuses.
    """
    refuse_archived(partnership)
    entry = LedgerEntry(partnership=partnership)
    _fill(session, entry, partnership, data, today)
    session.add(entry)
    session.flush()
    return entry


def change_entry(session: Session, entry: LedgerEntry, data: LedgerData, *, today: date) -> None:
    """Save what was typed about an entry; its value is converted anew. Raises `RuleError` as `add_entry` does.

    One that counts as co-financing is refused (`record_claimed`).
    """
    refuse_claimed(session, ClaimSource.LEDGER, entry.id)
    _fill(session, entry, entry.partnership, data, today)
    session.flush()


def attach_to_entry(session: Session, entry: LedgerEntry, attachment: Attachment) -> None:
    """Make a file of the partnership the supporting document of the entry.

    Raises:
        RuleError: `not_found` (field `file`): the file belongs to another partnership.
    """
    if attachment.partnership_id != entry.partnership_id:
        raise RuleError("not_found", field="file")
    entry.attachment_id = attachment.id
    session.flush()


def archive_entry(session: Session, entry: LedgerEntry, *, now: datetime) -> None:
    """Remove an entry: it leaves the list and every sum, and can be brought back.

    Raises:
        RuleError: `record_claimed`.
    """
    refuse_claimed(session, ClaimSource.LEDGER, entry.id)
    entry.archived_at = now
    session.flush()


def restore_entry(session: Session, entry: LedgerEntry) -> None:
    """Bring a removed entry back."""
    entry.archived_at = None
    session.flush()


def _fill(session: Session, entry: LedgerEntry, partnership: Partnership, data: LedgerData, today: date) -> None:
    if not data.description:
        raise RuleError("describe_what_was_given", field="description")
    check_entry(data.kind, data.quantity, data.amount, data.happened_on, today)
    _check_joint(session, partnership, data, entry)
    _check_agreement(session, partnership, data)
    money = convert(session, data.amount or Decimal(0), data.currency, data.happened_on, rate=data.rate)
    for name, value in money.items():
        setattr(entry, name, value)
    entry.direction = data.direction
    entry.kind = data.kind
    entry.happened_on = data.happened_on
    entry.description = data.description
    entry.quantity = data.quantity
    entry.event_id = data.event_id
    entry.application_id = data.application_id
    entry.agreement_id = data.agreement_id
    entry.branch_id = data.branch_id


def _check_joint(session: Session, partnership: Partnership, data: LedgerData, entry: LedgerEntry) -> None:
    """Refuse an event or a grant that this partner has no part in; one that the entry already names may stay."""
    links = (
        ("event_id", data.event_id, entry.event_id, event_partners.c.event_id, event_partners.c.organisation_id),
        (
            "application_id",
            data.application_id,
            entry.application_id,
            application_partners.c.application_id,
            application_partners.c.organisation_id,
        ),
    )
    for field, wanted, present, record, partner in links:
        if wanted is None or wanted == present:
            continue
        found = sa.select(record).where(record == wanted, partner == partnership.organisation_id)
        if session.scalar(found) is None:
            raise RuleError("not_joint", field=field)


def _check_agreement(session: Session, partnership: Partnership, data: LedgerData) -> None:
    """Refuse an agreement that was not valid on the day: nothing can be given under one that has ended."""
    if data.agreement_id is None:
        return
    agreement = session.get(Agreement, data.agreement_id)
    if agreement is None or agreement.partnership_id != partnership.id or agreement.archived_at is not None:
        raise RuleError("not_found", field="agreement_id")
    if not is_valid(agreement.terms, data.happened_on):
        raise RuleError("agreement_not_valid", field="agreement_id", day=data.happened_on)
