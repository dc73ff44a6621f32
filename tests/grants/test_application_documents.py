"""Documents of an application: what is wanted, the file, its age, or the reason why none is needed."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from models.application_work import ApplicationDocument
from models.files import Attachment
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

FORM = "form.sheet-form"


@pytest.fixture
def application(session: Session) -> Application:
    call = factories.make_call(session, deadline_on=today() + timedelta(days=30))
    return factories.make_application(session, call=call)


def tab(application: Application) -> str:
    return f"/grants/{application.id}/application"


def only(session: Session) -> ApplicationDocument:
    session.expire_all()
    return session.scalars(sa.select(ApplicationDocument)).one()


def test_usual_documents_are_added_once(session: Session, login: SignIn, application: Application) -> None:
    me = login("coordinator")
    css = '#documents form[action$="/documents/usual"]'
    for _time in range(2):
        me.submit(me.get(tab(application)), {"usual": ["statute", "register_extract"]}, css=css)
    assert [row.split(" Missing")[0] for row in me.get(tab(application)).texts("#documents .work-list li")] == [
        "Statute of the institution",
        "Extract from the state register",
    ]
    assert "not older than 3 months" in me.get(tab(application)).text


def test_a_file_is_attached_and_grows_too_old(session: Session, login: SignIn, application: Application) -> None:
    document = factories.make_form_document(session, application, "Витяг", max_age_months=3)
    me = login("coordinator")
    where = f"/grants/{application.id}/documents/{document.id}"
    file = {"file": (io.BytesIO(PAPER), "витяг.pdf"), "issued_on": (today() - timedelta(days=10)).isoformat()}
    me.submit(me.get(where), file, css=FORM)
    kept = only(session)
    assert kept.attachment is not None and kept.attachment.application_id == application.id
    assert "Attached" in me.get(tab(application)).texts("#documents .work-list li")[0]
    me.submit(me.get(where), {"issued_on": (today() - timedelta(days=80)).isoformat()}, css=FORM)
    page = me.get(tab(application))
    assert "Too old by the deadline" in page.texts("#documents .work-list li")[0]
    assert "Get a fresh document" in " ".join(page.texts("#missing li"))
    me.submit(me.get(where), {"valid_until": (today() + timedelta(days=40)).isoformat()}, css=FORM)
    assert "Attached" in me.get(tab(application)).texts("#documents .work-list li")[0]


def test_a_removed_file_leaves_the_document_missing(session: Session, login: SignIn, application: Application) -> None:
    file = factories.make_attachment(session, application_id=application.id)
    document = factories.make_form_document(session, application, attachment_id=file.id)
    me = login("coordinator")
    me.post(f"/files/{file.id}/remove")
    assert only(session).attachment_id is None
    me.submit(me.get(f"/grants/{application.id}/documents/{document.id}"), {"not_needed": "Подає партнер"}, css=FORM)
    assert "Not needed" in me.get(tab(application)).texts("#documents .work-list li")[0]


def test_what_makes_no_sense_is_refused_and_nothing_is_lost(
    session: Session, login: SignIn, application: Application
) -> None:
    other = factories.make_attachment(session, application_id=factories.make_application(session).id)
    own = factories.make_attachment(session, application_id=application.id)
    document = factories.make_form_document(session, application, "Статут")
    me = login("coordinator")
    where = f"/grants/{application.id}/documents/{document.id}"
    for typed, says in (
        ({"attachment_id": str(other.id)}, "Choose one of the offered values."),
        ({"attachment_id": str(own.id), "not_needed": "Ні"}, "A document with a file is needed"),
        ({"issued_on": "2026-03-02", "valid_until": "2026-03-01"}, "cannot be before the day of issue"),
        ({"max_age_months": "0"}, "from 1 to 120"),
        ({"title": " ", "hint": "Лишиться"}, "Say what the document is called."),
    ):
        refused = me.submit(me.get(where), typed, status=422, css=FORM)
        assert says in " ".join(refused.errors())
    assert refused.form(FORM)["hint"] == "Лишиться"
    bad = {"title": "Фото", "file": (io.BytesIO(b"MZ\x90"), "програма.exe")}
    me.submit(me.get(f"/grants/{application.id}/documents/new"), bad, status=422, css=FORM)
    assert only(session).title == "Статут" and session.scalar(sa.select(sa.func.count(Attachment.id))) == 2
    me.submit(me.get(where), css='form[action$="/remove"]')
    assert not session.scalars(sa.select(ApplicationDocument)).all()
