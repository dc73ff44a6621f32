"""A letter that was received: read, shown, saved, and harmless whatever is in it."""

import base64
import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.incoming import IncomingLetter, read_letter
from app.domain.interactions import Direction
from models.contacts import Contact
from models.files import Attachment
from models.interactions import Interaction
from tests.conftest import SignIn
from tests.support import factories
from tests.support.pages import Page, PageClient

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = (
    b"From: Olena <olena@library.example>\r\nTo: us@library.example\r\nSubject: Letter\r\n"
    b"Date: Mon, 02 Mar 2026 10:00:00 +0200\r\nMessage-ID: <one@library.example>\r\n"
)


def letter(text: str = "Добрий день!", **headers: str) -> EmailMessage:
    """Return a message of the kind that people save from their mail programs."""
    message = EmailMessage()
    given = {
        "From": "Олена Коваль <olena@partner.example>",
        "To": "Бібліотека <us@library.example>",
        "Subject": "Щодо читання в серпні",
        "Date": "Mon, 02 Mar 2026 10:00:00 +0200",
        "Message-ID": "<first@partner.example>",
    }
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def drop(me: PageClient, contact: Contact, raw: bytes, status: int = 200, name: str = "лист.eml") -> Page:
    """Drop a file onto the record of a contact."""
    return me.post(f"/contacts/{contact.id}/letters/receive", {"file": (io.BytesIO(raw), name)}, status)


def read(raw: bytes) -> IncomingLetter:
    return read_letter(raw, now=NOW)


def test_a_letter_is_looked_at_and_then_saved_with_its_people_and_files(
    session: Session, login: SignIn, app: Flask
) -> None:
    person = factories.make_person(session, "Коваль", email="olena@partner.example")
    guest = factories.make_person(session, "Гнатюк", email="guest@partner.example")
    factories.make_user(session, email="us@library.example", name="Марія Бойко")
    message = letter("Згода.\n\n> Чи зручно в серпні?", Cc="Гість <GUEST@partner.example>")
    message.add_attachment(b"a;b\n1;2\n", maintype="text", subtype="csv", filename="кошторис.csv")
    message.add_attachment(b"MZ\x90\x00" * 50, maintype="application", subtype="octet-stream", filename="гра.exe")
    me = login("coordinator")
    page = drop(me, person, bytes(message))
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == 0
    form = page.form()
    assert (form["subject"], form["occurred_on"], form["direction"]) == (
        "Щодо читання в серпні",
        "2026-03-02",
        "incoming",
    )
    assert form["participants"] == str(guest.id) and form["files"] == "0"
    assert "гра.exe" in page.text and "cannot be attached" in page.text
    assert page.select("details .letter-text")[0].get_text() == "> Чи зручно в серпні?"
    saved = me.follow(me.submit(page))
    talk = session.scalars(sa.select(Interaction)).one()
    assert talk.body.startswith("Згода.") and talk.occurred_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert talk.details.direction is Direction.INCOMING and talk.details.message_id == "first@partner.example"
    assert [item.name for item in talk.colleagues] == ["Марія Бойко"]
    assert {item.filename for item in talk.files} == {"кошторис.csv", "Щодо читання в серпні.eml"}
    assert "Олена Коваль <olena@partner.example>" in saved.text
    raw = next(item for item in talk.files if item.filename.endswith(".eml"))
    answer = me.get(f"/files/{raw.id}")
    assert answer.response.data == bytes(message)
    assert (
        answer.headers["Content-Disposition"].startswith("attachment")
        and "sandbox" in answer.headers["Content-Security-Policy"]
    )
    for contact in (person, guest):
        assert "E-mail message, incoming: Щодо читання в серпні" in me.get(f"/contacts/{contact.id}").texts(
            ".timeline-title"
        )


