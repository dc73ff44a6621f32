"""Fine typography: quotation marks on pages and paper; for paper dashes too, and spaces that must not break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NBSP = "\u00a0"

_LETTER = "A-Za-zА-Яа-яҐґЄєІіЇї"
_CAPITAL = "A-ZА-ЯҐЄІЇ"
_UK_SHORT = "а|але|без|в|від|для|до|є|ж|з|за|зі|і|із|й|к|на|над|не|ні|о|об|по|під|при|про|та|то|у|чи|що|як|б|би"
_EN_SHORT = "a|an|as|at|by|in|is|no|of|on|or|the|to"
_UNITS = "%|₴|€|\\$|£|грн|тис|млн|млрд|год|хв|кг|км|м|см|осіб|особи|р|рр|стор|прим|UAH|EUR|USD|hours?|pages?|million"
_ABBREVIATIONS = "ім|м|вул|просп|пл|буд|с|ст|п|стор|рис|табл|кв|No|p|pp|Fig"

_TAG = re.compile(r"(<(?:\"[^\"]*\"|'[^']*'|[^\"'>])*>)")
_VERBATIM = re.compile(r"<(/?)(?:style|script|code|pre)\b", re.IGNORECASE)
_QUOTE = {"&#34;": '"', "&quot;": '"', "&#39;": "'"}
_QUOTES = re.compile("|".join(_QUOTE))

_MARKS = (("«", "»"), ("“", "”"))
_ENGLISH_QUOTATION = re.compile("“([^“”]*)”")

_SHORT_LAST = 5

Rule = tuple[re.Pattern[str], str]


def _rules(short: str, opening: str, closing: str) -> list[Rule]:
    """Order matters: quotes first, then dashes, then the spaces around what they produced."""
    return [
        (re.compile(r'(^|[\s(\[«“–\u00a0])"(?=\S)'), rf"\1{opening}"),
        (re.compile(r'(?<=\S)"(?!\w)'), closing),
        (re.compile(rf"(?<=[{_LETTER}])['\u02bc](?=[{_LETTER}])"), "’"),
        (re.compile(r"[ \u00a0][-–—] "), f"{NBSP}– "),
        (re.compile(r"\b((?:19|20)\d\d)-((?:19|20)\d\d)\b(?!-)"), r"\1–\2"),
        (re.compile(r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?!\d))"), rf"\1{NBSP}"),
        (re.compile(r"(?<=\d{3}) (?=\d{3}(?!\d))"), NBSP),
        (re.compile(r"([№§]) (?=\w)"), rf"\1{NBSP}"),
        (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))"), NBSP),
        (re.compile(rf"\b((?:{_ABBREVIATIONS})\.) (?=\w)"), rf"\1{NBSP}"),
        (re.compile(rf"(?<![{_LETTER}])([{_CAPITAL}]\.) (?=[{_CAPITAL}])"), rf"\1{NBSP}"),
        (re.compile(rf"(?<![{_LETTER}’-])({short}) (?=\S)", re.IGNORECASE), rf"\1{NBSP}"),
    ]


_RULES = {"uk": _rules(_UK_SHORT, "«", "»"), "en": _rules(_EN_SHORT, "“", "”")}


def typeset(text: str, locale: str) -> str:
    """Return plain text as a typographer would set it in Ukrainian (`uk`) or English (`en`).

    Straight quotes become « » or “ ”, a hyphen between spaces a dash; short words, numbers before units,
    signs such as № and initials are tied to what follows by non-breaking spaces. Applying it twice
    changes nothing more, unless two straight quotes touch.
    """
    for pattern, replacement in _RULES["uk" if locale == "uk" else "en"]:
        text = pattern.sub(replacement, text)
    return text


def within_quotes(text: str, opening: str = "«") -> str:
    """Return a text as it stands in quotation marks: the marks inside «Фонд „Тиха вода“» differ from those around."""
    if opening == "«":
        return text.replace("«", "„").replace("»", "“")
    return _ENGLISH_QUOTATION.sub(r"‘\1’", text)


def fill(words: str, values: Mapping[str, Any]) -> str:
    """Fill the `%(name)s` placeholders of a text; a value within « » or “ ” gets other marks for its own."""
    for opening, closing in _MARKS:
        if opening in words:
            values = {
                name: within_quotes(value, opening)
                if isinstance(value, str) and _is_in_quotes(words, name, opening, closing)
                else value
                for name, value in values.items()
            }
            break
    return words % values


def _is_in_quotes(words: str, name: str, opening: str, closing: str) -> bool:
    before, found, _after = words.partition(f"%({name})")
    return bool(found) and before.count(opening) > before.count(closing)


def title_lines(title: str) -> str:
    """Tie a short last word of a title to the word before it, so that it never stands on a line alone."""
    rest, space, last = title.rpartition(" ")
    return f"{rest}{NBSP}{last}" if space and len(last) <= _SHORT_LAST else title


def typeset_html(html: str, locale: str) -> str:
    """Apply `typeset` to the text of well-formed HTML; tags, attributes, styles and code stay as they are.

    Quotes that an escaping template wrote as references are read as quotes: in text they need no escape.
    """
    parts = _TAG.split(html)
    verbatim = 0
    for index, part in enumerate(parts):
        if index % 2:
            if found := _VERBATIM.match(part):
                verbatim += -1 if found[1] else 1
        elif not verbatim and part and not part.isspace():
            parts[index] = typeset(_QUOTES.sub(lambda found: _QUOTE[found[0]], part), locale)
    return "".join(parts)
