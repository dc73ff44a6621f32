"""Numbers that no record can have get a clear answer, on both databases."""

from sqlalchemy.orm import Session

from tests.conftest import SignIn

HUGE = 99_999_999_999


def test_addresses_and_forms_with_impossible_numbers_are_no_crash(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    for path in (
        f"/partnerships/{HUGE}",
        f"/volunteers/{HUGE}",
        f"/hours/{HUGE}",
        f"/donations/{HUGE}",
        f"/donations/campaigns/{HUGE}",
    ):
        client.get(path, status=404)
    for path, fields in (
        ("/partnerships/new", {"organisation": HUGE}),
        ("/donations/new", {"donor": HUGE, "amount": "5"}),
        ("/hours/new", {"volunteer": HUGE, "minutes": "1"}),
        ("/hours/decide?to=confirmed", {"ids": HUGE}),
    ):
        answer = client.client.post(path, data={"csrf_token": client.token(), **fields})
        assert answer.status_code < 500, path
