"""Verbs of agreements: write down, change, terminate, take the termination back, archive, restore."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.agreements import AgreementKind, Terms, check_termination, check_terms, overlaps
from app.domain.errors import RuleError
from app.services.base import refuse_archived
from models.agreements import Agreement
from models.files import Attachment
from models.partnerships import Partnership

PARTNERSHIPS: Any = Partnership.__table__


@dataclass(frozen=True)
class AgreementData:
    """What a person types about an agreement. Without a first day it is valid from the day of signing."""

    kind: AgreementKind = AgreementKind.MEMORANDUM
    number: str = ""
    signed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    note: str = ""

    def terms(self, terminated_on: date | None = None) -> Terms:
        """The dates as the rules take them."""
        return Terms(self.valid_from or self.signed_on, self.valid_until, self.signed_on, self.review_on, terminated_on)


def add_agreement(session: Session, partnership: Partnership, data: AgreementData, *, today: date) -> Agreement:
    """Write down an agreement with a partner.

    Raises:
        RuleError: `archived`, `agreement_overlaps`, or what `app.domain.agreements.check_terms` refuses.
    """
    refuse_archived(partnership)
    _check(session, partnership.id, None, data, data.terms(), today)
    agreement = Agreement(partnership=partnership)
    _fill(agreement, data)
    session.add(agreement)
    session.flush()
    return agreement


def change_agreement(session: Session, agreement: Agreement, data: AgreementData, *, today: date) -> None:
    """Save what was typed about an agreement. Raises `RuleError` as `add_agreement` does.

    A terminated agreement keeps its last day, which must still lie within the new dates (`end_within_dates`).
    """
    terms = data.terms(agreement.terminated_on)
    _check(session, agreement.partnership_id, agreement.id, data, terms, today)
    if agreement.terminated_on is not None:
        try:
            check_termination(data.terms(), agreement.terminated_on)
        except RuleError as error:
            raise RuleError("end_within_dates", field="valid_until", day=agreement.terminated_on) from error
    _fill(agreement, data)
    session.flush()


def terminate_agreement(session: Session, agreement: Agreement, *, last_day: date, reason: str) -> None:
    """End an agreement before its time.

    Args:
        last_day: the last day on which it is valid; it may lie ahead.
        reason: why, in words.

    Raises:
        RuleError: `archived`, `termination_needs_reason`, or what `app.domain.agreements.check_termination` refuses.
    """
    refuse_archived(agreement)
    check_termination(agreement.terms, last_day)
    if not reason.strip():
        raise RuleError("termination_needs_reason", field="termination_reason")
    agreement.terminated_on, agreement.termination_reason = last_day, reason.strip()
    session.flush()


def reinstate_agreement(session: Session, agreement: Agreement) -> None:
    """Take a termination back. Raises `RuleError` (`agreement_overlaps`) when another one has taken its place."""
    data = AgreementData(
        agreement.kind, agreement.number, agreement.signed_on, agreement.valid_from, agreement.valid_until
    )
    _refuse_overlap(session, agreement.partnership_id, agreement.id, data, data.terms())
    agreement.terminated_on, agreement.termination_reason = None, ""
    session.flush()


def attach_to_agreement(session: Session, agreement: Agreement, attachment: Attachment) -> None:
    """Make a file of the partnership the signed file of the agreement; the former file stays with the partnership.

    Raises:
        RuleError: `not_found` (field `file`): the file belongs to another partnership.
    """
    if attachment.partnership_id != agreement.partnership_id:
        raise RuleError("not_found", field="file")
    agreement.attachment_id = attachment.id
    session.flush()


def archive_agreement(session: Session, agreement: Agreement, *, now: datetime) -> None:
    """Remove an agreement that was written down by mistake: it counts nowhere, and can be brought back."""
    agreement.archived_at = now
    session.flush()


def restore_agreement(session: Session, agreement: Agreement) -> None:
    """Bring a removed agreement back. Raises `RuleError` (`agreement_overlaps`)."""
    data = AgreementData(
        agreement.kind, agreement.number, agreement.signed_on, agreement.valid_from, agreement.valid_until
    )
    _refuse_overlap(session, agreement.partnership_id, agreement.id, data, agreement.terms)
    agreement.archived_at = None
    session.flush()


def _check(
    session: Session, partnership_id: int, own_id: int | None, data: AgreementData, terms: Terms, today: date
) -> None:
    check_terms(terms, today)
    _refuse_overlap(session, partnership_id, own_id, data, terms)


def _refuse_overlap(
    session: Session, partnership_id: int, own_id: int | None, data: AgreementData, terms: Terms
) -> None:
    """Refuse two agreements of one kind and number for the same days; papers without a number may be many."""
    if not data.number:
        return
    _lock(session, partnership_id)
    others = session.scalars(
        sa.select(Agreement).where(
            Agreement.partnership_id == partnership_id,
            Agreement.kind == data.kind,
            Agreement.number == data.number,
            Agreement.archived_at.is_(None),
        )
    )
    for other in others:
        if other.id != own_id and overlaps(other.terms, terms):
            raise RuleError("agreement_overlaps", data.number, field="number")


def _lock(session: Session, partnership_id: int) -> None:
    """Keep others from writing an agreement of the partnership down until the transaction ends.

    SQLite has no lock but a write that changes nothing; whoever read before it may have read old rows.
    """
    own = PARTNERSHIPS.c.id == partnership_id
    session.execute(sa.select(PARTNERSHIPS.c.id).where(own).with_for_update(key_share=True))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.update(PARTNERSHIPS).where(own).values(version=PARTNERSHIPS.c.version))


def _fill(agreement: Agreement, data: AgreementData) -> None:
    agreement.kind = data.kind
    agreement.number = data.number
    agreement.signed_on = data.signed_on
    agreement.valid_from = data.valid_from or data.signed_on
    agreement.valid_until = data.valid_until
    agreement.review_on = data.review_on
    agreement.note = data.note
