"""Which language a reader gets."""

from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

from app.i18n import LOCALES, in_template, number_in_template

babel = Babel()


def init_app(app: Flask) -> None:
    """Attach the translations."""
    babel.init_app(app, locale_selector=choose_locale)
    app.jinja_env.globals.update(_=in_template, gettext=in_template, ngettext=number_in_template)


def choose_locale() -> str | None:
    """Return the language of the account, else of the visit, else of the browser, else the default."""
    if not has_request_context():
        return None
    if "locale" in g:
        return str(g.locale)
    chosen: Any = getattr(current_user, "locale", None) or session.get("locale")
    if chosen not in LOCALES:
        chosen = request.accept_languages.best_match(list(LOCALES)) if request.accept_languages else None
    g.locale = chosen or current_app.config["BABEL_DEFAULT_LOCALE"]
    return str(g.locale)
