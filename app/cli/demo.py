"""`demo load`: the demonstration data, into an empty database."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.backup import present_revision
from app.cli.progress import say_demo_accounts, show_progress
from app.clock import today
from app.migrations import newest_revision
from models import db

group = AppGroup("demo", help="Demonstration data.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("load")
def load_demo() -> None:
    """Load an invented year of a city library system; the database must be empty."""
    from app.demo import DatabaseNotEmpty, load

    if present_revision(db.engine) != newest_revision():
        raise click.ClickException("The database is not up to date. Run first: ./run manage db upgrade")
    session = db.session()
    try:
        loaded = load(session, today=today(), progress=show_progress)
    except DatabaseNotEmpty as error:
        raise click.ClickException(
            "The database is not empty, so the demo was not loaded. Nothing was changed."
        ) from error
    session.commit()
    for table, rows in loaded.items():
        click.echo(f"{table}: {rows}")
    say_demo_accounts()
