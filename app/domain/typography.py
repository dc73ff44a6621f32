"""Fine typography: quotation marks on pages and paper; for paper dashes too, and spaces that must not break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NBSP = "\u00a0"

_LETTER = "A-Za-zА-Яа-яҐґЄєІіЇї"
_CAPITAL = "A-ZА-ЯҐЄІЇ"
# Of both languages, since each names things of the other.
_SHORT = (
    "а|але|без|в|від|для|до|є|ж|з|за|зі|і|із|й|к|на|над|не|ні|о|об|по|під|при|про|та|то|у|чи|що|як|б|би"
    "|a|an|as|at|by|in|is|no|of|on|or|the|to"
)
_UNITS = "%|₴|€|\\$|£|грн|тис|млн|млрд|год|хв|кг|км|м|см|осіб|особи|р|рр|стор|прим|UAH|EUR|USD|hours?|pages?|million"
_ABBREVIATIONS = "ім|м|вул|просп|пл|буд|с|ст|п|стор|рис|табл|кв|No|p|pp|Fig"

_TAG = re.compile(r"(<(?:\"[^\"]*\"|'[^']*'|[^\"'>])*>)")
_VERBATIM = re.compile(r"<(/?)(?:style|script|code|pre)\b", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|b|em|i|small|span|strong)\b", re.IGNORECASE)
# Where a tag within a line stood, while the line is set as one text.
_HOLE = "\x00"
# Little pictures that no face for paper has: a box would stand in their place, before the eyes of a funder.
_PICTURES = re.compile("[ \u00a0]?[\U0001f000-\U0001faff][\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0f\u200d]*")
_NEXT = re.compile(f"{_HOLE}*(.?)", re.DOTALL)
# What the running header prints.
_PRINTED = re.compile(r"(?<=\bdata-title=\")[^\"]*")
_QUOTE = {"&#34;": '"', "&quot;": '"', "&#39;": "'"}
_QUOTES = re.compile("|".join(_QUOTE))

# The marks of a quotation, and of one within it.
_LEVELS = {"uk": (("«", "»"), ("„", "“")), "en": (("“", "”"), ("‘", "’"))}
_MARKS = tuple(outer for outer, _inner in _LEVELS.values())
_ENGLISH_QUOTATION = re.compile("“([^“”]*)”")
_CLOSER = dict(pair for pairs in _LEVELS.values() for pair in pairs)
_INCHES = "″"

_SHORT_LAST = 5

# Order matters: dashes first, then the spaces around what they produced.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[{_LETTER}])['\u02bc](?=[{_LETTER}])"), "’"),
    (re.compile(r"[ \u00a0][-–—] "), f"{NBSP}– "),
    (re.compile(r"\b((?:19|20)\d\d)-((?:19|20)\d\d)\b(?!-)"), r"\1–\2"),
    (re.compile(r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?!\d))"), rf"\1{NBSP}"),
    (re.compile(r"(?<=\d{3}) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"([№§])(?: (?=\w)|(?=\d))"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))"), NBSP),
    (re.compile(rf"\b((?:{_ABBREVIATIONS})\.) (?=\w)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<![{_LETTER}])([{_CAPITAL}]\.) (?=[{_CAPITAL}])"), rf"\1{NBSP}"),
    (re.compile(rf"(?<![{_LETTER}’-])({_SHORT}) (?=\S)", re.IGNORECASE), rf"\1{NBSP}"),
)


def typeset(text: str, locale: str) -> str:
    """Return plain text as a typographer would set it in Ukrainian (`uk`) or English (`en`).

    Straight quotes become « » or “ ”, and „ “ or ‘ ’ within others; a hyphen between spaces becomes a dash; short words
    of both languages, numbers before units, signs such as № and initials are tied to what follows by non-breaking
    spaces. Applying it twice changes nothing more, unless two straight quotes touch.
    """
    if '"' in text:
        text = _with_quotes(text, _LEVELS["uk" if locale == "uk" else "en"])
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _with_quotes(text: str, levels: tuple[tuple[str, str], ...]) -> str:
    """Give each straight quote its mark; one that neither opens nor closes is the sign of inches, or stays."""
    marks = list(text)
    awaited: list[str] = []
    before, starts = "", True
    for place, letter in enumerate(text):
        if letter == _HOLE:
            continue
        mark, depth = letter, len(awaited)
        if letter == '"':
            after = _NEXT.match(text, place + 1)[1]  # type: ignore[index]  # it matches anywhere
            if starts and after and not after.isspace():
                mark, closer = levels[depth % len(levels)]
                awaited.append(closer)
            elif awaited and not starts and not (after.isalnum() or after == "_"):
                mark = awaited.pop()
            elif before.isdigit():
                mark = _INCHES
            marks[place] = mark
        elif awaited and letter == awaited[-1]:
            awaited.pop()
        elif letter in _CLOSER:
            awaited.append(_CLOSER[letter])
        before, starts = mark, len(awaited) > depth or letter.isspace() or letter in "([/–—"
    return "".join(marks)


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
    """Apply `typeset` to the text of well-formed HTML and to the attribute `data-title`, which is printed.

    Emoji are left out: there is no face to print them with.
    All other attributes, styles and code stay as they are. A line is set as one text, whatever is emphasised in it.
    Quotes that an escaping template wrote as references are read as quotes: in text they need no escape.
    """
    parts = _TAG.split(_PICTURES.sub("", html))
    verbatim = 0
    line: list[int] = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            if part and not verbatim:
                line.append(index)
            continue
        if found := _VERBATIM.match(part):
            verbatim += -1 if found[1] else 1
        if line and not _INLINE.match(part):
            _set_line(parts, line, locale)
            line = []
        if "data-title" in part:
            parts[index] = _PRINTED.sub(lambda found: _set_attribute(found[0], locale), part)
    _set_line(parts, line, locale)
    return "".join(parts)


def _set_line(parts: list[str], places: list[int], locale: str) -> None:
    text = _HOLE.join([parts[place].replace(_HOLE, "") for place in places])
    if text and not text.isspace():
        text = typeset(_with_plain_quotes(text), locale)
        for place, part in zip(places, text.split(_HOLE), strict=True):
            parts[place] = part


def _set_attribute(value: str, locale: str) -> str:
    return typeset(_with_plain_quotes(value), locale).replace('"', "&#34;")


def _with_plain_quotes(text: str) -> str:
    return _QUOTES.sub(lambda found: _QUOTE[found[0]], text)
