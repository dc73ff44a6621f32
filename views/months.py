"""Months in addresses and in words, for the calendars."""

from datetime import date

from app.clock import today
from app.domain.period_text import parse_period
from app.domain.periods import InvalidPeriod, Period, month
from app.formats import day_words
from app.i18n import locale_code


def words(value: date, pattern: str) -> str:
    """Return a date by a pattern of the locale's own words, with a capital letter."""
    text = day_words(value, pattern, locale_code())
    return text[:1].upper() + text[1:]


def weekday(value: date, width: str = "short") -> str:
    """Return the name of the week day, short or long."""
    return words(value, "cccc" if width == "long" else "ccc")


def month_code(start: date) -> str:
    """Return a month as an address names it: `2026-11`."""
    return f"{start:%Y-%m}"


def month_asked(text: str) -> Period:
    """Return the calendar month that the address names, else the present one."""
    now = today()
    try:
        chosen = parse_period(text) if text else month(now.year, now.month)
    except InvalidPeriod:
        chosen = month(now.year, now.month)
    return month(chosen.start.year, chosen.start.month)
