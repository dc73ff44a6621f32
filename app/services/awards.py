"""Verbs of an award and its agreement: how much, what was signed, through whom, and its file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.money import Currency, Sum, quantize, to_base
from app.queries import awards as questions
from app.queries import tranches
from app.services.base import refuse_archived
from app.services.tranches import APPLICATIONS, PAID_STAGES
from models.awards import Amendment, GrantAgreement
from models.contacts import Organisation
from models.files import Attachment
from models.grants import Application


@dataclass(frozen=True, kw_only=True)
class GrantAgreementData:
    """The agreement as typed. Without an applicant the library applied itself."""

    agreement_number: str = ""
    agreement_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    applicant_id: int | None = None
    note: str = ""


def save_agreement(
    session: Session, application: Application, data: GrantAgreementData, *, today: date
) -> GrantAgreement:
    """Write down what was signed with the funder.

    Raises:
        RuleError: `archived`, `not_won`, `agreement_in_future`, `dates_out_of_order`, `receipts_before_agreement`,
            `applicant_not_organisation`.
    """
    refuse_archived(application)
    if (application.held_stage or application.stage) not in PAID_STAGES:
        raise RuleError("not_won")
    if data.agreement_on is not None and data.agreement_on > today:
        raise RuleError("agreement_in_future", field="agreement_on")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise RuleError("dates_out_of_order", field="ends_on")
    refuse_later_agreement(session, application, data.agreement_on)
    if data.applicant_id is not None and session.get(Organisation, data.applicant_id) is None:
        raise RuleError("applicant_not_organisation", field="applicant_id")
    for name in ("agreement_number", "agreement_on", "starts_on", "ends_on"):
        setattr(application, name, getattr(data, name))
    record = questions.agreement_of(session, application.id) or GrantAgreement(application_id=application.id)
    record.applicant_id, record.note = data.applicant_id, data.note
    session.add(record)
    session.flush()
    return record


def refuse_later_agreement(session: Session, application: Application, agreement_on: date | None) -> None:
    """Raise `RuleError` (`receipts_before_agreement`) when money came before the day that the agreement shall have."""
    first = questions.first_receipt_on(session, application.id) if agreement_on else None
    if first is not None and agreement_on is not None and first < agreement_on:
        raise RuleError("receipts_before_agreement", first, field="agreement_on")


def refuse_other_currency(session: Session, application: Application, currency: Currency) -> None:
    """Raise `RuleError` (`currency_has_tranches`) when tranches are planned in the currency that the grant has."""
    if currency is not application.currency and tranches.disbursements(session, application.id):
        raise RuleError("currency_has_tranches", application.currency, field="currency")


def refuse_smaller_award(
    session: Session, application: Application, amount: Decimal | None, field: str | None = None
) -> None:
    """Raise `RuleError` (`award_below_tranches`) when the award gets smaller than the tranches that are planned."""
    if amount is None or application.awarded_amount is None or amount >= application.awarded_amount:
        return
    # A change that changes nothing: who plans a tranche in this moment waits, or is waited for.
    held = sa.update(APPLICATIONS).where(APPLICATIONS.c.id == application.id)
    session.execute(held.values(title=APPLICATIONS.c.title))
    planned = tranches.planned(session, application.id)
    if amount < planned:
        raise RuleError("award_below_tranches", Sum(planned, application.currency), field=field)


def refuse_wrong_award(application: Application, amount: Decimal, on: date, *, today: date) -> None:
    """Raise `RuleError` for an award of nothing, or of a day that cannot be.

    Codes: `award_not_positive`, `awarded_in_future`, `awarded_before_submitted`.
    """
    if quantize(amount) <= 0:
        raise RuleError("award_not_positive", amount, field="awarded_amount")
    if on > today:
        raise RuleError("awarded_in_future", on, field="awarded_on")
    if application.submitted_on is not None and on < application.submitted_on:
        raise RuleError("awarded_before_submitted", application.submitted_on, field="awarded_on")


def take_award(application: Application, amount: Decimal, on: date, *, today: date) -> None:
    """Write down what was awarded and when, in both currencies. Raises as `refuse_wrong_award`."""
    refuse_wrong_award(application, amount, on, today=today)
    application.awarded_amount = quantize(amount)
    application.awarded_base = to_base(application.awarded_amount, application.rate)
    application.awarded_on = on


def forget_award(application: Application) -> None:
    """Take the award off: an application that is open again or lost brings no money, so no total has it."""
    application.awarded_amount = application.awarded_base = application.awarded_on = None


def attach_paper(session: Session, record: GrantAgreement | Amendment, attachment: Attachment) -> None:
    """Make a file of the application the paper of its agreement or amendment; the former file stays a file.

    Raises:
        RuleError: `not_found` (field `file`): the file belongs to another application.
    """
    if attachment.application_id != record.application_id:
        raise RuleError("not_found", field="file")
    record.attachment_id = attachment.id
    session.flush()
