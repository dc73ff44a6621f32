"""The calendar of an account by a secret address, and the letter of the day."""

import hashlib
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user

from app.calendar_feed import calendar_of
from app.clock import today
from app.forms.tasks import CalendarForm, RemindersForm
from app.i18n import _
from app.permissions import Permission, may
from app.queries import reminders as questions
from app.security import limiter, requires
from app.services import reminders as verbs
from models import db
from models.base import utc_now
from views.messages import show_once, shown_once

bp = Blueprint("reminders", __name__)

Answer = Any


@bp.route("/account/reminders", methods=["GET", "POST"])
@requires(Permission.TASKS_OWN)
def index() -> Answer:
    """Show what reminds the present account, and switch the letter of the day on or off."""
    form = RemindersForm()
    if form.validate_on_submit():
        verbs.set_digest(db.session(), current_user, wanted=bool(form.digest.data), now=utc_now())
        words = _("You will get the letter of the day.") if form.digest.data else _("No more letters of the day.")
        flash(words, "success")
        return redirect(url_for(".index"))
    return _page()


@bp.post("/account/reminders/calendar")
@requires(Permission.TASKS_OWN)
def new_address() -> Answer:
    """Make a calendar address and show it this once; the former one stops working."""
    form = CalendarForm()
    if not form.validate_on_submit():
        return _page(), 422
    token = verbs.new_address(db.session(), current_user, with_events=bool(form.with_events.data), now=utc_now())
    base = current_app.config["BASE_URL"].rstrip("/")
    return show_once(base + url_for(".feed", token=token), url_for(".index"))


@bp.post("/account/reminders/calendar/revoke")
@requires(Permission.TASKS_OWN)
def revoke() -> Answer:
    """Make the calendar address stop working."""
    verbs.revoke_addresses(db.session(), current_user, now=utc_now())
    flash(_("The calendar address does not work any more."), "success")
    return redirect(url_for(".index"))


def _page() -> str:
    session = db.session()
    present = questions.address_of(session, current_user.id)
    return render_template(
        "reminders/index.html",
        form=RemindersForm(formdata=None, digest=questions.wants_digest(session, current_user.id)),
        calendar_form=CalendarForm(formdata=None, with_events=present.with_events if present else False),
        present=present,
        address=shown_once(),
        last=questions.last_digest(session, current_user.id),
        email=current_user.email,
    )


@bp.get("/calendar/<token>.ics")
@limiter.limit("120/minute")
def feed(token: str) -> Response:
    """Send the calendar of the account whose secret address this is.

    An address that was revoked, or whose account was closed or may have no tasks any more, answers 410 in words; one
    that nobody ever had answers 404.
    """
    session = db.session()
    address = verbs.find_address(session, token)
    if address is None:
        return _plain(_("There is no calendar at this address."), 404)
    user = address.user
    with force_locale(user.locale):
        if address.revoked_at is not None or not user.is_active or not may(user.role, Permission.TASKS_OWN):
            words = _("This calendar address does not work any more. Sign in to Mistok to make a new one.")
            return _plain(words, 410)
        body = calendar_of(session, user, with_events=address.with_events, today=today())
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="mistok.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _plain(words: str, status: int) -> Response:
    return Response(words + "\n", status, mimetype="text/plain")
