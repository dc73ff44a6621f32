"""Mailings on their way: everybody once, whatever dies, stops or refuses."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from huey.api import Huey
from sqlalchemy.orm import Session

from app import letter_work
from app.domain.bounces import SuppressionReason
from app.domain.jobs import JobStatus
from app.domain.mailings import AudienceKind, MailingStatus, RecipientState, Trouble, Why
from app.jobs import jobs_of
from app.services.consents import withdraw_consent
from app.services.mailings import attach_job, confirm_mailing, go_on, pause, send_unknown_again
from config import ROOT
from models import db
from models.base import utc_now
from models.jobs import Job
from models.mailings import Bounce, Mailing, MailingRecipient, SuppressedAddress
from tests.support import factories as make
from tests.support.postbox import Postbox, free_port, server

TODAY = make.DAY


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """The mail server that the application sends to."""
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        app.config["MAIL_FROM"] = "Бібліотека <library@library.example>"
        yield box


def organisations(session: Session, count: int) -> list[str]:
    """Make organisations with an address each, and return the addresses."""
    emails = [f"org{number:03}@demo.example" for number in range(count)]
    for email in emails:
        make.make_organisation(session, email=email)
    return emails


def begin(app: Flask, session: Session, mailing: Mailing, expected: int) -> None:
    """Confirm a mailing as its page does; the job runs at the commit."""
    now = utc_now()
    by = mailing.created_by
    assert by is not None
    confirm_mailing(session, mailing, expected=expected, at=None, by=by, on=now.date(), now=now)
    hand_over(app, session, mailing)


def hand_over(app: Flask, session: Session, mailing: Mailing) -> None:
    job = jobs_of(app).enqueue(session, "mailing", mailing.name, {"mailing_id": mailing.id}, by_id=None)
    attach_job(session, mailing, job)
    session.commit()
    session.expire_all()


def states(session: Session, mailing: Mailing) -> dict[str, int]:
    session.expire_all()
    rows = sa.select(MailingRecipient.state, sa.func.count()).group_by(MailingRecipient.state)
    return {
        state.value: count for state, count in session.execute(rows.where(MailingRecipient.mailing_id == mailing.id))
    }


def test_everybody_gets_one_letter_of_their_own(app: Flask, session: Session, postbox: Postbox) -> None:
    person = make.make_person(session, "Коваль", email="olena@demo.example")
    make.make_consent(session, person, given_on=utc_now().date())
    make.make_organisation(session, "ГО «Читанка»", email="office@demo.example")
    mailing = make.make_mailing(session, body="{{greeting}}\n\n**{{full_name}}**, приходьте.")
    begin(app, session, mailing, 2)
    assert postbox.recipients == ["office@demo.example", "olena@demo.example"]
    assert mailing.status is MailingStatus.DONE
    assert states(session, mailing) == {"sent": 2}
    letter = next(item for item in postbox.letters if item["To"] == "olena@demo.example")
    row = session.scalars(sa.select(MailingRecipient).where(MailingRecipient.email == "olena@demo.example")).one()
    assert letter["Subject"] == "Новини для Олена"
    assert letter["Message-ID"] == row.message_id
    assert letter["List-Unsubscribe"] == f"<http://localhost/unsubscribe/{row.token}/one-click>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Reply-To"] == mailing.created_by.email  # type: ignore[union-attr]
    html, text = letter.get_body(("html",)), letter.get_body(("plain",))
    assert html is not None and "<strong>Олена Коваль</strong>" in html.get_content()
    assert text is not None and "Олена Коваль, приходьте." in text.get_content()
    assert f"/unsubscribe/{row.token}" in text.get_content()
    assert "office@" not in str(letter)


def test_nobody_without_consent_is_written_to(app: Flask, session: Session, postbox: Postbox) -> None:
    make.make_person(session, email="silent@demo.example")
    gone = make.make_person(session, email="gone@demo.example")
    make.make_consent(session, gone, given_on=make.DAY)
    willing = make.make_person(session, email="willing@demo.example")
    make.make_consent(session, willing, given_on=make.DAY)
    mailing = make.make_mailing(session)
    withdraw_consent(session, gone.id, "mailing", channel="phone", now=utc_now())  # type: ignore[arg-type]
    begin(app, session, mailing, 1)
    assert postbox.recipients == ["willing@demo.example"]
    assert mailing.excluded == {Why.NO_CONSENT.value: 2}


def test_a_consent_withdrawn_while_the_mailing_runs_is_respected(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = organisations(session, 2)
    person = make.make_person(session, email="olena@demo.example")
    make.make_consent(session, person, given_on=make.DAY)
    mailing = make.make_mailing(session)
    taken = Postbox.handle_DATA

    async def withdraws(self: Postbox, *arguments: Any) -> str:
        if not self.letters:
            with app.app_context():
                withdraw_consent(db.session(), person.id, "mailing", channel="web", now=utc_now())  # type: ignore[arg-type]
                make.make_suppression(db.session(), emails[1], reason=SuppressionReason.UNSUBSCRIBED)
                db.session.commit()
        return await taken(self, *arguments)

    monkeypatch.setattr(Postbox, "handle_DATA", withdraws)
    begin(app, session, mailing, 3)
    assert postbox.recipients == [emails[0]]
    left = sa.select(MailingRecipient.reason).where(MailingRecipient.state == RecipientState.SKIPPED)
    assert sorted(session.scalars(left)) == [Why.NO_CONSENT, Why.UNSUBSCRIBED]


def test_refusals_are_told_apart(app: Flask, session: Session, postbox: Postbox) -> None:
    for name in ("nobody", "full", "policy", "office"):
        make.make_organisation(session, email=f"{name}@demo.example")
    mailing = make.make_mailing(session)
    begin(app, session, mailing, 4)
    assert postbox.recipients == ["office@demo.example"]
    # The full mailbox is tried again later, so that the mailing is not over.
    assert mailing.status is MailingStatus.SENDING
    rows = {row.email.partition("@")[0]: row for row in session.scalars(sa.select(MailingRecipient))}
    assert rows["full"].state is RecipientState.PENDING
    assert rows["full"].try_after is not None and rows["full"].try_after > utc_now()
    assert (rows["nobody"].state, rows["nobody"].reason) == (RecipientState.FAILED, Trouble.REFUSED)
    assert "No such user" in rows["nobody"].detail
    assert rows["nobody"].bounced_at is not None and rows["policy"].bounced_at is None
    suppressed = session.scalars(sa.select(SuppressedAddress)).all()
    assert [(item.email, item.reason) for item in suppressed] == [("nobody@demo.example", SuppressionReason.BOUNCED)]


def test_a_full_mailbox_is_tried_three_times_and_then_given_up(app: Flask, session: Session, postbox: Postbox) -> None:
    make.make_organisation(session, email="full@demo.example")
    mailing = make.make_mailing(session)
    begin(app, session, mailing, 1)
    row = session.scalars(sa.select(MailingRecipient)).one()
    for attempt in (1, 2):
        assert (row.state, row.attempts) == (RecipientState.PENDING, attempt)
        row.try_after = utc_now() - timedelta(seconds=1)
        hand_over(app, session, mailing)
    assert (row.state, row.reason, row.attempts) == (RecipientState.FAILED, Trouble.LATER, 3)
    assert mailing.status is MailingStatus.DONE
    assert [bounce.kind.value for bounce in session.scalars(sa.select(Bounce))] == ["soft"]


def test_a_server_that_takes_a_letter_and_falls_silent_gets_it_only_once(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    emails = organisations(session, 5)
    postbox.dies_after = 2
    mailing = make.make_mailing(session)
    begin(app, session, mailing, 5)
    assert states(session, mailing) == {"sent": 2, "unknown": 3}
    assert postbox.recipients == emails
    assert mailing.status is MailingStatus.DONE
    postbox.dies_after = None
    assert send_unknown_again(session, mailing) == 3
    hand_over(app, session, mailing)
    assert states(session, mailing) == {"sent": 5}
    assert len(postbox.letters) == 8


def test_a_server_that_is_not_there_is_waited_for_and_then_the_mailing_pauses(app: Flask, session: Session) -> None:
    organisations(session, 3)
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{free_port()}"
    mailing = make.make_mailing(session)
    begin(app, session, mailing, 3)
    for failures in range(1, 5):
        assert (mailing.status, mailing.server_failures) == (MailingStatus.SENDING, failures)
        assert states(session, mailing) == {"pending": 3}
        hand_over(app, session, mailing)
    assert (mailing.status, mailing.trouble) == (MailingStatus.PAUSED, Trouble.SERVER)
    assert states(session, mailing) == {"pending": 3}
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        go_on(session, mailing)
        hand_over(app, session, mailing)
        assert len(box.recipients) == 3
    assert (mailing.status, mailing.trouble) == (MailingStatus.DONE, "")


def test_a_letter_that_the_server_takes_for_spam_stops_after_five(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    organisations(session, 20)
    mailing = make.make_mailing(session, subject="spam")
    begin(app, session, mailing, 20)
    assert (mailing.status, mailing.trouble) == (MailingStatus.PAUSED, Trouble.LETTER_REFUSED)
    assert states(session, mailing) == {"failed": 5, "pending": 15}
    assert not session.scalars(sa.select(SuppressedAddress)).all()


def test_a_crash_in_the_middle_pauses_and_going_on_sends_the_rest_once(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = organisations(session, 10)
    mailing = make.make_mailing(session)
    send = letter_work.Round._send

    def dies(self: Any, letter: Any) -> None:
        if len(postbox.letters) == 4:
            raise MemoryError
        send(self, letter)

    monkeypatch.setattr(letter_work.Round, "_send", dies)
    begin(app, session, mailing, 10)
    assert (mailing.status, mailing.trouble) == (MailingStatus.PAUSED, Trouble.CRASHED)
    assert states(session, mailing) == {"sent": 4, "unknown": 1, "pending": 5}
    monkeypatch.undo()
    go_on(session, mailing)
    hand_over(app, session, mailing)
    assert states(session, mailing) == {"sent": 9, "unknown": 1}
    assert postbox.recipients == sorted({*emails} - {emails[4]})


def test_a_pause_holds_at_once_and_a_job_of_before_does_nothing(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisations(session, 6)
    mailing = make.make_mailing(session)
    taken = Postbox.handle_DATA

    async def paused(self: Postbox, *arguments: Any) -> str:
        if len(self.letters) == 2:
            with app.app_context():
                pause(db.session(), db.session.get_one(Mailing, mailing.id))
                db.session.commit()
        return await taken(self, *arguments)

    monkeypatch.setattr(Postbox, "handle_DATA", paused)
    begin(app, session, mailing, 6)
    assert (mailing.status, states(session, mailing)) == (MailingStatus.PAUSED, {"sent": 3, "pending": 3})
    former = session.get_one(Job, mailing.job_id)
    monkeypatch.undo()
    go_on(session, mailing)
    hand_over(app, session, mailing)
    former.status = JobStatus.QUEUED
    session.commit()
    jobs_of(app).run(former.id)
    assert len(postbox.letters) == 6
    assert states(session, mailing) == {"sent": 6}


def test_a_pace_gives_other_jobs_their_turn(app: Flask, session: Session, postbox: Postbox) -> None:
    organisations(session, 10)
    mailing = make.make_mailing(session, per_minute=12)
    before = jobs_of(app).queue.scheduled_count()
    begin(app, session, mailing, 10)
    assert len(postbox.letters) == 4
    job = session.get_one(Job, mailing.job_id)
    assert job.status is JobStatus.QUEUED
    assert jobs_of(app).queue.scheduled_count() == before + 1
    assert mailing.status is MailingStatus.SENDING


def test_addresses_are_written_to_once_even_when_two_contacts_share_one(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    make.make_organisation(session, email="shared@demo.example")
    make.make_organisation(session, email="shared@demo.example")
    mailing = make.make_mailing(session)
    begin(app, session, mailing, 1)
    assert postbox.recipients == ["shared@demo.example"]
    assert mailing.excluded == {Why.DUPLICATE.value: 1}


WORKER = """
import sys
from app import create_app
from app.jobs import jobs_of
from pathlib import Path
app = create_app("testing", SQLALCHEMY_DATABASE_URI=sys.argv[1], DATA_DIR=Path(sys.argv[2]), JOBS_IMMEDIATE=False,
                 MAIL_URL=sys.argv[3], MAIL_FROM="library@library.example", BASE_URL="http://localhost")
