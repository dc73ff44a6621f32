"""Confirming hours, not confirming them with a reason, and taking a decision back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.volunteers import HoursStatus
from app.forms.hours import DeclineForm
from app.i18n import _, _n
from app.labels import refusal
from app.permissions import Permission
from app.queries import hours as questions
from app.security import current_scope, requires
from app.services import hours as verbs
from models import db
from models.base import utc_now
from views.hours.blueprint import bp
from views.hours.helpers import back, ids
from views.messages import flash_undo


@bp.post("/decide")
@requires(Permission.HOURS_CONFIRM)
def decide() -> Any:
    """Confirm or turn down the chosen entries (`to=confirmed` or `to=rejected`); turning down asks why first."""
    wanted = request.values.get("to", "")
    if wanted not in (HoursStatus.CONFIRMED, HoursStatus.REJECTED):
        raise RuleError("not_allowed", wanted)
    session = db.session()
    chosen = questions.hours_entries(session, ids(request.form.getlist("ids")), current_scope())
    waiting = [entry for entry in chosen if entry.status is HoursStatus.LOGGED]
    if not waiting:
        flash(_("Choose entries that wait for confirmation."), "warning")
        return redirect(back())
    if wanted == HoursStatus.CONFIRMED:
        verbs.decide_hours(session, waiting, confirm=True, by=current_user, at=utc_now())
        count = len(waiting)
        _tell(_n("%(num)d entry confirmed", "%(num)d entries confirmed", count), [entry.id for entry in waiting])
        return redirect(back())
    return _turn_down(waiting)


def _turn_down(waiting: list[Any]) -> Any:
    form = DeclineForm()
    is_asked = "reason" in request.form
    if is_asked and form.validate_on_submit():
        try:
            verbs.decide_hours(
                db.session(), waiting, confirm=False, by=current_user, at=utc_now(), reason=form.reason.data or ""
            )
        except RuleError as error:
            form.refuse(error)
        else:
            count = len(waiting)
            text = _n("%(num)d entry not confirmed", "%(num)d entries not confirmed", count)
            _tell(text, [entry.id for entry in waiting])
            return redirect(back())
    entries = questions.entries_with_names(db.session(), [entry.id for entry in waiting])
    page = render_template(
        "hours/decline.html", form=form, entries=entries, back=back(), entry=request.args.get("entry")
    )
    return page, 422 if is_asked else 200


@bp.post("/reopen")
@requires(Permission.HOURS_CONFIRM)
def reopen() -> Response:
    """Take decisions back: the entries of `ids` wait for confirmation again."""
    chosen = questions.hours_entries(db.session(), ids(request.values.get("ids", "").split(",")), current_scope())
    try:
        count = len(verbs.reopen_hours(db.session(), chosen))
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(back())
    flash(
        _n("%(num)d entry waits for confirmation again", "%(num)d entries wait for confirmation again", count),
        "success",
    )
    return redirect(back())


def _tell(text: str, decided: list[int]) -> None:
    flash_undo(text, url_for(".reopen", ids=",".join(map(str, decided))))
