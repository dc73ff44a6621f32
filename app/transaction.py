"""One transaction per request: committed below status 400, rolled back otherwise.

The commit happens before the answer leaves, so that a reader who follows a redirect sees what was saved. A form that
made something and is sent once more, as by a second press without a script, makes nothing again and leads where it led.
"""

import hashlib
import json
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, session
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.sign_ins import is_due
from app.i18n import _
from app.services.sent_forms import led_to, note_sent
from app.services.sign_ins import note_seen
from models import db
from models.audit import LONGEST_REQUEST_ID
from models.base import Audited, utc_now

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Stands in a stored address for the secret by which the form was sent: the database knows only its hash.
_PLACE = "{token}"


def init_app(app: Flask) -> None:
    """Attach the start and the end of the request's transaction."""
    app.before_request(begin)
    app.after_request(finish)


def begin() -> Any:
    """Before a write, tell the session who is writing and in which request, for the audit log.

    A form that was sent before is answered at once.
    """
    if request.method not in READING:
        db.session.info["has_made"] = False
        db.session.info["actor_id"] = current_user.id if current_user.is_authenticated else None
        # A proxy may give a longer number than the audit log has room for; its beginning finds it in the logs.
        db.session.info["request_id"] = g.request_id[:LONGEST_REQUEST_ID]
        g.sent_form = _sent_form()
        address = led_to(db.session(), g.sent_form) if g.sent_form else None
        if address is not None:
            return _once(address)
    return None


def finish(response: Response) -> Response:
    """Commit what the request did, or undo all of it when it was refused."""
    keep = response.status_code < 400 or g.get("commit_anyway", False)
    if keep:
        try:
            if (first := _led_before(response)) is not None:
                db.session.rollback()
                return _once(first)
            _note_seen()
            db.session.commit()
        except SQLAlchemyError as error:
            return _refused(error)
    else:
        db.session.rollback()
    return response


def _note_seen() -> None:
    """Note now and then that the session of the request is in use; last, so that the writer's place is held shortly."""
    present, now = g.get("sign_in"), utc_now()
    if present is not None and is_due(present.last_seen_at, now):
        note_seen(db.session(), present.id, at=now)


@event.listens_for(Session, "before_flush")
def _note_made(writing: Session, _context: Any, _instances: Any) -> None:
    """Remember that a request makes something that people would see twice."""
    if not writing.info.get("has_made") and any(isinstance(record, Audited) for record in writing.new):
        writing.info["has_made"] = True


def _sent_form() -> str:
    """Return what a form that was drawn once and filled in one way is known by, "" for what is no such form.

    What a script sends has no token of its own form, and may well be sent twice.
    """
    token = request.form.get("csrf_token") if request.method == "POST" else None
    if not token or request.headers.get("X-Requested-With") or request.headers.get("HX-Request"):
        return ""
    typed = [[name, value] for name, value in request.form.items(multi=True)]
    files = [[name, file.filename] for name, file in request.files.items(multi=True)]
    return hashlib.sha256(json.dumps([request.full_path, typed, files]).encode()).hexdigest()


def _led_before(response: Response) -> str | None:
    """Note where a form led that made something; return where the same one led a moment before, if it did."""
    sent, address = g.get("sent_form"), response.location
    if not sent or not address or not db.session.info.get("has_made"):
        return None
    secret = _secret_of_address()
    return note_sent(db.session(), sent, address.replace(secret, _PLACE) if secret else address, now=utc_now())


def _secret_of_address() -> str:
    """Return the secret that the address of the request holds, such as a personal link's; "" for most."""
    return str((request.view_args or {}).get("token", ""))


def _once(address: str) -> Response:
    """Lead to where a form led when it was sent first; what was said of the second sending is not true."""
    session.pop("_flashes", None)
    flash(_("The form was sent twice and is saved once. To add another one, open the form again."), "info")
    return current_app.make_response(redirect(address.replace(_PLACE, _secret_of_address())))


def _refused(error: SQLAlchemyError) -> Response:
    """Answer for what the database refuses only at the end, as for what it refuses on the way; nothing was saved."""
    session.pop("_flashes", None)
    return current_app.make_response(current_app.handle_user_exception(error))


def commit_anyway() -> None:
    """Keep what a refused request wrote on purpose, such as a failed sign-in."""
    g.commit_anyway = True
