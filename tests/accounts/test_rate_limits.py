"""How often one address may try: the limit, its words, and whose address it is behind a proxy."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Build

LIMIT = 20


def ask(
    app: Flask, path: str = "/forgot-password", headers: dict[str, str] | None = None, locale: str = "en"
) -> TestResponse:
    asked = {"Accept-Language": locale, **(headers or {})}
    return app.test_client().post(path, data={"email": "olena@library.example"}, headers=asked)


@pytest.mark.parametrize("path", ["/login", "/forgot-password", "/reset-password/unknown", "/first-run"])
def test_too_many_tries_from_one_address_are_refused_in_words(limited_app: Build, path: str) -> None:
    app = limited_app()
    for _try in range(LIMIT):
        assert ask(app, path).status_code != 429
    refused = ask(app, path, locale="uk")
    assert refused.status_code == 429
    assert "Зачекайте кілька хвилин" in refused.get_data(as_text=True)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert app.test_client().get("/login").status_code == 302


def test_visitors_behind_a_trusted_proxy_are_told_apart(limited_app: Build) -> None:
    app = limited_app(TRUSTED_PROXIES=1)
    for _try in range(LIMIT):
        ask(app, headers={"X-Forwarded-For": "203.0.113.7"})
    assert ask(app, headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 429
    assert ask(app, headers={"X-Forwarded-For": "203.0.113.8"}).status_code != 429
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    assert ask(app, headers=forged).status_code == 429


def test_an_address_that_a_visitor_claims_is_not_believed_without_a_proxy(limited_app: Build) -> None:
    app = limited_app()
    for number in range(LIMIT):
        ask(app, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert ask(app, headers={"X-Forwarded-For": "203.0.113.99"}).status_code == 429
