"""The hours of a whole shift in one save: who came, who came shorter, who came unplanned."""

from collections.abc import Collection
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.forms.hours import ShiftHoursForm
from app.i18n import _, _n
from app.labels import refusal
from app.permissions import Permission
from app.queries import hours_shifts as questions
from app.queries.volunteers import names_of
from app.security import current_scope, requires
from app.services.hours_shifts import RowsRefused, log_shift
from app.templating import can, number
from models import db
from models.base import utc_now
from models.opportunities import Shift
from views.addresses import record_id
from views.editing import get_or_404
from views.hours.blueprint import bp
from views.messages import flash_undo
from views.volunteers import settle_volunteer

MOST_ADDED = 50


@bp.route("/shifts/<int:shift_id>", methods=["GET", "POST"])
@requires(Permission.HOURS_LOG)
def shift(shift_id: int) -> Any:
    """Log the hours of everybody who came to a shift."""
    found = get_or_404(questions.shift(db.session(), shift_id, current_scope()))
    form = ShiftHoursForm()
    if not can(Permission.HOURS_CONFIRM):
        del form.confirm
    added = _added()
    if request.method == "GET":
        problem = _why_not(found)
        if problem is not None:
            flash(refusal(problem), "warning")
            return redirect(url_for(".index"))
        form.fill(_rows(found, added), found.minutes)
        return _page(form, found, added)
    form.read(_rows(found, added))
    adding = "add" in request.form
    if adding or form.volunteer.one_id or form.volunteer.typed:
        if not settle_volunteer(form.volunteer):
            return _page(form, found, added), 422
        added = _add(form, found, added, ticked=adding)
    if adding:
        return _page(form, found, added)
    if form.validate_on_submit():
        try:
            return _save(form, found)
        except RowsRefused as error:
            form.mark(error.problems)
            form.refuse(error)
        except RuleError as error:
            form.refuse(error)
    return _page(form, found, added), 422


def _save(form: ShiftHoursForm, found: Shift) -> Response:
    confirm = "confirm" in form and bool(form.confirm.data)
    entries = log_shift(
        db.session(), found, form.came(), confirm=confirm, by=current_user, now=utc_now(), today=today()
    )
    count = len(entries)
    if confirm:
        text = _n("Hours of %(num)d person logged and confirmed", "Hours of %(num)d people logged and confirmed", count)
        flash_undo(text, url_for(".reopen", ids=",".join(str(entry.id) for entry in entries)))
    else:
        flash(_n("Hours of %(num)d person logged", "Hours of %(num)d people logged", count), "success")
    return redirect(url_for(".index", shift=found.id))


def _add(form: ShiftHoursForm, found: Shift, added: list[int], *, ticked: bool) -> list[int]:
    """Add the chosen person, who came unplanned; what was typed in the other rows stays.

    Who is chosen as the hours are saved counts as well, unless other hours of the day leave that to a person.
    """
    one = form.volunteer.one_id
    if one is not None and one not in {row.volunteer_id for row in form.rows}:
        added = [*added, one][-MOST_ADDED:]
        form.read(_rows(found, added), new=one, minutes=found.minutes)
        for row in form.rows:
            if row.volunteer_id == one and row.other_minutes and not ticked:
                row.came = False
                row.problem = _(
                    "%(hours)s h of this day are logged already: tick only if these are other hours.",
                    hours=number(row.other_minutes / 60),
                )
    form.volunteer.data, form.volunteer.typed, form.volunteer.shown = None, "", []
    return added


def _why_not(found: Shift) -> RuleError | None:
    if found.cancelled_at is not None:
        return RuleError("shift_cancelled")
    return RuleError("shift_not_over") if found.starts_at > utc_now() else None


def _added() -> list[int]:
    """Return the people who were added on this page and whom the account sees."""
    values = request.form.getlist("added") or request.args.getlist("volunteer")
    wanted = []
    for value in values[:MOST_ADDED]:
        try:
            wanted.append(record_id(value))
        except ValueError:
            continue
    return list(names_of(db.session(), wanted, current_scope()))


def _rows(found: Shift, added: Collection[int]) -> list[questions.Present]:
    return questions.present(db.session(), found, added)


def _page(form: ShiftHoursForm, found: Shift, added: list[int]) -> str:
    return render_template("hours/shift.html", form=form, shift=found, added=added, time=clock_text(found.minutes))