def test_a_letter_of_ours_is_outgoing(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", email="olena@partner.example")
    me = login("coordinator")
    message = letter(From=f"Me <{me.user.email}>", To="olena@partner.example")
    assert drop(me, person, bytes(message)).form()["direction"] == "outgoing"


def test_the_same_letter_is_written_down_once_and_shown_on_both_records(session: Session, login: SignIn) -> None:
    person, other = factories.make_person(session, "Коваль"), factories.make_person(session, "Гнатюк")
    me = login("coordinator")
    first, second = drop(me, person, bytes(letter())), drop(me, person, bytes(letter()))
    me.submit(first)
    again = me.follow(me.submit(second))
    assert "already been written down" in again.text
    drop(me, other, bytes(letter()), 302)
    talk = session.scalars(sa.select(Interaction)).one()
    assert [item.id for item in talk.contacts] == [other.id]
    assert session.scalar(sa.select(sa.func.count(Attachment.id))) == 1


def test_a_letter_is_not_saved_for_another_contact_or_account_or_with_a_forged_name(
    session: Session, login: SignIn
) -> None:
    person, other = factories.make_person(session, "Коваль"), factories.make_person(session, "Гнатюк")
    me = login("coordinator")
    form = drop(me, person, bytes(letter())).form()
    for contact, who, changes in (
        (other, me, {}),
        (person, login("director"), {}),
        (person, me, {"letter": "x"}),
        (person, me, {"letter": ""}),
    ):
        page = who.post(f"/contacts/{contact.id}/letters", {**form, **changes, "csrf_token": who.token()}, 422)
        assert any("Choose the file once more" in text for text in page.errors())
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == 0


def test_only_what_was_offered_can_be_ticked(session: Session, login: SignIn) -> None:
    person, stranger = factories.make_person(session, "Коваль"), factories.make_person(session, "Чужий")
    me = login("coordinator")
    page = drop(me, person, bytes(letter()))
    me.submit(page, {"participants": str(stranger.id), "files": ["7", "x", "-1"], "colleagues": "9" * 30})
    talk = session.scalars(sa.select(Interaction)).one()
    assert talk.contacts == [] and len(talk.files) == 1


@pytest.mark.parametrize(
    "date", ["", "Mon, 99 Foo 20266", "Mon, 02 Mar 2199 10:00:00 +0200", "0", "Thu, 1 Jan 1970 00:00:00 +9999"]
)
def test_a_date_that_cannot_be_believed_is_asked_for(session: Session, login: SignIn, date: str) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    raw = (
        HEAD.replace(b"Date: Mon, 02 Mar 2026 10:00:00 +0200\r\n", f"Date: {date}\r\n".encode() if date else b"")
        + b"\r\nx"
    )
    page = drop(me, person, raw)
    assert "no date that can be believed" in page.text and page.form()["occurred_on"] == ""
    refused = me.submit(page, status=422)
    assert refused.form()["subject"] == "Letter"
    me.submit(refused, {"occurred_on": "2026-03-02"})


def zip_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"0" * 20_000_000)
        archive.writestr("content.xml", b"0" * 20_000_000)
    return content.getvalue()


def with_file(content: bytes, name: str) -> bytes:
    message = letter()
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


REFUSED: list[tuple[str, bytes, str]] = [
    ("empty", b"", "The file is empty"),
    ("not a letter", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "not a saved letter"),
    ("plain words", "просто текст".encode(), "not a saved letter"),
    ("fifty megabytes", HEAD + b"\r\n" + b"a" * 50_000_000, "larger than 25 MB"),
    (
        "nested thousands deep",
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5_000)),
        "folded into itself",
    ),
    ("letters in letters", HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000, "folded into itself"),
    (
        "a million parts",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 1_000_000,
        "more than 200 parts",
    ),
]


@pytest.mark.parametrize(("raw", "message"), [item[1:] for item in REFUSED], ids=[item[0] for item in REFUSED])
def test_a_harmful_file_is_refused_in_words_and_nothing_is_kept(
    session: Session, login: SignIn, app: Flask, raw: bytes, message: str
) -> None:
    person = factories.make_person(session, "Коваль")
    page = drop(login("coordinator"), person, raw, 422)
    assert any(message in text for text in page.errors()), page.errors()
    assert not [path for path in (app.config["DATA_DIR"] / "uploads").rglob("*") if path.is_file()]


