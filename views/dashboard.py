"""Home: what needs me today, how we stand, what has just happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from app.amounts import money
from app.clock import today, zone
from app.domain.agreements import AgreementState
from app.domain.grants import DeliverableState
from app.domain.periods import Period, year
from app.domain.report_flow import offices
from app.domain.roles import Approver, Role
from app.formats import percent
from app.i18n import _, _n
from app.labels import label, tone
from app.labels.grants import waiting_words
from app.permissions import Permission, may
from app.queries import dashboard as questions
from app.queries.deliverables import due_deliverables, waiting_deliverables
from app.queries.events import awaiting_counts, upcoming_events
from app.queries.metrics import metrics, reading
from app.queries.partnerships import due_agreements
from app.queries.report_records import awaiting_approval
from app.queries.tasks import pressing
from app.salutation import called
from app.security import current_scope, requires
from app.stage_names import present_stages
from app.templating import can, day, figure, moment
from models import db
from views.editing import record_url
from views.grants.needs import grant_needs
from views.needs import SHOWN, Need, ended_or_ends, in_days, in_order, shown_at_once
from views.settings.needs import first_steps
from views.timeline import EntryView
from views.volunteers.needs import volunteer_needs

bp = Blueprint("dashboard", __name__)

TILES = {
    Role.ACCOUNTANT: ("money_raised", "active_partners", "participants", "volunteer_hours"),
    Role.STAFF: ("participants", "events", "volunteer_hours", "active_volunteers"),
}
USUAL_TILES = ("money_raised", "active_partners", "participants", "volunteer_hours")
AGREEMENTS = 6
ICONS = {"application": "award", "partnership": "people", "contact": "chat-left-text"}


@dataclass(frozen=True)
class Tile:
    """A figure with its trend and the list behind it."""

    label: str
    value: str
    trend: str | None
    note: str
    url: str
    icon: str
    tone: str


def same_days_last_year(now: date) -> Period:
    """Return the part of last year up to the present day, which this year is compared with."""
    start = date(now.year - 1, 1, 1)
    try:
        end = now.replace(year=now.year - 1)
    except ValueError:
        end = now.replace(year=now.year - 1, day=28)
    return Period(start, end + timedelta(days=1))


def tiles(now: date) -> list[Tile]:
    """Return the figures of this year so far that the account may see."""
    codes = TILES.get(current_user.role, USUAL_TILES)
    this_year, before = year(now.year), same_days_last_year(now)
    shown = []
    for item in metrics(now):
        if item.code not in codes or not may(current_user.role, item.permission):
            continue
        found = reading(db.session(), item, this_year, before, current_scope())
        trend = None
        if found.growth is not None:
            change = ("+" if found.growth > 0 else "") + percent(found.growth, 0)
            trend = _("%(change)s against the same days of %(year)d", change=change, year=before.start.year)
        endpoint, values = item.rows(this_year, None)
        shown.append(
            Tile(
                str(item.title),
                figure(found.figure, item.unit),
                trend,
                _("nothing to compare with in %(year)d", year=before.start.year),
                url_for(endpoint, **values),
                item.icon,
                item.tone,
            )
        )
    return shown


def deliverable_needs(now: date) -> list[Need]:
    """Return what must be handed to funders, the late ones first."""
    tones = {
        DeliverableState.OVERDUE: "danger",
        DeliverableState.DUE_SOON: "warning",
        DeliverableState.RETURNED: "warning",
    }
    due = due_deliverables(db.session(), current_scope(), now)
    found = [
        Need(
            "send",
            f"{label(item.kind)}: {item.title}",
            item.funder,
            in_days(item.due_on, now),
            tones.get(item.state, "neutral"),
            url_for("grants.show", application_id=item.application_id),
        )
        for item in due[:SHOWN]
    ]
    more = len(due) - SHOWN
    if more > 0:
        text = _n("%(num)d more deadline", "%(num)d more deadlines", more)
        found.append(Need("list-ul", text, "", "", "neutral", url_for("grants.index", sort="due")))
    found += [
        Need(
            "hourglass-split",
            f"{label(item.kind)}: {item.title}",
            item.funder,
            waiting_words(item.submitted_on, now),
            "neutral",
            url_for("grants.show", application_id=item.application_id, _anchor="deliverables"),
        )
        for item in waiting_deliverables(db.session(), current_scope(), now)[:SHOWN]
        if item.submitted_on is not None
    ]
    return found


def report_needs() -> list[Need]:
    """Return the reports that wait for the decision of the reader's office."""
    mine = set(offices(current_user.role))
    waiting: dict[int, Any] = {}
    decided: dict[int, set[Approver]] = {}
    for row in awaiting_approval(db.session()):
        waiting[row.id] = row
        decided.setdefault(row.id, set()).update({row.office} if row.office else ())
    return [
        Need(
            "file-earmark-check",
            _("Report for approval: %(title)s", title=row.title),
            row.funder,
            "",
            "info",
            url_for("reports.grant", application_id=row.application_id, report=row.id),
            awaited=True,
        )
        for row in waiting.values()
        if mine - decided[row.id]
    ]


