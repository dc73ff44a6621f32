"""The letter of the day: who gets what, in which language, exactly once."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from app.digest import retry_digests, send_digests
from app.domain.grants import Stage
from app.domain.roles import Role
from app.services.reminders import claim_digest
from models.tasks import Digest
from tests.conftest import SignIn
from tests.support import factories

MORNING = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
DAY = MORNING.date()


class Postbox:
    """A mail server that keeps what it takes; `refuses` are addresses that it sends away for now."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuses:
            return "452 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A mail server to which the application sends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()


def body(letter: EmailMessage, kind: str) -> str:
    """Return the plain or the HTML part of a letter."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_letter_says_what_is_due_in_both_forms(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session, email="olena@library.example")
    person = factories.make_person(session, "Ґудзь")
    for title, days in (("late", -2), ("now", 0), ("soon", 3), ("much later", 4)):
        due_on = DAY + timedelta(days=days)
        factories.make_task(session, f"Task {title}", assignee_id=user.id, due_on=due_on, contact_id=person.id)
    factories.make_task(session, "Task <b>undated</b>", assignee_id=user.id)
    session.commit()
    assert send_digests(session, MORNING) == {"sent": 1}
    (letter,) = postbox.letters
    assert letter["To"] == "olena@library.example"
    assert "3 things to do" in letter["Subject"]
    text, page = body(letter, "plain"), body(letter, "html")
    for words in ("Task late", "Task now", "Task soon", person.display_name, "http://localhost/tasks/"):
        assert words in text
        assert words in page
    assert text.index("Overdue") < text.index("Task late") < text.index("Today") < text.index("Task now")
    assert "much later" not in text + page
    assert "undated" not in text + page
    assert "http://localhost/account/reminders" in text


def test_the_letter_is_in_the_language_of_the_account(session: Session, postbox: Postbox) -> None:
    for locale in ("uk", "en"):
        user = factories.make_user(session, email=f"{locale}@library.example", locale=locale, name="Коваль Ірина")
        factories.make_task(session, "Зателефонувати", assignee_id=user.id, due_on=DAY)
    session.commit()
    send_digests(session, MORNING)
    letters = {str(letter["To"]): letter for letter in postbox.letters}
    assert "18.11.2026" in letters["uk@library.example"]["Subject"]
    assert "18 Nov 2026" in letters["en@library.example"]["Subject"]
    assert 'lang="uk"' in body(letters["uk@library.example"], "html")
    for kind in ("plain", "html"):
        assert "Добрий день, Ірино." in body(letters["uk@library.example"], kind)
        assert "Good day, Ірина." in body(letters["en@library.example"], kind)


def test_the_letter_greets_by_no_name_where_its_vocative_is_not_known(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session, locale="uk", name="Левадна Ґражина")
    factories.make_task(session, "Зателефонувати", assignee_id=user.id, due_on=DAY)
    session.commit()
    send_digests(session, MORNING)
    text = body(postbox.letters[0], "plain")
    assert text.startswith("Добрий день!") and "Ґражин" not in text


def test_markup_in_a_title_stays_text(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session)
    factories.make_task(session, "<script>alert(1)</script>", assignee_id=user.id, due_on=DAY)
    session.commit()
    send_digests(session, MORNING)
    assert "<script>" not in body(postbox.letters[0], "html")
    assert "<script>alert(1)</script>" in body(postbox.letters[0], "plain")


def test_a_second_run_sends_nothing(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session)
    factories.make_task(session, assignee_id=user.id, due_on=DAY)
    session.commit()
    assert send_digests(session, MORNING) == {"sent": 1}
    assert send_digests(session, MORNING + timedelta(hours=1)) == {"sent": 0}
    assert retry_digests(session, MORNING + timedelta(hours=3)) == {"sent": 0}
    assert len(postbox.letters) == 1
    assert send_digests(session, MORNING + timedelta(days=1)) == {"sent": 1}


def test_a_worker_that_died_after_its_claim_sends_nothing_twice(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session)
    factories.make_task(session, assignee_id=user.id, due_on=DAY)
    session.commit()
    assert claim_digest(session, user.id, DAY)
    session.commit()
    assert not claim_digest(session, user.id, DAY)
    session.commit()
    assert send_digests(session, MORNING) == {"sent": 0}
    assert postbox.letters == []


def test_nothing_to_say_is_no_letter(session: Session, postbox: Postbox, login: SignIn) -> None:
    user = factories.make_user(session)
    factories.make_task(session, assignee_id=user.id, due_on=DAY + timedelta(days=20))
    closed = factories.make_user(session, is_active=False)
    factories.make_task(session, assignee_id=closed.id, due_on=DAY)
    reader = factories.make_user(session, Role.MONITOR)
    factories.make_task(session, assignee_id=reader.id, due_on=DAY)
    refuses = login("coordinator")
    factories.make_task(session, assignee_id=refuses.user.id, due_on=DAY)
    page = refuses.get("/account/reminders")
    refuses.submit(page, {"digest": None})
    assert send_digests(session, MORNING) == {"sent": 0}
    assert postbox.letters == []
    refuses.submit(refuses.get("/account/reminders"), {"digest": "y"})
    assert send_digests(session, MORNING) == {"sent": 1}


def test_a_letter_that_did_not_leave_is_tried_once_more(session: Session, postbox: Postbox) -> None:
    full = factories.make_user(session, email="full@library.example")
    fine = factories.make_user(session, email="fine@library.example")
    for user in (full, fine):
        factories.make_task(session, assignee_id=user.id, due_on=DAY)
    session.commit()
    postbox.refuses.add("full@library.example")
    assert send_digests(session, MORNING) == {"sent": 1}
    noted = session.scalars(sa.select(Digest).where(Digest.user_id == full.id)).one()
    assert noted.failed_at is not None
    assert "452" in noted.error
    assert retry_digests(session, MORNING + timedelta(hours=3)) == {"sent": 0}
    postbox.refuses.clear()
    assert retry_digests(session, MORNING + timedelta(hours=4)) == {"sent": 0}
    assert [str(letter["To"]) for letter in postbox.letters] == ["fine@library.example"]


def test_the_second_try_reaches_those_who_missed_the_first(session: Session, postbox: Postbox) -> None:
    user = factories.make_user(session, email="full@library.example")
    factories.make_task(session, assignee_id=user.id, due_on=DAY)
    session.commit()
    postbox.refuses.add("full@library.example")
    send_digests(session, MORNING)
    postbox.refuses.clear()
    assert retry_digests(session, MORNING + timedelta(hours=3)) == {"sent": 1}
    assert retry_digests(session, MORNING + timedelta(hours=4)) == {"sent": 0}
    assert len(postbox.letters) == 1


@pytest.mark.parametrize(
    ("days", "mentioned"), [(60, True), (59, False), (7, True), (0, True), (-1, True), (-2, False), (-8, True)]
)
def test_the_end_of_an_agreement_is_mentioned_on_certain_days(
    session: Session, postbox: Postbox, days: int, mentioned: bool
) -> None:
    owner = factories.make_user(session, Role.COORDINATOR)
    factories.make_user(session, Role.COORDINATOR)
    partner = factories.make_organisation(session, "Ліцей № 12")
    factories.make_partnership(session, partner, owner=owner, memorandum_until=DAY + timedelta(days=days))
    session.commit()
    assert send_digests(session, MORNING) == {"sent": int(mentioned)}
    if mentioned:
        assert postbox.letters[0]["To"] == owner.email
        assert "Memorandum: Ліцей № 12" in body(postbox.letters[0], "plain")


@pytest.mark.parametrize(("days", "mentioned"), [(30, True), (29, False), (14, True), (7, True), (1, True), (-5, True)])
def test_reports_are_mentioned_on_certain_days(session: Session, postbox: Postbox, days: int, mentioned: bool) -> None:
    owner = factories.make_user(session)
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION, owner=owner)
    factories.make_deliverable(session, application, due_on=DAY + timedelta(days=days))
    factories.make_user(session, Role.STAFF)
    session.commit()
    assert send_digests(session, MORNING) == {"sent": int(mentioned)}
    if mentioned:
        assert application.title in body(postbox.letters[0], "plain")
