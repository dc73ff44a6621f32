"""Verbs of amendments: write one down, change it, apply it to the record, remove one that is not applied."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.awards import RECORDED, AmendmentKind
from app.domain.errors import RuleError
from app.domain.money import Sum, quantize, to_base
from app.queries.tranches import planned
from app.services.base import refuse_archived
from app.services.tranches import PAID_STAGES, hold_application
from models.accounts import User
from models.awards import Amendment, AmendmentChange
from models.grants import Application

WORDS = tuple(kind for kind in AmendmentKind if kind not in RECORDED)


@dataclass(frozen=True, kw_only=True)
class AmendmentData:
    """An amendment as typed; what is empty is not changed. `words` are (before, after) of what is agreed in words."""

    number: str
    agreed_on: date
    reason: str
    consent_on: date | None = None
    ends_on: date | None = None
    award: Decimal | None = None
    words: tuple[tuple[AmendmentKind, str, str], ...] = ()


def save_amendment(
    session: Session, application: Application, data: AmendmentData, *, today: date, amendment: Amendment | None = None
) -> Amendment:
    """Write an amendment down, or change one that is not applied. The record itself stays as it is.

    Raises:
        RuleError: `archived`, `not_won`, `amendment_applied`, `amendment_number_taken`, `amendment_needs_reason`,
            `consent_in_future`, `amendment_empty`, `award_not_positive`, `dates_out_of_order`,
            `amendment_before_agreement`.
    """
    refuse_archived(application)
    if (application.held_stage or application.stage) not in PAID_STAGES:
        raise RuleError("not_won")
    if amendment is not None and amendment.applied_at is not None:
        raise RuleError("amendment_applied")
    _check(session, application, data, today, amendment)
    record = amendment or Amendment(application_id=application.id)
    record.number, record.agreed_on, record.reason = data.number, data.agreed_on, data.reason
    record.consent_on = data.consent_on
    _fill(record, application, data)
    session.add(record)
    session.flush()
    return record


def apply_amendment(session: Session, amendment: Amendment, *, today: date, now: datetime, by: User | None) -> None:
    """Change the record as the amendment says, all of it in this transaction, and keep what was before.

    Raises:
        RuleError: `archived`, `amendment_applied`, `consent_required`, `amendment_in_future`, `agreement_missing`,
            `amendment_before_agreement`, `dates_out_of_order`, `award_below_tranches`.
    """
    application = amendment.application
    refuse_archived(application)
    hold_application(session, application)
    session.refresh(amendment)
    if amendment.applied_at is not None:
        raise RuleError("amendment_applied")
    if amendment.consent_on is None:
        raise RuleError("consent_required")
    if amendment.agreed_on > today:
        raise RuleError("amendment_in_future")
    if application.agreement_on is None:
        raise RuleError("agreement_missing")
    _refuse_before_agreement(application, amendment.agreed_on)
    for change in amendment.changes:
        _check_change(session, application, change)
    for change in amendment.changes:
        _apply(application, change)
    amendment.applied_at, amendment.applied_by_id = now, by.id if by else None
    session.flush()


def remove_amendment(session: Session, amendment: Amendment) -> None:
    """Remove an amendment that was not applied. Raises `RuleError` (`archived`, `amendment_applied`)."""
    refuse_archived(amendment.application)
    if amendment.applied_at is not None:
        raise RuleError("amendment_applied")
    session.delete(amendment)
    session.flush()


def _check(
    session: Session, application: Application, data: AmendmentData, today: date, amendment: Amendment | None
) -> None:
    taken = sa.select(Amendment.id).where(
        Amendment.application_id == application.id,
        Amendment.number == data.number,
        Amendment.id != (amendment.id if amendment else 0),
    )
    if session.scalar(taken) is not None:
        raise RuleError("amendment_number_taken", data.number, field="number")
    if not data.reason:
        raise RuleError("amendment_needs_reason", field="reason")
    _refuse_before_agreement(application, data.agreed_on)
    if data.consent_on is not None and data.consent_on > today:
        raise RuleError("consent_in_future", field="consent_on")
    if data.award is not None and data.award <= 0:
        raise RuleError("award_not_positive", field="award")
    if data.ends_on is not None and application.starts_on is not None and data.ends_on < application.starts_on:
        raise RuleError("dates_out_of_order", field="ends_on")
    if data.ends_on is None and data.award is None and not any(after for _kind, _before, after in data.words):
        raise RuleError("amendment_empty")


def _fill(record: Amendment, application: Application, data: AmendmentData) -> None:
    """Make the changes of an amendment those that were typed; a kind that stays keeps its row."""
    wanted: dict[AmendmentKind, dict[str, object]] = {}
    if data.ends_on is not None:
        wanted[AmendmentKind.END_DATE] = {"day_before": application.ends_on, "day_after": data.ends_on}
    if data.award is not None:
        award = quantize(data.award)
        wanted[AmendmentKind.AWARD] = {"amount_before": application.awarded_amount, "amount_after": award}
    for kind, before, after in data.words:
        if after:
            wanted[kind] = {"text_before": before, "text_after": after}
    present = {change.kind: change for change in record.changes}
    for kind, change in present.items():
        if kind not in wanted:
            record.changes.remove(change)
    for kind, values in wanted.items():
        row = present.get(kind)
        if row is None:
            row = AmendmentChange(kind=kind)
            record.changes.append(row)
        for name, value in values.items():
            setattr(row, name, value)


def _check_change(session: Session, application: Application, change: AmendmentChange) -> None:
    if change.day_after is not None and application.starts_on is not None and change.day_after < application.starts_on:
        raise RuleError("dates_out_of_order")
    if change.amount_after is not None:
        tranches = planned(session, application.id)
        if change.amount_after < tranches:
            raise RuleError("award_below_tranches", Sum(tranches, application.currency))


def _apply(application: Application, change: AmendmentChange) -> None:
    if change.day_after is not None:
        change.day_before = application.ends_on
        application.ends_on = change.day_after
    if change.amount_after is not None:
        change.amount_before = application.awarded_amount
        application.awarded_amount = change.amount_after
        application.awarded_base = to_base(change.amount_after, application.rate)


def _refuse_before_agreement(application: Application, day: date) -> None:
    if application.agreement_on is not None and day < application.agreement_on:
        raise RuleError("amendment_before_agreement", application.agreement_on, field="agreed_on")
