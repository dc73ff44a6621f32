"""An empty list tells readers what will appear in it, and asks only those who may do it to begin."""

import pytest

from tests.conftest import SignIn

LISTS = {
    "/interactions": "Open a contact and write down",
    "/partnerships": "Write down who",
    "/partnerships/ledger": "Open a partnership and write down",
    "/volunteers": "Write down who helps",
    "/opportunities": "Say what volunteers could do",
    "/hours": "Log the time",
    "/hours/summary": "confirm the hours that wait",
    "/events": "Tell what took place today",
    "/donations": "Record",
    "/donations/campaigns": "Begin a campaign",
    "/grants": "Write down the first idea",
    "/grants/calls": "Write down a funder’s call",
    "/grants/calls/compare": "Open a call and answer",
    "/grants/texts": "Keep what every application needs",
    "/grants/forecast": "Add an application with a call",
    "/grants/investments": "Write down the hours",
    "/privacy/consents": "Open a person’s record",
}


@pytest.mark.parametrize("path", LISTS)
def test_readers_are_not_asked_to_write(login: SignIn, path: str) -> None:
    asked = LISTS[path]
    page = login("monitor").get(path)
    assert page.select(".empty") and not page.select(".empty .btn")
    assert asked not in page.text
    assert "will appear here" in page.text
    editor = login("coordinator").get(path)
    assert editor.select(".empty .btn")


def test_only_who_may_import_reads_of_spreadsheets(login: SignIn) -> None:
    for role, offered in (("coordinator", True), ("director", False), ("staff", False), ("monitor", False)):
        assert ("import a spreadsheet" in login(role).get("/contacts").text) is offered, role


@pytest.mark.parametrize(
    "path", ["/events/log", "/events/new", "/donations/new", "/volunteers/new", "/opportunities/new"]
)
def test_a_form_that_needs_a_branch_says_who_adds_the_first(login: SignIn, path: str) -> None:
    form = login("administrator").get(path)
    assert "There are no branches yet." in form.text
    assert form.select("label[for=branch_id] .req")
    assert "/settings/branches/new" in form.links
    other = login("coordinator").get(path)
    assert "There are no branches yet: an administrator adds them." in other.text
    assert "/settings/branches/new" not in other.links
