"""Partnerships: their stages, and who counts as an active partner."""

from datetime import date

import pytest

from app.domain.agreements import Terms
from app.domain.errors import MoveRefused
from app.domain.partnerships import (
    PartnershipStage,
    StopReason,
    allowed_moves,
    check_move,
    is_active_partner,
    joint_activity_since,
)

ON = date(2026, 11, 22)


def test_every_stage_leads_on_and_only_by_listed_moves() -> None:
    for stage in PartnershipStage:
        for other in PartnershipStage:
            if other in allowed_moves(stage):
                check_move(stage, other, StopReason.NO_ANSWER)
            else:
                with pytest.raises(MoveRefused) as refused:
                    check_move(stage, other)
                assert refused.value.code == ("same_stage" if stage is other else "not_allowed")


@pytest.mark.parametrize(
    ("code", "words", "refused"),
    [
        (None, "", "stop_reason_required"),
        ("", "Так вийшло", "stop_reason_required"),
        ("nonsense", "", "unknown_reason"),
        ("other", " ", "stop_reason_in_words"),
        ("other", "Так вийшло", None),
        ("no_answer", "", None),
    ],
)
def test_a_pause_and_an_end_need_their_reason(code: str | None, words: str, refused: str | None) -> None:
    for stage in (PartnershipStage.PAUSED, PartnershipStage.ENDED):
        if refused is None:
            check_move(PartnershipStage.ACTIVE, stage, code, words)
        else:
            with pytest.raises(MoveRefused) as error:
                check_move(PartnershipStage.ACTIVE, stage, code, words)
            assert error.value.code == refused


def test_every_partnership_can_end_and_be_taken_up_again() -> None:
    assert all(
        PartnershipStage.ENDED in allowed_moves(stage)
        for stage in PartnershipStage
        if stage is not PartnershipStage.ENDED
    )
    assert PartnershipStage.ACTIVE in allowed_moves(PartnershipStage.ENDED)


@pytest.mark.parametrize(
    ("begins", "ends", "active"),
    [
        (date(2026, 1, 1), date(2026, 11, 22), True),
        (date(2026, 1, 1), date(2026, 11, 21), False),
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 23), None, False),
        (None, date(2027, 1, 1), True),
        (None, None, False),
    ],
)
def test_a_valid_memorandum_makes_an_active_partner(begins: date | None, ends: date | None, active: bool) -> None:
    assert is_active_partner([Terms(begins, ends)], None, ON) is active


@pytest.mark.parametrize(
    ("last", "active"),
    [
        (date(2025, 11, 22), False),
        (date(2025, 11, 23), True),
        (ON, True),
        (date(2026, 11, 23), False),
    ],
)
def test_so_does_a_joint_activity_in_the_last_twelve_months(last: date, active: bool) -> None:
    assert is_active_partner([], last, ON) is active
    assert is_active_partner([Terms(None, date(2020, 1, 1))], last, ON) is active


def test_twelve_months_that_end_on_a_leap_day() -> None:
    assert joint_activity_since(date(2024, 2, 29)) == date(2023, 3, 1)
