"""How connections behave on each database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import db

# How long SQLite waits for its turn to write, in milliseconds: usually, and for what may be left for later.
PATIENCE = 10_000
BRIEF_PATIENCE = 100


def init_app(app: Flask) -> None:
    """Prepare the engine."""
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: sa.Engine) -> None:
    """Set what each connection needs.

    SQLite enforces foreign keys, lets readers work beside one writer, and waits for its turn. A savepoint would begin
    a transaction that only reads, and which cannot write once somebody else has: it begins one that writes.

    PostgreSQL does not compile statements before it runs them: for the short ones of pages that takes longer than
    it saves. It takes a row that it looks up for hardly dearer than the next one, as it is in memory and on
    solid-state disks; else it reads a million contacts to name five thousand. Days that become texts are written as
    ISO 8601 does.
    """
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "connect")
        def set_habits(connection: Any, _record: Any) -> None:
            connection.execute("SET jit = off")
            connection.execute("SET random_page_cost = 1.1")
            connection.execute("SET datestyle = 'ISO, YMD'")
            connection.commit()

        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={PATIENCE}",
            # What was removed is overwritten: neither the file nor a copy of it keeps what was said of the erased.
            "secure_delete=ON",
            # A megabyte for each thread of each process; beyond it the pages of the system’s own memory are as fast.
            # What is sorted lies beside it, and beyond a megabyte in temporary files: SQLite sorts slower, and without
            # any limit to its memory, where it is told to store everything temporary there.
            "cache_size=-1000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "savepoint")
    def begin_writing(connection: sa.Connection, _name: str) -> None:
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:
            driver.execute("BEGIN IMMEDIATE")


@contextmanager
def briefly(session: Session) -> Iterator[None]:
    """Write on SQLite what may be left for later: one writer works at a time, and a long one is not waited for.

    Raises:
        OperationalError: somebody else writes.
    """
    driver: Any = session.connection().connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={BRIEF_PATIENCE}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
