"""Alembic's entry point: migrations run on the application's own engine, in one transaction."""

from logging.config import dictConfig

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.orm import Session

from models import db
from models.base import ScaledDecimal, UtcDateTime
from models.planner import refresh_statistics

config = context.config
dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "loggers": {"alembic": {"level": config.get_main_option("log_level") or "WARNING"}},
    }
)

# Tables that SQLite makes by itself for the full-text index.
NOT_OURS = ("search_fts", "sqlite_")


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the tables of the full-text index and its expression index out of comparisons."""
    return not (kind == "table" and name and name.startswith(NOT_OURS))


def include_object(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out the indexes that only PostgreSQL has."""
    return not (kind == "index" and name in {"ix_search_entries_words", "ix_search_entries_talk"})


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as the plain ones that they are stored as, so that migrations stand alone."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ScaledDecimal):
        return "sa.BigInteger()"
    return False


def run_migrations(connection: sa.Connection) -> None:
    """Migrate over one connection."""
    options = dict(current_app.extensions["migrate"].configure_args)
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        include_name=include_name,
        include_object=include_object,
        render_item=render_item,
        transaction_per_migration=True,
        **options,
    )
    before = context.get_context().get_current_heads()
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite" and context.get_context().get_current_heads() != before:
        # New tables and indexes are nothing to its planner before they are counted.
        tables = [name for name in sa.inspect(connection).get_table_names() if not name.startswith(NOT_OURS)]
        with Session(connection) as session:
            refresh_statistics(session, tables)
            session.commit()


def run_online() -> None:
    """Migrate the configured database. SQLite rebuilds tables, so its foreign keys rest meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        run_migrations(connection)
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run_online()
