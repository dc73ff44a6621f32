"""One transaction a request: kept below status 400, undone otherwise, and named in the answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask, abort, flash
from sqlalchemy.orm import Session

from app import create_app
from app.domain.errors import RuleError
from app.security import PUBLIC
from app.transaction import commit_anyway
from models import db
from models.audit import AuditEntry
from models.branches import Branch
from models.contacts import Tag
from models.grant_money import BudgetLineSource
from tests.conftest import Database, LogLines
from tests.support.factories import make_application, make_budget_line

trial = Blueprint("trial", __name__)


@trial.route("/trial/<outcome>", methods=["GET", "POST"])
def write(outcome: str) -> tuple[str, int]:
    """Write a row, then end as the address says."""
    db.session.add(Tag(name=outcome, key=outcome))
    db.session.flush()
    match outcome:
        case "refused":
            raise RuleError("not_allowed")
        case "crashed":
            raise ZeroDivisionError
        case "impossible":
            branch = Branch(code="Ф-1", address="вул. Таємна, 5\nкв. 3", population=-1)
            branch.rename("Коваль (Олена).")
            db.session.add(branch)
            db.session.flush()
        case "deferred":
            # The sources of a budget line make up its plan: a key that the database checks at the end.
            flash("Збережено")
            make_budget_line(db.session(), make_application(db.session()))
            db.session.execute(sa.delete(BudgetLineSource))
            return "", 302
        case "stale":
            raise sa.orm.exc.StaleDataError
        case "aborted":
            abort(409)
        case "kept":
            commit_anyway()
    return "", 429 if outcome == "kept" else int(outcome)


@pytest.fixture(scope="module")
def trial_database(database: Database) -> Iterator[Database]:
    """A database for the trial application alone."""
    with database.another() as own:
        yield own


@pytest.fixture(scope="module")
def built_trial_app(trial_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with one more route, which writes and then ends in every possible way."""
    app = create_app(
        "testing",
        SQLALCHEMY_DATABASE_URI=trial_database.url,
        DATA_DIR=tmp_path_factory.mktemp("trial"),
        WTF_CSRF_ENABLED=False,
    )
    app.register_blueprint(trial)
    return app


@pytest.fixture
def trial_app(built_trial_app: Flask, trial_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The trial application with an empty database."""
    monkeypatch.setattr("app.security.PUBLIC", PUBLIC | {"trial.write"})
    with built_trial_app.app_context():
        trial_database.empty(db.engine)
    kept = built_trial_app.wsgi_app
    yield built_trial_app
    built_trial_app.wsgi_app = kept  # type: ignore[method-assign]
    with built_trial_app.app_context():
        db.engine.dispose()


def tags(app: Flask) -> set[str]:
    """Return what is in the database for somebody else."""
    with app.app_context(), Session(db.engine) as session:
        return set(session.scalars(sa.select(Tag.name)))


@pytest.mark.parametrize(
    ("outcome", "status", "kept"),
    [
        ("200", 200, True), ("204", 204, True), ("303", 303, True), ("399", 399, True), ("400", 400, False),
        ("404", 404, False), ("422", 422, False), ("500", 500, False), ("503", 503, False),
        ("refused", 422, False), ("crashed", 500, False), ("stale", 409, False), ("aborted", 409, False),
        ("impossible", 409, False), ("deferred", 409, False),
        ("kept", 429, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_a_request_wrote_is_kept_or_undone(
    trial_app: Flask, outcome: str, status: int, kept: bool, method: str
) -> None:
    answer = trial_app.test_client().open(f"/trial/{outcome}", method=method)
    assert answer.status_code == status
    assert tags(trial_app) == ({outcome} if kept else set())


def test_what_is_refused_at_the_end_is_not_said_to_be_saved(trial_app: Flask) -> None:
    client = trial_app.test_client()
    refused = client.post("/trial/deferred")
    assert "Хтось щойно зберіг" in refused.text
    assert "Збережено" not in refused.text + client.get("/login", follow_redirects=True).text


def test_the_next_request_starts_clean(trial_app: Flask) -> None:
    client = trial_app.test_client()
    client.post("/trial/crashed")
    client.post("/trial/200")
    client.post("/trial/refused")
    assert tags(trial_app) == {"200"}


def test_what_was_written_is_there_before_the_answer_leaves(trial_app: Flask) -> None:
    seen: list[set[str]] = []
    inner = trial_app.wsgi_app
    with trial_app.app_context():
        engine = db.engine

    def looking_on(environ: dict[str, Any], start: Any) -> Any:
        def starting(*arguments: Any) -> Any:
            with Session(engine) as session:
                seen.append(set(session.scalars(sa.select(Tag.name))))
            return start(*arguments)

        return inner(environ, starting)

    trial_app.wsgi_app = looking_on  # type: ignore[method-assign]
    trial_app.test_client().post("/trial/303")
    assert seen == [{"303"}]


def test_every_answer_carries_an_id_of_its_own(trial_app: Flask) -> None:
    client = trial_app.test_client()
    answers = [client.get("/trial/200"), client.get("/nowhere"), client.post("/trial/crashed")]
    names = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(names) == 3
    assert all(len(name) == 16 for name in names)


def test_the_number_on_the_error_page_finds_the_lines_of_the_request(trial_app: Flask, log_lines: LogLines) -> None:
    answer = trial_app.test_client().post("/trial/crashed")
    number = answer.headers["X-Request-ID"]
    assert f"<code>{number}</code>" in answer.text
    assert [(line["message"], line["request_id"]) for line in log_lines()] == [
        ("unhandled error", number),
        ("POST /trial/crashed", number),
    ]


def test_what_the_database_refused_stays_out_of_the_log(trial_app: Flask, log_lines: LogLines) -> None:
    trial_app.test_client().post("/trial/impossible")
    refused, _end = log_lines()
    assert refused["message"] == "the database refused a write"
    assert "population_not_negative" in refused["exception"]
    assert "Коваль" not in refused["exception"] and "Таємна" not in refused["exception"]


def test_a_long_number_of_a_proxy_is_cut_for_the_audit_log_only(trial_app: Flask) -> None:
    given = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    answer = trial_app.test_client().post("/trial/200", headers={"X-Request-ID": given})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (200, given)
    with trial_app.app_context(), Session(db.engine) as session:
        assert session.scalars(sa.select(AuditEntry.request_id)).all() == [given[:32]]
