"""The page of cards, and the switches of language and appearance that stand on every page."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.text import search_text
from app.errors import kept_form
from app.forms.accounts import THEMES
from app.i18n import LOCALES, _l
from app.permissions import Permission, may
from app.security import requires
from app.services.accounts import remember_locale, remember_theme
from models import db
from views.local import local_path

bp = Blueprint("settings", __name__, url_prefix="/settings")


@dataclass(frozen=True)
class Card:
    """One place of the settings, with words by which it is also found."""

    icon: str
    title: Any
    text: Any
    endpoint: str
    permission: Permission

    def matches(self, words: str) -> bool:
        """Say whether every word occurs in the card."""
        text = search_text(str(self.title), str(self.text))
        return all(word in text for word in search_text(words).split())


CARDS: tuple[Card, ...] = (
    Card(
        "person-gear",
        _l("Your account"),
        _l("Name, language, appearance."),
        "accounts.profile",
        Permission.ACCOUNT_OWN,
    ),
    Card(
        "key",
        _l("Password"),
        _l("Change the password; other sessions end."),
        "accounts.change_password",
        Permission.ACCOUNT_OWN,
    ),
    Card(
        "laptop",
        _l("Where you are signed in"),
        _l("Browsers with an open session; end one, or all the others."),
        "accounts.sign_ins",
        Permission.ACCOUNT_OWN,
    ),
    Card(
        "bell",
        _l("Reminders"),
        _l("The letter of the day and the address of your calendar."),
        "reminders.index",
        Permission.TASKS_OWN,
    ),
    Card(
        "bank",
        _l("Institution"),
        _l("Names, code, address and signatures of reports."),
        "settings.edit_institution",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "building",
        _l("Branches"),
        _l("The central library and others, with codes and population."),
        "branches.index",
        Permission.BRANCHES_MANAGE,
    ),
    Card(
        "people",
        _l("Accounts"),
        _l("Who signs in, roles, invitations, closing."),
        "settings.users",
        Permission.USERS_MANAGE,
    ),
    Card(
        "bar-chart-steps",
        _l("Age bands"),
        _l("Rows of the grid in which participants are counted."),
        "settings.age_bands",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "ui-checks",
        _l("Criteria of go or no-go"),
        _l("What is scored before applying for a grant, and how much each answer weighs."),
        "settings.go_criteria",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "bullseye",
        _l("Forecast and investments"),
        _l("How the chances of applications are reckoned, and what an hour of fundraising is worth."),
        "settings.edit_forecast",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "signpost-split",
        _l("Stages of applications"),
        _l("Names and order of the stages, probability, approvals, what a stage asks for."),
        "settings.grant_stages",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "list-check",
        _l("Checklists"),
        _l("Tasks that an event starts: a memorandum expires, a grant is awarded."),
        "settings.checklists",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "diagram-3",
        _l("Kinds of relationships"),
        _l("How contacts can be connected, in the words of both directions."),
        "settings.relationship_types",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "input-cursor-text",
        _l("Own fields of contacts"),
        _l("Fields that people and organisations have here besides the usual ones."),
        "settings.custom_fields",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "tags",
        _l("Tags"),
        _l("Groups of tags, renaming, merging."),
        "settings.tags",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "bookmark",
        _l("Views and segments"),
        _l("Saved filters of lists, and segments for mailings."),
        "saved_views.index",
        Permission.ACCOUNT_OWN,
    ),
    Card(
        "intersect",
        _l("Rules for duplicates"),
        _l("What speaks for two contacts being one, and how much."),
        "settings.edit_match_rules",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "currency-exchange",
        _l("Exchange rates"),
        _l("From the National Bank, from a file, or by hand."),
        "settings.rates",
        Permission.RATES_MANAGE,
    ),
    Card(
        "journal-text",
        _l("Audit log"),
        _l("Who changed what, and what it was before."),
        "settings.audit",
        Permission.AUDIT_VIEW,
    ),
    Card(
        "shield-check",
        _l("Consents and terms"),
        _l("Purposes of personal data, texts that people agree to, how long data are kept."),
        "privacy.purposes",
        Permission.SETTINGS_MANAGE,
    ),
    Card(
        "eye",
        _l("Access log"),
        _l("Who opened, printed or exported personal records."),
        "privacy.accesses",
        Permission.AUDIT_VIEW,
    ),
    Card(
        "hourglass-split",
        _l("Background jobs"),
        _l("Imports, letters and other long work."),
        "jobs.index",
        Permission.JOBS_VIEW,
    ),
)


@bp.get("")
@requires(Permission.ACCOUNT_OWN)
def index() -> str:
    """Show the cards that the account may open, narrowed by the typed words."""
    words = request.args.get("q", "").strip()[:100]
    cards = [card for card in CARDS if may(current_user.role, card.permission) and card.matches(words)]
    return render_template("settings/index.html", cards=cards, words=words)


@bp.post("/locale")
def set_locale() -> Any:
    """Switch the language: of the account when signed in, of the visit otherwise."""
    locale = request.args.get("locale") or request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    session["locale"] = locale
    if current_user.is_authenticated:
        remember_locale(db.session(), current_user, locale)
    if "kept" in request.args:
        g.pop("locale", None)
        if (kept := kept_form(switched=True)) is not None:
            return kept
    return redirect(_back())


@bp.post("/theme")
def set_theme() -> Response:
    """Switch the appearance: of the account when signed in, of the visit otherwise."""
    theme = request.form.get("theme", "")
    if theme not in THEMES:
        abort(400)
    session["theme"] = theme
    if current_user.is_authenticated:
        remember_theme(db.session(), current_user, theme)
    return redirect(_back())


def _back() -> str:
    return local_path(request.form.get("next"), url_for("dashboard.index"))
