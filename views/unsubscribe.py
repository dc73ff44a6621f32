"""The public page on which a reader stops mailings.

Opening it changes nothing: mail programs open links by themselves.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.i18n import _, locale_code
from app.labels import refusal
from app.letter_making import message_id_of
from app.queries.letters import letter_by_message_id
from app.queries.mailings import recipient_by_token
from app.security import csrf
from app.services.letter_values import library_name
from app.services.mailing_leaving import Reader, come_back, has_left, leave
from models import db
from models.base import utc_now

bp = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")

Answer = Response | str | tuple[str, int]


@bp.get("/<token>/one-click")
@bp.get("/<token>")
def show(token: str) -> Answer:
    """Ask whether the reader wants no more mailings, or say that it is done."""
    reader = _reader(token)
    if reader is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    library = library_name(db.session(), locale_code())
    left = has_left(db.session(), reader)
    return render_template("letters/unsubscribe.html", email=reader.email, left=left, token=token, library=library)


@bp.post("/<token>")
def confirm(token: str) -> Answer:
    """Stop mailings."""
    reader = _reader(token)
    if reader is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    leave(db.session(), reader, now=utc_now(), today=today())
    return redirect(url_for("unsubscribe.show", token=token))


@bp.post("/<token>/back")
def undo(token: str) -> Answer:
    """Allow mailings again."""
    reader = _reader(token)
    if reader is None:
        return render_template("letters/unsubscribe_unknown.html"), 404
    try:
        come_back(db.session(), reader, now=utc_now(), today=today())
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
    reader = _reader(token)
    if reader is None:
        abort(404)
    leave(db.session(), reader, now=utc_now(), today=today())
    return Response(_("You are unsubscribed."), mimetype="text/plain")


def _reader(token: str) -> Reader | None:
    """Return the letter of a mailing, or the letter to one person, that the token of a link names."""
    found = recipient_by_token(db.session(), token)
    if found is not None:
        return found
    message_id = message_id_of(token)
    return letter_by_message_id(db.session(), message_id) if message_id else None
