"""Searching, sorting and romanising: what a librarian types must find what another one wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import (
    bare_number,
    fts_terms,
    index_text,
    initials,
    latin_text,
    latin_variants,
    search_text,
    sort_key,
    transliterate,
)

ALPHABET = list("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")


@pytest.mark.parametrize("apostrophe", list("'’ʼ‘`´"))
def test_any_apostrophe_is_no_apostrophe(apostrophe: str) -> None:
    assert search_text(f"Дем{apostrophe}ян") == "демян"


def test_search_text_folds_case_and_turns_punctuation_into_single_spaces() -> None:
    assert search_text("  ГО «Світанок»,\n", None, "", "Нечуй-Левицький") == "го світанок нечуй левицький"


def test_letters_typed_with_separate_marks_are_the_same_letters() -> None:
    assert search_text("Першии\u0306 І\u0308жак") == search_text("Перший їжак")


def test_stress_marks_and_invisible_characters_do_not_hide_a_word() -> None:
    assert search_text("за\u0301мок", "бібліо\u00adтека") == "замок бібліотека"


def test_latin_look_alikes_inside_a_cyrillic_word_are_mended() -> None:
    assert search_text("Iванeнко") == "іваненко"
    assert search_text("PDFфайл") == "pdfфайл"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert search_text(search_text(text)) == search_text(text)


@given(st.text())
def test_search_terms_hold_only_letters_and_digits(text: str) -> None:
    assert all(term.isalnum() for term in fts_terms(text))


def test_search_terms_are_few_and_distinct() -> None:
    assert fts_terms('Олена олена* OR "Коваль"') == ["олена", "or", "коваль"]
    assert len(fts_terms(" ".join(f"слово{number}" for number in range(50)))) == 12
    assert fts_terms(None) == []


def shuffled(words: list[str]) -> list[str]:
    return [*words[1::2], *words[::2]]


def test_the_alphabet_sorts_as_the_alphabet() -> None:
    assert sorted(shuffled(ALPHABET), key=sort_key) == ALPHABET


def test_names_sort_as_in_a_catalogue() -> None:
    catalogue = [
        "2 школа", "10 школа", "Гайда", "Ґудзь", "Єва", "Жук", "Іваненко", "«Їжак»", "Йосипенко",
        "Коваль Яна", "Ковальчук Ада", "ювілей", "Яр", "Adams", "Zorro", "Żuk",
    ]  # fmt: skip
    assert sorted(shuffled(catalogue), key=sort_key) == catalogue


def test_case_apostrophes_and_quotes_do_not_count_in_sorting() -> None:
    assert sort_key("«Мар’яна»") == sort_key("мар'яна") == sort_key("МАРЯНА")


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_value(one: int, other: int) -> None:
    assert (sort_key(f"Філія № {one}") < sort_key(f"Філія № {other}")) == (one < other)


@given(st.text(), st.text())
def test_text_order_is_byte_order_so_every_database_agrees(one: str, other: str) -> None:
    first, second = sort_key(one), sort_key(other)
    assert (first < second) == (first.encode() < second.encode())


# The examples are those of resolution 55 itself, or follow its table letter by letter.
@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Алушта", "Alushta"), ("Борщагівка", "Borshchahivka"), ("Вишгород", "Vyshhorod"),
        ("Гадяч", "Hadiach"), ("Згорани", "Zghorany"), ("Ґалаґан", "Galagan"), ("Єнакієве", "Yenakiieve"),
        ("Гаєвич", "Haievych"), ("Короп’є", "Koropie"), ("Житомир", "Zhytomyr"), ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"), ("Мар’їне", "Marine"), ("Йосипівка", "Yosypivka"), ("Стрий", "Stryi"),
        ("Щербухи", "Shcherbukhy"), ("Юрій", "Yurii"), ("Корюківка", "Koriukivka"), ("Яготин", "Yahotyn"),
        ("Костянтин", "Kostiantyn"), ("Знам'янка", "Znamianka"), ("Феодосія", "Feodosiia"),
        ("Нечуй-Левицький", "Nechui-Levytskyi"), ("Русь", "Rus"),
        ("ЩАСТЯ", "SHCHASTIA"), ("ЗГУРСЬКА", "ZGHURSKA"),
    ],
)  # fmt: skip
def test_romanisation_follows_resolution_55(ukrainian: str, latin: str) -> None:
    assert transliterate(ukrainian) == latin


def test_what_is_not_cyrillic_stays_as_it_is() -> None:
    assert transliterate("O'Brien & Łoś, 2026") == "O'Brien & Łoś, 2026"


def test_the_index_holds_a_name_in_both_scripts() -> None:
    assert index_text("Юрій", "Знам’янський") == "юрій знамянський yurii znamianskyi"
    assert index_text("Łukasz Żak") == "łukasz żak lukasz zak"
    assert index_text("Ґалаґан") == "галаган galagan"
    assert index_text("John Smith") == "john smith"
    assert latin_text("Єва") == "yeva"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sergiy", "Сергій"), ("Serhii", "Сергій"), ("Jurij", "Юрій"), ("Yuriy", "Юрій"), ("Olga", "Ольга"),
        ("Nataliya", "Наталія"), ("Maria", "Марія"), ("Kovalskiy", "Ковальський"),
        ("Kovalskyj", "Ковальський"), ("Kovalsky", "Ковальський"), ("Evgeniya", "Євгенія"),
        ("Tetyana Shevchenko", "Шевченко Тетяна"),
        ("Julia", "Юлія"), ("shev", "Шевченко"),
    ],
)  # fmt: skip
def test_a_latin_query_finds_a_cyrillic_name(typed: str, name: str) -> None:
    words = index_text(name).split()

    def found(variant: str) -> bool:
        return all(any(word.startswith(term) for word in words) for term in fts_terms(variant))

    assert any(map(found, latin_variants(typed)))


def test_a_cyrillic_query_needs_no_variants() -> None:
    assert latin_variants("Юрій") == ["юрій"]
    assert latin_variants("  ") == []


@given(st.text(alphabet="абвгґеєжзийїюяьЗГЄЮЯ0’'ʼ- «»", max_size=20))
def test_the_latin_half_of_the_index_is_what_romanisation_gives(text: str) -> None:
    assert latin_text(text) == search_text(transliterate(text))


@given(st.text(alphabet="abcegijkwxyz ", max_size=40))
def test_variants_stay_few_and_begin_with_the_query(query: str) -> None:
    variants = latin_variants(query)
    assert len(variants) <= 12
    assert variants[:1] == [search_text(query)][: len(variants)]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Леся Українка", "ЛУ"), ("ГО «Місток»", "ГМ"), ("Мар’яна", "МА"), ("я", "Я"), ("—", "?"), (None, "?")],
)
def test_initials_are_two_capitals(name: str | None, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("№ 12", "12"), ("№12-а", "12-а"), ("№ № ВН-7", "ВН-7"), ("No. 5/26", "5/26"), ("No 5", "5"), ("N° 5", "5"),
        ("NO12", "NO12"), ("Nova 5", "Nova 5"), ("12 № 3", "12 № 3"), ("№", ""), ("No. A-5", "No. A-5"),
    ],
)  # fmt: skip
def test_the_sign_before_a_number_is_no_part_of_it(typed: str, number: str) -> None:
    assert bare_number(typed) == number
