"""Mailings on their pages: writing, the check of the audience, confirming, leaving, letters that came back."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.bounces import BounceKind, SuppressionReason, bounce_kind, read_report
from app.domain.errors import RuleError
from app.domain.mailings import MailingStatus, RecipientState
from app.queries.consents import consented
from app.services.erasure_work import erase_person
from app.services.merging import merge, undo_merge
from app.uploads import FileStore
from models.base import utc_now
from models.letters import Letter
from models.mailings import Bounce, Mailing, MailingRecipient, SuppressedAddress
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.pages import PageClient


def willing(session: Session, name: str, email: str, **fields: Any) -> Any:
    person = make.make_person(session, name, email=email, **fields)
    make.make_consent(session, person, given_on=make.DAY)
    return person


def test_a_mailing_is_written_checked_and_sent(session: Session, login: SignIn, mail_folder: Path) -> None:
    tag = make.make_tag(
        session,
        "Читачі",
        willing(session, "Коваль", "olena@demo.example"),
        make.make_person(session, "Безмовна", email="silent@demo.example"),
        make.make_person(session, "Безадресна"),
        willing(session, "Юна", "young@demo.example", birth_date=today() - timedelta(days=365 * 10)),
        willing(session, "Архівна", "old@demo.example", archived_at=make.MOMENT),
        willing(session, "Пішла", "gone@demo.example"),
        willing(session, "Хибна", "bad@demo.example"),
        make.make_organisation(session, "ГО «Читанка»", email="office@demo.example"),
    )
    make.make_suppression(session, "bad@demo.example")
    make.make_suppression(session, "gone@demo.example", reason=SuppressionReason.UNSUBSCRIBED)
    client = login("coordinator")
    page = client.get("/mailings/new")
    typed = {
        "name": "Новини листопада",
        "audience": "tag",
        "tag_id": str(tag.id),
        "subject": "Новини, {{first_name|друзі}}",
        "body": "{{greeting}}",
    }
    record = client.follow(client.submit(page, typed))
    for words in ("No consent", "No e-mail address", "Under 18", "In the archive", "Unsubscribed", "come back"):
        assert words in record.text
    mailing = session.scalars(sa.select(Mailing)).one()
    reasons = client.get(f"/mailings/{mailing.id}/audience?why=no_consent")
    assert "Безмовна" in reasons.text and "Коваль" not in reasons.text
    assert "Коваль" in client.get(f"/mailings/{mailing.id}/audience?gets=1").text
    drawn = client.get(f"/mailings/{mailing.id}/preview")
    assert "Новини, друзі" in drawn.text
    assert "Новини, Олена" in client.get(f"/mailings/{mailing.id}/preview?n=2").text
    frame = client.get(f"/mailings/{mailing.id}/letter?n=2")
    assert "Новини, Олена" in frame.html
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    client.post(f"/mailings/{mailing.id}/test")
    assert len(list(mail_folder.iterdir())) == 1
    confirm = client.get(f"/mailings/{mailing.id}/send")
    assert "2 letters will leave" in confirm.text
    willing(session, "Нова", "new@demo.example")
    record = client.follow(client.submit(confirm))
    assert record.texts("h1") == ["Новини листопада"]
    assert "Finished" in record.text
    assert len(list(mail_folder.iterdir())) == 3
    client.get(f"/mailings/{mailing.id}/recipients?state=sent")
    table = client.get(f"/mailings/{mailing.id}/recipients?format=csv")
    assert "olena@demo.example" in table.html
    client.post(f"/mailings/{mailing.id}/remove")
    assert session.scalars(sa.select(sa.func.count()).select_from(Mailing)).one() == 1


def test_a_mailing_to_people_without_consent_is_refused_in_words(
    session: Session, login: SignIn, mail_folder: Path
) -> None:
    make.make_person(session, email="silent@demo.example")
    mailing = make.make_mailing(session)
    client = login("coordinator")
    assert "without a consent" in client.get(f"/mailings/{mailing.id}").text
    refused = client.post(f"/mailings/{mailing.id}/send", {"expected": "1", "when": "now"}, 422)
    assert "without a consent" in refused.text
    assert not mail_folder.exists()


def test_an_audience_that_changed_is_confirmed_anew(session: Session, login: SignIn, mail_folder: Path) -> None:
    willing(session, "Коваль", "olena@demo.example")
    mailing = make.make_mailing(session)
    client = login("coordinator")
    page = client.get(f"/mailings/{mailing.id}/send")
    willing(session, "Бойко", "boiko@demo.example")
    refused = client.submit(page, status=422)
    assert any("the number of letters is now 2" in error for error in refused.errors())
    assert not mail_folder.exists()
    client.submit(refused)
    assert len(list(mail_folder.iterdir())) == 2


def test_a_mailing_waits_for_its_time_and_may_be_called_off(session: Session, login: SignIn) -> None:
    willing(session, "Коваль", "olena@demo.example")
    mailing = make.make_mailing(session)
    client = login("director")
    page = client.get(f"/mailings/{mailing.id}/send")
    client.submit(page, {"when": "later"}, status=422)
    client.submit(page, {"when": "later", "day": "2001-01-01", "time": "10:00"}, status=422)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    record = client.follow(client.submit(page, {"when": "later", "day": tomorrow, "time": "10:00"}))
    assert "Begins on" in record.text
    client.post(f"/mailings/{mailing.id}/unschedule")
    session.expire_all()
    assert mailing.status is MailingStatus.DRAFT
    client.post(f"/mailings/{mailing.id}/pause")
    assert mailing.status is MailingStatus.DRAFT


def test_a_letter_with_a_gap_goes_to_nobody_who_has_it(session: Session, login: SignIn) -> None:
    willing(session, "Коваль", "olena@demo.example", city="Луцьк")
    willing(session, "Бойко", "boiko@demo.example")
    mailing = make.make_mailing(session, body="Вітання місту {{city}}")
    client = login("coordinator")
    assert "Nothing known for a field" in client.get(f"/mailings/{mailing.id}").text
    assert "Бойко" in client.get(f"/mailings/{mailing.id}/audience?why=empty_field").text
    client.submit(client.get(f"/mailings/{mailing.id}/send"))
    assert session.scalars(sa.select(MailingRecipient.email)).all() == ["olena@demo.example"]


def test_a_copy_is_a_draft_and_a_mailing_that_is_out_cannot_be_changed(session: Session, login: SignIn) -> None:
    mailing = make.make_mailing(session, status=MailingStatus.DONE, started_at=make.MOMENT)
    client = login("coordinator")
    assert client.get(f"/mailings/{mailing.id}/edit", 302).location == f"/mailings/{mailing.id}"
    page = client.follow(client.post(f"/mailings/{mailing.id}/copy"))
    assert page.form("form[data-letter]")["subject"] == mailing.subject
    login("staff").get("/mailings", 403)


def test_letters_of_which_nobody_knows_are_shown_and_sent_again_only_on_demand(
    session: Session, login: SignIn, mail_folder: Path
) -> None:
    person = willing(session, "Коваль", "olena@demo.example")
    mailing = make.make_mailing(session, status=MailingStatus.DONE, started_at=make.MOMENT, recipient_count=1)
    make.make_recipient(session, mailing, person, state=RecipientState.UNKNOWN, sent_at=None)
    client = login("coordinator")
    assert "nobody knows" in client.get(f"/mailings/{mailing.id}").text
    client.post(f"/mailings/{mailing.id}/unknown")
    client.post(f"/mailings/{mailing.id}/unknown")
    assert len(list(mail_folder.iterdir())) == 1


def test_the_pages_ask_a_fixed_number_of_questions(app: Flask, session: Session, login: SignIn) -> None:
    client = login("coordinator")
    mailing = make.make_mailing(session)
    done = make.make_mailing(session, status=MailingStatus.DONE, started_at=make.MOMENT)
    parts = (f"{mailing.id}", f"{mailing.id}/audience", f"{mailing.id}/preview", f"{done.id}", f"{done.id}/recipients")
    paths = ("/mailings", *(f"/mailings/{part}" for part in (*parts, "addresses", "bounces")))
    counts = []
    for number in (2, 15):
        for _time in range(number):
            person = willing(session, "Коваль", f"p{make.number()}@demo.example")
            make.make_recipient(session, done, person)
            make.make_suppression(session, f"s{make.number()}@demo.example")
            make.make_bounce(session)
        for path in paths:
            client.get(path)
            with count_queries(app) as count:
                client.get(path)
            counts.append((path, len(count)))
    assert counts[: len(paths)] == counts[len(paths) :]
    assert max(number for _path, number in counts) <= 14


def leaving(session: Session) -> tuple[Any, MailingRecipient]:
    person = willing(session, "Коваль", "olena@demo.example")
    recipient = make.make_recipient(session, contact=person)
    session.commit()
    return person, recipient


def agrees(session: Session, person: Any) -> bool:
    session.expire_all()
    return person.id in session.scalars(consented("mailing", date(2100, 1, 1))).all()


def test_a_reader_leaves_with_one_button_and_comes_back(session: Session, visitor: PageClient) -> None:
    person, recipient = leaving(session)
    path = f"/unsubscribe/{recipient.token}"
    page = visitor.get(path)
    visitor.get(f"{path}/one-click")
    assert agrees(session, person), "opening the page must not unsubscribe anybody"
    answer = visitor.submit(page)
    assert answer.location == path
    left = visitor.follow(answer)
    assert "You are unsubscribed" in left.heading
    assert not agrees(session, person)
    suppressed = session.scalars(sa.select(SuppressedAddress)).one()
    assert (suppressed.email, suppressed.reason) == ("olena@demo.example", SuppressionReason.UNSUBSCRIBED)
    visitor.submit(left)
    assert agrees(session, person)
    assert not session.scalars(sa.select(SuppressedAddress)).all()


def test_a_letter_to_one_person_offers_to_leave_when_its_writer_wants_so(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    person = willing(session, "Коваль", "olena@demo.example")
    session.commit()
    writer = login("coordinator")
    for offers in (False, True):
        form = writer.get(f"/letters/to/{person.id}")
        changes = {"subject": "Новини", "body": "Запрошуємо.", "offers_to_leave": "1" if offers else None}
        writer.submit(form, changes)
    plain, offering = session.scalars(sa.select(Letter).order_by(Letter.id))
    assert "unsubscribe" not in plain.text + plain.html
    path = re.search(r"/unsubscribe/\S+", offering.text)[0]  # type: ignore[index]
    assert f'{path}"' in offering.html
    page = visitor.get(path)
    assert agrees(session, person), "opening the page must not unsubscribe anybody"
    left = visitor.follow(visitor.submit(page))
    assert "You are unsubscribed" in left.heading
    assert not agrees(session, person)
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["olena@demo.example"]
    visitor.submit(left)
    assert agrees(session, person)
    assert not session.scalars(sa.select(SuppressedAddress)).all()
    visitor.get(f"{path}x", 404)


def test_a_preview_shows_what_stands_under_the_letter(session: Session, login: SignIn) -> None:
    make.make_institution(session, name_uk="Міська бібліотека", address="м. Луцьк")
    person = willing(session, "Коваль", "olena@demo.example")
    session.commit()
    me = login("coordinator")
    typed = {"subject": "Новини", "body": "Запрошуємо.", "locale": "uk"}
    path = f"/letters/preview?contact={person.id}"
    plain = me.post(path, typed, status=200)
    assert plain.texts(".letter-foot") == ["Міська бібліотека, м. Луцьк"]
    assert "unsubscribe" not in plain.html
    offering = me.post(path, {**typed, "offers_to_leave": "y"}, status=200)
    assert "Скасувати розсилку" in offering.texts(".letter-foot")[0]
    assert "/unsubscribe/…" in offering.texts(".letter-plain")[0]
    assert "Unsubscribe" in me.post(path, {**typed, "locale": "en", "offers_to_leave": "y"}, status=200).text
    form = me.get(f"/letters/to/{person.id}")
    assert "Скасувати розсилку" in me.submit(form, {**typed, "offers_to_leave": "1", "preview": "1"}, status=200).html
    assert "Скасувати розсилку" in me.post("/letters/preview?mailing=1", typed, status=200).text
    assert "Скасувати розсилку" in me.post("/letters/preview", {**typed, "purpose": "mailing"}, status=200).text
    assert "Скасувати розсилку" not in me.post("/letters/preview", {**typed, "purpose": "personal"}, status=200).text


def test_a_mail_program_unsubscribes_its_reader_without_a_page(session: Session, visitor: PageClient) -> None:
    person, recipient = leaving(session)
    path = f"/unsubscribe/{recipient.token}/one-click"
    assert visitor.client.post(path, data={"x": "y"}).status_code == 400
    assert agrees(session, person)
    for _time in range(2):
        answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not agrees(session, person)
    assert visitor.client.post(f"/unsubscribe/{recipient.token}").status_code == 400


def test_a_link_that_nobody_sent_leads_nowhere(session: Session, visitor: PageClient) -> None:
    leaving(session)
    assert "no longer works" in visitor.get("/unsubscribe/guessed", 404).heading
    assert (
        visitor.client.post("/unsubscribe/guessed/one-click", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    )


def test_the_link_works_after_the_contact_is_gone(session: Session, visitor: PageClient) -> None:
    _person, recipient = leaving(session)
    recipient.contact_id = None
    page = visitor.get(f"/unsubscribe/{recipient.token}")
    visitor.submit(page)
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["olena@demo.example"]
    recipient.email = recipient.name = ""
    page = visitor.get(f"/unsubscribe/{recipient.token}")
    assert "no longer known" in page.text


def test_the_link_works_after_the_contact_was_merged_and_the_merge_undone(
    session: Session, visitor: PageClient
) -> None:
    person, recipient = leaving(session)
    survivor = make.make_person(session, "Коваль", "Олена", email="second@demo.example")
    merging = merge(session, survivor, person, by=None, now=utc_now())
    session.commit()
    assert agrees(session, survivor)
    left = visitor.follow(visitor.submit(visitor.get(f"/unsubscribe/{recipient.token}")))
    assert "You are unsubscribed" in left.heading
    session.expire_all()
    assert not agrees(session, survivor)
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["olena@demo.example"]
    visitor.submit(left)
    session.expire_all()
    assert agrees(session, survivor)
    undo_merge(session, merging, by=None, now=utc_now())
    session.commit()
    visitor.submit(visitor.get(f"/unsubscribe/{recipient.token}"))
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["olena@demo.example"]


def test_the_link_works_after_the_person_was_erased(app: Flask, session: Session, visitor: PageClient) -> None:
    person, recipient = leaving(session)
    erase_person(session, person, store=FileStore(app.config["DATA_DIR"] / "uploads"), now=utc_now())
    session.commit()
    path = f"/unsubscribe/{recipient.token}"
    assert "no longer known" in visitor.get(path).text
    answer = visitor.client.post(f"{path}/one-click", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "no longer known" in visitor.get(path).text
    assert not session.scalars(sa.select(SuppressedAddress)).all()


def test_an_organisation_leaves_too(session: Session, visitor: PageClient) -> None:
    office = make.make_organisation(session, email="office@demo.example")
    recipient = make.make_recipient(session, contact=office)
    visitor.submit(visitor.get(f"/unsubscribe/{recipient.token}"))
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["office@demo.example"]


def report(
    recipient: str, status: str = "5.1.1", message_id: str = "", action: str = "failed", token: str = ""
) -> bytes:
    """A delivery report as mail servers write it."""
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: library@library.example\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} Go away\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID:\r\n {message_id}\r\nSubject: x\r\n"
        f"List-Unsubscribe:\r\n <https://library.example/unsubscribe/{token}/one-click>\r\n\r\n--b--\r\n"
    ).encode()


def hand_in(client: PageClient, *contents: bytes, status: int = 302) -> Any:
    files = [(BytesIO(content), f"report{number}.eml") for number, content in enumerate(contents)]
    return client.post("/mailings/bounces", {"files": files}, status)


def test_a_report_stops_mailings_to_a_dead_address_and_is_counted_once(session: Session, login: SignIn) -> None:
    person = willing(session, "Коваль", "olena@demo.example")
    recipient = make.make_recipient(session, contact=person)
    client = login("coordinator")
    content = report("forwarded@elsewhere.example", message_id=recipient.message_id)
    hand_in(client, content)
    hand_in(client, content)
    session.expire_all()
    bounce = session.scalars(sa.select(Bounce)).one()
    assert (bounce.email, bounce.kind, bounce.recipient_id) == ("olena@demo.example", BounceKind.HARD, recipient.id)
    assert recipient.bounced_at is not None
    record = client.get(f"/contacts/{person.id}")
    assert "Letters come back since" in record.text
    suppression = session.scalars(sa.select(SuppressedAddress)).one()
    client.post(f"/mailings/addresses/{suppression.id}/lift")
    assert "Letters come back since" not in client.get(f"/contacts/{person.id}").text


def test_a_report_without_a_letter_of_ours_marks_nobody(session: Session, login: SignIn) -> None:
    person = willing(session, "Коваль", "olena@demo.example")
    make.make_recipient(session, contact=person)
    client = login("coordinator")
    erased = make.make_recipient(session, contact=make.make_person(session, email="gone@demo.example"), email="")
    session.commit()
    marks = (("", ""), ("<forged@elsewhere.example>", "x" * 43), (erased.message_id, erased.token))
    for message_id, token in marks:
        page = hand_in(client, report("olena@demo.example", message_id=message_id, token=token), status=422)
        assert "report0.eml: the letter that came back is none of those kept here" in page.errors()[0]
    assert not session.scalars(sa.select(Bounce)).all()
    assert not session.scalars(sa.select(SuppressedAddress)).all()


def test_a_report_is_known_by_the_token_when_a_server_renamed_the_letter(session: Session, login: SignIn) -> None:
    recipient = make.make_recipient(session, contact=willing(session, "Коваль", "olena@demo.example"))
    client = login("coordinator")
    for message_id in ("<renamed@relay.example>", recipient.message_id):
        hand_in(client, report("olena@demo.example", message_id=message_id, token=recipient.token))
    session.expire_all()
    assert session.scalars(sa.select(Bounce)).one().recipient_id == recipient.id


def test_three_soft_bounces_are_enough_and_lifting_begins_anew(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    person = make.make_person(session, email="full@demo.example")
    for number in range(1, 5):
        recipient = make.make_recipient(session, contact=person)
        hand_in(client, report("full@demo.example", "5.2.2", recipient.message_id))
        suppressed = session.scalars(sa.select(SuppressedAddress)).all()
        assert len(suppressed) == (number == 3)
        if suppressed:
            client.post(f"/mailings/addresses/{suppressed[0].id}/lift")


@pytest.mark.parametrize("content", [b"Subject: x\r\n\r\nNot a report", b"\x00\xff" * 500])
def test_what_is_no_report_is_named_and_keeps_no_other_away(session: Session, login: SignIn, content: bytes) -> None:
    person = willing(session, "Коваль", "olena@demo.example")
    good = report("olena@demo.example", message_id=make.make_recipient(session, contact=person).message_id)
    client = login("coordinator")
    page = hand_in(client, content, good, b"x" * (5 * 1024 * 1024 + 1), status=200)
    assert "1 letter came back" in page.html
    refused = page.texts(".error-summary li")
    assert len(refused) == 2
    assert "report0.eml: this is not a delivery report" in refused[0]
    assert "report2.eml: a delivery report has at most 5 MB" in refused[1]
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["olena@demo.example"]


@pytest.mark.parametrize("content", [b"", b"Content-Type: multipart/report;"])
def test_a_hand_in_without_a_report_is_refused(session: Session, login: SignIn, content: bytes) -> None:
    assert hand_in(login("coordinator"), content, status=422).errors()
    assert not session.scalars(sa.select(Bounce)).all()


def test_a_report_of_a_delay_is_no_bounce() -> None:
    assert read_report(report("olena@demo.example", "4.4.1", action="delayed")) == []
    with pytest.raises(RuleError):
        read_report(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3000)
    with pytest.raises(RuleError):
        read_report(b"x" * (6 * 1024 * 1024))


@pytest.mark.parametrize(
    ("status", "reply", "kind"),
    [
        ("5.1.1", None, BounceKind.HARD),
        ("5.2.1", 550, BounceKind.HARD),
        ("5.2.2", 552, BounceKind.SOFT),
        ("4.2.2", 452, BounceKind.SOFT),
        ("5.7.1", 550, None),
        ("", 550, BounceKind.HARD),
        ("", 452, BounceKind.SOFT),
        ("", None, None),
    ],
)
def test_a_refusal_is_judged_by_its_code(status: str, reply: int | None, kind: BounceKind | None) -> None:
    assert bounce_kind(status, reply) is kind


def test_reports_are_taken_from_a_folder(app: Flask, session: Session, tmp_path: Path) -> None:
    for name in ("one", "two"):
        person = make.make_person(session, email=f"{name}@demo.example")
        letter = make.make_letter(session, person) if name == "one" else make.make_recipient(session, contact=person)
        (tmp_path / f"{name}.eml").write_bytes(report(f"{name}@demo.example", message_id=letter.message_id))
    (tmp_path / "foreign.eml").write_bytes(report("two@demo.example", message_id="<foreign@elsewhere.example>"))
    (tmp_path / "other.eml").write_bytes(b"Subject: x\r\n\r\nhello")
    session.commit()
    result = app.test_cli_runner().invoke(args=["mail", "bounces", str(tmp_path)])
    assert result.exit_code == 1
    assert "other.eml" in result.output
    assert "foreign.eml" in result.output
    assert sorted(session.scalars(sa.select(SuppressedAddress.email))) == ["one@demo.example", "two@demo.example"]
