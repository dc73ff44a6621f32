"""Freezing values as JSON, reading them back, and comparing two copies line by line."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.frozen import Change, ChangeKind, changes, checksum, freeze, restore, thaw


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    item: str
    price: Decimal
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: str
    at: datetime
    colour: Colour
    lines: tuple[Line, ...] = ()
    texts: dict[Colour, str] = field(default_factory=dict)
    picture: bytes | None = None
    marks: frozenset[str] = frozenset()


PAPER = Paper(
    title="Читання <b>поруч</b>",
    at=datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))),
    colour=Colour.RED,
    lines=(Line("1", "Книги", Decimal("10.50")), Line("2", "Ноутбуки", Decimal("1E+4"), date(2026, 3, 2))),
    texts={Colour.BLUE: "Небо"},
    picture=b"picture",
    marks=frozenset({"б", "а"}),
)


def test_the_text_is_canonical_and_readable() -> None:
    text = freeze(PAPER)
    assert text == freeze(thaw(text))
    assert '"at":"2026-03-01T10:00:00Z"' in text
    assert '"title":"Читання <b>поруч</b>"' in text
    assert '"price":"10.5"' in text and '"price":"10000"' in text
    assert '"marks":["а","б"]' in text
    assert '"size":7' in text and "picture" in json.loads(text)
    assert text == freeze({**thaw(text)}) == freeze(MappingProxyType(thaw(text)))


def test_equal_values_have_one_checksum_and_different_ones_have_two() -> None:
    assert checksum(freeze({"b": Decimal("1.10"), "a": 1})) == checksum(freeze({"a": 1, "b": Decimal("1.1")}))
    assert checksum(freeze([Decimal("1.10")])) != checksum(freeze([Decimal("1.11")]))
    assert checksum("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert freeze(Decimal("-0.00")) == '"0"'


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 1, 1), TypeError),  # noqa: DTZ001
        (object(), TypeError),
        ({(1, 2): 3}, TypeError),
        (Decimal("NaN"), ValueError),
        (float("inf"), ValueError),
        ({"1": "a", 1: "b"}, ValueError),
        (Line, TypeError),
    ],
)
def test_what_cannot_be_frozen_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        freeze(value)


def test_a_frozen_dataclass_comes_back_as_it_was() -> None:
    data = thaw(freeze(PAPER))
    files = {data["picture"]["checksum"]: b"picture"}
    back = restore(Paper, data, files=files)
    assert back == PAPER
    assert back.at == datetime(2026, 3, 1, 10, tzinfo=UTC) and isinstance(back.lines[0].price, Decimal)


def test_a_copy_of_another_time_is_still_read() -> None:
    data = {**thaw(freeze(PAPER)), "gone": 1, "picture": None}
    del data["lines"]
    assert restore(Paper, data).lines == ()
    with pytest.raises(TypeError):
        restore(Line, {"code": 1, "item": "a", "price": "1"})


def test_an_inserted_row_is_one_change_and_a_changed_field_names_its_row() -> None:
    after = thaw(freeze(PAPER))
    after["lines"].insert(0, {"code": "0", "item": "Оренда", "price": "5", "day": None})
    after["lines"][2]["price"] = "9999"
    assert changes(PAPER, after) == [
        Change(("lines", "0 Оренда"), None, after["lines"][0], ChangeKind.ADDED),
        Change(("lines", "2 Ноутбуки", "price"), "10000", "9999"),
    ]
    assert changes(PAPER, after)[1].where == "lines › 2 Ноутбуки › price"


def test_a_row_is_called_by_its_name_once() -> None:
    before = [{"title": "Відкриття", "planned_from": "2026-02-06", "participants": 84}]
    after = [{**before[0], "participants": 85}]
    (change,) = changes(before, after, keys=[("title", "planned_from")])
    assert change.path == ("Відкриття 2026-02-06", "participants")


def test_moved_and_removed_rows_are_told_once() -> None:
    rows = [{"id": 1, "title": "А"}, {"id": 2, "title": "Б"}, {"id": 3, "title": ""}]
    assert changes(rows, [rows[1], rows[0]]) == [
        Change(("3",), rows[2], None, ChangeKind.REMOVED),
        Change((), ["А", "Б", "3"], ["Б", "А"], ChangeKind.ORDER),
    ]


def test_rows_without_a_key_are_matched_by_their_neighbours() -> None:
    assert changes(["a", "b", "c"], ["a", "new", "b", "C"]) == [
        Change(("2",), None, "new", ChangeKind.ADDED),
        Change(("4",), "c", "C"),
    ]
    shares = [{"source": "grant", "amount": "5"}]
    assert changes(shares, [{"source": "own", "amount": "1"}, {"source": "grant", "amount": "4"}]) == [
        Change(("own",), None, {"source": "own", "amount": "1"}, ChangeKind.ADDED),
        Change(("grant", "amount"), "5", "4"),
    ]
    twice = [{"code": "1", "source": "own"}, {"code": "1", "source": "grant"}]
    assert changes(twice, twice[:1]) == [Change(("1 grant",), twice[1], None, ChangeKind.REMOVED)]


def test_a_row_that_shares_its_number_is_called_by_the_number_and_not_by_its_place() -> None:
    """Two parts of the first tranche and a third tranche: the second row is no second tranche."""
    first, rest = {"number": 1, "amount": 10, "received_on": "2026-02-01"}, {"number": 1, "amount": 5}
    third = {"number": 3, "amount": 7}
    found = changes({"tranches": [first, rest, third]}, {"tranches": [first, {**rest, "received_on": "2026-03-01"}]})
    assert [(change.path, change.kind) for change in found] == [
        (("tranches", "1", "received_on"), ChangeKind.ADDED),
        (("tranches", "3"), ChangeKind.REMOVED),
    ]


def test_a_field_that_did_not_exist_equals_an_empty_one() -> None:
    assert changes({"a": 1}, {"a": 1, "b": None}) == []
    assert changes({"a": 1}, {"a": [1]}) == [Change(("a",), 1, [1])]


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60)
@given(plain, plain)
def test_nothing_differs_exactly_when_the_texts_agree(one: Any, other: Any) -> None:
    assert thaw(freeze(one)) == one
    assert changes(one, one) == []
    if not changes(one, other):
        assert without_empty(one) == without_empty(other)


def without_empty(value: Any) -> Any:
    """Return a value without empty fields, as the comparison sees it."""
    if isinstance(value, dict):
        return {name: without_empty(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value
