"""`demo load`: the demonstration data, into an empty database."""

import click
from flask import Flask

from app.cli.database import DatabaseGroup
from app.cli.progress import say_demo_accounts, show_progress
from app.clock import today
from models import db

group = DatabaseGroup("demo", help="Demonstration data.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("load")
def load_demo() -> None:
    """Load an invented year of a city library system; the database must be empty."""
    from app.demo import DatabaseNotEmpty, load

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
