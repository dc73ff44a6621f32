"""Comments: who may remark on what, and what becomes of a refused one."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import utc_now
from models.interactions import Comment
from tests.conftest import SignIn
from tests.support import factories


def test_the_monitoring_group_comments_on_what_it_reads(session: Session, login: SignIn) -> None:
    event = factories.make_event(session)
    me = login("monitor")
    me.submit(me.get(f"/events/{event.id}"), {"body": "Варто <b>повторити</b>\r\nнавесні"}, css="form.comment-form")
    page = me.get(f"/events/{event.id}")
    assert "Варто <b>повторити</b> навесні" in page.texts(".timeline-text")
    assert "повторити</b>\nнавесні" in session.scalars(sa.select(Comment.body)).one()


def test_a_refused_comment_keeps_its_text(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    me = login("coordinator")
    long = "слово " * 900
    page = me.post(f"/comments/contact/{person.id}", {"body": long}, status=422)
    assert page.texts(".field-error") == ["A comment can have at most 5000 characters."]
    assert page.form()["body"] == long
    assert me.post(f"/comments/contact/{person.id}", {"body": " \0 "}, status=422).texts(".field-error")
    lines = "рядок\r\n" * 800
    me.post(f"/comments/contact/{person.id}", {"body": lines})
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 1


def test_a_comment_needs_a_record_that_the_reader_sees(session: Session, login: SignIn) -> None:
    donation = factories.make_donation(session)
    volunteer = factories.make_volunteer(session)
    application = factories.make_application(session)
    own = factories.make_event(session)
    staff = login("staff", branch=own.branch)
    staff.post(f"/comments/event/{own.id}", {"body": "Так"})
    staff.post(f"/comments/donation/{donation.id}", {"body": "Ні"}, status=404)
    staff.post(f"/comments/volunteer/{volunteer.id}", {"body": "Ні"}, status=404)
    staff.post(f"/comments/application/{application.id}", {"body": "Ні"}, status=403)
    staff.post("/comments/user/1", {"body": "Ні"}, status=404)
    staff.post("/comments/event/999", {"body": "Ні"}, status=404)
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 1


def test_the_timeline_begins_with_the_newest_and_goes_back_on_demand(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    author = factories.make_user(session)
    begun = utc_now() - timedelta(days=90)
    for number in range(45):
        factories.make_comment(
            session, author, f"слово {number}", contact_id=person.id, at=begun + timedelta(hours=number)
        )
    me = login("coordinator")
    page = me.get(f"/contacts/{person.id}")
    assert "слово 44" in page.text and "слово 4 " not in page.text
    (earlier,) = [link for link in page.links if "timeline=all" in link]
    whole = me.get(earlier)
    assert {f"слово {number}" for number in range(45)} <= set(whole.texts(".timeline-text"))
    assert not [link for link in whole.links if "timeline=all" in link]
