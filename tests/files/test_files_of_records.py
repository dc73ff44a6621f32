"""Files of records: what may be attached, who sees it, and how it leaves the server."""

import hashlib
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from app.labels import REFUSALS
from app.uploads import FileStore, UploadCode
from models.files import Attachment
from tests.conftest import SignIn
from tests.support import factories
from tests.support.pages import Page

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(buffer, "PNG")
    return buffer.getvalue()


def attach(me, kind: str, record_id: int, *files: tuple[bytes, str], status: int = 302):
    sent = [(io.BytesIO(content), name) for content, name in files]
    return me.post(f"/files/{kind}/{record_id}", {"file": sent}, status=status)


def only(session: Session) -> Attachment:
    return session.scalars(sa.select(Attachment)).one()


def test_a_file_is_attached_described_and_removed(session: Session, login: SignIn) -> None:
    event = factories.make_event(session)
    me = login("coordinator")
    attach(me, "event", event.id, (png(), "../../Фото «свято».PNG"))
    row = only(session)
    assert row.is_photo and row.content_type == "image/png" and "/" not in row.filename
    form = me.get(f"/files/{row.id}/edit")
    me.submit(form, {"caption": "Свято <b>", "credit": "О. Лис", "alt_text": "Діти читають", "in_report": None})
    row = only(session)
    assert (row.caption, row.credit, row.alt_text, row.in_report) == ("Свято <b>", "О. Лис", "Діти читають", False)
    assert me.submit(form, {"caption": "я" * 301}, status=422).errors()
    assert "Свято <b>" in me.get(f"/events/{event.id}").text
    file_id = row.id
    me.post(f"/files/{file_id}/remove")
    assert session.scalar(sa.select(sa.func.count(Attachment.id))) == 0
    me.get(f"/files/{file_id}", status=404)


def test_a_file_leaves_the_server_only_as_what_it_is(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    me = login("coordinator")
    attach(me, "contact", person.id, (PDF, "лист.html"))
    answer = me.get(f"/files/{only(session).id}?inline=1")
    assert answer.response.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"<html><script>alert(1)</script></html>", "лист.pdf", "cannot be attached"),
        (b"MZ\x90\x00\x03" + bytes(200), "програма.png", "cannot be attached"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "фото.png", "cannot be read as a picture"),
        (b"", "порожній.txt", "is empty"),
    ],
)
def test_a_file_is_judged_by_its_content(
    session: Session, login: SignIn, app: Flask, content: bytes, name: str, message: str
) -> None:
    person = factories.make_person(session)
    me = login("coordinator")
    page = me.follow(attach(me, "contact", person.id, (content, name)))
    assert any(message in text and name in text for text in page.texts(".toast-note"))
    assert session.scalar(sa.select(sa.func.count(Attachment.id))) == 0
    kept = Path(app.config["DATA_DIR"]) / "uploads"
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_is_refused_and_the_others_are_kept(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.files.MAX_BYTES", 1000)
    person = factories.make_person(session)
    me = login("coordinator")
    page = me.follow(attach(me, "contact", person.id, (PDF, "малий.pdf"), (PDF + b" " * 1000, "великий.pdf")))
    assert page.texts(".toast-note div")[0] == "“малий.pdf” is attached"
    assert any("“великий.pdf” is larger than" in text for text in page.texts(".toast-note"))
    assert only(session).filename == "малий.pdf"
    assert "Choose a file first." in me.follow(me.post(f"/files/contact/{person.id}")).text


def test_what_is_larger_than_the_server_takes_at_once_leads_back_to_its_page(
    app: Flask, session: Session, login: SignIn
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    person = factories.make_person(session)
    me = login("coordinator")
    where = f"/contacts/{person.id}?tab=files"

    def refused(referrer: str) -> Page:
        return me.post(
            f"/files/contact/{person.id}",
            {"file": (io.BytesIO(b"x" * 2000), "великий.txt")},
            413,
            content_type="multipart/form-data",
            headers={"Referer": referrer},
        )

    assert f"http://localhost{where}" in refused(f"http://localhost{where}").links
    assert "evil" not in refused("https://evil.example/form").html


def test_every_reason_to_refuse_a_file_has_words() -> None:
    assert {f"file_{code}" for code in UploadCode} <= set(REFUSALS)


def test_files_follow_the_rights_on_their_record(session: Session, login: SignIn) -> None:
    event = factories.make_event(session)
    application = factories.make_application(session)
    attach(login("coordinator"), "event", event.id, (PDF, "лист.pdf"))
    row = only(session)
    own, other, monitor = login("staff", branch=event.branch), login("staff"), login("monitor")
    own.get(f"/files/{row.id}")
    for method, path in (("GET", ""), ("GET", "/edit"), ("POST", "/remove")):
        other.send(method, f"/files/{row.id}{path}", 404)
    attach(other, "event", event.id, (PDF, "лист.pdf"), status=404)
    attach(own, "application", application.id, (PDF, "лист.pdf"), status=403)
    monitor.get(f"/files/{row.id}")
    monitor.get(f"/files/{row.id}/edit", status=403)
    attach(monitor, "event", event.id, (PDF, "лист.pdf"), status=403)
    attach(login("accountant"), "application", application.id, (PDF, "рахунок.pdf"))
    attach(own, "branch", 1, (PDF, "лист.pdf"), status=404)


def test_a_file_that_is_gone_from_the_disk_is_not_found(session: Session, login: SignIn) -> None:
    row = factories.make_attachment(session)
    login("coordinator").get(f"/files/{row.id}", status=404)


def test_photographs_of_former_days_are_cleaned_once(session: Session, login: SignIn, app: Flask) -> None:
    event, me, store = (
        factories.make_event(session),
        login("coordinator"),
        FileStore(app.config["DATA_DIR"] / "uploads"),
    )
    attach(me, "event", event.id, (png(), "Свято.png"), (png(), "Чисте.png"), (PDF, "a.pdf"))
    photo, clean, paper = session.scalars(sa.select(Attachment).order_by(Attachment.id)).all()
    told = Image.new("RGB", (8, 8), "navy")
    exif = told.getexif()
    exif[0x010F], exif[0x0112] = "Телефон".encode(), 6
    buffer = io.BytesIO()
    told.save(buffer, "PNG", exif=exif)
    former = buffer.getvalue()
    store.replace(photo.token, former)
    photo.size, photo.sha256 = len(former), hashlib.sha256(former).hexdigest()
    gone = factories.make_attachment(session, event_id=event.id, contact_id=None, content_type="image/jpeg")
    before = [(row.size, row.sha256) for row in (clean, paper)]

    def clean_photos() -> str:
        done = app.test_cli_runner().invoke(args=["clean-photos"])
        assert done.exit_code == 0, done.output
        session.expire_all()
        return done.output

    said = clean_photos()
    assert "1 of 3 photographs cleaned" in said and f"missing or damaged: {gone.filename} ({gone.id})" in said
    data = store.path(photo.token).read_bytes()
    assert (photo.size, photo.sha256) == (len(data), hashlib.sha256(data).hexdigest()) and b"\xd0\xa2" not in data
    with Image.open(io.BytesIO(data)) as after:
        assert dict(after.getexif()) == {0x0112: 6}
    assert [(row.size, row.sha256) for row in (clean, paper)] == before
    assert "0 of 3 photographs cleaned" in clean_photos()
    # A power cut between the row and the file leaves the file behind; the next attempt takes it along.
    store.replace(photo.token, former)
    assert "1 of 3 photographs cleaned" in clean_photos()
    assert store.path(photo.token).read_bytes() == data
