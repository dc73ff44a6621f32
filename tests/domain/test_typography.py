"""Fine typography and the safe part of Markdown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markupsafe import Markup

from app.domain.richtext import to_html
from app.domain.typography import fill, title_lines, typeset, typeset_html


def shown(text: str) -> str:
    return text.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Проєкт "Місток" у Луцьку', "Проєкт «Місток» у~Луцьку"),
        ("об'єкт і комп'ютер", "об’єкт і~комп’ютер"),
        ("бібліотека - це міст", "бібліотека~– це міст"),
        ("бібліотека — це міст", "бібліотека~– це міст"),
        ("сума 1 234 567,50 грн і 25 %", "сума 1~234~567,50~грн і~25~%"),
        ("філія № 6, вул. Кравчука", "філія №~6, вул.~Кравчука"),
        ("О. М. Коваль", "О.~М.~Коваль"),
        ("роки 2024-2025", "роки 2024–2025"),
        ("день 2024-05-06, телефон 050-123-45-67", "день 2024-05-06, телефон 050-123-45-67"),
        ("з дітьми та для людей", "з~дітьми та~для~людей"),
        ("інтернет-магазин", "інтернет-магазин"),
    ],
)
def test_ukrainian_text_is_set_with_its_own_signs(typed: str, printed: str) -> None:
    assert shown(typeset(typed, "uk")) == printed


def test_english_text_has_english_quotes() -> None:
    assert shown(typeset('The "bridge" of a city\'s library - 25 hours', "en")) == (
        "The~“bridge” of~a~city’s library~– 25~hours"
    )


@given(st.text(alphabet="аоізв \"'-–№5 0,.грн%\u00a0A(", max_size=40), st.sampled_from(["uk", "en"]))
def test_setting_twice_changes_nothing_more(text: str, locale: str) -> None:
    assume('""' not in text)
    once = typeset(text, locale)
    assert typeset(once, locale) == once


def test_a_short_last_word_of_a_title_keeps_company() -> None:
    assert shown(title_lines("Бібліотека поруч: простір спільної дії")) == "Бібліотека поруч: простір спільної~дії"
    for title in ("Місток", "", "Мережа бібліотек", "Центр психосоціальної взаємодопомоги"):
        assert title_lines(title) == title


def test_only_the_text_of_html_is_set() -> None:
    html = '<p title="a - b">"А" - б</p><style>p - b { content: "x" }</style><p>&#34;В&#34;</p>'
    assert shown(typeset_html(html, "uk")) == (
        '<p title="a - b">«А»~– б</p><style>p - b { content: "x" }</style><p>«В»</p>'
    )


def test_markdown_becomes_paragraphs_lists_and_tables() -> None:
    html = to_html("**Мета**\nдругий рядок\n\n- раз\n- два\n\n| а | б |\n|---|---|\n| 1 | 2 |")
    for piece in ("<strong>Мета</strong><br>", "<li>раз</li>", "<td>2</td>"):
        assert piece in html


def test_headings_start_below_those_of_the_page() -> None:
    html = to_html("# Мета\n\n### Крок")
    assert "<h3>Мета</h3>" in html and "<h4>Крок</h4>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "![x](file:///etc/passwd)", "<style>body{display:none}</style>", "<iframe src=//example.org>",
        "[x](data:text/html,<script>1</script>)", '<a href="//example.org" onclick="x()">x</a>',
    ],
)  # fmt: skip
def test_hostile_text_shows_as_text(hostile: str) -> None:
    html = to_html(hostile)
    for tag in ("<script", "<img", "<style", "<iframe", 'href="javascript', 'href="data', "<a "):
        assert tag not in html


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("«%(name)s» збережено", "«Фонд „Тиха вода“» збережено"),
        ("Збережено: %(name)s", "Збережено: Фонд «Тиха вода»"),
        ("%(name)s тепер «%(other)s»", "Фонд «Тиха вода» тепер «Міст»"),
        ("«%(other)s» – це «%(name)s», %(num)d", "«Міст» – це «Фонд „Тиха вода“», 2"),
        ("“%(name)s” is saved", "“Фонд «Тиха вода»” is saved"),
        ("“%(event)s” is saved", "“Helping at ‘Night’” is saved"),
        ("Saved: %(event)s", "Saved: Helping at “Night”"),
    ],
)
def test_quotations_within_quotation_marks_get_other_marks(words: str, filled: str) -> None:
    values = {"name": "Фонд «Тиха вода»", "other": "Міст", "num": 2, "event": "Helping at “Night”"}
    assert fill(words, values) == filled


def test_marks_within_quotation_marks_change_in_markup_too_and_nothing_is_escaped_twice() -> None:
    filled = fill(Markup("<b>«%(name)s»</b>"), {"name": "Дім & «Сад»"})
    assert (filled, type(filled)) == ("<b>«Дім &amp; „Сад“»</b>", Markup)


@pytest.mark.parametrize(
    ("typed", "locale", "printed"),
    [
        ('Фонд "Видавництво "Крок"" і "Міст"', "uk", "Фонд «Видавництво „Крок“» і~«Міст»"),
        ('Кажуть: «Ми "самі" зробили»', "uk", "Кажуть: «Ми „самі“ зробили»"),
        ('Ноутбук "Acer" 15" і "Dell"', "uk", "Ноутбук «Acer» 15″ і~«Dell»"),
        ('The "Friends of "Bridge" library" fund', "en", "The~“Friends of~‘Bridge’ library” fund"),
        ('не закрито "Міст і', "uk", "не~закрито «Міст і"),
        ('лише закрито" і', "uk", 'лише закрито" і'),
    ],
)
def test_quotations_within_others_and_lone_quotes(typed: str, locale: str, printed: str) -> None:
    assert shown(typeset(typed, locale)) == printed


def test_the_words_of_either_language_are_set_in_a_text_of_the_other() -> None:
    assert shown(typeset("Екостудія на набережній, філія №6", "en")) == "Екостудія на~набережній, філія №~6"
    assert shown(typeset("Voices of the city", "uk")) == "Voices of~the~city"


def test_a_line_with_emphasis_is_set_as_one_text() -> None:
    html = '<p>Клуб "<strong>Сусіди</strong> разом" - для <em>"дітей"</em></p><p>"Інший" абзац</p>'
    assert shown(typeset_html(html, "uk")) == (
        "<p>Клуб «<strong>Сусіди</strong> разом»~– для~<em>«дітей»</em></p><p>«Інший» абзац</p>"
    )


def test_the_running_title_is_set_too() -> None:
    html = '<p data-title="&#34;А&#34; - б, 15&#34; &amp; 5&#34;&#34;" data-number="а - б"></p>'
    assert shown(typeset_html(html, "uk")) == ('<p data-title="«А»~– б, 15″ &amp; 5″&#34;" data-number="а - б"></p>')


def test_no_box_is_printed_where_somebody_typed_an_emoji() -> None:
    html = '<h1 data-title="Казка 🎉">Казка 👩‍👧🎉 «на добраніч ❤️‍🔥»</h1><p>🎉 Свято ☺ №6</p>'
    printed = shown(typeset_html(html, "uk"))
    assert "🎉" not in printed and "👩" not in printed
    assert '<h1 data-title="Казка">Казка «на~добраніч' in printed
    assert printed.endswith("<p> Свято ☺ №~6</p>")
