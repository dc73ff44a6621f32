"""What a new installation is safe by, before anybody has set anything."""

from pathlib import Path

import pytest

from app import create_app
from config import load_config


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
