"""The benchmark measures both databases on the same rows: what is copied is what was there, and it may grow on."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import create_app
from app.bench.copying import copy_database
from models import db
from tests.support import factories
from tests.support.databases import Postgres, Sqlite
from tests.support.everything import fill_every_table


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_every_row_is_copied_and_new_ones_may_follow(database: Postgres, shared_folder: Path, tmp_path: Path) -> None:
    source = Sqlite(shared_folder, tmp_path)
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=source.url, DATA_DIR=tmp_path)
    with app.app_context(), database.another() as target:
        source.empty(db.engine)
        copied = sa.create_engine(target.url, poolclass=sa.NullPool)
        indexes = sa.text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef")
        with Session(db.engine) as original, Session(copied) as session:
            fill_every_table(original)
            original.commit()
            before = session.scalars(indexes).all()
            session.commit()
            copy_database(source.path, target.url.replace("+psycopg", ""))
            for table in db.metadata.sorted_tables:
                rows = sa.select(table).order_by(*table.primary_key.columns)
                there = original.execute(rows).all()
                assert there, table.name
                assert session.execute(rows).all() == there, table.name
            assert session.scalars(indexes).all() == before
            factories.make_person(session, "Нова", "Олена")
            session.commit()
        db.engine.dispose()
