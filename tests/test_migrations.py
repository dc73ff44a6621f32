"""Migrations go up and down with data in every table, and end where the models are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import create_app
from app.domain.grants import Stage
from app.migrations import check, downgrade, revisions, upgrade
from app.queries.search import search
from app.scope import EVERYTHING
from models import db
from tests.conftest import Database
from tests.support import factories
from tests.support.everything import fill_every_table, row_counts

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def blank_app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any tables."""
    with database.blank() as url:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=url, DATA_DIR=tmp_path / "data")
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def kinds_found(words: str) -> set[str]:
    """Return which kinds of records a search finds."""
    kinds = frozenset({"contact", "application", "event", "volunteer", "partnership", "donation", "call"})
    return {hit.kind for hit in search(db.session(), words, kinds, EVERYTHING)}


def test_models_and_migrations_agree(blank_app: Flask) -> None:
    upgrade()
    check()


def test_every_table_survives_a_step_down_and_up_again(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    before = row_counts(db.session())
    assert not [table for table, rows in before.items() if rows == 0]
    db.session.remove()
    steps = revisions()
    for older in [*steps[1:], "base"]:
        downgrade(revision=older)
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert not left
    upgrade()
    check()
    fill_every_table(db.session())
    db.session.commit()
    assert row_counts(db.session()) == before


def test_the_last_step_loses_no_rows(blank_app: Flask) -> None:
    upgrade()
    fill_every_table(db.session())
    db.session.commit()
    before = row_counts(db.session())
    db.session.remove()
    last, *earlier = revisions()
    if earlier:
        downgrade(revision=earlier[0])
    with db.engine.connect() as connection:
        # What records of a newer table were found by goes with them; what is found is asked below.
        older = set(sa.inspect(connection).get_table_names()) - {"search_entries"}
    upgrade(revision=last)
    upgrade()
    after = row_counts(db.session())
    assert not {table for table, rows in before.items() if table in older and after[table] < rows}
    assert kinds_found("Ґудзь") == {"contact", "volunteer", "donation"}


def test_the_search_index_follows_every_change(session: Session) -> None:
    person = factories.make_person(session, "Мар’янчук")
    session.commit()
    assert kinds_found("мар'янч") == {"contact"}
    person.last_name = "Бойко"
    person.rename()
    session.commit()
    assert kinds_found("мар'янч") == set()
    assert kinds_found("бойко") == {"contact"}
    session.delete(person)
    session.commit()
    assert kinds_found("бойко") == set()


def test_foreign_keys_are_enforced(session: Session) -> None:
    with pytest.raises(IntegrityError):
        factories.make_comment(session, contact_id=999_999)
        session.commit()


def test_a_stage_without_its_history_is_refused(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.SUBMITTED)
    session.commit()
    application.stage = Stage.REVIEW
    with pytest.raises(IntegrityError):
        session.commit()
