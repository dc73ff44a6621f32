"""A gift in kind: promised, received, valued, entered in the accounts."""

from itertools import pairwise

import pytest

from app.domain.donations import COUNTED_IN_KIND, InKindStatus, allowed_moves, check_move
from app.domain.errors import MoveRefused


def refusal(from_status: InKindStatus, to_status: InKindStatus, *, has_value: bool = True) -> str | None:
    try:
        check_move(from_status, to_status, has_value=has_value)
    except MoveRefused as refused:
        return refused.code
    return None


def test_a_gift_goes_step_by_step_into_the_accounts() -> None:
    way = (InKindStatus.PLEDGED, InKindStatus.RECEIVED, InKindStatus.VALUED, InKindStatus.BOOKED)
    assert [refusal(one, other) for one, other in pairwise(way)] == [None] * 3
    assert refusal(InKindStatus.PLEDGED, InKindStatus.BOOKED) == "not_allowed"


@pytest.mark.parametrize("status", [InKindStatus.RECEIVED, InKindStatus.VALUED])
def test_what_has_arrived_may_be_declined_or_passed_on(status: InKindStatus) -> None:
    assert {InKindStatus.DECLINED, InKindStatus.PASSED_ON} <= set(allowed_moves(status))


def test_what_is_in_the_accounts_leaves_them_before_it_goes_anywhere() -> None:
    assert refusal(InKindStatus.PLEDGED, InKindStatus.DECLINED) is None
    for status in set(InKindStatus) - {InKindStatus.BOOKED, InKindStatus.VALUED}:
        assert refusal(InKindStatus.BOOKED, status) == refusal(status, InKindStatus.BOOKED) == "not_allowed"


def test_a_mistake_can_be_taken_back() -> None:
    for back in (
        (InKindStatus.RECEIVED, InKindStatus.PLEDGED),
        (InKindStatus.VALUED, InKindStatus.RECEIVED),
        (InKindStatus.BOOKED, InKindStatus.VALUED),
        (InKindStatus.DECLINED, InKindStatus.PLEDGED),
        (InKindStatus.PASSED_ON, InKindStatus.RECEIVED),
    ):
        assert refusal(*back) is None


def test_a_valued_gift_has_a_value() -> None:
    assert refusal(InKindStatus.RECEIVED, InKindStatus.VALUED, has_value=False) == "value_required"
    assert refusal(InKindStatus.VALUED, InKindStatus.BOOKED, has_value=False) == "value_required"
    assert refusal(InKindStatus.PLEDGED, InKindStatus.RECEIVED, has_value=False) is None


def test_staying_is_not_a_move() -> None:
    assert refusal(InKindStatus.BOOKED, InKindStatus.BOOKED) == "same_stage"


def test_a_promise_and_a_refusal_are_not_raised() -> None:
    assert set(InKindStatus) - set(COUNTED_IN_KIND) == {
        InKindStatus.PLEDGED,
        InKindStatus.DECLINED,
        InKindStatus.PASSED_ON,
    }
