"""Verbs of funders' calls: create, edit, archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import ApplicantKind, CallDates, CofinancingKind, check_dates
from app.domain.errors import RuleError
from app.domain.money import Currency
from app.services.call_forms import copy_call_form
from app.services.funder_headings import copy_headings
from models.calls import Call, CallApplicant, CallCofinancing
from models.contacts import Organisation
from models.grants import Application

FACTS = (
    "title",
    "opens_on",
    "questions_until",
    "loi_due_on",
    "deadline_on",
    "deadline_note",
    "decision_on",
    "min_amount",
    "max_amount",
    "currency",
    "cofinancing_percent",
    "indirect_percent",
    "reallocation_percent",
    "eligibility",
    "eligible_costs",
    "ineligible_costs",
    "languages",
    "url",
)


@dataclass(frozen=True, kw_only=True)
class CallData:
    """A call as typed."""

    title: str
    funder_id: int | None
    opens_on: date | None = None
    questions_until: date | None = None
    loi_due_on: date | None = None
    deadline_on: date | None = None
    deadline_note: str = ""
    decision_on: date | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    currency: Currency = Currency.UAH
    cofinancing_percent: int | None = None
    cofinancing_kinds: Iterable[CofinancingKind] = ()
    indirect_percent: int | None = None
    reallocation_percent: int | None = None
    applicants: Iterable[ApplicantKind] = ()
    eligibility: str = ""
    eligible_costs: str = ""
    ineligible_costs: str = ""
    languages: str = ""
    url: str = ""


def create_call(session: Session, data: CallData, *, copied_from: Call | None = None) -> Call:
    """Make a call.

    Args:
        copied_from: the call of the year before that this one repeats; its form comes along.

    Raises:
        RuleError: `funder_required`, `funder_not_organisation`, `amounts_out_of_order`, a code of
            `app.domain.calls.check_dates`.
    """
    call = Call(copied_from=copied_from)
    _apply(session, call, data)
    session.add(call)
    session.flush()
    if copied_from is not None:
        copy_call_form(session, copied_from, call)
        copy_headings(session, copied_from, call)
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
    check_dates(CallDates(data.opens_on, data.questions_until, data.loi_due_on, data.deadline_on, data.decision_on))
    if data.min_amount is not None and data.max_amount is not None and data.max_amount < data.min_amount:
        raise RuleError("amounts_out_of_order", field="max_amount")
    call.funder = funder
    for name in FACTS:
        setattr(call, name, getattr(data, name))
    _set_kinds(call, data)


def _set_kinds(call: Call, data: CallData) -> None:
    """Make the rows of kinds those that were typed; rows that stay are left alone."""
    taken, may = set(data.cofinancing_kinds), set(data.applicants)
    kept = [row for row in call.cofinancing_rows if row.kind in taken]
    new = taken - {row.kind for row in kept}
    call.cofinancing_rows = [*kept, *(CallCofinancing(kind=kind) for kind in CofinancingKind if kind in new)]
    stay = [row for row in call.applicant_rows if row.kind in may]
    more = may - {row.kind for row in stay}
    call.applicant_rows = [*stay, *(CallApplicant(kind=kind) for kind in ApplicantKind if kind in more)]
