"""`GET /healthz`: is the database reachable and migrated?"""

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, jsonify

from app.migrations import newest_revision
from models import db

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Attach the route."""
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Return 200 when the database answers and every migration has run, otherwise 503."""
    try:
        found = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="error", database="unreachable or empty"), 503
    migrated = found == newest_revision()
    body = jsonify(status="ok" if migrated else "error", database="ok", migrated=migrated)
    return body, 200 if migrated else 503
