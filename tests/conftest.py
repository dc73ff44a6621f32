"""Fixtures of every test: the application on SQLite and on PostgreSQL, a session, and people who sign in.

A test that uses `app` or anything built on it runs twice, once on each database. Both are empty but
migrated when it starts.
"""

import gc
import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from huey import Huey
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session, close_all_sessions

from app import create_app
from app.domain.roles import Role
from app.jobs import jobs_of
from app.logs import JsonFormatter
from app.security import limiter
from models import db
from tests.support import factories
from tests.support.databases import Postgres, Sqlite
from tests.support.pages import PageClient, SeparateClient

# Whose tests share something that is costly to make: the demo, a document. One worker makes it once.
TOGETHER = frozenset({"demo", "pdf"})

Database = Sqlite | Postgres
SignIn = Callable[..., PageClient]
LogLines = Callable[[], list[dict[str, Any]]]
Build = Callable[..., Flask]


# A run answers for the code alone: the same examples each time, and none that fails by the clock.
# `--hypothesis-profile=search` looks for new examples instead, as many as it is given time for.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, derandomize=False)


def pytest_configure(config: pytest.Config) -> None:
    """Look for cycles less often: a fifth of a page test went into it."""
    gc.set_threshold(100_000, 50, 100)
    settings.load_profile(config.getoption("hypothesis_profile", default=None) or "same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module together that share what is costly to make."""
    for item in items:
        if item.path.parent.name in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A migrated database of each kind."""
    own = tmp_path_factory.mktemp(request.param)
    return Sqlite(shared_folder, own) if request.param == "sqlite" else Postgres(own)


@pytest.fixture(scope="session")
def texts_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application for what needs no database: texts, formats, addresses."""
    folder = tmp_path_factory.mktemp("texts")
    return create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite://", SQLALCHEMY_ENGINE_OPTIONS={}, DATA_DIR=folder)


@pytest.fixture(scope="session")
def built_app(database: Database, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on one database, built once; what is compiled of its templates serves every worker."""
    application = create_app(
        "testing",
        SQLALCHEMY_DATABASE_URI=database.url,
        DATA_DIR=tmp_path_factory.mktemp("data"),
        MAIL_URL="null:",
        BASE_URL="http://localhost",
    )
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(shared_folder))
    application.test_client_class = SeparateClient
    return application


@pytest.fixture
def app(built_app: Flask, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application with an empty database and a data folder of its own."""
    kept = {name: built_app.config[name] for name in built_app.config}
    shared_cache = Path(kept["DATA_DIR"]) / "cache"
    shared_cache.mkdir(exist_ok=True)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cache").symlink_to(shared_cache)
    with built_app.app_context():
        database.empty(db.engine)
    built_app.config["DATA_DIR"] = folder
    yield built_app
    # A test that failed is kept with its variables, and so would be the sessions that it left in a transaction.
    close_all_sessions()
    built_app.config.clear()
    built_app.config.update(kept)


@pytest.fixture
def worker_app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application with a queue in a file, as a server has it: jobs wait for a worker."""
    with database.another() as own:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=own.url, DATA_DIR=tmp_path / "data", JOBS_IMMEDIATE=False)
        with app.app_context():
            own.empty(db.engine)
            yield app
            db.session.remove()
            db.engine.dispose()


def work_off(app: Flask) -> int:
    """Do what waits in the queue, as the worker does; return how many tasks there were."""
    queue: Huey = jobs_of(app).queue
    done = 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done += 1
    return done


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own session, in an application context. A request commits it first, so it sees all of it."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def visitor(session: Session, app: Flask) -> PageClient:
    """Somebody who has not signed in."""
    return PageClient(app)


@pytest.fixture
def login(session: Session, app: Flask) -> SignIn:
    """A function that makes an account and signs it in: `login("coordinator")`.

    Takes the role and the fields of `factories.make_user`; staff get a branch. The language is English,
    whose texts are those of the code; pass `locale="uk"` to read Ukrainian pages.
    """

    def sign_in(role: Role | str = Role.ADMINISTRATOR, **fields: Any) -> PageClient:
        user = factories.make_user(session, Role(role), **fields)
        session.commit()
        return PageClient(app, user)

    return sign_in


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> LogLines:
    """A function that returns what the application has logged, as a server writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    monkeypatch.setattr(logging.getLogger("mistok"), "handlers", [handler])
    caplog.set_level("INFO", logger="mistok")
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.fixture
def mail_folder(app: Flask, tmp_path: Path) -> Path:
    """The folder into which the application puts its e-mails, one .eml file a message."""
    folder = tmp_path / "mail"
    app.config["MAIL_URL"] = f"file://{folder}"
    return folder


@pytest.fixture
def limited_app(shared_folder: Path, tmp_path: Path) -> Iterator[Build]:
    """A function that builds the application with its limits switched on, on an empty database of its own."""
    database = Sqlite(shared_folder, tmp_path)

    def build(**settings: object) -> Flask:
        app = create_app(
            "testing",
            SQLALCHEMY_DATABASE_URI=database.url,
            DATA_DIR=tmp_path,
            MAIL_URL="null:",
            RATELIMIT_ENABLED=True,
            WTF_CSRF_ENABLED=False,
            **settings,
        )
        with app.app_context():
            database.empty(db.engine)
        limiter.reset()
        return app

    yield build
    limiter.reset()
    limiter.enabled = False
