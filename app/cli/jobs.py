"""`jobs work`: the process that does long work."""

import time

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.backup import present_revision
from app.jobs import jobs_of
from app.migrations import newest_revision
from app.schedule import start_due
from models import db

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
    jobs_of(current_app).work(tick=start_due)
