"""Transactions: one that was left open holds nobody up, and who reads before writing may still write."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import db
from models.contacts import Contact, Tag
from tests.conftest import Database, SignIn
from tests.support import factories

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


def test_who_begins_with_a_savepoint_may_write_after_others_wrote(app: Flask) -> None:
    with app.app_context(), ThreadPoolExecutor(1) as pool:
        engine = db.engine

        def add_another() -> None:
            with Session(engine) as session:
                session.add(Tag(name="сусіди", key="сусіди"))
                session.commit()

        with Session(engine) as session:
            session.begin_nested()
            assert session.scalars(sa.select(Tag.name)).all() == []
            other = pool.submit(add_another)
            wait([other], timeout=0.5)
            session.execute(ADDING)
            session.commit()
        other.result(10)
        with Session(engine) as session:
            assert set(session.scalars(sa.select(Tag.name))) == {"друзі", "сусіди"}


def test_a_database_that_is_busy_for_too_long_asks_to_try_again(
    app: Flask, session: Session, login: SignIn, database: Database
) -> None:
    contact = factories.make_person(session, "Ґудзь")
    coordinator = login("coordinator")
    page = coordinator.get(f"/contacts/{contact.id}/edit")
    impatient = "PRAGMA busy_timeout=50" if database.name == "sqlite" else "SET lock_timeout = '50ms'"
    with app.app_context():
        engine = db.engine

    def hurry(connection: Any, *_others: Any) -> None:
        connection.execute(impatient)

    event.listen(engine, "checkout", hurry)
    try:
        with engine.connect() as holding:
            holding.execute(sa.update(Contact).values(version=Contact.version))
            answer = coordinator.submit(page, {"last_name": "Ґудзик"}, 503)
            holding.rollback()
    finally:
        event.remove(engine, "checkout", hurry)
    assert "Nothing of yours was saved" in answer.text
    assert answer.headers["Retry-After"] == "60"
    session.expire_all()
    assert session.get_one(Contact, contact.id).last_name == "Ґудзь"
