"""The cells of a list: what a person typed is shown, never run."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.listing import Head, cell_markup

KINDS = ("text", "badge", "email", "date", "number")


def head(kind: str, *, primary: bool = False, secondary: bool = False, label: str = "Column") -> Head:
    return Head("key", label, kind, "start", primary, secondary, None, None)


@given(text=st.text(), url=st.none() | st.text(), tone=st.text(), label=st.text(), kind=st.sampled_from(KINDS))
def test_nothing_that_was_typed_becomes_markup(text: str, url: str | None, tone: str, label: str, kind: str) -> None:
    markup = cell_markup(head(kind, secondary=True, label=label), text, url, tone)
    plain = cell_markup(head(kind, secondary=True), "word", url and "place", tone and "warning")

    assert markup.count("<") == plain.count("<") - (2 if kind == "badge" and not text else 0)
    assert markup.count('"') == plain.count('"') - (2 if kind == "badge" and not text else 0)
    assert text == unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize(
    ("kind", "given_head", "expected"),
    [
        ("text", {"primary": True}, '<th scope="row" class="primary">'),
        ("text", {"secondary": True, "label": "E-mail"}, '<td class="secondary" data-label="E-mail">'),
        ("email", {}, '<td class="one-line clip detail">'),
    ],
)
def test_a_cell_begins_as_its_column_asks(kind: str, given_head: dict[str, object], expected: str) -> None:
    assert cell_markup(head(kind, **given_head), "x").startswith(expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "is_broken"), [("Щ" * 100, True), ("довга назва " * 20, False), (" " * 50, False)])
def test_only_a_word_that_no_column_could_hold_is_broken(text: str, is_broken: bool) -> None:
    assert ("endless" in cell_markup(head("text", primary=True), text)) == is_broken
    assert "endless" not in cell_markup(head("text"), text)
