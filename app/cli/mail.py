"""`mail bounces`: delivery reports of mail servers from files and folders."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask import Flask

from app.cli.database import DatabaseGroup
from app.cli.refusing import refused
from app.domain.bounces import LARGEST_REPORT
from app.services.bounces import take_in_reports
from models import db
from models.base import utc_now

group = DatabaseGroup("mail", help="Letters.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("bounces")
@click.argument("places", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def bounces(places: Sequence[Path]) -> None:
    """Take in delivery reports: .eml files, or folders of them. What is none is named and keeps no other away."""
    # One byte more than a report may have tells that a file is too large, without reading all of it.
    contents = ((str(path), _beginning(path)) for path in _files(places))
    done = take_in_reports(db.session(), contents, now=utc_now())
    db.session.commit()
    click.echo(f"{done.new} new, {done.known} known before")
    for error in done.refused:
        click.echo(refused(error).message, err=True)
    if done.refused:
        raise SystemExit(1)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_REPORT + 1)


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(item for item in place.rglob("*") if item.is_file()) if place.is_dir() else [place]
