"""Counting those who came: ages add up, marks do not, and nobody is counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import (
    AttendanceMode,
    CountCode,
    CountMethod,
    CountProblem,
    CountRow,
    CountTotals,
    Mark,
    check_counts,
    totals,
)

ROWS = [
    CountRow("7-14", AttendanceMode.ON_SITE, 12, is_child=True),
    CountRow("18-35", AttendanceMode.ON_SITE, 8),
    CountRow("18-35", AttendanceMode.ONLINE, 5, method=CountMethod.ESTIMATED),
]


def codes(problems: list[CountProblem]) -> list[CountCode]:
    return [problem.code for problem in problems]


def test_totals_are_split_by_mode_and_children() -> None:
    assert totals(ROWS) == CountTotals(total=25, on_site=20, online=5, children=12)
    assert totals([]) == CountTotals(0, 0, 0, 0)


def test_counts_that_agree_have_no_problems() -> None:
    assert check_counts(ROWS, {Mark.IDPS: 10, Mark.VETERANS: 25, Mark.MILITARY: 0}, 25) == []


def test_marks_may_overlap_but_none_exceeds_the_total() -> None:
    assert check_counts(ROWS, {Mark.IDPS: 26}, None) == [CountProblem(CountCode.MARK_ABOVE_TOTAL, "idps", 26, 25)]
    assert check_counts([], {Mark.IDPS: 1}, None) == [CountProblem(CountCode.MARK_ABOVE_TOTAL, "idps", 1, 0)]
    # Those who were counted by age came, whatever total was written beside them.
    assert codes(check_counts(ROWS, {Mark.IDPS: 26}, 30)) == [CountCode.TOTAL_DIFFERS, CountCode.MARK_ABOVE_TOTAL]


def test_ages_must_add_up_to_the_stated_total() -> None:
    assert check_counts(ROWS, {}, 30) == [CountProblem(CountCode.TOTAL_DIFFERS, "total", 30, 25)]


def test_a_total_without_ages_stands_alone() -> None:
    assert check_counts([], {Mark.MILITARY: 3}, 40) == []
    assert codes(check_counts([], {Mark.MILITARY: 41}, 40)) == [CountCode.MARK_ABOVE_TOTAL]


def test_nobody_comes_a_negative_number_of_times() -> None:
    rows = [CountRow("60+", AttendanceMode.ON_SITE, -1)]
    assert codes(check_counts(rows, {Mark.IDPS: -2}, None)) == [CountCode.NEGATIVE, CountCode.NEGATIVE]
    assert codes(check_counts([], {}, -1)) == [CountCode.NEGATIVE]


def test_a_band_is_counted_once_for_each_mode() -> None:
    assert codes(check_counts([*ROWS, ROWS[0]], {}, None)) == [CountCode.REPEATED]


@given(st.lists(st.tuples(st.sampled_from(AttendanceMode), st.integers(0, 10**6), st.booleans())))
def test_modes_make_the_total(counts: list[tuple[AttendanceMode, int, bool]]) -> None:
    rows = [CountRow(str(place), *count) for place, count in enumerate(counts)]
    result = totals(rows)
    assert result.total == result.on_site + result.online >= result.children
    assert check_counts(rows, {}, result.total) == []
