"""The command line on a database that is empty, of a newer version, or out of reach: a sentence, never a traceback."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from models import db

# Every command that works with the database, with arguments that it takes.
CALLS = {
    "clean-photos": "",
    "demo load": "",
    "funders load": "",
    "grant-report": "1 --out {file}.pdf",
    "grant-reports": "--due 2026-12 --out {file}s",
    "import attendance": "{file}",
    "import contacts": "{file}",
    "mail bounces": "{file}",
    "privacy propose-erasures": "",
    "rates load": "--file {file}",
    "schedule list": "",
    "schedule run": "",
    "sweep": "",
    "user create": "--email a@library.example --name A --role administrator --password {file}",
    "user password": "a@library.example --password {file}",
}
# They make the database, wait for it, need none, or say in their own words what they lack; the rest is Flask’s.
OTHERS = {"backup", "restore", "jobs work", "bench", "run", "shell", "routes", "db"}


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """An application whose database nobody has migrated yet."""
    return create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/bare.db", DATA_DIR=tmp_path)


def names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group) and name != "db":
            yield from names(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def answer(app: Flask, command: str, file: Path) -> str:
    arguments = [*command.split(), *(part.format(file=file) for part in CALLS[command].split())]
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), (command, done.output, done.exception)
    return done.output


def test_no_command_begins_before_the_database_is_up_to_date(bare: Flask, tmp_path: Path) -> None:
    assert set(names(bare.cli)) - OTHERS == set(CALLS)
    file = tmp_path / "file.csv"
    file.write_text("a,b\n1,2\n")
    for command in CALLS:
        assert answer(bare, command, file) == (
            "Error: The database is not up to date. Run first: ./run manage db upgrade\n"
        )
    assert not (tmp_path / "file.csvs").exists()


def test_a_database_of_a_newer_version_or_out_of_reach_is_said_so(bare: Flask, tmp_path: Path) -> None:
    with bare.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('9999')"))
    assert "A newer version of Mistok made this database" in answer(bare, "schedule list", tmp_path)
    away = create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/none/x.db", DATA_DIR=tmp_path)
    assert "The database cannot be reached: unable to open" in answer(away, "schedule list", tmp_path)