jobs_of(app).work()
"""


def test_a_killed_worker_sends_nobody_anything_twice(worker_app: Flask) -> None:
    session = db.session()
    emails = organisations(session, 120)
    mailing = make.make_mailing(session, audience=AudienceKind.ORGANISATIONS)
    begin(worker_app, session, mailing, 120)
    with server() as (box, port):
        arguments = [
            sys.executable,
            "-c",
            WORKER,
            db.engine.url.render_as_string(hide_password=False),
            str(worker_app.config["DATA_DIR"]),
            f"smtp://127.0.0.1:{port}",
        ]
        worker = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait(lambda: len(box.letters) >= 40)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        assert len(box.letters) < 120
        worker = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait(lambda: status(session, mailing.id) is MailingStatus.DONE)
        finally:
            worker.kill()
            worker.wait()
        received = box.recipients
    assert len(received) == len(set(received)), "somebody got a letter twice"
    session.expire_all()
    unknown = set(
        session.scalars(sa.select(MailingRecipient.email).where(MailingRecipient.state == RecipientState.UNKNOWN))
    )
    sent = set(session.scalars(sa.select(MailingRecipient.email).where(MailingRecipient.state == RecipientState.SENT)))
    assert sent | unknown == set(emails)
    assert sent <= set(received)
    assert len(unknown) <= 1


def status(session: Session, mailing_id: int) -> MailingStatus:
    session.rollback()
    session.expire_all()
    return session.get_one(Mailing, mailing_id).status


def wait(is_true: Any) -> None:
    """Wait until something is so; two minutes are far more than it ever takes."""
    for _attempt in range(1200):
        if is_true():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be")


def test_a_scheduled_mailing_waits_even_when_the_worker_is_started_anew(worker_app: Flask, tmp_path: Path) -> None:
    session = db.session()
    organisations(session, 2)
    mailing = make.make_mailing(session)
    now = utc_now()
    assert mailing.created_by is not None
    at = now + timedelta(hours=2)
    confirm_mailing(session, mailing, expected=2, at=at, by=mailing.created_by, on=now.date(), now=now)
    job = jobs_of(worker_app).enqueue(
        session, "mailing", "Пізніше", {"mailing_id": mailing.id}, by_id=None, not_before=at
    )
    attach_job(session, mailing, job)
    session.commit()
    queue: Huey = jobs_of(worker_app).queue
    assert (len(queue), queue.scheduled_count()) == (0, 1)
    folder = tmp_path / "mail"
    worker_app.config["MAIL_URL"] = f"file://{folder}"
    jobs_of(worker_app).run(job.id)
    assert status(session, mailing.id) is MailingStatus.SCHEDULED
    assert not folder.exists()
    session.get_one(Job, job.id).arguments = {**job.arguments, "not_before": now.isoformat()}
    session.commit()
    jobs_of(worker_app).run(job.id)
    assert status(session, mailing.id) is MailingStatus.DONE
    assert len(list(folder.iterdir())) == 2
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", session.scalars(sa.select(MailingRecipient.message_id)).all()[0])
