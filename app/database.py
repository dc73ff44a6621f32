"""How connections behave on each database."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from models import db


def init_app(app: Flask) -> None:
    """Prepare the engine."""
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: sa.Engine) -> None:
    """Make SQLite enforce foreign keys, allow readers beside one writer, and wait for its turn."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=10000",
            "cache_size=-2000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
