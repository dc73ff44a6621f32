"""Verbs of funders' calls: create, edit, archive."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.money import Currency
from models.contacts import Organisation
from models.grants import Application, Call


@dataclass(frozen=True, kw_only=True)
class CallData:
    """A call as typed."""

    title: str
    funder_id: int | None
    opens_on: date | None = None
    deadline_on: date | None = None
    decision_on: date | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    currency: Currency = Currency.UAH
    cofinancing_percent: int | None = None
    eligibility: str = ""
    url: str = ""


def create_call(session: Session, data: CallData) -> Call:
    """Make a call.

    Raises:
        RuleError: `funder_required`, `funder_not_organisation`, `dates_out_of_order`, `amounts_out_of_order`.
    """
    call = Call()
    _apply(session, call, data)
    session.add(call)
    session.flush()
    return call


def edit_call(session: Session, call: Call, data: CallData) -> Call:
    """Change a call and return it.

    Raises:
        RuleError: as `create_call`; `call_has_applications`, when its funder would change under them.
    """
    if data.funder_id not in (None, call.funder_id) and session.scalar(
        sa.select(sa.exists().where(Application.call_id == call.id))
    ):
        raise RuleError("call_has_applications", field="funder_id")
    _apply(session, call, data)
    session.flush()
    return call


def archive_call(session: Session, call: Call, *, now: datetime) -> None:
    """Put a call into the archive; applications keep it."""
    call.archived_at = now
    session.flush()


def restore_call(session: Session, call: Call) -> None:
    """Take a call out of the archive."""
    call.archived_at = None
    session.flush()


def _apply(session: Session, call: Call, data: CallData) -> None:
    if data.funder_id is None:
        raise RuleError("funder_required", field="funder_id")
    funder = session.get(Organisation, data.funder_id)
    if funder is None:
        raise RuleError("funder_not_organisation", field="funder_id")
    if data.opens_on and data.deadline_on and data.deadline_on < data.opens_on:
        raise RuleError("dates_out_of_order", field="deadline_on")
    if data.min_amount is not None and data.max_amount is not None and data.max_amount < data.min_amount:
        raise RuleError("amounts_out_of_order", field="max_amount")
    call.funder = funder
    for name in (
        "title",
        "opens_on",
        "deadline_on",
        "decision_on",
        "min_amount",
        "max_amount",
        "currency",
        "cofinancing_percent",
        "eligibility",
        "url",
    ):
        setattr(call, name, getattr(data, name))