def test_without_a_file_the_page_asks_for_one(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    page = me.submit(me.get(f"/contacts/{person.id}/letters/receive"), status=422)
    assert any("Choose a file first" in text for text in page.errors())
    login("monitor").get(f"/contacts/{person.id}/letters/receive", 403)


def test_markup_and_scripts_become_plain_words(session: Session, login: SignIn) -> None:
    message = letter("")
    message.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body onload=evil()><p>Добрий <b>день</b></p>"
        "<script>alert(1)</script><img src='https://spy.example/x.png'><iframe src=//e></iframe>"
        "<a href='javascript:evil()'>тут</a> &lt;script&gt;2&lt;/script&gt;</body></html>",
        subtype="html",
    )
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    page = drop(me, person, bytes(message))
    shown = page.select(".letter-text")[0]
    assert shown.get_text() == "Добрий день\nтут <script>2</script>"
    assert not shown.find_all(True)
    assert "spy.example" not in page.html and "evil" not in page.html
    record = me.follow(me.submit(page))
    assert "spy.example" not in record.html and not record.select(".letter-text *")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Subject", "=?utf-8?q?Hello=0D=0ABcc:_victim@x.example=0D=0A?="),
        ("Subject", "<script>alert(1)</script>"),
        ("From", '"=?utf-8?q?=3Cimg_src=3Dx=3E=0A?=" <a@b.example>'),
        ("Subject", "=?unknown-charset?B?////?= =?utf-8?b?broken"),
        ("To", "(" * 20_000 + "a@b.example"),
        ("Message-ID", "<" + "x" * 5_000 + ">"),
        ("Content-Type", "text/plain; " + "a*0=b;" * 50_000),
    ],
)
def test_headers_stay_on_their_lines_and_are_only_text(session: Session, login: SignIn, name: str, value: str) -> None:
    kept = b"".join(
        line + b"\r\n" for line in HEAD.split(b"\r\n") if line and not line.startswith(name.encode() + b":")
    )
    raw = f"{name}: {value}\r\n".encode() + kept + b"\r\nx"
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    page = drop(me, person, raw)
    assert "\n" not in page.form()["subject"] and not page.select(".kv img, .kv script")
    me.submit(page)
    talk = session.scalars(sa.select(Interaction)).one()
    assert (
        "\n" not in talk.subject + talk.details.sender + talk.details.recipients and len(talk.details.message_id) <= 255
    )


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (with_file(zip_bomb(), "архів.zip"), "архів.zip", "cannot be attached"),
        (with_file(b"PK\x03\x04" + b"\0" * 500, "лист.docx"), "лист.docx", "cannot be attached"),
        (with_file(b"MZ" + b"\0" * 500, "../../windows/run.exe"), "run.exe", "cannot be attached"),
        (with_file(b"<script>alert(1)</script>", "page.html"), "page.html", "cannot be attached"),
        (with_file(b"GIF89a" + b"\xff" * 40, "cat.gif"), "cat.gif", "cannot be read as a picture"),
        (
            HEAD + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename=broken.pdf\r\n\r\nJVBERi0x@@@@LjQ\r\n===A",
            "broken.pdf",
            "damaged",
        ),
        (
            HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
            b"Content-Disposition: attachment; filename=inner.eml\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n",
            "inner.eml",
            "letter inside the letter",
        ),
    ],
    ids=["zip bomb", "false docx", "program with a path", "page", "broken picture", "bad base64", "letter inside"],
)
def test_a_file_that_cannot_be_kept_is_named_and_the_letter_is_saved_without_it(
    session: Session, login: SignIn, raw: bytes, name: str, words: str
) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    page = drop(me, person, raw)
    refused = page.texts(".callout li")
    assert len(refused) == 1 and name in refused[0] and words in refused[0] and ".." not in refused[0]
    me.submit(page, {"files": ["0", "1"]})
    assert [item.content_type for item in session.scalars(sa.select(Attachment))] == ["message/rfc822"]


def test_a_path_in_a_file_name_leads_nowhere(session: Session, login: SignIn, app: Flask) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    me.submit(drop(me, person, with_file(PNG, "..\\..\\etc/../пароль\u202egnp.png")))
    names = {item.filename for item in session.scalars(sa.select(Attachment)) if item.is_photo}
    assert len(names) == 1
    name = names.pop()
    assert name.startswith("пароль") and name.endswith(".png") and "/" not in name and "\u202e" not in name


