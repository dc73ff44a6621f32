"""Correcting confirmed hours, and the history of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.domain.volunteers import HoursStatus
from app.forms.hours import CorrectionForm
from app.i18n import _
from app.labels import refusal
from app.labels.audit_fields import FIELDS
from app.permissions import Permission
from app.queries.audit_names import linked_names
from app.queries.hours_claims import claim_of, corrections_of
from app.security import current_scope, requires
from app.services.hours_corrections import correct_hours
from app.templating import day
from models import db
from models.base import utc_now
from models.hours import HoursCorrection
from views.editing import conflict_page
from views.hours.blueprint import bp
from views.hours.helpers import data, load, offer, valid
from views.volunteers import show_volunteer

FORM = "hours/correct.html"
TABLES = {
    "volunteer_id": "volunteers",
    "event_id": "events",
    "application_id": "applications",
    "branch_id": "branches",
    "opportunity_id": "opportunities",
}


@bp.route("/<int:entry_id>/correct", methods=["GET", "POST"])
@requires(Permission.HOURS_CONFIRM)
def correct(entry_id: int) -> Any:
    """Correct confirmed hours; the reason and what was before stay in history."""
    entry = load(entry_id)
    problem = _why_not(entry)
    if problem is not None:
        flash(refusal(problem), "warning")
        return redirect(url_for(".show", entry_id=entry.id))
    form = CorrectionForm(obj=entry)
    offer(form, entry.event_id, entry.application_id, entry.opportunity_id)
    if request.method == "GET":
        form.show_version(entry)
        show_volunteer(form.volunteer, entry.volunteer_id)
        return render_template(FORM, form=form, entry=entry)
    if form.is_stale(entry):
        return conflict_page(form, entry, FORM, entry=entry)
    if valid(form):
        try:
            correct_hours(
                db.session(),
                entry,
                data(form, entry),
                reason=form.reason.data or "",
                by=current_user,
                at=utc_now(),
                today=today(),
                scope=current_scope(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The hours are corrected. What was before stays in their history."), "success")
            return redirect(url_for(".show", entry_id=entry.id))
    return render_template(FORM, form=form, entry=entry), 422


def _why_not(entry: Any) -> RuleError | None:
    if entry.status is not HoursStatus.CONFIRMED:
        return RuleError("hours_not_confirmed")
    claim = claim_of(db.session(), entry.id)
    return RuleError("hours_are_claimed", claim.application.title) if claim else None


@dataclass(frozen=True)
class CorrectionRow:
    """A correction in words: what, before and after, of each column that changed."""

    correction: HoursCorrection
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class _Entry:
    table_name: str
    before: dict[str, Any]
    after: dict[str, Any]


def correction_rows(entry_id: int) -> list[CorrectionRow]:
    """Return the corrections of an entry as its page shows them, the newest first."""
    found = corrections_of(db.session(), entry_id)
    names = linked_names(db.session(), [_Entry("hours_entries", item.before, item.after) for item in found])

    def words(column: str, value: Any) -> str:
        if value is None or value == "":
            return "—"
        if column == "minutes":
            return clock_text(int(value))
        if column == "worked_on":
            return day(date.fromisoformat(value))
        return names.get((TABLES.get(column, ""), value), str(value)) if column in TABLES else str(value)

    return [
        CorrectionRow(
            item,
            [
                (str(FIELDS[name]), words(name, item.before.get(name)), words(name, item.after[name]))
                for name in item.after
            ],
        )
        for item in found
    ]
