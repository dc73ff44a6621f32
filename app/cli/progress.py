"""How long commands say how far they have come, and whom a demonstration lets in."""

import sys

import click

from app.queries.accounts import DEMO_PASSWORD, demo_accounts
from models import db


def show_progress(done: int, total: int) -> None:
    """Write how far a long command has come, on one line of a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} / {total}", nl=done >= total, err=True)


def say_demo_accounts() -> None:
    """Write who may sign in to a demonstration; nothing for another database."""
    people = demo_accounts(db.session())
    if people:
        click.echo(f"\nDemo accounts, all with the password {DEMO_PASSWORD}:")
        for person in people:
            click.echo(f"  {person.email}")
