"""The planner of the database knows how many rows the tables have, also where nobody but Mistok tells it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.imports import ImportKind
from app.services.imports.plans import apply_plan, guess_settings, make_plan
from app.spreadsheets import read_table
from app.upkeep import count_tables
from models import db
from models.planner import MANY_ROWS, refresh_statistics
from tests.support import factories
from tests.support.together import Work, at_once

NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)


def known_rows(session: Session, table: str) -> int:
    """Return how many rows the planner believes a table to have."""
    if session.get_bind().dialect.name == "postgresql":
        of_table = sa.text("SELECT reltuples FROM pg_class WHERE relname = :name")
        return int(session.scalar(of_table, {"name": table}) or 0)
    stat = session.scalar(sa.text("SELECT stat FROM sqlite_stat1 WHERE tbl = :name"), {"name": table})
    return int(str(stat or "0").split()[0])


def test_the_tables_are_counted_every_day(session: Session) -> None:
    for _ in range(3):
        factories.make_branch(session)
    session.commit()
    branches = session.scalar(sa.text("SELECT count(*) FROM branches"))

    count_tables(session, NOW)

    assert known_rows(session, "branches") == branches >= 3


def test_nothing_is_known_of_the_tables_of_the_index_of_words(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("its index of words is no table")
    inner = sa.text("SELECT count(*) FROM sqlite_stat1 WHERE tbl LIKE 'search_fts%'")
    assert session.scalar(inner) == 0
    session.execute(sa.text("ANALYZE"))
    assert session.scalar(inner) > 0

    count_tables(session, NOW)

    assert session.scalar(inner) == 0


def test_a_large_import_is_counted_at_once(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("Прізвище;Ім’я\n" + "".join(f"Коваль{number};Олена\n" for number in range(MANY_ROWS)))

    result = app.test_cli_runner().invoke(args=["import", "contacts", str(path)])

    assert result.exit_code == 0, result.output
    assert known_rows(session, "contacts") == session.scalar(sa.text("SELECT count(*) FROM contacts")) == MANY_ROWS
    assert known_rows(session, "search_entries") == MANY_ROWS


def test_two_large_imports_at_the_same_moment_do_not_wait_for_each_other(app: Flask, session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")

    def importing(surname: str) -> Work:
        lines = "".join(f"{surname}{number};Олена\n" for number in range(MANY_ROWS))
        table = read_table(f"Прізвище;Ім’я\n{lines}".encode(), "contacts.csv")
        settings = guess_settings(ImportKind.CONTACTS, table.columns, "contacts.csv")

        def work(own: Session, wait: Callable[[], None]) -> None:
            apply_plan(own, make_plan(own, table, settings, today=NOW.date()))
            # Both have written and counted everything, and neither is committed.
            wait()

        return work

    assert at_once(app, importing("Коваль"), importing("Гончар")) == [None, None]
    assert session.scalar(sa.text("SELECT count(*) FROM contacts")) == 2 * MANY_ROWS


def test_a_table_without_rows_is_not_taken_for_a_large_one(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows the size of every table")
    for number in range(300):
        factories.make_person(session, f"Коваль{number}")
    session.commit()
    merges = "SELECT contacts.display_name FROM merges JOIN contacts ON contacts.id = merges.survivor_id"

    def plan() -> list[str]:
        with closing(sqlite3.connect(str(db.engine.url.database))) as other:
            return [str(row[3]) for row in other.execute(f"EXPLAIN QUERY PLAN {merges}")]

    session.execute(sa.text("ANALYZE"))
    session.commit()
    assert plan()[0].startswith("SCAN contacts")

    count_tables(session, NOW)
    session.commit()

    assert plan()[0].startswith("SCAN merges")


def test_an_open_connection_learns_what_was_counted(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL asks for the numbers whenever it plans")
    session.execute(sa.text("CREATE TABLE probe (same INTEGER, different INTEGER, word TEXT)"))
    session.execute(sa.text("CREATE INDEX ix_different ON probe (different)"))
    session.execute(sa.text("CREATE INDEX ix_same ON probe (same)"))
    session.execute(sa.text("INSERT INTO probe VALUES (1, :number, 'x')"), [{"number": place} for place in range(500)])
    session.commit()
    question = "SELECT word FROM probe WHERE same = 1 AND different = "
    with db.engine.connect() as other:

        def plan(number: int) -> str:
            """Return how a question is answered that this connection has not asked before."""
            other.execute(sa.text(f"{question}{number}"))
            found = str(other.execute(sa.text(f"EXPLAIN QUERY PLAN {question}{number}")).all())
            other.rollback()
            return found

        assert "ix_same" in plan(1)
        refresh_statistics(session, ("probe",))
        session.commit()
        assert "ix_different" in plan(2)
