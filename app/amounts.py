"""Amounts of money as the reader's language writes them: on pages, in refusals and in what a rule says of a sum."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, format_decimal
from flask import current_app

from app.domain.money import Share, Sum
from app.formats import percent, short_day
from app.i18n import locale_code

_CODE_BEFORE = re.compile(r"([A-Z]{3})(?=[0-9])")


def money(amount: Decimal | int | None, currency: str | None = None, *, cents: bool = True) -> str:
    """Return an amount as the locale writes it: 1 234,56 ₴. An unknown amount is a dash."""
    if amount is None:
        return "—"
    return _money(amount, currency or current_app.config["BASE_CURRENCY"], locale_code(), cents)


def typed(amount: Decimal) -> str:
    """Return an amount as it stands in a field: 1 234,56 or 1,234.56.

    With its two decimals each form reads as one amount only, so that a page may be sent in another language than it was
    drawn in.
    """
    text = format(amount, ",.2f")
    return text.replace(",", " ").replace(".", ",") if locale_code() == "uk" else text


def in_words(value: object) -> object:
    """Return what was refused as the language of the reader writes it: sums, shares and days; parts are joined."""
    if isinstance(value, tuple):
        return " ".join(str(in_words(part)) for part in value)
    if isinstance(value, Share):
        return percent(value.percent)
    if isinstance(value, date):
        return short_day(value)
    if not isinstance(value, Sum):
        return value
    if value.currency is not None:
        return money(value.amount, value.currency)
    return format_decimal(value.amount, "#,##0.00", locale=locale_code(), group_separator=True)


@lru_cache(maxsize=4096)
def _money(amount: Decimal | int, code: str, locale: str, cents: bool) -> str:
    pattern = None if cents else _whole_money(locale)
    text = format_currency(amount, code, format=pattern, locale=locale, currency_digits=cents, group_separator=True)
    return code_apart(text)


def _whole_money(locale: str) -> str:
    """Return the locale's own pattern of money without its decimal places."""
    return re.sub(r"\.0+", "", Locale.parse(locale).currency_formats["standard"].pattern)


def code_apart(text: str) -> str:
    """Set a currency's code apart from the figure that follows it, as English does: UAH 485.00, but €485.00."""
    return _CODE_BEFORE.sub("\\1\N{NO-BREAK SPACE}", text).replace("-", "\N{MINUS SIGN}")
