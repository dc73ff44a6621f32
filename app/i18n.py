"""The functions that translate. Which language a reader gets is decided in `app.locale`."""

from typing import Any

from flask import current_app, g
from flask_babel import get_domain, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.domain.typography import fill

LOCALES = {"uk": "Українська", "en": "English"}

__all__ = ["LOCALES", "_", "_l", "_n", "in_template", "locale_code", "number_in_template", "quoted"]


def _(text: str, /, **values: Any) -> str:
    """Return the text in the reader's language, with `%(name)s` placeholders filled."""
    words: str = _catalogue().gettext(text)
    return fill(words, values) if values else words


def _n(one: str, many: str, count: int, /, **values: Any) -> str:
    """Return the text in the form that the number asks for; the number is `%(num)d` unless given as `num`."""
    values.setdefault("num", count)
    return fill(str(_catalogue().ngettext(one, many, count)), values)


def _l(text: str, /, **values: Any) -> Any:
    """Return a text that is translated when it is shown, for what is built before a reader is known."""
    return LazyString(_, text, **values)


def quoted(text: str) -> str:
    """Return a name in the quotation marks of the reader's language."""
    return _("“%(name)s”", name=text)


@pass_eval_context
def in_template(context: EvalContext, text: str, /, **values: Any) -> str:
    """Return the text as `_` of a template writes it: its values are escaped, and %% stands for %."""
    words: str = _catalogue().gettext(text)
    if context.autoescape:
        words = Markup(words)  # noqa: S704 – the texts are our own, and some hold markup
    return fill(words, values) if values or "%" in words else words


@pass_eval_context
def number_in_template(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    """Return the text as `ngettext` of a template writes it: in the form that the number asks for, as `in_template`."""
    words: str = _catalogue().ngettext(one, many, count)
    return fill(Markup(words) if context.autoescape else words, {"num": count, **values})  # noqa: S704 – as above


def locale_code() -> str:
    """Return the two letters of the present language."""
    locale = getattr(_kept(), "babel_locale", None) or get_locale()
    return locale.language if locale else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def _catalogue() -> Any:
    """Return the translations of the reader: looked up once for a page, which has some hundreds of texts."""
    found = getattr(_kept(), "babel_translations", None)
    if found is None:
        found = get_domain().get_translations()
        if g:
            g._flask_babel.babel_translations = found
    return found


def _kept() -> Any:
    """Return where Flask-Babel keeps the language and forgets what stands there when the language changes, or None."""
    try:
        return g.get("_flask_babel")
    except RuntimeError:
        return None  # Nobody reads: no page is drawn and no command runs.
