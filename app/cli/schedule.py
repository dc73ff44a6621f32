"""`schedule list` and `schedule run`: periodic work by hand or from cron, where no worker is always running."""

import click
from flask import Flask, current_app

from app import schedule
from app.cli.database import DatabaseGroup
from app.clock import zone
from models import db
from models.base import utc_now

group = DatabaseGroup("schedule", help="Work that is done once a day or once a month.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("list")
def list_work() -> None:
    """List the periodic work, when it was last begun and how it ended."""
    for item, run in schedule.last_runs(db.session()):
        began = f"{run.claimed_at.astimezone(zone()):%Y-%m-%d %H:%M}" if run else "never"
        click.echo(f"{item.name:<24} {item.every:<8} not before {item.at:%H:%M}  last begun: {began}")


@group.command("run")
@click.argument("names", nargs=-1)
@click.option("--again", is_flag=True, help="Also what was already begun in this period.")
def run(names: tuple[str, ...], again: bool) -> None:
    """Begin what is due, or only the named work whatever the hour. The worker does it."""
    if not names:
        begun = schedule.start_due(current_app)
        click.echo(", ".join(begun) if begun else "Nothing is due.")
        return
    session = db.session()
    for name in names:
        if name not in schedule.PERIODIC:
            raise click.ClickException(f"there is no periodic work called {name}")
        started = schedule.start(session, schedule.PERIODIC[name], utc_now(), again=again)
        click.echo(f"{name}: {'begun' if started else 'already begun in this period; --again begins it anew'}")
