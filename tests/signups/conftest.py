"""Visitors and what they type."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.clock import today
from app.domain.opportunities import Visibility
from app.queries.readiness import years_before
from app.security import limiter
from models import db
from models.opportunities import Opportunity
from tests.support import factories
from tests.support.pages import Page, PageClient, SeparateClient

TYPED = {
    "last_name": "Гордієнко",
    "first_name": "Ірина",
    "birth_date": "1995-06-01",
    "email": "Iryna@library.example",
    "phone": "050 123 45 67",
    "city": "Луцьк",
    "skills": "читання вголос, фотографія",
    "languages": ["uk", "pl"],
    "availability": ["5-morning", "6-evening"],
    "about": "Люблю книжки.",
    "emergency_name": "Гордієнко Петро",
    "emergency_phone": "067 765 43 21",
    "consent": "y",
}
MINOR = {
    "guardian_name": "Гордієнко Марія",
    "guardian_phone": "063 111 22 33",
    "guardian_email": "mama@library.example",
}
SendForm = Callable[..., Page]


def opened(visitor: PageClient, path: str = "/volunteer/sign-up", *, ago: timedelta = timedelta(minutes=3)) -> Page:
    """Open the form as somebody did so long ago."""
    with time_machine.travel(datetime.now(UTC) - ago, tick=False):
        return visitor.get(path)


def birthday(years: int, *, tomorrow: bool = False) -> str:
    """Return the birth date of somebody who turns so many years today, or tomorrow."""
    day = today() + timedelta(days=tomorrow)
    return years_before(day, years).isoformat()


@pytest.fixture
def public_work(session: Session) -> Opportunity:
    """An opportunity that everybody sees."""
    branch = factories.make_branch(session, "Філія № 5", address="вул. Шевченка, 3")
    return factories.make_opportunity(
        session, "Казки вголос", branch=branch, visibility=Visibility.PUBLIC, skills=["читання вголос"], needed=4
    )


@pytest.fixture
def limited(session: Session, app: Flask, tmp_path: Path) -> Iterator[PageClient]:
    """A visitor of the same database through an application that counts requests, as it does outside of tests."""
    counting = create_app(
        "testing",
        SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
        DATA_DIR=tmp_path / "counting",
        MAIL_URL="null:",
        RATELIMIT_ENABLED=True,
    )
    counting.test_client_class = SeparateClient
    yield PageClient(counting)
    limiter.enabled = False
    with counting.app_context():
        db.engine.dispose()


@pytest.fixture
def send(visitor: PageClient) -> SendForm:
    """A function with which a visitor fills in the form without haste: `send({"email": "…"}, status=422)`."""

    def fill_in(changes: dict[str, Any] | None = None, status: int = 302, path: str = "/volunteer/sign-up") -> Page:
        return visitor.submit(opened(visitor, path), {**TYPED, **(changes or {})}, status=status)

    return fill_in
