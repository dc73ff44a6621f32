"""`jobs work`: the process that does long work."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.jobs import jobs_of

group = AppGroup("jobs", help="Background jobs.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("work")
def work() -> None:
    """Run the worker until it is stopped."""
    click.echo("Mistok worker: waiting for jobs")
    jobs_of(current_app).work()
