"""How people are addressed in Ukrainian: the vocative of given names and patronymics.

Only of usual names, whose declension is sure. For any other word there is no answer, and a greeting names nobody.
"""

from __future__ import annotations

import re

from app.domain.given_names import UKRAINIAN
from app.domain.text import APOSTROPHES

# What the endings do not tell: a soft р, a stem that changes, a consonant that alternates.
_OWN_WAYS = {
    "Антін": "Антоне",
    "Ігор": "Ігорю",
    "Ілля": "Ілле",
    "Любов": "Любове",
    "Олег": "Олеже",
    "Федір": "Федоре",
    "Яків": "Якове",
}
# Петрівна, Сергіївна; Петрович, Ілліч.
_PATRONYMIC_OF_A_WOMAN = re.compile("(?<=[іїІ]вн)а$")
_PATRONYMIC_OF_A_MAN = re.compile("(?<=[а-яєґії’][иі]ч)$")
_APOSTROPHE = re.compile(f"[{re.escape(APOSTROPHES)}]")
# The first ending that fits decides: what is taken off, and what comes in its place.
_ENDINGS = (
    (re.compile("(?<=[аеєиіїоуюяІ’])я$"), "є"),  # Марія, Зоя, Дар’я
    (re.compile("я$"), "ю"),  # Леся, Наталя
    (re.compile("а$"), "о"),  # Олена, Микола
    (re.compile("(?<=к)о$"), "у"),  # Марко
    (re.compile("о$"), "е"),  # Петро
    (re.compile("[йь]$"), "ю"),  # Андрій, Василь
    (re.compile("$"), "е"),  # Іван
)


def vocative(name: str) -> str:
    """Return the form by which the bearer of a usual given name is addressed; nothing for any other word."""
    usual = _APOSTROPHE.sub("’", name)
    if usual not in UKRAINIAN:
        return ""
    if usual in _OWN_WAYS:
        return _OWN_WAYS[usual]
    for ending, instead in _ENDINGS:
        if ending.search(usual):
            return ending.sub(instead, usual)
    raise AssertionError(usual)  # the last ending fits everything


def patronymic(word: str) -> tuple[str, bool] | None:
    """Return the vocative of a patronymic and whether its bearer is a woman; None for any other word."""
    if _PATRONYMIC_OF_A_WOMAN.search(word):
        return _PATRONYMIC_OF_A_WOMAN.sub("о", word), True
    if _PATRONYMIC_OF_A_MAN.search(word):
        return f"{word}у", False
    return None
