"""Circles, hierarchies, spans of days and the age at which a guardian is asked for."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.network_picture import FIRST_RING, SECOND_RING, Member, Picture, Tie, rings, shorten, stem
from app.domain.relationships import (
    Choice,
    Span,
    check_guardian,
    circle,
    lacks_guardian,
    may_agree_for,
    outline,
    stored_pair,
)

DAY = date(2026, 3, 2)
ALWAYS = Span()


def days(start: int | None, length: int | None) -> Span:
    """Return a span that starts so many days after `DAY` and lasts so many more."""
    starts_on = None if start is None else DAY + timedelta(days=start)
    first = DAY if starts_on is None else starts_on
    return Span(starts_on, None if length is None else first + timedelta(days=length))


spans = st.builds(days, st.none() | st.integers(0, 4), st.none() | st.integers(0, 4))
nodes = st.integers(1, 5)
link_lists = st.lists(st.tuples(nodes, nodes, spans), max_size=9)


def goes_round(links: list[tuple[int, int, Span]], day: date) -> bool:
    """Say in the plainest way whether the links of one day hold a circle."""
    left = {(start, end) for start, end, span in links if span.covers(day)}
    while True:
        kept = {(start, end) for start, end in left if any(other == end for other, _end in left)}
        if kept == left:
            return bool(left)
        left = kept


@given(link_lists, nodes, nodes, spans)
def test_a_link_is_refused_exactly_when_some_day_would_hold_a_circle(
    links: list[tuple[int, int, Span]], start: int, end: int, span: Span
) -> None:
    week = [DAY + timedelta(days=number) for number in range(-1, 14)]
    sound: list[tuple[int, int, Span]] = []
    for link in links:
        if link[0] != link[1] and not any(goes_round([*sound, link], day) for day in week):
            sound.append(link)
    known: dict[int, list[tuple[int, Span]]] = {}
    for first, second, held in sound:
        known.setdefault(first, []).append((second, held))
    found = circle(known, start, end, span)
    assert (found is not None) == any(goes_round([*sound, (start, end, span)], day) for day in week)
    if found is not None and start != end:
        assert found[:2] == [start, end] and found[-1] == start
        assert len(set(found)) == len(found) - 1
        assert all(any(other == second for other, _held in known[first]) for first, second in pairwise(found[1:]))


def test_a_circle_is_told_from_the_new_link_on() -> None:
    known = {2: [(3, ALWAYS)], 3: [(4, ALWAYS), (1, ALWAYS)]}
    assert circle(known, 1, 2, ALWAYS) == [1, 2, 3, 1]
    assert circle({2: [(1, days(None, 0))]}, 1, 2, days(1, None)) is None


@pytest.mark.parametrize(
    ("birth", "guardians", "lacks"),
    [
        (date(2012, 3, 3), 0, True),
        (date(2012, 3, 3), 1, False),
        (date(2008, 3, 3), 0, True),
        (date(2008, 3, 2), 0, False),
        (date(2027, 1, 1), 0, False),
        (None, 0, False),
    ],
)
def test_a_guardian_is_asked_for_until_the_eighteenth_birthday(birth: date | None, guardians: int, lacks: bool) -> None:
    assert lacks_guardian(birth, guardians, DAY) is lacks


def test_a_symmetric_pair_is_kept_once() -> None:
    assert stored_pair(9, 4, symmetric=True) == stored_pair(4, 9, symmetric=True) == (4, 9)
    assert stored_pair(9, 4, symmetric=False) == (9, 4)


@pytest.mark.parametrize("text", ["", "x", "1-forward", "-back", "12-", "1" * 10, "²"])
def test_a_choice_that_no_menu_offers_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Choice.parse(text)
    assert Choice.parse(Choice(12, True).value) == Choice(12, True)


def test_the_hierarchy_runs_from_the_top_through_the_contact_to_its_parts() -> None:
    parts = {1: [2, 3, 9], 3: [4, 5], 5: [6]}
    lines = [(line.node, line.depth) for line in outline(parts, 3)]
    assert lines == [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (9, 1)]
    assert outline({}, 3) == []


def test_a_large_hierarchy_keeps_the_chain_and_the_own_parts_and_counts_the_rest() -> None:
    parts = {1: list(range(100, 200)), 150: list(range(300, 310)), 305: list(range(400, 480))}
    lines = outline(parts, 305, limit=20)
    assert len(lines) <= 23
    assert [line.node for line in lines if line.depth < 3] == [1, 150, 305]
    assert [line.hidden for line in lines if line.depth < 3] == [99, 9, 60]


words = st.text(alphabet="абвгґї MW", min_size=1, max_size=60)


@given(
    st.lists(words, max_size=FIRST_RING),
    st.lists(st.tuples(words, st.integers(0, FIRST_RING - 1)), max_size=SECOND_RING),
    words,
)
def test_no_name_of_the_picture_covers_another(
    first_names: list[str], second_names: list[tuple[str, int]], own: str
) -> None:
    centre = Member(0, own, ContactKind.ORGANISATION)
    first = [Member(1 + number, name, ContactKind.PERSON) for number, name in enumerate(first_names)]
    second = [Member(100 + number, name, ContactKind.PERSON) for number, (name, _at) in enumerate(second_names)]
    second = second if first else []
    ties = [Tie(0, member.id, member.id % 2 == 0) for member in first]
    ties += [
        Tie(first[at % len(first)].id, member.id) for member, (_name, at) in zip(second, second_names, strict=False)
    ]
    wide, narrow = rings(centre, first, second, ties), stem(centre, first, ties)
    assert wide == rings(centre, first, second, ties)
    assert {box.member.id for box in wide.boxes} == {0, *(member.id for member in [*first, *second])}
    assert len(wide.strokes) == len(first) + len(second)
    assert len(narrow.boxes) == len(first) + 1 and len(narrow.strokes) == len(first)
    for picture in (wide, narrow):
        check_places(picture)


def check_places(picture: Picture) -> None:
    """Refuse boxes that overlap or leave the drawing."""
    for number, box in enumerate(picture.boxes):
        assert not any(box.overlaps(other) for other in picture.boxes[number + 1 :]), box
        assert picture.left <= box.x - box.width / 2, box
        assert box.x + box.width / 2 <= picture.left + picture.width, box
        assert picture.top <= box.y - box.height / 2, box
        assert box.y + box.height / 2 <= picture.top + picture.height, box


def test_a_long_name_is_broken_and_cut() -> None:
    assert shorten("Коваль Олена") == ("Коваль Олена",)
    assert shorten("Департамент культури Вербоградської міської ради") == ("Департамент", "культури Вербоград…")
    assert shorten("Надзвичайнодовгеслово-без-пробілів") == ("Надзвичайнодовгесл…",)
    assert shorten("  ") == ("—",)


def test_a_pair_linked_twice_is_one_line() -> None:
    centre = Member(0, "А", ContactKind.PERSON)
    other = Member(1, "Б", ContactKind.ORGANISATION)
    picture = rings(centre, [other], [], [Tie(0, 1, True), Tie(1, 0, False)])
    assert [(stroke.work, stroke.side) for stroke in picture.strokes] == [(False, False)]


ON = date(2026, 11, 30)
UNKNOWN, ADULT, YOUTH, CHILD, BABY = None, date(2008, 11, 30), date(2008, 12, 1), date(2012, 12, 1), date(2025, 5, 1)


@pytest.mark.parametrize(
    ("born", "confirmed", "code"),
    [
        (UNKNOWN, False, None),
        (ADULT, False, None),
        (YOUTH, False, "guardian_under_age"),
        (YOUTH, True, None),
        (date(2012, 11, 30), True, None),
        (CHILD, False, "guardian_too_young"),
        (CHILD, True, "guardian_too_young"),
    ],
)
def test_a_guardian_is_an_adult_or_a_parent_of_fourteen_and_more(
    born: date | None, confirmed: bool, code: str | None
) -> None:
    if code is None:
        check_guardian(born, ON, confirmed=confirmed)
        return
    with pytest.raises(RuleError) as caught:
        check_guardian(born, ON, confirmed=confirmed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("guardian", "ward", "may"),
    [
        (UNKNOWN, YOUTH, True),
        (ADULT, YOUTH, True),
        (YOUTH, BABY, True),
        (YOUTH, date(2012, 11, 30), False),
        (YOUTH, UNKNOWN, False),
        (CHILD, BABY, False),
    ],
)
def test_a_parent_under_18_agrees_for_a_child_under_14_only(
    guardian: date | None, ward: date | None, may: bool
) -> None:
    assert may_agree_for(guardian, ward, ON) is may
