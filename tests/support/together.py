"""Doing several things at the same moment, each in a thread and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from models import db

Work = Callable[[Session, Callable[[], None]], Any]
PATIENCE = 30


def at_once(app: Flask, *works: Work) -> list[Any]:
    """Run the works and return what each of them returned or raised, in their order.

    Each takes its session and a function: it loads what it starts from, calls the function, which returns once
    all have got as far, and goes on. What it did is committed.
    """
    barrier = Barrier(len(works), timeout=PATIENCE)

    def run(work: Work) -> Any:
        with app.app_context():
            session = db.session()
            try:
                result = work(session, barrier.wait)
                session.commit()
            except Exception as error:
                session.rollback()
                return error
            return result

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
