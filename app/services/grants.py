"""Verbs of grant applications: create, edit, move through the stages, link partners, archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.domain.grants import LOST_STAGES, OPEN_STAGES, LossReason, Stage, brings_money, check_move
from app.domain.money import Currency, RateSource, quantize, to_base
from app.domain.partnerships import BranchScope
from app.domain.tasks import ChecklistTrigger
from app.domain.text import sort_key
from app.queries.grant_stages import moves_of, stage_settings
from app.services.application_versions import freeze_submission
from app.services.awards import (
    forget_award,
    refuse_later_agreement,
    refuse_other_currency,
    refuse_smaller_award,
    refuse_wrong_award,
    take_award,
)
from app.services.base import refuse_archived
from app.services.checklists import start_checklists
from app.services.grant_submission import correct_hand_in, expect_first, hand_in
from app.services.money import find_rate
from app.services.stage_checks import begin_anew, check_stage
from models.accounts import User
from models.calls import Call
from models.contacts import Organisation
from models.grants import Application, ApplicationStageChange

# Taken from the form as they are.
TAKEN = (
    "submitted_on", "starts_on", "ends_on", "agreement_number",
    "agreement_on", "leader", "reallocation_percent",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ApplicationData:
    """An application as typed.

    `rate` is what a person entered instead of the known rate; without it the rate of `rate_date` holds.
    `awarded_amount` and `awarded_on` matter only once the application has been awarded.
    """

    title: str
    funder_id: int | None
    call_id: int | None = None
    owner_id: int | None = None
    scope: BranchScope = BranchScope.ALL
    branch_id: int | None = None
    currency: Currency = Currency.UAH
    requested_amount: Decimal = Decimal(0)
    cofinancing_amount: Decimal = Decimal(0)
    rate: Decimal | None = None
    rate_date: date | None = None
    awarded_amount: Decimal | None = None
    awarded_on: date | None = None
    submitted_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    agreement_number: str = ""
    agreement_on: date | None = None
    leader: str = ""
    reallocation_percent: int | None = None


def create_application(session: Session, data: ApplicationData, *, by: User | None, today: date) -> Application:
    """Make an application in its first stage.

    One that answers a call has to hand in what its dates say, see `expect_first`.

    Args:
        data: what was typed; `funder_id` may be left out when a call is given.
        by: who is responsible unless the data name somebody.
        today: the day whose rate holds unless the data name another.

    Raises:
        RuleError: a code of `app.labels.grants` or `app.labels.money` with the field that it belongs to.
    """
    application = Application(stage=Stage.IDEA, owner_id=data.owner_id or (by.id if by else None))
    call = _apply(session, application, data, today, is_new=True)
    session.add(application)
    session.flush()
    if call is not None:
        expect_first(session, application, call, today=today)
    return application


def edit_application(session: Session, application: Application, data: ApplicationData, *, today: date) -> None:
    """Change an application's data; amounts in the base currency are made anew at the one rate.

    Raises:
        RuleError: as `create_application`; `award_amount_required`, when a won one would lose its amount;
            `receipts_before_agreement`, `currency_has_tranches`, `award_below_tranches`.
    """
    refuse_later_agreement(session, application, data.agreement_on)
    refuse_other_currency(session, application, data.currency)
    refuse_smaller_award(session, application, data.awarded_amount, "awarded_amount")
    before = application.submitted_on
    _apply(session, application, data, today, is_new=False)
    application.owner_id = data.owner_id
    correct_hand_in(session, application, before)
    session.flush()


def move_application(
    session: Session,
    application: Application,
    to_stage: Stage,
    *,
    by: User | None,
    at: datetime,
    reason_code: str | None = None,
    reason: str = "",
    awarded_amount: Decimal | None = None,
    awarded_on: date | None = None,
    resume_on: date | None = None,
) -> ApplicationStageChange:
    """Move an application to another stage and write the move into its history.

    Args:
        by: who moves it.
        at: the moment, aware, in the institution's time zone; its date is the day of submission or award
            unless one is known.
        reason_code: why it is lost, a `LossReason`; ignored for other moves.
        reason: words beside the reason; why it is put on hold.
        awarded_amount: in the application's currency, needed for the move that wins.
        awarded_on: the day of the decision.
        resume_on: when work is expected to go on, for a move that puts it on hold.

    Returns:
        The new row of the history. A move back into the pipeline or to a loss takes the award off.

    Raises:
        RuleError: a code of `app.domain.grants.check_move` or of `app.services.stage_checks.check_stage`;
            a code of `refuse_wrong_award`; `award_below_tranches`; `hold_reason_required`; `resume_in_past`;
            `archived`; `stale_record`, when somebody else moved it at the same time.
    """
    refuse_archived(application)
    holds = to_stage is Stage.SUSPENDED
    wins = to_stage is Stage.AWARDED
    amount = awarded_amount if wins and awarded_amount is not None else application.awarded_amount
    stages = stage_settings(session)
    try:
        moves = moves_of(session, application, stages)
        check_move(application.stage, to_stage, reason_code, has_award_amount=amount is not None, moves=moves)
        check_stage(session, application, to_stage, stages, awarded_amount=amount)
    except RuleError as error:
        fields = {"award_amount_required": "awarded_amount", "not_allowed": "stage", "same_stage": "stage"}
        error.field = error.field or fields.get(error.code, "reason_code")
        raise
    decided = awarded_on or application.awarded_on or at.date()
    if wins and amount is not None:
        refuse_wrong_award(application, amount, decided, today=at.date())
    refuse_smaller_award(session, application, amount, "awarded_amount")
    if holds:
        _check_hold(reason, resume_on, at.date())
    change = ApplicationStageChange(
        application_id=application.id,
        from_stage=application.stage,
        to_stage=to_stage,
        at=at,
        by_id=by.id if by else None,
        reason_code=LossReason(reason_code) if to_stage in LOST_STAGES and reason_code else None,
        reason=reason,
    )
    session.add(change)
    session.flush()
    with session.no_autoflush:
        application.held_stage = application.stage if holds else None
        application.resume_on = resume_on if holds else None
        application.stage = to_stage
        application.current_change_id = change.id
        if wins and amount is not None:
            take_award(application, amount, decided, today=at.date())
        if to_stage in (*OPEN_STAGES, *LOST_STAGES):
            forget_award(application)
        if to_stage is Stage.SUBMITTED:
            hand_in(session, application, at.date())
    try:
        session.flush()
    except StaleDataError as error:
        raise RuleError("stale_record") from error
    begin_anew(session, application, change.from_stage, at)
    if wins:
        trigger, day = ChecklistTrigger.AWARD_RECEIVED, decided
        start_checklists(session, trigger, record=application, on=day, by=by, today=at.date())
    if to_stage is Stage.SUBMITTED:
        freeze_submission(session, application, by=by, at=at)
        trigger, day = ChecklistTrigger.APPLICATION_SUBMITTED, at.date()
        start_checklists(session, trigger, record=application, on=day, by=by, today=day)
    return change


def _check_hold(reason: str, resume_on: date | None, today: date) -> None:
    if not reason.strip():
        raise RuleError("hold_reason_required", field="reason")
    if resume_on is not None and resume_on <= today:
        raise RuleError("resume_in_past", resume_on, field="resume_on")


def link_partners(session: Session, application: Application, organisation_ids: Sequence[int]) -> None:
    """Make exactly these organisations the partners of an application."""
    found = session.scalars(sa.select(Organisation).where(Organisation.id.in_(organisation_ids))).all()
    application.partners = list(found)
    session.flush()


def archive_application(session: Session, application: Application, *, now: datetime) -> None:
    """Put an application into the archive; its history stays."""
    application.archived_at = now
    session.flush()


def restore_application(session: Session, application: Application) -> None:
    """Take an application out of the archive."""
    application.archived_at = None
    session.flush()


def _apply(
    session: Session, application: Application, data: ApplicationData, today: date, *, is_new: bool
) -> Call | None:
    call = session.get(Call, data.call_id) if data.call_id else None
    funder = _funder(session, data, call)
    if data.scope is BranchScope.ONE and data.branch_id is None:
        raise RuleError("branch_required", field="branch_id")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise RuleError("dates_out_of_order", field="ends_on")
    application.title = data.title
    application.sort_key = sort_key(data.title)
    application.funder = funder
    application.call = call
    application.scope = data.scope
    application.branch_id = data.branch_id if data.scope is BranchScope.ONE else None
    for name in TAKEN:
        setattr(application, name, getattr(data, name))
    for name, value in _rate(session, application, data, today, is_new=is_new).items():
        setattr(application, name, value)
    application.requested_amount = quantize(data.requested_amount)
    application.requested_base = to_base(application.requested_amount, application.rate)
    application.cofinancing_amount = quantize(data.cofinancing_amount)
    application.cofinancing_base = to_base(application.cofinancing_amount, application.rate)
    if not is_new and (application.awarded_amount is not None or data.awarded_amount is not None):
        _keep_award(application, data, today)
    return call


def _keep_award(application: Application, data: ApplicationData, today: date) -> None:
    if data.awarded_amount is None:
        if brings_money(application.held_stage or application.stage):
            raise RuleError("award_amount_required", field="awarded_amount")
        forget_award(application)
        return
    take_award(application, data.awarded_amount, data.awarded_on or application.awarded_on or today, today=today)


def _funder(session: Session, data: ApplicationData, call: Call | None) -> Organisation:
    funder_id = data.funder_id or (call.funder_id if call else None)
    if funder_id is None:
        raise RuleError("funder_required", field="funder_id")
    funder = session.get(Organisation, funder_id)
    if funder is None:
        raise RuleError("funder_not_organisation", field="funder_id")
    if call is not None and call.funder_id != funder.id:
        raise RuleError("call_of_other_funder", call.funder.display_name, field="call_id")
    return funder


def _rate(
    session: Session, application: Application, data: ApplicationData, today: date, *, is_new: bool
) -> dict[str, Any]:
    """Return the columns of the rate; a rate that nobody changed stays as it was."""
    rate = data.rate
    if not is_new and data.currency is not application.currency and rate == application.rate:
        rate = None  # It belongs to the currency that was there before.
    untouched = (
        not is_new
        and rate is None
        and application.rate_source is not RateSource.MANUAL
        and data.currency is application.currency
        and data.rate_date in (None, application.rate_date)
    )
    if untouched:
        return {}
    return find_rate(session, data.currency, data.rate_date or today, rate=rate)
