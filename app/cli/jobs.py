"""`jobs work`: the process that does long work."""

import time

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from app.backup import present_revision
from app.jobs import jobs_of
from app.migrations import newest_revision
from app.schedule import start_due
from models import db

# Each try waits for ten seconds by itself; a slow machine may load the demo for minutes.
TRIES = 60

group = AppGroup("jobs", help="Background jobs.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("work")
def work() -> None:
    """Run the worker until it is stopped. It waits until the database is up to date."""
    while present_revision(db.engine) != newest_revision():
        time.sleep(0.2)
    click.echo("Mistok worker: waiting for jobs")
    jobs_of(current_app).work(tick=start_when_free)


def start_when_free(app: Flask, *, tries: int = TRIES) -> list[str]:
    """Start what is due; wait while another process holds the database, as the loading of the demo does.

    Raises:
        OperationalError: the database was held, or out of reach, at every try.
    """
    for _try in range(tries - 1):
        try:
            return start_due(app)
        except OperationalError:
            time.sleep(1)
    return start_due(app)
