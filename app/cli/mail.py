"""`mail bounces`: delivery reports of mail servers from files and folders."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.domain.bounces import LARGEST_REPORT
from app.domain.errors import RuleError
from app.labels import refusal
from app.services.bounces import take_in_report
from models import db
from models.base import utc_now

group = AppGroup("mail", help="Letters.")


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("bounces")
@click.argument("places", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def bounces(places: Sequence[Path]) -> None:
    """Take in delivery reports: .eml files, or folders of them. Each is kept whole, and what is none is named."""
    new = known = 0
    refused = []
    for path in _files(places):
        try:
            if path.stat().st_size > LARGEST_REPORT:
                raise RuleError("report_too_large")
            fresh, old = take_in_report(db.session(), path.read_bytes(), now=utc_now())
        except RuleError as error:
            db.session.rollback()
            refused.append(f"{path}: {refusal(RuleError(error.code, path.name))}")
        else:
            db.session.commit()
            new, known = new + fresh, known + old
    click.echo(f"{new} new, {known} known before")
    for line in refused:
        click.echo(line, err=True)
    if refused:
        raise SystemExit(1)


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(item for item in place.rglob("*") if item.is_file()) if place.is_dir() else [place]
