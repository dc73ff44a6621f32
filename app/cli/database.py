"""Commands that work with the database: none begins before it is up to date, so none ends in a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup, with_appcontext

from app.backup import present_revision
from app.migrations import newest_revision, revisions
from models import db

Command = Callable[..., Any]


def needs_database(function: Command) -> Command:
    """Let a command begin only when the database can be reached and is up to date; it may use the application."""

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        _check_database()
        return function(*args, **kwargs)

    return with_appcontext(checked)


class DatabaseGroup(AppGroup):
    """A group of commands that all need the database."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[[Command], click.Command]:  # type: ignore[override]
        """Make a command of a function, as every group does."""
        make = super().command(*args, **kwargs)
        return lambda function: make(needs_database(function))


def _check_database() -> None:
    try:
        present = present_revision(db.engine)
    except sa.exc.OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error.orig).strip()}") from error
    if present is not None and present not in revisions():
        raise click.ClickException("A newer version of Mistok made this database. Update Mistok first.")
    if present != newest_revision():
        raise click.ClickException("The database is not up to date. Run first: ./run manage db upgrade")
