"""Copying a database on SQLite into PostgreSQL, table by table, so that both hold the very same rows."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import sqlite

from models import db

LOOSE_INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""

# The rows bring their ids, so each sequence goes on after the last of them; a table without one answers NULL.
SEQUENCE = "SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}"


def copy_database(source: Path, target: str) -> None:
    """Fill a migrated, empty database of PostgreSQL with every row of a database on SQLite.

    Triggers and foreign keys rest meanwhile, for the rows have passed those of SQLite; indexes are built at the
    end, which is many times faster than to extend them row by row.

    Args:
        source: file of the SQLite database, at the same migration.
        target: address of the PostgreSQL database; its user must be a superuser.
    """
    with sqlite3.connect(source) as rows, psycopg.connect(target) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET TIME ZONE 'UTC'")
        indexes = connection.execute(LOOSE_INDEXES).fetchall()
        for name, _definition in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for table in db.metadata.sorted_tables:
            _copy_table(rows, connection, table)
        for _name, definition in indexes:
            connection.execute(definition)
        for table in db.metadata.sorted_tables:
            if "id" in table.c:
                ids = sql.Identifier(table.name)
                connection.execute(sql.SQL(SEQUENCE).format(sql.Literal(table.name), ids))
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _copy_table(rows: sqlite3.Connection, connection: psycopg.Connection[Any], table: sa.Table) -> None:
    """Replace what the migrations put into a table by the rows of the source."""
    columns = [column for column in table.columns if column.computed is None]
    flags = [place for place, column in enumerate(columns) if isinstance(column.type, sa.Boolean)]
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for found in rows.execute(str(sa.select(*columns).compile(dialect=sqlite.dialect()))):
            row = list(found)
            for flag in flags:
                row[flag] = None if row[flag] is None else bool(row[flag])
            copy.write_row(row)
