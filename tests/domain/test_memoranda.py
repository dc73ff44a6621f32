"""Memoranda: fields filled in as text, blanks where nothing is known."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.memoranda import (
    BLANK,
    MemorandumField,
    blanks,
    check_template,
    filled_line,
    filled_text,
    missing,
    paper_html,
    party_lines,
)
from app.domain.richtext import to_html

F = MemorandumField


def test_a_field_on_its_own_line_becomes_points_and_others_stand_in_the_line() -> None:
    values = {F.PARTNER_GIVES: "- Залу\n\n2) тренерів\nкниги", F.PARTNER_NAME: "ГО «Читанка»"}
    assert filled_text("## Внесок\n\n{{partner_gives}}\n", values) == "## Внесок\n\n1. Залу\n1. тренерів\n1. книги\n"
    assert filled_text("{{partner_name}} дає: {{partner_gives}}.", values) == (
        "ГО «Читанка» дає: Залу; тренерів; книги."
    )


def test_what_is_not_known_is_a_visible_blank() -> None:
    text = filled_text("{{library_gives}}\n\n№ {{number}} від {{date|сьогодні}}", {})
    assert text == f"1. {BLANK}\n\n№ {BLANK} від сьогодні"
    assert blanks(text) == 2
    assert paper_html(text).count('class="blank"') == 2
    assert filled_line("Меморандум № {{number}}", {}) == f"Меморандум № {BLANK}"
    assert party_lines(["", " "]) == BLANK
    assert missing({F.NUMBER: "7"}, "{{number}} {{place}}", "{{place}} {{date|сьогодні}}") == [F.PLACE]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "ТОВ *Зірка*", "# 1", "[x](javascript:alert(1))", "1. Раз"]
)
def test_a_value_is_text_and_never_markup(name: str) -> None:
    html = to_html(filled_text("Партнер\n\n{{partner_name}} – партнер", {F.PARTNER_NAME: name}))
    assert "<script" not in html
    assert "<em>" not in html
    assert "<a " not in html
    assert "<h" not in html
    assert "<ol" not in html


@given(st.text(alphabet="аб*_[]<>#`\\&~|.1)- ", min_size=1, max_size=30))
@example("- 1")
@example("1) а")
def test_a_value_shows_exactly_its_characters_but_no_sign_of_a_list(value: str) -> None:
    import html
    import re

    made = to_html(filled_text("Ось {{partner_name}} кінець", {F.PARTNER_NAME: value}))
    shown = html.unescape(re.sub(r"<[^>]+>", "", made))
    listed = re.match(r"([-*]|1+[.)])\s+", value.strip())
    expected = " ".join(value.strip()[listed.end() if listed else 0 :].split()) or BLANK
    assert " ".join(shown.split()) == " ".join(f"Ось {expected} кінець".split())


@pytest.mark.parametrize(
    ("title", "body", "code", "field"),
    [
        ("", "x", "no_title", "title"),
        ("x", " ", "no_memorandum_text", "body"),
        ("{{nonsense}}", "x", "unknown_field", "title"),
        ("x", "{{number", "broken_field", "body"),
        ("x", "{{first_name}}", "unknown_field", "body"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(title: str, body: str, code: str, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_template(title, body)
    assert (refused.value.code, refused.value.field) == (code, field)
