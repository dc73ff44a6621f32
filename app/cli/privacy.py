"""`privacy propose-erasures`: look at the terms of keeping now, without waiting for the first of the month."""

import click
from flask import Flask

from app.cli.database import DatabaseGroup
from app.clock import today
from app.services.erasures import propose_erasures
from models import db

group = DatabaseGroup("privacy", help="Personal data.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("propose-erasures")
def propose() -> None:
    """Propose the people whose term of keeping has run out. Nobody is erased by it."""
    count = propose_erasures(db.session(), on=today())
    db.session.commit()
    click.echo(f"Proposed: {count}. Decide on /privacy/retention")
