"""`backup`, `restore`, `sweep`, `clean-photos`: the database and the stored files; and what a server starts with."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import backup as archives
from app.cli.database import needs_database
from app.cli.progress import say_demo_accounts, show_progress
from app.clock import today
from app.migrations import newest_revision, revisions, upgrade
from app.services.files import clean_photographs
from app.upkeep import sweep_files
from app.uploads import upload_store
from models import db
from models.base import utc_now
from models.branches import Institution


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in (backup, restore, sweep, clean_photos):
        app.cli.add_command(command)


def prepare_database() -> None:
    """Bring the database up to date, load the demo into an empty one where that is wanted, say who may sign in.

    No connection is left open, so that the server may fork afterwards.
    """
    if archives.present_revision(db.engine) != newest_revision():
        click.echo("Preparing the database", err=True)
        upgrade()
    session = db.session()
    if session.get(Institution, 1) is None and current_app.config["DEMO_WHEN_EMPTY"]:
        from app.demo import is_empty, load

        if is_empty(session):
            click.echo("Loading the demo", err=True)
            load(session, today=today(), progress=show_progress)
            session.commit()
    say_demo_accounts()
    db.session.remove()
    db.engine.dispose()


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


@click.command()
@needs_database
def sweep() -> None:
    """Delete stored files that no record names any more and that are older than a day."""
    click.echo(f"{sweep_files(db.session(), utc_now())['forgotten']} files deleted")


@click.command("clean-photos")
@needs_database
def clean_photos() -> None:
    """Take place, time and device out of photographs that were attached before Mistok did so as they came."""
    done = clean_photographs(db.session(), upload_store(), keep=db.session.commit)
    click.echo(f"{done.cleaned} of {done.looked_at} photographs cleaned")
    for name in done.left:
        click.echo(f"missing or damaged: {name}", err=True)
