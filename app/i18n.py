"""The functions that translate. Which language a reader gets is decided in `app.locale`."""

from typing import Any

from flask import current_app
from flask_babel import get_domain, get_locale, gettext, lazy_gettext

LOCALES = {"uk": "Українська", "en": "English"}

__all__ = ["LOCALES", "_", "_l", "_n", "locale_code"]


def _(text: str, **values: Any) -> str:
    """Return the text in the reader's language, with `%(name)s` placeholders filled."""
    return str(gettext(text, **values))


def _n(one: str, many: str, count: int, **values: Any) -> str:
    """Return the text in the form that the number asks for; the number is `%(num)d` unless given as `num`."""
    values.setdefault("num", count)
    return str(get_domain().get_translations().ngettext(one, many, count)) % values


def _l(text: str, **values: Any) -> Any:
    """Return a text that is translated when it is shown, for what is built before a reader is known."""
    return lazy_gettext(text, **values)


def locale_code() -> str:
    """Return the two letters of the present language."""
    locale = get_locale()
    return locale.language if locale else str(current_app.config["BABEL_DEFAULT_LOCALE"])
