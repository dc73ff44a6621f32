"""How long a text is by the rule of the forms, and what differs between two texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.inserting import insert_at
from app.domain.text_diff import Mark, text_diff
from app.domain.text_limits import LimitUnit, check_limit, count, fingerprint, length

U = LimitUnit
SAMPLES = [
    ("", 0, 0, 0),
    ("   \n\u00a0 ", 0, 0, 0),
    ("Ми – бібліотека.", 2, 16, 14),
    ("прес-конференція о 15:30", 3, 24, 22),
    ("**жирний**  текст\r\nрядок", 3, 23, 20),
    ("и\u0306од", 1, 3, 3),
    ("👍 👩‍👩‍👧 ok", 1, 10, 8),
    ("один\u2003два\ufeffтри", 3, 12, 10),
    ("a\x00b\x85c", 2, 4, 3),
]


@pytest.mark.parametrize(("text", "words", "characters", "letters"), SAMPLES)
def test_texts_are_counted_as_the_rule_says(text: str, words: int, characters: int, letters: int) -> None:
    assert [count(text, unit) for unit in U] == [words, characters, letters]


def test_a_text_over_its_limit_says_by_how_much() -> None:
    found = length("один два три", U.WORDS, 2)
    assert (found.count, found.over, found.share) == (3, 1, 100)
    assert length("один", None, None).over == 0
    for unit, limit in ((U.WORDS, None), (None, 5), (U.WORDS, 0), (U.WORDS, 10**9)):
        with pytest.raises(RuleError):
            check_limit(unit, limit)


def test_a_fingerprint_knows_what_was_typed_and_not_how_the_computer_writes_it() -> None:
    assert fingerprint("Рядок\r\nдругий ") == fingerprint("Рядок\nдругий")
    assert fingerprint("Рядок") != fingerprint("рядок")


@settings(max_examples=50)
@given(st.text("аб \n.", max_size=30), st.text("аб \n.", max_size=30))
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    pieces = text_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED) == after


def test_neighbouring_changes_are_joined() -> None:
    pieces = text_diff("Ми маємо 25 філій у місті", "Ми маємо тридцять дві бібліотеки у місті")
    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.SAME, "Ми маємо "),
        (Mark.REMOVED, "25 філій"),
        (Mark.ADDED, "тридцять дві бібліотеки"),
        (Mark.SAME, " у місті"),
    ]


def test_a_text_of_the_library_goes_in_where_the_cursor_stood() -> None:
    assert insert_at("Початок. Кінець.", "Блок", 8) == "Початок.\n\nБлок\n\nКінець."
    assert insert_at("👍а", "Б", 2) == "👍\n\nБ\n\nа"
    assert insert_at("👍а", "Б", 1) == "Б\n\n👍а"
    assert insert_at("Рядок\r\n", "Б", None) == "Рядок\n\nБ"
    assert insert_at("", "Б", 999) == "Б"