def test_pictures_within_the_text_are_offered_but_not_ticked(session: Session, login: SignIn) -> None:
    message = letter("x")
    message.add_alternative("<p>x<img src=cid:logo></p>", subtype="html")
    html: Any = message.get_payload()[1]
    html.add_related(PNG, "image", "png", cid="<logo>", filename="logo.png")
    person = factories.make_person(session, "Коваль")
    page = drop(login("coordinator"), person, bytes(message))
    assert "logo.png" in page.text and "files" not in page.form()


def test_a_thousand_recipients_are_cut_and_it_is_said(session: Session, login: SignIn) -> None:
    known = factories.make_person(session, "Гнатюк", email="u7@many.example")
    person = factories.make_person(session, "Коваль")
    many = b"To: " + b", ".join(b'"N, %d" <u%d@many.example>' % (n, n) for n in range(1_000))
    me = login("coordinator")
    page = drop(me, person, HEAD.replace(b"To: us@library.example", many) + b"\r\nx")
    assert "first 200 are kept" in page.text and page.form()["participants"] == str(known.id)
    me.submit(page)
    assert len(session.scalars(sa.select(Interaction)).one().details.recipients) <= 1_000


WORDS = "Вітаємо! Чекаємо на Вас у бібліотеці, їжте калачі та ґречні пампушки."


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-u", "utf-16", "iso8859-5"])
@pytest.mark.parametrize("named", [True, False, "x-nonsense"])
def test_the_words_are_read_in_whatever_charset_they_came(charset: str, named: bool | str) -> None:
    text = WORDS if charset not in {"iso8859-5"} else WORDS.replace("ґ", "г")
    if charset == "utf-16" and named is not True:
        pytest.skip("nobody sends it without saying so")
    if charset == "iso8859-5" and named is not True:
        pytest.skip("too near to the others to be told apart")
    label = charset if named is True else named or ""
    kind = f"Content-Type: text/plain; charset={label}\r\n".encode() if label else b""
    raw = HEAD + kind + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(text.encode(charset))
    assert read(raw).text == text


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-u", "utf-8"])
def test_headers_are_read_in_their_charsets(charset: str) -> None:
    word = base64.b64encode("Ґанок і їжак".encode(charset)).decode()
    raw = HEAD.replace(b"Subject: Letter", f"Subject: =?{charset}?B?{word}?=".encode()) + b"\r\nx"
    assert read(raw).subject == "Ґанок і їжак"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_headers_of_plain_bytes_are_read_too(charset: str) -> None:
    written = "Вітання від бібліотеки міста"
    head = HEAD.replace(b"Subject: Letter", b"Subject: " + written.encode(charset))
    head = head.replace(b"From: Olena", b"From: " + "Олена Коваль".encode(charset))
    name = "Перелік нових книжок.txt".encode(charset)
    raw = head + b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n\r\nx'
    found = read(raw)
    assert found.subject == written and found.sender is not None and found.sender.name == "Олена Коваль"
    assert [item.filename for item in found.files] == ["Перелік нових книжок.txt"]


def test_a_block_of_markup_begins_on_its_own_line() -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\nGood day <div>first</div>\n<div>second</div><b>third</b><p>last</p>"
    assert read(raw).text.split("\n") == ["Good day", "first", "second", "third", "last"]


def test_plain_words_are_preferred_to_markup() -> None:
    message = letter("Просто слова")
    message.add_alternative("<p>Розмітка</p>", subtype="html")
    assert read(bytes(message)).text == "Просто слова"


def test_markup_nested_very_deep_is_cut_and_not_waited_for() -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\n<p>words</p>" + b"<div>" * 150_000
    assert read(raw).text == "words"
    assert read(raw + b"more words").text == "words\n\n…"


def test_a_letter_without_an_identifier_is_known_by_its_content() -> None:
    raw = HEAD.replace(b"Message-ID: <one@library.example>\r\n", b"") + b"\r\nx"
    assert read(raw).message_id == read(raw).message_id != read(raw + b"y").message_id
