"""The demo, loaded once on each database for all tests here that only read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.demo import load
from app.uploads import FileStore
from models import db
from tests.conftest import Database

TODAY = date(2026, 9, 16)


@dataclass(frozen=True)
class Demo:
    """A loaded demo and what `load` said of it."""

    app: Flask
    session: Session
    store: FileStore
    loaded: dict[str, int]


@pytest.fixture(scope="module")
def loaded_demo(
    built_app: Flask, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FileStore, dict[str, int], Path]]:
    """Load the demo into an emptied database."""
    folder = tmp_path_factory.mktemp("demo")
    store = FileStore(folder / "uploads")
    with built_app.app_context():
        database.empty(db.engine)
        loaded = load(db.session(), today=TODAY, store=store)
        db.session.commit()
        db.session.remove()
    yield store, loaded, folder
    with built_app.app_context():
        database.empty(db.engine)


@pytest.fixture
def demo(built_app: Flask, loaded_demo: tuple[FileStore, dict[str, int], Path]) -> Iterator[Demo]:
    """The loaded demo; what a test writes is rolled back."""
    store, loaded, folder = loaded_demo
    kept = built_app.config["DATA_DIR"]
    built_app.config["DATA_DIR"] = folder
    with built_app.app_context():
        yield Demo(built_app, db.session(), store, loaded)
        db.session.rollback()
        db.session.remove()
    built_app.config["DATA_DIR"] = kept
