"""A test that fails spoils nothing for the next one."""

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from models import db
from models.contacts import Tag
from tests.conftest import Database

ADDING = sa.insert(Tag).values(name="друзі", key="друзі")


def test_a_transaction_that_was_left_open_holds_nobody_up(app: Flask, database: Database) -> None:
    with app.app_context():
        left = db.engine.connect()
        left.execute(ADDING)
        database.empty(db.engine)
        with Session(db.engine) as session:
            if database.name == "postgresql":
                session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
            session.execute(ADDING)
            session.commit()
            assert session.scalars(sa.select(Tag.name)).all() == ["друзі"]
        left.invalidate()
        left.close()
