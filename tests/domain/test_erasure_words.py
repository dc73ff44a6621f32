"""Names and addresses in texts: found however they are written, and never within somebody else's."""

import pytest

from app.domain.erasure_words import email_word, longest_first, name_word, phone_word, replaced


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Був Петро Коваль, і не сам", "Був №, і не сам"),
        ("«Петро Коваль»", "«№»"),
        ("Петро Ковальчук", "Петро Ковальчук"),
        ("Петро Коваль-Савчук", "Петро Коваль-Савчук"),
        ("Петро Коваль — директор", "№ — директор"),
        ("Випетро Коваль", "Випетро Коваль"),
    ],
)
def test_a_name_is_replaced_as_a_whole_only(text: str, left: str) -> None:
    assert replaced(text, [name_word("Петро Коваль", "№")]) == left


def test_a_name_is_found_with_any_apostrophe() -> None:
    word = name_word("Дар’я Лук'яненко", "№")
    assert replaced("Дар'я Лук’яненко і Дарʼя Лук`яненко", [word]) == "№ і №"
    assert word.needle == "яненко" or word.needle in "Дар’я Лук'яненко"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("на ia@b.example.", "на №."),
        ("на IA@B.Example", "на №"),
        ("<ia@b.example>", "<№>"),
        ("maria@b.example", "maria@b.example"),
        ("a.ia@b.example", "a.ia@b.example"),
        ("ia@b.example.org", "ia@b.example.org"),
    ],
)
def test_an_address_is_replaced_whatever_its_capitals(text: str, left: str) -> None:
    assert replaced(text, [email_word("ia@b.example", "№")]) == left


def test_a_phone_is_replaced_with_its_plus_and_without() -> None:
    words = [phone_word("+380671234567", "№")]
    assert replaced("+380671234567, 380671234567; 13806712345670", words) == "№, №; 13806712345670"


def test_json_is_walked_through_and_numbers_stay() -> None:
    words = longest_first([name_word("Коваль Петро", "№"), name_word("Коваль Петро Ілліч", "№")])
    kept = replaced({"a": ["Коваль Петро Ілліч", 7, None], "b": {"c": "Коваль Петро"}}, words)
    assert kept == {"a": ["№", 7, None], "b": {"c": "№"}}
