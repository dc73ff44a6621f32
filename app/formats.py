"""Days, moments, telephones and numbers as the reader’s language writes them, on pages and in what a rule says."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from app.domain.contacts import phone_text
from app.domain.custom_fields import has_two_readings
from app.i18n import _, locale_code


def short_day(value: date) -> str:
    """Return a day in figures and a short month: 31.12.2026 or 31 Dec 2026."""
    return value.strftime("%d.%m.%Y") if locale_code() == "uk" else day_words(value, "d MMM y", "en")


def day_of_year(value: date) -> str:
    """Return a day whose year is understood: 31.12 or 31 Dec."""
    return value.strftime("%d.%m") if locale_code() == "uk" else day_words(value, "d MMM", "en")


def short_moment(value: datetime) -> str:
    """Return a moment, already in the zone of its reader, to the minute: 31.12.2026, 14:30."""
    return f"{short_day(value.date())}, {value:%H:%M}"


@lru_cache(maxsize=4096)
def day_words(value: date, pattern: str, locale: str) -> str:
    """Return a day by a pattern of Babel, with the apostrophe of every other text: Babel’s «пʼятниця» has another."""
    return format_date(value, pattern, locale=locale).replace("\u02bc", "’")


def plain_number(value: Decimal) -> str:
    """Return a number as it stands in a field, with the decimal sign of the reader's language: 1234,5 or 1234.5."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if locale_code() == "uk" else text


def halves_up(value: Decimal, digits: int) -> Decimal:
    """Round for the eye as amounts are rounded, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def comma_is_decimal() -> bool:
    """Say whether the reader's language has a comma before the fraction of a number, and never between thousands."""
    return locale_code() == "uk"


def may_be_thousands(typed: str) -> bool:
    """Say so of 1,500 in English, where it may be one thousand five hundred; in Ukrainian it is 1½."""
    return not comma_is_decimal() and has_two_readings(typed)


def grouped(value: int) -> str:
    """Return a whole number with the separators of thousands: 1 000 000 or 1,000,000."""
    return format_decimal(value, locale=locale_code())


def decimal_text(value: Decimal) -> str:
    """Return a number with all of its decimals: 12.5000 → 12,5."""
    return format_decimal(value.normalize(), locale=locale_code(), decimal_quantization=False)


def percent(value: Decimal | float | None, digits: int = 1) -> str:
    """Return a share given in per cent (12.5 → 12,5 %)."""
    return "—" if value is None else _percent(value, digits, locale_code())


@lru_cache(maxsize=4096)
def _percent(value: Decimal | float, digits: int, locale: str) -> str:
    pattern = "#,##0." + "#" * digits + ("\N{NO-BREAK SPACE}%" if locale == "uk" else "%")
    rounded = halves_up(Decimal(value), digits) or Decimal(0)
    text = format_percent(rounded / 100, format=pattern, locale=locale)
    return text.replace("-", "\N{MINUS SIGN}")


def phone(number: str) -> str:
    """Return a kept telephone number as people read it, with the word for its extension."""
    return phone_text(number, _("ext.")) if ";" in number else phone_text(number)
