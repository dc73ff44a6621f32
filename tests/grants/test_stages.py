"""Moves of applications: which are allowed, what they need, and that history and stage agree."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind, LossReason, Stage, allowed_moves, stage_kind
from app.domain.money import Currency, RateSource
from app.domain.partnerships import BranchScope
from app.queries.deliverables import due_deliverables
from app.queries.grant_board import board
from app.queries.grants import running_applications, stage_history
from app.queries.listing import ListState
from app.scope import EVERYTHING
from app.services.grants import ApplicationData, create_application, edit_application, move_application
from models.grants import Application, ApplicationStageChange
from tests.support import factories

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def move(session: Session, application: Application, stage: Stage, **more: object) -> ApplicationStageChange:
    return move_application(session, application, stage, by=None, at=NOW, **more)


def test_the_whole_way_is_written_down(session: Session) -> None:
    person = factories.make_user(session)
    application = factories.make_application(session)
    way = [
        Stage.SELECTION,
        Stage.DRAFTING,
        Stage.APPROVAL,
        Stage.SUBMITTED,
        Stage.REVIEW,
        Stage.AWARDED,
        Stage.CONTRACTING,
        Stage.IMPLEMENTATION,
        Stage.REPORTING,
        Stage.CLOSED,
    ]
    for stage in way:
        amount = Decimal("90000.10") if stage is Stage.AWARDED else None
        if stage is Stage.SUBMITTED:
            factories.approve_all(session, application)
        move_application(session, application, stage, by=person, at=NOW, awarded_amount=amount)
    session.commit()
    history = stage_history(session, application.id)
    assert [step.to_stage for step in reversed(history)] == way
    assert [step.from_stage for step in reversed(history)] == [Stage.IDEA, *way[:-1]]
    assert {step.who for step in history} == {person.name}
    assert (application.stage, application.submitted_on, application.awarded_on) == (
        Stage.CLOSED,
        NOW.date(),
        NOW.date(),
    )
    assert application.awarded_base == Decimal("90000.10")


@pytest.mark.parametrize("stage", list(Stage))
def test_only_allowed_moves_pass(session: Session, stage: Stage) -> None:
    application = factories.make_application(session, stage=stage)
    before = len(stage_history(session, application.id))
    for target in set(Stage) - set(allowed_moves(stage, application.held_stage)):
        with pytest.raises(RuleError) as refused:
            move(session, application, target, reason_code="other", awarded_amount=Decimal(5))
        assert refused.value.code in {"not_allowed", "same_stage"}
    assert application.stage is stage
    assert len(stage_history(session, application.id)) == before


@pytest.mark.parametrize("stage", [Stage.REJECTED, Stage.WITHDRAWN])
def test_a_loss_needs_its_reason(session: Session, stage: Stage) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW)
    for code, wrong in ((None, "reason_required"), ("", "reason_required"), ("because", "unknown_reason")):
        with pytest.raises(RuleError) as refused:
            move(session, application, stage, reason_code=code)
        assert (refused.value.code, refused.value.field) == (wrong, "reason_code")
    move(session, application, stage, reason_code="low_score", reason="Мало балів за сталість")
    first = stage_history(session, application.id)[0]
    assert (first.reason_code, first.reason) == (LossReason.LOW_SCORE, "Мало балів за сталість")


def test_an_award_needs_its_amount_and_going_back_takes_it_off(session: Session) -> None:
    application = factories.make_application(
        session, stage=Stage.REVIEW, currency=Currency.EUR, rate=Decimal("45.123456")
    )
    for amount, wrong in ((None, "award_amount_required"), (Decimal(0), "award_not_positive")):
        with pytest.raises(RuleError) as refused:
            move(session, application, Stage.AWARDED, awarded_amount=amount)
        assert (refused.value.code, refused.value.field) == (wrong, "awarded_amount")
        session.rollback()
        application = session.get_one(Application, application.id) if amount else _again(session)
    with pytest.raises(RuleError) as early:
        move(
            session,
            application,
            Stage.AWARDED,
            awarded_amount=Decimal(5),
            awarded_on=NOW.date() + timedelta(days=1),
        )
    assert early.value.code == "awarded_in_future"
    move(session, application, Stage.AWARDED, awarded_amount=Decimal("1000.01"), awarded_on=date(2026, 11, 1))
    assert (application.awarded_base, application.awarded_on) == (Decimal("45123.91"), date(2026, 11, 1))
    move(session, application, Stage.REVIEW)
    assert (application.awarded_amount, application.awarded_base, application.awarded_on) == (None, None, None)


def _again(session: Session) -> Application:
    return factories.make_application(session, stage=Stage.REVIEW, currency=Currency.EUR, rate=Decimal("45.123456"))


def _requested(session: Session) -> Decimal:
    columns = board(session, ListState(), EVERYTHING).columns
    return sum((column.total for column in columns if stage_kind(column.stage).value == "open"), Decimal(0))


def test_handing_in_marks_the_application_form_and_no_money(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.APPROVAL)
    letter = factories.make_deliverable(session, application, kind=DeliverableKind.LETTER_OF_INTENT)
    paper = factories.make_deliverable(session, application, kind=DeliverableKind.APPLICATION)
    requested = _requested(session)
    factories.approve_all(session, application)
    move(session, application, Stage.SUBMITTED)
    assert (paper.submitted_on, letter.submitted_on) == (NOW.date(), None)
    assert _requested(session) == requested > 0


@pytest.mark.parametrize(("letter", "expected"), [(0, ["letter_of_intent", "application"]), (-1, ["application"])])
def test_a_call_says_what_is_handed_in_first(session: Session, letter: int, expected: list[str]) -> None:
    due = NOW.date() + timedelta(days=letter)
    call = factories.make_call(session, loi_due_on=due, deadline_on=date(2026, 12, 1))
    data = ApplicationData(title="Проєкт", funder_id=None, call_id=call.id)
    application = create_application(session, data, by=None, today=NOW.date())
    session.refresh(application)
    assert sorted(item.kind.value for item in application.deliverables) == sorted(expected)
    assert {item.due_on for item in application.deliverables} <= {due, date(2026, 12, 1)}


def test_a_form_that_the_funder_returned_is_handed_in_again(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.APPROVAL, submitted_on=date(2026, 11, 2))
    factories.approve_all(session, application)
    form = factories.make_deliverable(
        session, application, kind=DeliverableKind.APPLICATION, returned_on=date(2026, 11, 10)
    )
    move(session, application, Stage.SUBMITTED)
    session.commit()
    assert (form.submitted_on, form.returned_on) == (NOW.date(), None)
    assert application.submitted_on == date(2026, 11, 2)


def test_a_corrected_day_of_submission_is_that_of_the_form_too(session: Session) -> None:
    wrong, right, other = date(2026, 11, 20), date(2026, 11, 5), date(2026, 11, 3)
    application = factories.make_application(session, stage=Stage.SUBMITTED, submitted_on=wrong)
    rows = [
        factories.make_deliverable(session, application, kind=kind, submitted_on=day, accepted_on=accepted)
        for kind, day, accepted in (
            (DeliverableKind.APPLICATION, wrong, None),
            (DeliverableKind.APPLICATION, other, None),
            (DeliverableKind.FINAL_REPORT, wrong, None),
            (DeliverableKind.APPLICATION, wrong, wrong),
        )
    ]

    def correct(day: date | None) -> list[date | None]:
        data = ApplicationData(
            title="Проєкт", funder_id=application.funder_id, requested_amount=Decimal(1), submitted_on=day
        )  # fmt: skip
        edit_application(session, application, data, today=NOW.date())
        session.commit()
        return [row.submitted_on for row in rows]

    assert correct(right) == [right, other, wrong, right]
    assert correct(date(2026, 11, 25)) == [date(2026, 11, 25), other, wrong, right]
    assert correct(None) == [date(2026, 11, 25), other, wrong, right]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applications SET stage = 'review' WHERE id = :id",
        "UPDATE applications SET current_change_id = NULL WHERE id = :id",
        "UPDATE applications SET current_change_id = :other WHERE id = :id",
        "DELETE FROM application_stage_changes WHERE application_id = :id",
        "UPDATE application_stage_changes SET to_stage = 'drafting' WHERE application_id = :id",
        "UPDATE applications SET stage = 'awarded' WHERE id = :id",
    ],
)
def test_the_database_itself_keeps_stage_and_history_in_agreement(session: Session, statement: str) -> None:
    application = factories.make_application(session, stage=Stage.SUBMITTED)
    other = factories.make_application(session, stage=Stage.SUBMITTED)
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(sa.text(statement), {"id": application.id, "other": other.current_change_id})
        session.commit()
    session.rollback()
    assert session.get_one(Application, application.id).stage is Stage.SUBMITTED


def test_two_people_cannot_move_one_application_at_once(session: Session, app: Flask) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW)
    session.commit()
    session.execute(sa.text("UPDATE applications SET version = version + 1 WHERE id = :id"), {"id": application.id})
    with pytest.raises(RuleError) as refused:
        move(session, application, Stage.CLARIFICATION)
    assert refused.value.code == "stale_record"


def test_an_archived_application_stays_where_it_is(session: Session) -> None:
    application = factories.make_application(session, archived_at=NOW)
    with pytest.raises(RuleError) as refused:
        move(session, application, Stage.DRAFTING)
    assert refused.value.code == "archived"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    requested=st.decimals(0, 10**9, places=2),
    own=st.decimals(0, 10**9, places=2),
    rate=st.decimals("0.000001", 1000, places=6),
)
def test_amounts_in_the_base_currency_are_exact(
    session: Session, requested: Decimal, own: Decimal, rate: Decimal
) -> None:
    funder = factories.make_organisation(session)
    application = create_application(
        session,
        ApplicationData(
            title="Проєкт",
            funder_id=funder.id,
            currency=Currency.USD,
            requested_amount=requested,
            cofinancing_amount=own,
            rate=rate,
        ),
        by=None,
        today=NOW.date(),
    )
    session.expire(application)
    for amount, base in (
        (requested, application.requested_base),
        (own, application.cofinancing_base),
    ):
        assert abs(base - amount * rate) <= Decimal("0.005")
        assert base == base.quantize(Decimal("0.01"))
    assert (application.rate, application.rate_source) == (rate, RateSource.MANUAL)


def test_what_cannot_be_saved(session: Session) -> None:
    funder, other = factories.make_organisation(session), factories.make_organisation(session)
    person = factories.make_person(session)
    call = factories.make_call(session, other)
    today = NOW.date()

    def refused(**fields: object) -> tuple[str, str | None]:
        data = ApplicationData(**{"title": "Проєкт", "funder_id": funder.id, **fields})
        with pytest.raises(RuleError) as error:
            create_application(session, data, by=None, today=today)
        return error.value.code, error.value.field

    assert refused(funder_id=None) == ("funder_required", "funder_id")
    assert refused(funder_id=person.id) == ("funder_not_organisation", "funder_id")
    assert refused(call_id=call.id) == ("call_of_other_funder", "call_id")
    assert refused(scope=BranchScope.ONE) == ("branch_required", "branch_id")
    assert refused(starts_on=today, ends_on=today - timedelta(days=1)) == ("dates_out_of_order", "ends_on")
    assert refused(currency=Currency.PLN) == ("no_rate", "rate")


def test_a_won_application_keeps_an_award_while_it_is_edited(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    data = ApplicationData(title="Проєкт", funder_id=application.funder_id, requested_amount=Decimal(100))
    with pytest.raises(RuleError) as refused:
        edit_application(session, application, data, today=NOW.date())
    assert refused.value.code == "award_amount_required"


def test_what_is_due_and_what_is_nobodys_work_any_more(session: Session) -> None:
    today = date(2026, 3, 10)
    running = factories.make_application(session, "Б", stage=Stage.IMPLEMENTATION)
    lost = factories.make_application(session, "А", stage=Stage.REJECTED)
    for application in (running, lost):
        for days in (-3, 10, 31):
            factories.make_deliverable(session, application, due_on=today + timedelta(days=days))
    factories.make_deliverable(session, running, due_on=today, submitted_on=today)
    due = due_deliverables(session, EVERYTHING, today)
    assert [(row.application_id, (row.due_on - today).days, row.state.value) for row in due] == [
        (running.id, -3, "overdue"),
        (running.id, 10, "due_soon"),
    ]
    assert running_applications(session) == [(str(running.id), "Б")]


def test_the_pipeline_adds_up_what_every_open_stage_asks_for(session: Session) -> None:
    factories.make_application(session, stage=Stage.DRAFTING, requested_amount=Decimal("10.05"))
    factories.make_application(session, stage=Stage.DRAFTING, requested_amount=Decimal("0.10"))
    factories.make_application(session, stage=Stage.AWARDED)
    columns = {column.stage: column for column in board(session, ListState(), EVERYTHING).columns}
    assert (columns[Stage.DRAFTING].count, columns[Stage.DRAFTING].total) == (2, Decimal("10.15"))
    assert _requested(session) == Decimal("10.15")


def test_a_rate_entered_by_hand_does_not_outlive_its_currency(session: Session) -> None:
    day = NOW.date()
    factories.make_rate(session, Currency.USD, on_date=day, rate=Decimal("41.25"))
    application = factories.make_application(
        session, currency=Currency.EUR, rate=Decimal(48), rate_date=day, requested_amount=Decimal(10)
    )
    data = ApplicationData(
        title="Проєкт",
        funder_id=application.funder_id,
        currency=Currency.USD,
        requested_amount=Decimal(10),
        rate=Decimal(48),
        rate_date=day,
    )
    edit_application(session, application, data, today=day)
    assert (application.rate, application.requested_base) == (Decimal("41.25"), Decimal("412.50"))
