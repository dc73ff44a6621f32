"""The menu: what stands where, and who sees it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_login import current_user

from app.domain.roles import Role
from app.i18n import _l, locale_code
from app.permissions import Permission, may


@dataclass(frozen=True)
class Place:
    """A line of the menu: its icon, text, endpoint, and the permission that shows it.

    `areas` are other blueprints whose pages belong under the line.
    """

    icon: str
    text: Any
    endpoint: str
    permission: Permission
    areas: tuple[str, ...] = ()

    def covers(self, blueprint: str) -> bool:
        """Say whether the pages of a blueprint stand under this line."""
        return blueprint == self.endpoint.split(".")[0] or blueprint in self.areas


SETTINGS = ("accounts", "branches", "jobs", "reminders", "saved_views")

GROUPS: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    (
        "",
        (Place("house-door", _l("Home"), "dashboard.index", Permission.DASHBOARD_VIEW),),
    ),
    (
        _l("People"),
        (
            Place("person-lines-fill", _l("Contacts"), "contacts.index", Permission.CONTACTS_VIEW),
            Place("chat-dots", _l("Interactions"), "interactions.index", Permission.CONTACTS_VIEW),
            Place(
                "people",
                _l("Partnerships"),
                "partnerships.index",
                Permission.PARTNERSHIPS_VIEW,
                ("partner_growth", "memoranda"),
            ),
            Place(
                "person-heart",
                _l("Volunteers"),
                "volunteers.index",
                Permission.VOLUNTEERS_VIEW,
                ("hours", "opportunities", "personal_links", "recognition", "volunteer_papers"),
            ),
            Place("envelope", _l("Letters"), "letters.index", Permission.MAIL_SEND, ("mailings",)),
            Place("shield-check", _l("Personal data"), "privacy.consents", Permission.CONTACTS_VIEW),
        ),
    ),
    (
        _l("Money"),
        (
            Place("award", _l("Grants"), "grants.index", Permission.GRANTS_VIEW),
            Place("gift", _l("Donations"), "donations.index", Permission.DONATIONS_VIEW),
        ),
    ),
    (
        _l("Work"),
        (
            Place("check2-square", _l("Tasks"), "tasks.index", Permission.TASKS_OWN),
            Place("calendar-event", _l("Events"), "events.index", Permission.EVENTS_VIEW),
            Place("graph-up-arrow", _l("Drivers"), "drivers.index", Permission.DRIVERS_VIEW),
            Place("file-earmark-pdf", _l("Reports"), "reports.index", Permission.REPORTS_VIEW, ("report_formats",)),
        ),
    ),
    (
        _l("System"),
        (
            Place("upload", _l("Imports"), "imports.index", Permission.IMPORTS_RUN),
            Place("gear", _l("Settings"), "settings.index", Permission.ACCOUNT_OWN, SETTINGS),
            Place("question-circle", _l("Guide"), "guide.index", Permission.ACCOUNT_OWN),
        ),
    ),
)

QUICK: tuple[Place, ...] = (
    Place("calendar-check", _l("Log an event"), "events.log", Permission.EVENTS_EDIT),
    Place("check2-square", _l("Add a task"), "tasks.create", Permission.TASKS_OWN),
    Place("clock-history", _l("Log hours"), "hours.create", Permission.HOURS_LOG),
    Place("calendar2-heart", _l("Add an opportunity"), "opportunities.create", Permission.VOLUNTEERS_EDIT),
    Place("person-plus", _l("Add a person"), "contacts.create_person", Permission.CONTACTS_EDIT),
    Place("building-add", _l("Add an organisation"), "contacts.create_organisation", Permission.CONTACTS_EDIT),
    Place("gift", _l("Add a donation"), "donations.create", Permission.DONATIONS_EDIT),
    Place("award", _l("Add an application"), "grants.create", Permission.GRANTS_EDIT),
)


@dataclass(frozen=True)
class NavItem:
    """A menu line ready to draw."""

    icon: str
    text: str
    url: str
    active: bool = False
    badge: str = ""


@dataclass(frozen=True)
class NavGroup:
    """Menu lines under one heading."""

    title: str
    items: list[NavItem]


def nav_items() -> tuple[NavGroup, ...]:
    """Return the menu of the present account."""
    if not current_user.is_authenticated:
        return ()
    return _menu(current_user.role, request.blueprint or "", locale_code(), request.script_root)


def quick_add() -> tuple[NavItem, ...]:
    """Return what the «+» button offers the present account."""
    if not current_user.is_authenticated:
        return ()
    return _quick(current_user.role, locale_code(), request.script_root)


# Every page draws the same menus, which depend on nothing but these: whose, where, in what language, under what path.
@lru_cache(maxsize=1024)
def _menu(role: Role, here: str, _locale: str, _root: str) -> tuple[NavGroup, ...]:
    groups = []
    for title, places in GROUPS:
        items = [
            NavItem(p.icon, str(p.text), url_for(p.endpoint), p.covers(here)) for p in places if may(role, p.permission)
        ]
        if items:
            groups.append(NavGroup(str(title), items))
    return tuple(groups)


@lru_cache(maxsize=64)
def _quick(role: Role, _locale: str, _root: str) -> tuple[NavItem, ...]:
    return tuple(NavItem(p.icon, str(p.text), url_for(p.endpoint)) for p in QUICK if may(role, p.permission))
