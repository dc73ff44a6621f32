"""Personal links: made, sent and revoked by staff; opened by volunteers; closed to everybody else."""

import re
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.personal_links import LIFETIME
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus
from app.logs import masked
from models.base import utc_now
from models.jobs import Job
from models.opportunities import PersonalLink
from models.volunteers import Volunteer
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.pages import PageClient
from tests.support.postbox import letters_in


def working_link(session: Session, volunteer: Volunteer, token: str, **fields: object) -> PersonalLink:
    now = utc_now()
    values = {"created_at": now, "expires_at": now + LIFETIME, **fields}
    return make.make_personal_link(session, volunteer, token, **values)


def test_a_link_is_shown_once_and_opens_the_page(session: Session, login: SignIn, visitor: PageClient) -> None:
    volunteer = make.make_volunteer(session, make.make_person(session, "Ґудзь", "Марія"))
    staff = login("coordinator")
    staff.get(f"/volunteers/{volunteer.id}")
    page = staff.get(f"/volunteers/{volunteer.id}/links")
    shown = staff.follow(staff.post(f"/volunteers/{volunteer.id}/links/new"))
    (address,) = shown.texts("#personal-link")
    assert shown.texts("[data-copy=personal-link]") == ["Copy the link"]
    token = address.rsplit("/", 1)[1]
    link = session.query(PersonalLink).one()
    assert link.token_hash != token and link.created_by == staff.user
    assert link.expires_at - link.created_at == timedelta(days=180)
    assert token not in staff.get(f"/volunteers/{volunteer.id}/links").html
    assert "not yet" not in page.text

    own = visitor.get(f"/my/{token}")
    assert "Марія" in own.heading and "Ґудзь" not in own.html
    assert not own.select("nav")
    assert own.headers["Referrer-Policy"] == "same-origin"
    assert own.headers["Cache-Control"] == "no-store"
    assert "noindex" in own.headers["X-Robots-Tag"]
    session.refresh(link)
    assert link.last_used_at is not None


def test_a_link_is_sent_by_e_mail_and_never_stored(
    session: Session, login: SignIn, visitor: PageClient, mail_folder: Path
) -> None:
    volunteer = make.make_volunteer(session, make.make_person(session, "Коваль", "Олена", email="olena@demo.example"))
    staff = login("coordinator")
    told = staff.follow(staff.post(f"/volunteers/{volunteer.id}/links/send"))
    assert "olena@demo.example" in told.text
    (letter,) = letters_in(mail_folder)
    text = letter.get_body().get_content()
    (token,) = re.findall(r"/my/([\w-]+)", text)
    visitor.get(f"/my/{token}")
    assert token not in str(session.query(Job).one().arguments)
    mute = make.make_volunteer(session)
    assert "no e-mail" in staff.follow(staff.post(f"/volunteers/{mute.id}/links/send")).text
    assert session.query(PersonalLink).count() == 1


def test_a_link_that_ended_says_how_to_get_a_new_one(session: Session, login: SignIn, visitor: PageClient) -> None:
    volunteer = make.make_volunteer(session)
    now = utc_now()
    make.make_personal_link(
        session, volunteer, "old", created_at=now - timedelta(days=181), expires_at=now - timedelta(days=1)
    )
    link = working_link(session, volunteer, "new")
    assert "expired" in visitor.get("/my/old", status=410).heading
    visitor.get("/my/new")
    staff = login("coordinator")
    told = staff.follow(staff.post(f"/volunteers/{volunteer.id}/links/{link.id}/revoke"))
    assert "does not work any more" in told.text
    closed = visitor.get("/my/new", status=410)
    assert "switched off" in closed.heading and "new link" in closed.text
    assert closed.headers["Referrer-Policy"] == "same-origin"
    visitor.get("/my/never-was", status=404)
    other = working_link(session, volunteer, "third")
    volunteer.archived_at = now
    session.commit()
    visitor.get("/my/third", status=410)
    stranger = make.make_volunteer(session)
    staff.post(f"/volunteers/{stranger.id}/links/{other.id}/revoke", status=404)


def test_links_are_made_by_those_who_may_and_in_their_branch(session: Session, login: SignIn) -> None:
    own, other = make.make_branch(session), make.make_branch(session)
    mine, foreign = make.make_volunteer(session, branch=own), make.make_volunteer(session, branch=other)
    staff = login(Role.STAFF, branch=own)
    staff.post(f"/volunteers/{mine.id}/links/new")
    staff.post(f"/volunteers/{foreign.id}/links/new", status=404)
    monitor = login(Role.MONITOR)
    monitor.post(f"/volunteers/{mine.id}/links/new", status=403)
    assert not monitor.get(f"/volunteers/{mine.id}").select(f"a[href='/volunteers/{mine.id}/links']")


def test_the_page_shows_only_what_is_the_volunteers_own(session: Session, app: Flask, visitor: PageClient) -> None:
    one, other = make.make_volunteer(session), make.make_volunteer(session)
    working_link(session, one, "one")
    later = utc_now() + timedelta(days=3)
    mine = make.make_shift(session, make.make_opportunity(session, "Свято двору"), starts_at=later, note="Зала")
    theirs = make.make_shift(session, make.make_opportunity(session, "Чужа справа"), starts_at=later)
    past = make.make_shift(session, make.make_opportunity(session, "Давня"), starts_at=utc_now() - timedelta(days=3))
    make.make_assignment(session, mine, one)
    make.make_assignment(session, theirs, other)
    make.make_assignment(session, past, one)
    make.make_hours(session, one, activity="Ремонт книжок", status=HoursStatus.CONFIRMED)
    make.make_hours(session, other, activity="Таємниця")
    with count_queries(app) as few:
        page = visitor.get("/my/one")
    assert "Свято двору" in page.text and "Зала" in page.text and "Ремонт книжок" in page.text
    assert not [word for word in ("Чужа справа", "Давня", "Таємниця") if word in page.text]
    make.make_hours(session, one, activity="Ще")
    with count_queries(app) as many:
        visitor.get("/my/one")
    assert len(many) <= len(few) <= 8


def test_the_address_is_never_in_a_log() -> None:
    for place in ("my", "unsubscribe", "reset-password", "calendar"):
        secret = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
        assert secret not in masked(f"GET /{place}/{secret} 200")
        assert secret not in masked(f"GET /{place}/{secret}/hours?x=1")


def test_a_form_over_https_is_taken_from_the_own_page_and_not_from_another_site(
    session: Session, visitor: PageClient
) -> None:
    working_link(session, make.make_volunteer(session), "secure")
    page = visitor.get("/my/secure", base_url="https://localhost")
    assert page.select("form[action='/settings/locale']")
    for referrer, status in (("https://localhost/my/secure", 302), ("https://elsewhere.example/", 400)):
        headers = {"Referer": referrer}
        data = {"locale": "uk", "next": "/my/secure"}
        visitor.post("/settings/locale", data, status=status, base_url="https://localhost", headers=headers)
