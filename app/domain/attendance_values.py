"""What the cells of an attendance file mean: age groups, ways of taking part, periods."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import RuleError
from app.domain.events import AttendanceMode
from app.domain.period_text import parse_period
from app.domain.periods import Period, month, parse_iso_interval, quarter, year
from app.domain.text import search_text

OLDEST = 130

_ON_SITE = frozenset(
    map(
        search_text,
        ("Physical", "On site", "In person", "Offline", "На місці", "Очно", "Офлайн", "Наживо", "У бібліотеці"),
    )
)
_ONLINE = frozenset(map(search_text, ("Digital", "Online", "Virtual", "Онлайн", "Дистанційно", "Віртуально")))

# «2011-12» is December, «2023-24» a year; with a stroke both are years.
_FISCAL_YEAR = re.compile(r"([0-9]{4})\s*(?:/\s*([0-9]{2}|[0-9]{4})|[–-]\s*(1[3-9]|[2-9][0-9]|[0-9]{4}))")
_NUMBERED_MONTH = re.compile(r"([01]?[0-9])[./]([0-9]{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{4})(?:\s*(?:р|рік|року)\.?)?", re.IGNORECASE)
_NAMED_QUARTER = re.compile(
    r"(I{1,3}|IV|ІІ?І?|ІV|[1-4])\s*(?:кв|квартал|quarter)\.?,?\s*([0-9]{4})(?:\s*(?:р|рік|року)\.?)?", re.IGNORECASE
)
_NAMED_YEAR = re.compile(r"([0-9]{4})\s*(?:р|рік|year)\.?", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan січень січ", "february feb лютий лют", "march mar березень бер", "april apr квітень квіт",
            "may травень трав", "june jun червень черв", "july jul липень лип", "august aug серпень серп",
            "september sep sept вересень вер", "october oct жовтень жовт", "november nov листопад лист",
            "december dec грудень груд",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_UNDER = re.compile(r"(?:under|до|молодше|<)\s*([0-9]{1,3})")
_RANGE = re.compile(r"([0-9]{1,3})\s*(?:-|–|—|to|до)\s*([0-9]{1,3})")
_OVER = re.compile(r"(?:over|від|старше|>=?)?\s*([0-9]{1,3})\s*\+|(?:over|від|старше)\s*([0-9]{1,3})")
_AGE_NOISE = re.compile(r"\b(?:aged?|years?|old|років|роки|року|р|діти|дітей|children)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True)
class Ages:
    """Whole years from `least` to `most`, both included; 0 to None is 18+ and the like, `ALL_AGES` everybody."""

    least: int = -1
    most: int = -1

    @property
    def min_age(self) -> int | None:
        """The first age, None when ages are not stated."""
        return None if self.least < 0 else self.least

    @property
    def max_age(self) -> int | None:
        """The last age, None when there is no upper end or ages are not stated."""
        return None if self.most < 0 else self.most

    @property
    def code(self) -> str:
        """A short stable name: 0-11, 18+, all."""
        if self.least < 0:
            return "all"
        return f"{self.least}+" if self.most < 0 else f"{self.least}-{self.most}"


ALL_AGES = Ages()
ADULTS = Ages(18)
_NAMED_AGES = {
    **dict.fromkeys(map(search_text, ("All ages", "All", "Усі", "Всі", "Усі вікові групи", "Разом", "")), ALL_AGES),
    **dict.fromkeys(map(search_text, ("Adult", "Adults", "Дорослі", "Доросле населення")), ADULTS),
}


def parse_ages(text: str, known: Mapping[str, Ages] | None = None) -> Ages | None:
    """Read an age group: «Under 12», «12-17», «18+», «Adult», «All ages», or a known name; None if none of them.

    Args:
        known: the institution's own age bands by their folded names (`search_text`).
    """
    folded = search_text(text)
    if known and folded in known:
        return known[folded]
    if folded in _NAMED_AGES:
        return _NAMED_AGES[folded]
    plain = " ".join(_AGE_NOISE.sub(" ", text.casefold()).split())
    ages = None
    if match := _UNDER.fullmatch(plain):
        ages = Ages(0, int(match[1]) - 1) if int(match[1]) else None
    elif match := _RANGE.fullmatch(plain):
        ages = Ages(int(match[1]), int(match[2]))
    elif match := _OVER.fullmatch(plain):
        ages = Ages(int(match[1] or match[2]))
    if ages is None or ages.least > OLDEST or ages.most > OLDEST or -1 < ages.most < ages.least:
        return None
    return ages


def parse_mode(text: str) -> AttendanceMode | None:
    """Read a way of taking part: «Physical», «Онлайн» and the like; a blank means on site."""
    folded = search_text(text)
    if not folded or folded in _ON_SITE:
        return AttendanceMode.ON_SITE
    return AttendanceMode.ONLINE if folded in _ONLINE else None


def parse_import_period(text: str) -> Period | None:
    """Read a period in any usual form: 2023-04-01/P3M, 2023, 2023-04, 04.2023, «квітень 2023», 2023/2024.

    «2023/2024» is the year from April to March, in which England's library services report.
    """
    typed = " ".join(text.split())
    try:
        found = _worded(typed) or (parse_iso_interval if "/P" in typed else parse_period)(typed)
    except (RuleError, ValueError):
        return None
    return found if found.start.year >= 1900 and found.end.year <= 2200 else None


def _worded(typed: str) -> Period | None:
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(typed):
            return read(match)
    return None


def _fiscal_year(match: re.Match[str]) -> Period | None:
    first, second = int(match[1]), int(match[2] or match[3])
    if second not in (first + 1, (first + 1) % 100):
        return None
    return Period(date(first, 4, 1), date(first + 1, 4, 1))


def _named_quarter(match: re.Match[str]) -> Period:
    roman = match[1].upper().replace("І", "I")
    return quarter(int(match[2]), {"I": 1, "II": 2, "III": 3, "IV": 4}.get(roman) or int(roman))


def _named_month(match: re.Match[str]) -> Period | None:
    number = _MONTHS.get(match[1].casefold())
    return month(int(match[2]), number) if number else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_FISCAL_YEAR, _fiscal_year),
    (_NUMBERED_MONTH, lambda match: month(int(match[2]), int(match[1]))),
    (_NAMED_QUARTER, _named_quarter),
    (_NAMED_YEAR, lambda match: year(int(match[1]))),
    (_NAMED_MONTH, _named_month),
)
