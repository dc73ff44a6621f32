"""The functions that translate. Which language a reader gets is decided in `app.locale`."""

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n

LOCALES = {"uk": "Українська", "en": "English"}

__all__ = ["LOCALES", "_", "_l", "_n", "locale_code"]


def locale_code() -> str:
    """Return the two letters of the present language."""
    locale = get_locale()
    return locale.language if locale else str(current_app.config["BABEL_DEFAULT_LOCALE"])
