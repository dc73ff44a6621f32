"""The way of an application, and how its money and papers are judged."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from app.domain.errors import MoveRefused
from app.domain.grant_stages import BUILT_IN_ORDER, DEFAULT_PROBABILITY
from app.domain.grants import (
    BOARD_COLUMNS,
    LOST_STAGES,
    OPEN_STAGES,
    WON_STAGES,
    DeliverableState,
    LossReason,
    Stage,
    StageKind,
    allowed_moves,
    check_move,
    deliverable_state,
    line_total,
    stage_kind,
    variance,
)

TODAY = date(2026, 11, 22)


def refusal(from_stage: Stage, to_stage: Stage, reason: str | None = None, amount: bool = True) -> str | None:
    try:
        check_move(from_stage, to_stage, reason, has_award_amount=amount)
    except MoveRefused as refused:
        return refused.code
    return None


def test_every_stage_has_a_kind_and_a_way_on() -> None:
    assert {stage_kind(stage) for stage in Stage} == set(StageKind)
    assert all(allowed_moves(stage) for stage in Stage)
    assert set(DEFAULT_PROBABILITY) == set(BUILT_IN_ORDER) == set(Stage)
    assert all(stage not in allowed_moves(stage) for stage in Stage)


def test_moves_are_listed_once() -> None:
    for stage in Stage:
        moves = allowed_moves(stage)
        assert len(set(moves)) == len(moves)


def test_an_idea_may_skip_forward_but_cannot_be_won_or_rejected() -> None:
    assert allowed_moves(Stage.IDEA) == (*OPEN_STAGES[1:], Stage.SUSPENDED, Stage.WITHDRAWN)


def test_an_open_application_may_step_back_once() -> None:
    assert Stage.SELECTION in allowed_moves(Stage.DRAFTING)
    assert Stage.IDEA not in allowed_moves(Stage.DRAFTING)


def test_only_what_the_funder_has_can_be_won_or_rejected() -> None:
    decided = {stage for stage in Stage if Stage.REJECTED in allowed_moves(stage)}
    assert decided == {Stage.SUBMITTED, Stage.REVIEW, Stage.CLARIFICATION}
    assert all(Stage.AWARDED in allowed_moves(stage) for stage in decided)


def test_a_won_project_goes_step_by_step_to_its_close() -> None:
    way = (Stage.AWARDED, Stage.CONTRACTING, Stage.IMPLEMENTATION, Stage.REPORTING, Stage.CLOSED)
    assert [refusal(one, other) for one, other in pairwise(way)] == [None] * 4
    assert refusal(Stage.AWARDED, Stage.CLOSED) == "not_allowed"


@pytest.mark.parametrize("lost", LOST_STAGES)
def test_a_lost_application_can_only_be_reopened(lost: Stage) -> None:
    assert allowed_moves(lost) == (Stage.DRAFTING,)


@pytest.mark.parametrize("lost", LOST_STAGES)
def test_a_loss_needs_its_reason(lost: Stage) -> None:
    assert refusal(Stage.REVIEW, lost) == "reason_required"
    assert refusal(Stage.REVIEW, lost, "bad_luck") == "unknown_reason"
    assert refusal(Stage.REVIEW, lost, LossReason.LOW_SCORE) is None
    assert refusal(Stage.REVIEW, lost, "low_score", amount=False) is None


def test_an_award_needs_its_amount() -> None:
    assert refusal(Stage.REVIEW, Stage.AWARDED, amount=False) == "award_amount_required"
    assert refusal(Stage.AWARDED, Stage.REVIEW, amount=False) is None


def test_staying_is_not_a_move() -> None:
    assert refusal(Stage.IDEA, Stage.IDEA) == "same_stage"


def test_the_board_shows_what_is_alive_in_the_order_of_life() -> None:
    alive = (StageKind.OPEN, StageKind.WON, StageKind.ONGOING)
    assert list(BOARD_COLUMNS) == [stage for stage in Stage if stage_kind(stage) in alive]


def test_what_is_on_hold_goes_back_to_where_it_was() -> None:
    holds = {stage for stage in Stage if Stage.SUSPENDED in allowed_moves(stage)}
    assert holds == {*OPEN_STAGES, *WON_STAGES}
    assert allowed_moves(Stage.SUSPENDED, Stage.REVIEW) == (Stage.REVIEW, Stage.WITHDRAWN)


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (date(2026, 11, 21), DeliverableState.OVERDUE),
        (date(2026, 11, 22), DeliverableState.DUE_SOON),
        (date(2026, 12, 6), DeliverableState.DUE_SOON),
        (date(2026, 12, 7), DeliverableState.PLANNED),
        (None, DeliverableState.PLANNED),
    ],
)
def test_a_deliverable_is_judged_by_its_date(due: date | None, state: DeliverableState) -> None:
    assert deliverable_state(due, None, None, TODAY) is state


def test_what_was_handed_in_is_never_overdue() -> None:
    late = date(2026, 1, 1)
    assert deliverable_state(late, TODAY, None, TODAY) is DeliverableState.SUBMITTED
    assert deliverable_state(late, TODAY, TODAY, TODAY) is DeliverableState.ACCEPTED


def test_nothing_is_due_of_what_is_finished() -> None:
    late = date(2026, 1, 1)
    for due in (None, late, TODAY):
        assert deliverable_state(due, None, None, TODAY, is_finished=True) is DeliverableState.NOT_SUBMITTED
        assert deliverable_state(due, late, None, TODAY, is_finished=True) is DeliverableState.SUBMITTED
    assert deliverable_state(late, None, None, TODAY, late, is_finished=True) is DeliverableState.NOT_SUBMITTED


def test_a_line_is_rounded_once() -> None:
    assert line_total(Decimal("2.5"), Decimal("33.33")) == Decimal("83.33")


def test_variance_is_negative_when_less_was_spent() -> None:
    saved = variance(Decimal("200.00"), Decimal("150.00"))
    assert (saved.difference, saved.percent) == (Decimal("-50.00"), Decimal("-25.0"))


def test_spending_without_a_plan_has_no_percentage() -> None:
    assert variance(Decimal(0), Decimal(10)).percent is None
