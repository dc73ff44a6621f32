"""Migrating the database from code. The machinery is loaded when it is needed, since no page needs it."""

from functools import cache
from typing import Any

from flask import Flask, current_app

from config import ROOT
from models import db

FOLDER = ROOT / "migrations"


def init_app(app: Flask) -> None:
    """Attach the machinery, once."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def upgrade(revision: str = "head") -> None:
    """Bring the database of the present application up to a revision."""
    _machinery().upgrade(revision=revision)


def downgrade(revision: str = "-1") -> None:
    """Bring the database back to an earlier revision; `base` is empty."""
    _machinery().downgrade(revision=revision)


def check() -> None:
    """Exit with an error when the tables are not what the models say."""
    _machinery().check()


def newest_revision() -> str:
    """Return the revision that the code expects."""
    return revisions()[0]


@cache
def revisions() -> tuple[str, ...]:
    """Return every known revision, the newest first.

    A file of migrations/versions begins with its revision, and one follows another, so their names say it. A server
    that only compares is spared the machinery, 17 MB of every process.
    """
    names = (path.name for path in (FOLDER / "versions").glob("[0-9]*_*.py"))
    return tuple(sorted((name.partition("_")[0] for name in names), reverse=True))


def _machinery() -> Any:
    import flask_migrate

    init_app(current_app._get_current_object())  # type: ignore[attr-defined]
    return flask_migrate
