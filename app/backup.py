"""Backups: one .tar.gz with a consistent copy of the database and every stored file.

The archive holds `manifest.json`, the database (`database.sqlite`, or `database.pgdump` in PostgreSQL's
custom format) and the data folder's files under `files/`. Caches, queues, sent mail and the key that signs
sessions are left out.
"""

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

LEFT_OUT = frozenset({"cache", "jobs.db", "jobs.db-shm", "jobs.db-wal", "mail", "secret_key"})
MANIFEST = "manifest.json"
FORMAT = 1
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}


class BackupRefused(Exception):
    """The backup cannot be made or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    format: int
    dialect: str
    revision: str
    made_at: str


def back_up(engine: sa.Engine, data: Path, target: Path) -> int:
    """Write a backup; readers and writers may go on working meanwhile.

    Args:
        engine: of the database.
        data: the folder with the stored files.
        target: the archive to write; an existing file is never overwritten.

    Returns:
        How many stored files the archive holds.

    Raises:
        BackupRefused: the target exists, the database is not migrated, or `pg_dump` is missing.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already. Choose another name.")
    dialect = engine.dialect.name
    revision = present_revision(engine)
    if revision is None:
        raise BackupRefused("The database is empty: there is nothing to back up.")
    manifest = Manifest(FORMAT, dialect, revision, datetime.now(UTC).isoformat(timespec="seconds"))
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
        copy = Path(folder) / DATABASES[dialect]
        if dialect == "sqlite":
            _copy_sqlite(_sqlite_path(engine), copy)
        else:
            _run(engine, "pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
        unfinished = Path(folder) / "backup.tar.gz"
        count = 0
        with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
            _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=1))
            archive.add(copy, copy.name)
            for path in _stored_files(engine, data):
                archive.add(path, f"files/{path.relative_to(data).as_posix()}", recursive=False)
                count += 1
        unfinished.chmod(0o600)
        unfinished.rename(target)
    return count


def restore(engine: sa.Engine, data: Path, source: Path, *, force: bool, known_revisions: frozenset[str]) -> int:
    """Put a backup back: the database is replaced, the stored files are added.

    Args:
        engine: of the database to fill.
        data: the folder for the stored files.
        source: an archive made by `back_up`.
        force: replace a database that holds something.
        known_revisions: the schema revisions that this version of the code can bring up to date.

    Returns:
        How many stored files were put back.

    Raises:
        BackupRefused: the archive is not ours, is damaged, belongs to another kind of database or to a
            newer version, or the database holds something and `force` is false. Nothing is changed then.
    """
    if present_revision(engine) is not None and not force:
        raise BackupRefused("The database is not empty. Add --force to replace everything in it.")
    with tempfile.TemporaryDirectory() as folder, _opened(source) as archive:
        manifest = read_manifest(archive)
        dialect = engine.dialect.name
        if manifest.dialect != dialect:
            raise BackupRefused(f"This is a backup of {manifest.dialect}, but the database is {dialect}.")
        if manifest.revision not in known_revisions:
            raise BackupRefused("This backup was made by a newer version of Mistok. Update Mistok first.")
        copy = Path(folder) / DATABASES[dialect]
        _extract(archive, copy.name, copy)
        files = [member for member in archive.getmembers() if _stored_name(member) is not None]
        engine.dispose()
        if dialect == "sqlite":
            _check_sqlite(copy)
            target = _sqlite_path(engine)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy_sqlite(copy, target)
        else:
            _run(engine, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(copy))
        for member in files:
            name = _stored_name(member)
            assert name is not None
            _extract(archive, member.name, data / name)
    return len(files)


def present_revision(engine: sa.Engine) -> str | None:
    """Return the schema revision of a database, None when it has no tables of ours."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def read_manifest(archive: tarfile.TarFile) -> Manifest:
    """Return what an archive says about itself.

    Raises:
        BackupRefused: it is not a backup of Mistok, or of a format that is not known here.
    """
    try:
        handle = archive.extractfile(MANIFEST)
        values = json.load(handle) if handle else {}
        manifest = Manifest(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupRefused("This file is not a backup of Mistok.") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"Backups of format {manifest.format} are not known to this version.")
    return manifest


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            yield archive
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupRefused(f"{source} cannot be read as a backup: {error}") from error


def _stored_files(engine: sa.Engine, data: Path) -> Iterator[Path]:
    skipped = set(LEFT_OUT)
    if engine.dialect.name == "sqlite":
        database = _sqlite_path(engine)
        if database.parent == data.resolve():
            skipped |= {database.name + ending for ending in ("", "-wal", "-shm")}
    for entry in sorted(data.iterdir()) if data.exists() else ():
        if entry.name in skipped or entry.is_symlink():
            continue
        yield from sorted(path for path in ([entry] if entry.is_file() else entry.rglob("*")) if path.is_file())


def _stored_name(member: tarfile.TarInfo) -> PurePosixPath | None:
    """Return where a member belongs below the data folder; None for what is not a stored file."""
    path = PurePosixPath(member.name)
    if not member.isreg() or path.parts[:1] != ("files",) or ".." in path.parts or len(path.parts) < 2:
        return None
    return PurePosixPath(*path.parts[1:])


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    try:
        source = archive.extractfile(name)
    except KeyError as error:
        raise BackupRefused(f"The backup is damaged: {name} is missing.") from error
    if source is None:
        raise BackupRefused(f"The backup is damaged: {name} is not a file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as handle:
        shutil.copyfileobj(source, handle)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    body = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mtime = len(body), int(datetime.now(UTC).timestamp())
    archive.addfile(info, io.BytesIO(body))


def _sqlite_path(engine: sa.Engine) -> Path:
    return Path(str(engine.url.database)).resolve()


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def _check_sqlite(path: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"The database in the backup is damaged: {error}") from error
    if verdict != "ok":
        raise BackupRefused(f"The database in the backup is damaged: {verdict}")


def _run(engine: sa.Engine, tool: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on a database. The password goes another way: everybody reads command lines."""
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(f"{tool} is missing. Install it: sudo apt-get install postgresql-client")
    url = engine.url
    place = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603
        [program, f"--dbname={place.render_as_string()}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **secret},
    )
    if done.returncode:
        raise BackupRefused(f"{tool} failed: {done.stderr.strip()}")
