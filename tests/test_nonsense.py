"""Forms that nobody's browser would send are refused in words; nothing crashes."""

import json

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.saved_views import read_state
from tests.conftest import SignIn
from tests.support import factories as make

# Python calls these digits, and cannot make a number of some of them.
ODD_NUMBERS = ("²", "٣", "９", "1" * 30, "-1", "x")


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_a_number_that_is_none_is_refused(session: Session, login: SignIn, number: str) -> None:
    mailing = make.make_mailing(session)
    make.make_organisation(session, email="one@demo.example")
    client = login("coordinator")
    client.post(f"/mailings/{mailing.id}/send", {"expected": number, "when": "now"}, status=422)
    assert client.send("POST", "/tasks/new", 404, data={"record": f"event:{number}", "title": "Щось"}).status == 404
    page = client.send("POST", "/contacts/bulk?action=archive", 200, data={"ids": [number]})
    assert "All that the list shows" in page.text
    client.send("POST", "/hours/decide?to=confirmed", 302, data={"ids": number})


@pytest.mark.parametrize("period", ["0001", "0001-01", "0001-q1", "0001-01-01..2026-01-01", "9999", "9998"])
def test_a_time_of_which_nobody_keeps_records_is_no_crash(login: SignIn, period: str) -> None:
    client = login("administrator")
    for address in ("/interactions", "/settings/audit", "/settings/access-log", "/drivers", "/partnerships/growth"):
        assert client.client.get(f"{address}?period={period}").status_code in (200, 302, 422), address
    assert client.send("GET", "/settings/rates/new?day=0001-01-01", 200).errors() == []


@pytest.mark.parametrize("locale", ["", "xx", "Назва"])
def test_a_letter_in_no_language_is_refused(session: Session, login: SignIn, locale: str) -> None:
    person = make.make_person(session, email="olena@demo.example")
    client = login("coordinator")
    typed = {"email": "olena@demo.example", "subject": "Вітаю", "body": "Добрий день", "locale": locale}
    page = client.post(f"/letters/to/{person.id}", typed, status=422)
    assert page.errors()
    assert client.post("/letters/preview", typed, status=200).text


MANY_WORDS = json.dumps({"words": dict.fromkeys(map(str, range(61)), "")})
CHANGED = [
    "",
    "7",
    "[]",
    "null",
    '{"filters": 7}',
    '{"filters": true}',
    '{"words": "x"}',
    '{"query": {}}',
    '{"sort": 1}',
]


@pytest.mark.parametrize("text", [*CHANGED, MANY_WORDS, "[" * 7_000, "x" * 1_000_000])
def test_a_state_of_a_list_that_somebody_changed_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="bad_list_address"):
        read_state(text)
