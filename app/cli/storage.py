"""`start-up`, `backup` and `restore`: the database and the stored files as a whole."""

import os
import sys
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import backup as archives
from app.migrations import newest_revision, revisions, upgrade
from models import db
from models.accounts import User
from models.branches import Institution
from models.contacts import Contact
from views.clock import today

DEMO_PASSWORD = "demo-Mistok-2026"  # noqa: S105
DEMO_PEOPLE = ("coordinator", "staff", "director", "accountant", "monitor", "admin")


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in (start_up, backup, restore):
        app.cli.add_command(command)


@click.command("start-up")
@with_appcontext
def start_up() -> None:
    """Bring the database up to date, load the demo into an empty one, say who may sign in."""
    prepare_database()


def prepare_database() -> None:
    """Do what `start-up` does. No connection is left open, so that the server may fork afterwards."""
    if archives.present_revision(db.engine) != newest_revision():
        click.echo("Preparing the database", err=True)
        upgrade()
    session = db.session()
    if is_empty() and os.environ.get("MISTOK_DEMO", "1") != "0":
        from app.demo import load

        click.echo("Loading the demo", err=True)
        load(session, today=today(), progress=show_progress)
        session.commit()
    institution = session.get(Institution, 1)
    if institution is not None and institution.is_demo:
        click.echo(f"\nDemo accounts, all with the password {DEMO_PASSWORD}:")
        for name in DEMO_PEOPLE:
            click.echo(f"  {name}@demo.example")
    db.session.remove()
    db.engine.dispose()


def is_empty() -> bool:
    """Say whether nobody has used the database yet."""
    keys: tuple[Any, ...] = (User.id, Institution.id, Contact.id)
    return not any(db.session.scalar(sa.select(sa.exists(sa.select(key)))) for key in keys)


def show_progress(done: int, total: int) -> None:
    """Write how far a long command has come, on one line of a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} / {total}", nl=done >= total, err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the database and the stored files into FILE (.tar.gz). The server may go on working."""
    try:
        count = archives.back_up(db.engine, current_app.config["DATA_DIR"], file)
    except archives.BackupRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: the database and {count} files, {file.stat().st_size:,} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that holds something.")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Put the database and the stored files of FILE back. Stop the server first."""
    known = frozenset(revisions())
    try:
        count = archives.restore(db.engine, current_app.config["DATA_DIR"], file, force=force, known_revisions=known)
    except archives.BackupRefused as error:
        raise click.ClickException(str(error)) from error
    upgrade()
    click.echo(f"The database and {count} files of {file} are back.")
