"""Every form × what nobody should type: it is refused or taken, in words, and nothing crashes."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.conftest import Database, SignIn
from tests.support import factories
from tests.support.everything import fill_every_table
from tests.support.pages import Page
from tests.test_routes import SLOW, Way, open_way, ways

TYPED = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=submit])[name], textarea[name]"
BLANKS = ("   ",)
ODD = (
    "9" * 400,
    "-1",
    "a\x00b",
    "31.02.2026",
    "9999-12-31",
    "0001-01-01",
    "1.2.3",
    "1e308",
    "25:61",
    "٣",
    "👩‍👩‍👧" * 40,
    "\u202eобернено",
    "x" * 5_000,
    "1 000 000 000 000 000,55",
    "2026",
)


@pytest.fixture
def every_page(app: Flask, session: Session) -> list[Way]:
    """Every page that can be opened, of an application that holds a record of each kind."""
    app.config["NBU_URL"] = "http://127.0.0.1:9/"
    fill_every_table(session, factories.make_branch(session, "Центральна"))
    session.commit()
    return [way for way in ways(app, session) if way.method == "GET" and way.endpoint not in SLOW]


@pytest.mark.parametrize("texts", [BLANKS, ODD], ids=["blanks", "odd"])
def test_whatever_is_typed_into_a_form_gets_an_answer(
    every_page: list[Way], login: SignIn, texts: tuple[str, ...], database: Database
) -> None:
    if database.name == "postgresql" and texts is BLANKS:
        pytest.skip("a blank reaches no database; what does is tried on both")
    person = login(Role.ADMINISTRATOR)
    sent, crashed = set(), []
    for way in every_page:
        page = open_way(person, way)
        for number, form in enumerate(page.select("form[method=post]") if page.is_html else []):
            action = str(form.get("action") or way.path)
            if action == "/logout" or (action, number) in sent or not form.select(TYPED):
                continue
            sent.add((action, number))
            for filled in filled_in(page, number, form, texts):
                answer = Page(person.client.post(action, data={**filled, "csrf_token": person.token()}), action)
                answer.check()
                if answer.status >= 500:
                    crashed.append(f"{action} of {way.path} answered {answer.status} to {shortened(filled)}")
    assert len(sent) > 50
    assert not crashed, "\n".join(crashed)


def filled_in(page: Page, number: int, form: Tag, texts: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield what is sent: what can be typed is one text after another, what can only be chosen stays as it is."""
    typed = list(dict.fromkeys(str(field["name"]) for field in form.select(TYPED)))
    form["data-number"] = str(number)
    chosen = page.form(f"form[data-number='{number}']")
    for first in range(min(len(texts), 3)):
        yield {**chosen, **{name: texts[(first * 5 + place) % len(texts)] for place, name in enumerate(typed)}}


def shortened(filled: dict[str, Any]) -> dict[str, str]:
    """Return what was sent, short enough to be read."""
    return {name: str(value)[:30] for name, value in filled.items()}
