"""Milestones, anniversaries and how volunteers keep coming."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.recognition import (
    MILESTONES,
    Anniversary,
    Help,
    Milestone,
    is_near,
    last_milestone,
    milestone_of,
    next_anniversary,
)
from app.domain.retention_of_volunteers import Retention, retention_on, standing_of

ON = date(2026, 11, 28)
HELPED = st.lists(st.tuples(st.dates(date(2024, 1, 1), ON), st.integers(1, 960)), max_size=40)


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def states(*days_ago: int) -> set[Retention]:
    return set(retention_on(standing_of(ago(number) for number in days_ago), ON))


def test_a_milestone_is_reached_by_whole_hours() -> None:
    assert (milestone_of(599), milestone_of(600), milestone_of(59_999), milestone_of(60_000)) == (0, 10, 500, 1000)
    helped = [Help(ago(1), 300), Help(ago(9), 300), Help(ago(5), 299)]
    assert last_milestone(helped) == Milestone(10, ago(1))
    assert last_milestone([*helped, Help(ago(5), 1)]) == Milestone(10, ago(5))
    assert last_milestone([Help(ago(1), 599)]) is None


@given(HELPED)
def test_the_last_milestone_is_that_of_the_whole_time(rows: list[tuple[date, int]]) -> None:
    helped = [Help(*row) for row in rows]
    found = last_milestone(helped)
    whole = milestone_of(sum(item.minutes for item in helped))
    assert (found.hours if found else 0) == whole
    if found:
        assert whole in MILESTONES
        before = sum(item.minutes for item in helped if item.day < found.on)
        until = sum(item.minutes for item in helped if item.day <= found.on)
        assert before < whole * 60 <= until


def test_an_anniversary_comes_once_a_year() -> None:
    assert next_anniversary(date(2020, 11, 28), ON) == Anniversary(6, ON)
    assert next_anniversary(date(2020, 11, 27), ON) == Anniversary(7, date(2027, 11, 27))
    assert next_anniversary(ON, ON) == Anniversary(1, date(2027, 11, 28))
    assert next_anniversary(date(2024, 2, 29), date(2026, 2, 1)) == Anniversary(2, date(2026, 2, 28))
    assert next_anniversary(date(2024, 2, 29), date(2028, 2, 1)) == Anniversary(4, date(2028, 2, 29))
    assert is_near(Anniversary(1, date(2026, 12, 28)), ON, 30)
    assert not is_near(Anniversary(1, date(2026, 12, 29)), ON, 30)
    assert [is_near(Anniversary(1, day), ON, 30) for day in (ON, ago(1))] == [True, False]


def test_how_volunteers_stand_follows_from_their_days() -> None:
    assert states() == set()
    assert states(0) == {Retention.ACTIVE, Retention.NEW}
    assert states(0, 89) == {Retention.ACTIVE, Retention.NEW}
    assert states(0, 90) == {Retention.ACTIVE}
    assert states(89, 300, 200) == {Retention.ACTIVE}
    assert states(90) == {Retention.LAPSING}
    assert states(364) == {Retention.LAPSING}
    assert states(365) == {Retention.LAPSED}
    assert states(10, 190) == {Retention.ACTIVE, Retention.RETURNED}
    assert states(10, 189) == {Retention.ACTIVE}
    assert states(5, 95, 300) == {Retention.ACTIVE}
    assert states(5, 90, 300) == {Retention.ACTIVE}
    assert states(5, 89, 300) == {Retention.ACTIVE, Retention.RETURNED}


@given(st.lists(st.integers(0, 800), max_size=12))
def test_somebody_who_helped_is_active_lapsing_or_lapsed(days: list[int]) -> None:
    found = states(*days)
    main = found & {Retention.ACTIVE, Retention.LAPSING, Retention.LAPSED}
    assert len(main) == (1 if days else 0)
    if found & {Retention.NEW, Retention.RETURNED}:
        assert Retention.ACTIVE in found
