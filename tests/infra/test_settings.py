"""What a new installation is safe by, before anybody has set anything."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.cli.storage import prepare_database
from config import load_config
from models import db
from models.accounts import User


def test_the_folder_of_the_data_is_for_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "var" / "data"
    create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{place}/mistok.db", DATA_DIR=place)
    assert place.stat().st_mode & 0o777 == 0o700
    own = tmp_path / "own"
    monkeypatch.setenv("DATA_DIR", str(own))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    load_config("development")
    assert own.stat().st_mode & 0o777 == 0o700
    assert (own / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("address", "wish", "secure"),
    [
        ("https://crm.library.example", None, True),
        ("http://127.0.0.1:8000", None, False),
        ("https://crm.library.example", "0", False),
        ("http://10.0.0.5", "1", True),
    ],
)
def test_the_cookie_of_a_session_keeps_to_https_where_the_address_does(
    monkeypatch: pytest.MonkeyPatch, address: str, wish: str | None, secure: bool
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BASE_URL", address)
    monkeypatch.delenv("COOKIE_SECURE", raising=False)
    if wish is not None:
        monkeypatch.setenv("COOKIE_SECURE", wish)
    assert load_config("production").SESSION_COOKIE_SECURE is secure


def test_a_public_server_begins_without_the_accounts_of_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.delenv("MISTOK_DEMO", raising=False)
    app = create_app("production", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/mistok.db", DATA_DIR=tmp_path)
    with app.app_context():
        prepare_database()
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == 0
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("environment", "wish", "wanted"),
    [("production", "1", True), ("development", None, True), ("development", "0", False)],
)
def test_the_demo_is_loaded_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, environment: str, wish: str | None, wanted: bool
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.delenv("MISTOK_DEMO", raising=False)
    if wish is not None:
        monkeypatch.setenv("MISTOK_DEMO", wish)
    assert load_config(environment).DEMO_WHEN_EMPTY is wanted
