"""`funders load`: the public funders and programmes that the product knows."""

import click
from flask import Flask

from app.cli.database import DatabaseGroup
from app.cli.refusing import refused
from app.domain.errors import RuleError
from app.services.funders import add_public_funders
from models import db

group = DatabaseGroup("funders", help="Funders and their programmes.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("load")
def load() -> None:
    """Add the public funders and programmes that are missing; what was changed stays as it is."""
    try:
        added = add_public_funders(db.session())
    except RuleError as error:
        raise refused(error) from error
    db.session.commit()
    click.echo(f"Funders added: {added.funders}; programmes added: {added.calls}")