def tranche_needs(now: date) -> list[Need]:
    """Return the tranches that should have come or will soon."""
    return [
        Need(
            "cash-stack",
            _("Tranche %(number)d: %(title)s", number=tranche.number, title=tranche.title),
            money(tranche.left, tranche.currency),
            in_days(tranche.due_on, now),
            "danger" if tranche.due_on < now else "warning",
            url_for("grants.tranche", application_id=tranche.application_id, tranche_id=tranche.tranche_id),
        )
        for tranche in questions.expected_tranches(db.session(), now)
    ]


def count_needs(now: date) -> list[Need]:
    """Return the past events whose participants nobody has entered."""
    return [
        Need(
            "person-check",
            _("Who came? %(title)s", title=line.title),
            line.branch_name,
            day(line.starts_on),
            "warning",
            url_for("events.counts", event_id=line.id),
        )
        for line in awaiting_counts(db.session(), current_scope(), now)
    ]


def hours_needs() -> list[Need]:
    """Return the hours that wait for confirmation, as one line."""
    waiting = questions.hours_to_confirm(db.session(), current_scope())
    if not waiting:
        return []
    text = _n("Confirm %(num)d entry of hours", "Confirm %(num)d entries of hours", waiting)
    return [Need("clock-history", text, "", "", "info", url_for("hours.index", status="logged"))]


def agreement_needs(now: date) -> list[Need]:
    """Return the agreements that have ended, will soon, or are to be reviewed."""
    return [
        Need(
            "people",
            f"{label(item.kind)}: {item.organisation}",
            _("review by %(day)s", day=day(item.on))
            if item.state is AgreementState.REVIEW_DUE
            else _("valid until %(day)s", day=day(item.on)),
            in_days(item.on, now) if item.state is AgreementState.REVIEW_DUE else ended_or_ends(item.on, now),
            "danger" if item.on < now else "warning",
            url_for("partnerships.show", partnership_id=item.partnership_id, _anchor="agreements"),
        )
        for item in due_agreements(db.session(), current_scope(), now, AGREEMENTS)
    ]


def task_needs(now: date) -> list[Need]:
    """Return the account's own tasks that are overdue or due today."""
    found = pressing(db.session(), current_user.id, now, SHOWN + 1)
    lines = [
        Need(
            "check2-square",
            row.title,
            row.record_name or "",
            in_days(row.due_on, now),
            "danger" if row.due_on < now else "warning",
            url_for("tasks.show", task_id=row.id),
        )
        for row in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        lines.append(Need("list-ul", _("More tasks for today"), "", "", "neutral", url_for("tasks.index")))
    return lines


def needs(now: date) -> list[Need]:
    """Return everything that the present account can do something about, what presses first."""
    found: list[Need] = []
    if can(Permission.TASKS_OWN):
        found += task_needs(now)
    if can(Permission.GRANTS_EDIT) or can(Permission.GRANTS_MONEY):
        found += deliverable_needs(now)
    found += grant_needs(now)
    if can(Permission.REPORTS_APPROVE):
        found += report_needs()
    if can(Permission.GRANTS_MONEY):
        found += tranche_needs(now)
    if can(Permission.EVENTS_EDIT):
        found += count_needs(now)
    if can(Permission.HOURS_CONFIRM):
        found += hours_needs()
    if can(Permission.VOLUNTEERS_EDIT):
        found += volunteer_needs(now)
    if can(Permission.PARTNERSHIPS_EDIT):
        found += agreement_needs(now)
    if not found and can(Permission.SETTINGS_MANAGE):
        found = first_steps()
    return in_order(found)


def is_reader() -> bool:
    """Say whether the present account reads and comments only: nothing waits for it to be done."""
    return current_user.role is Role.MONITOR


def moved() -> list[EntryView]:
    """Return what has just happened, as timeline entries."""
    entries = []
    for item in questions.just_moved(db.session(), current_scope(), grants=can(Permission.GRANTS_VIEW)):
        entries.append(
            EntryView(
                ICONS[item.kind],
                tone(item.what) if item.kind != "contact" else "info",
                item.title,
                f"{label(item.what)}: {item.note}" if item.note else label(item.what),
                moment(item.at),
                item.who or "",
                record_url(item.kind, item.record_id),
            )
        )
    return entries


def greeting(now: datetime) -> str:
    """Return a greeting for the hour, by name where it is known how its bearer is addressed."""
    name = called(current_user.name)
    if now.hour < 11:
        return _("Good morning, %(name)s", name=name) if name else _("Good morning")
    if now.hour < 18:
        return _("Good afternoon, %(name)s", name=name) if name else _("Good afternoon")
    return _("Good evening, %(name)s", name=name) if name else _("Good evening")


@bp.get("/")
@requires(Permission.DASHBOARD_VIEW)
def index() -> str:
    """The home page of the present account."""
    now = today()
    present_stages()  # Asked for once, whether or not a stage is shown.
    wanted = deliverable_needs(now) if is_reader() else needs(now)
    context: dict[str, Any] = {
        "greeting": greeting(datetime.now(zone())),
        "now": now,
        "is_reader": is_reader(),
        "needs": wanted,
        "at_once": shown_at_once(wanted),
        "tiles": tiles(now),
        "upcoming": upcoming_events(db.session(), current_scope(), now) if can(Permission.EVENTS_VIEW) else [],
        "moved": moved(),
    }
    return render_template("dashboard/index.html", **context)
