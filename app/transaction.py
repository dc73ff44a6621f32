"""One transaction per request: committed below status 400, rolled back otherwise.

The commit happens before the answer leaves, so that a reader who follows a redirect sees what was saved.
"""

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from models import db
from models.audit import LONGEST_REQUEST_ID

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Attach the start and the end of the request's transaction."""
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Before a write, tell the session who is writing and in which request, for the audit log."""
    if request.method not in READING:
        db.session.info["actor_id"] = current_user.id if current_user.is_authenticated else None
        # A proxy may give a longer number than the audit log has room for; its beginning finds it in the logs.
        db.session.info["request_id"] = g.request_id[:LONGEST_REQUEST_ID]


def finish(response: Response) -> Response:
    """Commit what the request did, or undo all of it when it was refused."""
    keep = response.status_code < 400 or g.get("commit_anyway", False)
    if keep:
        try:
            db.session.commit()
        except SQLAlchemyError as error:
            return _refused(error)
    else:
        db.session.rollback()
    return response


def _refused(error: SQLAlchemyError) -> Response:
    """Answer for what the database refuses only at the end, as for what it refuses on the way; nothing was saved."""
    session.pop("_flashes", None)
    return current_app.make_response(current_app.handle_user_exception(error))


def commit_anyway() -> None:
    """Keep what a refused request wrote on purpose, such as a failed sign-in."""
    g.commit_anyway = True
