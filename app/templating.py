"""What every template can use: formats of the reader's locale, labels, addresses of assets."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_decimal,
    get_currency_symbol,
)
from flask import Flask, current_app, has_request_context, request, url_for
from flask_login import current_user
from jinja2 import FileSystemBytecodeCache
from markupsafe import Markup, escape

from app.amounts import code_apart, in_words, money
from app.clock import zone
from app.domain.languages import Language
from app.domain.periods import Period
from app.domain.text import initials
from app.formats import day_words, halves_up, percent, phone, short_day, short_moment
from app.i18n import LOCALES, _, locale_code
from app.labels import label, tone
from app.mail import MailSettings
from app.navigation import nav_items, quick_add
from app.permissions import may
from app.queries.subjects import in_scope
from app.salutation import called, good_day
from app.security import current_scope
from app.uploads import MAX_MEGABYTES
from config import MEGABYTES_AT_ONCE, ROOT

STATIC = ROOT / "app" / "static"
# The English of these pages puts the day before the month everywhere, which "en" does not.
BRITISH = {"long": "d MMMM y", "full": "EEEE, d MMMM y"}


def init_app(app: Flask) -> None:
    """Attach filters and globals."""
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    # A compiled template is read three times faster than it is compiled, which the first answers feel.
    compiled = app.config["DATA_DIR"] / "cache" / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    environment.filters.update(
        money=money,
        in_words=in_words,
        phone=phone,
        currency_sign=currency_sign,
        number=number,
        hours=hours,
        percent=percent,
        date=day,
        days=days,
        datetime=moment,
        label=label,
        language=language,
        tone=tone,
        initials=initials,
        filesize=filesize,
        table_row=table_row,
        figure=figure,
    )
    environment.globals.update(
        can=can,
        sees=sees,
        static_url=static_url,
        vendor_url=vendor_url,
        nav_items=nav_items,
        quick_add=quick_add,
        locales=LOCALES,
        locale_code=locale_code,
        page_url=page_url,
        letters_stay=letters_stay,
        called=called,
        good_day=good_day,
        max_megabytes=MAX_MEGABYTES,
        max_megabytes_at_once=MEGABYTES_AT_ONCE,
    )


def letters_stay() -> bool:
    """Say whether letters only lie in a folder, or nowhere, because no mail server is set."""
    config = current_app.config
    return not MailSettings.from_url(config["MAIL_URL"], sender=config["MAIL_FROM"]).reaches_people


def table_row(cells: Sequence[Any], sides: Sequence[str]) -> Markup:
    """Return the cells of a row of a plain table, the first as its heading; tables have thousands of them.

    Args:
        sides: what the tag of each cell says besides its name.
    """
    texts = [cell if type(cell) is Markup else escape(cell) for cell in cells]
    rest = [f"<td{side}>{text}</td>" for side, text in zip(sides[1:], texts[1:], strict=False)]
    return Markup(f'<th scope="row">{texts[0]}</th>{"".join(rest)}')  # noqa: S704 – every text is escaped above


def can(permission: str) -> bool:
    """Say whether the present account holds a permission."""
    return bool(current_user.is_authenticated) and may(current_user.role, permission)


def sees(kind: str, record: Any) -> bool:
    """Say whether a record that another one names is of the branch of the present account, or common to all."""
    return in_scope(kind, record, current_scope())


def currency_sign(code: str) -> str:
    """Return how the locale writes a currency beside an amount: ₴, or its code where it has no sign."""
    return get_currency_symbol(code, locale=locale_code())


def compact_money(amount: Decimal | int) -> str:
    """Return an amount in the base currency short enough for a tile: 2,38 млн ₴; below 100 000 in full."""
    code = current_app.config["BASE_CURRENCY"]
    if abs(Decimal(amount)) < 100_000:
        return money(amount, cents=amount != int(amount))
    return code_apart(format_compact_currency(amount, code, locale=locale_code(), fraction_digits=2))


def figure(value: Decimal | int, unit: str) -> str:
    """Return a metric's figure as its unit is written; hours come in minutes."""
    if unit == "money":
        return compact_money(value)
    return hours(value) if unit == "hours" else number(value)


def number(value: Decimal | int | float | None, digits: int = 2) -> str:
    """Return a number with the locale's separators and at most `digits` decimal places."""
    if type(value) is int and 0 <= value < 1000:
        return str(value)  # As every language writes it; pages hold hundreds of such figures.
    return "—" if value is None else _number(value, digits, locale_code())


def hours(minutes: Decimal | int) -> str:
    """Return minutes as hours, to the hundredth everywhere, so that a figure and the list behind it agree."""
    return number(Decimal(minutes) / 60)


@lru_cache(maxsize=4096)
def _number(value: Decimal | int | float, digits: int, locale: str) -> str:
    rounded = halves_up(Decimal(str(value)), digits)
    text = format_decimal(rounded.normalize() if rounded else 0, locale=locale, decimal_quantization=False)
    return text.replace("-", "\N{MINUS SIGN}")


def day(value: date | datetime | None, width: str = "short") -> str:
    """Return a date: 31.12.2026 or 31 Dec 2026; `long` spells the month, `full` also names the day of the week."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    if width == "short":
        return short_day(value)
    code = locale_code()
    return day_words(value, BRITISH.get(width, width) if code == "en" else width, code)


def days(period: Period) -> str:
    """Return a period by its first and last day; a single day is written once."""
    first, last = day(period.start), day(period.last_day)
    return first if first == last else f"{first} – {last}"


def language(code: str) -> str:
    """Return the name of a language as it stands inside a sentence: українська."""
    return label(Language(code))


def month_name(value: date) -> str:
    """Return a month with its year: листопад 2026."""
    return _month_words(value, locale_code())


@lru_cache(maxsize=600)
def _month_words(value: date, locale: str) -> str:
    return format_date(value, "LLLL y", locale=locale)


def moment(value: datetime | None) -> str:
    """Return a date and time in the institution's time zone."""
    if value is None:
        return "—"
    return short_moment(value.astimezone(zone()))


def filesize(size: int) -> str:
    """Return a file's size in kilobytes or megabytes."""
    if size < 1024 * 1024:
        return _("%(num)s KB", num=number(max(1, round(size / 1024))))
    return _("%(num)s MB", num=number(Decimal(size) / (1024 * 1024), 1))


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """Return the address of our own asset with its fingerprint, so that it can be cached for a year."""
    if current_app.debug:
        return url_for("static", filename=name)
    if not has_request_context():
        return url_for("static", filename=name, v=_fingerprint(name))
    return _static_url(request.script_root, name)


@lru_cache(maxsize=1024)
def _static_url(_root: str, name: str) -> str:
    """Build the address once for a place of the application on its host: each page has some thirty of them."""
    return url_for("static", filename=name, v=_fingerprint(name))


def vendor_url(name: str) -> str:
    """Return the address of a file of somebody else’s that `views.vendor` sends."""
    return _vendor_url(request.script_root, name)


@lru_cache(maxsize=64)
def _vendor_url(_root: str, name: str) -> str:
    return url_for("vendor.asset", name=name)


def page_url(**changes: Any) -> str:
    """Return the present page's address with some query arguments replaced or, when None, removed."""
    arguments: dict[str, Any] = {**request.args, **changes}
    kept = {key: value for key, value in arguments.items() if value not in (None, "")}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept})
