"""The public page on which a reader stops mailings.

Opening it changes nothing: mail programs open links by themselves.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.i18n import _, locale_code
from app.labels import refusal
from app.queries.mailings import recipient_by_token
from app.security import csrf
from app.services.letter_values import library_name
from app.services.mailing_leaving import come_back, leave
from models import db
from models.base import utc_now
from views.clock import today

bp = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")

Answer = Response | str | tuple[str, int]


@bp.get("/<token>/one-click")
@bp.get("/<token>")
def show(token: str) -> Answer:
    """Ask whether the reader wants no more mailings, or say that it is done."""
    recipient = recipient_by_token(db.session(), token)
    if recipient is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    library = library_name(db.session(), locale_code())
    return render_template("letters/unsubscribe.html", recipient=recipient, token=token, library=library)


@bp.post("/<token>")
def confirm(token: str) -> Answer:
    """Stop mailings."""
    recipient = recipient_by_token(db.session(), token)
    if recipient is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    leave(db.session(), recipient, now=utc_now(), today=today())
    return redirect(url_for("unsubscribe.show", token=token))


@bp.post("/<token>/back")
def undo(token: str) -> Answer:
    """Allow mailings again."""
    recipient = recipient_by_token(db.session(), token)
    if recipient is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    try:
        come_back(db.session(), recipient, now=utc_now(), today=today())
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("Letters will come again."), "success")
    return redirect(url_for("unsubscribe.show", token=token))


@bp.post("/<token>/one-click")
@csrf.exempt  # type: ignore[untyped-decorator, unused-ignore]
def one_click(token: str) -> Answer:
    """Stop mailings for a mail program that asks for its reader, as RFC 8058 has it: without a page or a cookie."""
    if request.form.get("List-Unsubscribe") != "One-Click":
        abort(400)
    recipient = recipient_by_token(db.session(), token)
    if recipient is None:
        abort(404)
    leave(db.session(), recipient, now=utc_now(), today=today())
    return Response(_("You are unsubscribed."), mimetype="text/plain")
