"""`rates load`: exchange rates of the National Bank, from its service or from a saved reply."""

from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app

from app.cli.database import DatabaseGroup
from app.cli.refusing import refused
from app.domain.errors import RuleError
from app.services.rates import fetch_nbu, load_nbu
from models import db

group = DatabaseGroup("rates", help="Exchange rates.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("load")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A saved reply.")
@click.option("--url", help="Another service in the same format; NBU_URL when omitted.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Of which day; today when omitted.")
def load(path: Path | None, url: str | None, day: datetime | None) -> None:
    """Load exchange rates in the National Bank's JSON format."""
    if path is not None and (url or day):
        raise click.UsageError("--file goes with neither --url nor --date")
    try:
        if path is not None:
            payload = path.read_bytes()
        else:
            payload = fetch_nbu(url or current_app.config["NBU_URL"], day.date() if day else None)
        loaded = load_nbu(db.session(), payload)
    except RuleError as error:
        raise refused(error) from error
    db.session.commit()
    days = ", ".join(found.isoformat() for found in loaded.days)
    click.echo(f"Rates loaded: {loaded.stored} ({days}); kept as entered by hand: {loaded.kept}")
