"""What volunteers do behind their links, the letters they get, and the reminders."""

from datetime import datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from app import digest
from app.clock import zone
from app.domain.opportunities import AssignmentStatus, Visibility
from app.domain.roles import Role
from app.domain.volunteer_documents import DocumentKind
from app.shift_letters import remind
from models.base import utc_now
from models.opportunities import Assignment
from models.sent_forms import SentForm
from models.volunteers import Volunteer
from tests.opportunities.support import able, coming, coming_shift, states, text_of
from tests.support import factories as make
from tests.support.databases import costs
from tests.support.pages import Page, PageClient
from tests.support.postbox import letters_in, server

CONFIRMED, WAITING, CANCELLED = AssignmentStatus.CONFIRMED, AssignmentStatus.WAITING, AssignmentStatus.CANCELLED


def link_of(session: Session, volunteer: Volunteer, token: str = "") -> str:
    token = token or f"secret-{make.number()}"
    now = utc_now()
    make.make_personal_link(session, volunteer, token, created_at=now, expires_at=now + timedelta(days=9))
    return f"/my/{token}"


def press(client: PageClient, page: Page, words: str, status: int = 302) -> Page:
    """Press the button with these words."""
    forms = [form for form in page.select("main form[method=post]") if words in form.get_text()]
    assert forms, f"no button «{words}» on {page.path}: {page.text[:400]}"
    return client.post(str(forms[0]["action"]), {}, status)


def test_a_place_is_taken_kept_in_the_calendar_and_given_up(session: Session, visitor: PageClient) -> None:
    shift = coming_shift(session, make.make_opportunity(session, "Читання вголос"))
    home = link_of(session, able(session))
    own = visitor.follow(press(visitor, visitor.get(f"{home}/shifts"), "Sign up"))
    assert "The place is yours" in own.html and "Читання вголос" in own.text
    assert states(session, shift) == {CONFIRMED: 1}
    file = visitor.get(f"{home}/shifts.ics")
    entry = Calendar.from_ical(file.response.get_data()).walk("VEVENT")[0]
    assert entry["summary"] == "Читання вголос" and entry.decoded("dtstart") == shift.starts_at
    assert "You have a place" in visitor.get(f"{home}/shifts").text
    place = session.query(Assignment).one()
    page = visitor.get(f"{home}/places/{place.id}/give-up")
    gone = visitor.follow(visitor.submit(page, {"reason": "Їду"}))
    assert "You have no coming shifts" in gone.text
    assert states(session, shift) == {CANCELLED: 1}
    again = visitor.submit(page, status=409)
    assert "given up already" in again.text


def test_the_database_does_not_learn_the_link_from_a_form_that_is_sent_twice(
    session: Session, visitor: PageClient
) -> None:
    coming_shift(session)
    home = link_of(session, able(session), token="secret-of-the-link")
    offers = visitor.get(f"{home}/shifts")
    first = visitor.submit(offers, css="main form[action$='sign-up']")
    assert session.scalars(sa.select(SentForm.led_to)).one() == "/my/{token}"
    second = visitor.submit(offers, css="main form[action$='sign-up']")
    assert first.location == second.location == home
    assert "sent twice and is saved once" in visitor.follow(second).text


def test_a_full_shift_offers_the_waiting_list_with_the_number(
    session: Session, visitor: PageClient, mail_folder: Path
) -> None:
    shift = coming_shift(session, needed=1)
    home = link_of(session, able(session))
    page = visitor.get(f"{home}/shifts")
    first = make.make_assignment(session, shift, able(session))
    make.make_assignment(session, shift, able(session, status="paused"), status=WAITING)
    late = press(visitor, page, "Sign up", 409)
    assert "All places have just been taken" in late.text and "you would be number 2" in late.text
    own = visitor.follow(press(visitor, late, "Wait for a place (number 2)"))
    assert "On the waiting list, number 2" in own.text
    visitor.post(f"{home}/shifts/{shift.id}/wait", status=409)
    assert states(session, shift) == {CONFIRMED: 1, WAITING: 2}
    other = link_of(session, first.volunteer)
    visitor.submit(visitor.get(f"{other}/places/{first.id}/give-up"))
    assert states(session, shift) == {CONFIRMED: 1, WAITING: 1, CANCELLED: 1}
    (letter,) = letters_in(mail_folder)
    assert "Тепер воно Ваше" in text_of(letter)


def test_documents_that_do_not_hold_are_named_with_their_last_day(session: Session, visitor: PageClient) -> None:
    coming_shift(session)
    volunteer, day = able(session), utc_now().date()
    for kind, last in (
        (DocumentKind.MEDICAL_BOOK, day - timedelta(days=400)),
        (DocumentKind.MEDICAL_BOOK, day - timedelta(days=3)),
        (DocumentKind.CERTIFICATE, day + timedelta(days=2)),
        (DocumentKind.CONTRACT, day + timedelta(days=30)),
    ):
        make.make_document(session, volunteer, kind=kind, issued_on=None, expires_on=last)
    visitor.post("/settings/locale", {"locale": "uk", "next": "/login"})
    why = visitor.get(f"{link_of(session, volunteer)}/shifts").texts(".personal-why")
    ended, until = ((day + timedelta(days=days)).strftime("%d.%m.%Y") for days in (-3, 2))
    assert why == [
        f"Посвідчення волонтера: діє лише до {until}. Принесіть до бібліотеки новий документ. "
        f"Медична книжка: строк дії минув {ended}. Принесіть до бібліотеки новий документ."
    ]


def test_what_stands_against_every_shift_is_said_once_with_what_to_do(session: Session, visitor: PageClient) -> None:
    coming_shift(session)
    coming_shift(session, make.make_opportunity(session, "Нічна варта", min_age=99))
    volunteer = able(session)
    volunteer.briefed_on = None
    page = visitor.get(f"{link_of(session, volunteer)}/shifts")
    assert page.text.count("The safety briefing is not written down.") == 1
    assert "Call the library where you help" in page.text
    assert page.texts(".personal-why") == ["Younger than this work asks for."]


def test_a_place_is_offered_kept_and_taken_over(session: Session, visitor: PageClient, mail_folder: Path) -> None:
    shift = coming_shift(session, needed=1)
    place = make.make_assignment(session, shift, able(session))
    mine, other = link_of(session, place.volunteer), link_of(session, able(session))
    press(visitor, visitor.get(mine), "Offer it to others")
    assert "Offered to others" in visitor.get(mine).text
    press(visitor, visitor.get(mine), "Keep the place")
    visitor.post(f"{other}/places/{place.id}/take-over", status=409)
    press(visitor, visitor.get(mine), "Offer it to others")
    press(visitor, visitor.get(f"{other}/shifts"), "Take over")
    assert states(session, shift) == {CONFIRMED: 1, CANCELLED: 1}
    (letter,) = letters_in(mail_folder)
    assert "перейняв інший волонтер" in text_of(letter) and letter["To"] == place.volunteer.person.emails[0].email
    assert "You have no coming shifts" in visitor.get(mine).text


def test_a_link_opens_only_what_is_ones_own(session: Session, visitor: PageClient) -> None:
    shift = coming_shift(session)
    place = make.make_assignment(session, shift, able(session))
    home = link_of(session, able(session))
    for path in ("give-up", "offer", "keep"):
        visitor.post(f"{home}/places/{place.id}/{path}", status=404)
    visitor.get(f"{home}/places/{place.id}/give-up", 404)
    visitor.post(f"{home}/shifts/2147483647/sign-up", status=404)
    visitor.post("/my/nobody-ever-had-this/shifts/1/sign-up", status=404)
    expired = "old-secret"
    make.make_personal_link(session, place.volunteer, expired, expires_at=make.MOMENT + timedelta(days=1))
    for method, path in (("GET", "shifts"), ("POST", f"shifts/{shift.id}/sign-up"), ("GET", "shifts.ics")):
        page = visitor.send(method, f"/my/{expired}/{path}", 410)
        assert "new link" in page.text
    assert states(session, shift) == {CONFIRMED: 1}


def test_what_does_not_suit_is_explained_and_refused(session: Session, visitor: PageClient) -> None:
    shift = coming_shift(session, make.make_opportunity(session, "Нічна варта", min_age=18))
    coming_shift(session, make.make_opportunity(session, "Для своїх", visibility=Visibility.STAFF))
    coming_shift(session, make.make_opportunity(session, "На запрошення", self_signup=False))
    minor = able(
        session,
        birth_date=utc_now().date() - timedelta(days=16 * 365),
        guardian_name="Ґудзь Ніна",
        guardian_phone="+380501112233",
    )
    home = link_of(session, minor)
    page = visitor.get(f"{home}/shifts")
    assert "Younger than this work asks for" in page.text and "Sign up" not in page.text
    assert "Для своїх" not in page.text and "На запрошення" not in page.text
    refused = visitor.post(f"{home}/shifts/{shift.id}/sign-up", status=409)
    assert "Younger than this work asks for" in refused.text
    assert states(session, shift) == {}


def test_a_late_no_is_told_to_who_answers_for_the_work(
    session: Session, visitor: PageClient, mail_folder: Path
) -> None:
    owner = make.make_user(session, Role.COORDINATOR, email="owner@library.example", locale="en")
    opportunity = make.make_opportunity(session, "Свято", owner=owner)
    soon = coming_shift(session, opportunity, starts_at=utc_now() + timedelta(hours=5))
    later = coming_shift(session, opportunity)
    volunteer = able(session, "Ґудзь")
    home = link_of(session, volunteer)
    for shift in (soon, later):
        place = make.make_assignment(session, shift, volunteer)
        page = visitor.get(f"{home}/places/{place.id}/give-up")
        assert ("less than a day" in page.text) == (shift is soon)
        visitor.submit(page, {"reason": "Захворіла"})
    (letter,) = letters_in(mail_folder)
    assert letter["To"] == "owner@library.example"
    body = text_of(letter)
    assert "Ґудзь" in body and "Захворіла" in body and "2 places are free" in body
    assert f"/opportunities/shifts/{soon.id}" in body


def test_a_shift_that_has_begun_is_not_given_up_here(session: Session, visitor: PageClient) -> None:
    shift = coming_shift(session, starts_at=utc_now() - timedelta(minutes=10))
    place = make.make_assignment(session, shift, able(session))
    home = link_of(session, place.volunteer)
    page = visitor.get(f"{home}/places/{place.id}/give-up")
    assert "by phone" in visitor.submit(page, status=409).text
    assert states(session, shift) == {CONFIRMED: 1}


def test_everybody_is_reminded_once_the_day_before(app: Flask, session: Session, mail_folder: Path) -> None:
    now = utc_now()
    tomorrow = now.astimezone(zone()).date() + timedelta(days=1)
    at = datetime.combine(tomorrow, time(10), zone())
    shift = coming_shift(session, starts_at=at, needed=9, day=tomorrow)
    place = make.make_assignment(session, shift, able(session))
    make.make_assignment(session, shift, able(session), status=WAITING)
    make.make_assignment(session, shift, able(session), status=CANCELLED)
    make.make_assignment(session, shift, make.make_volunteer(session))
    make.make_assignment(session, coming_shift(session, starts_at=at + timedelta(days=1)), able(session))
    bounced = able(session, email="gone@demo.example")
    make.make_suppression(session, "gone@demo.example")
    make.make_assignment(session, shift, bounced)
    session.commit()
    assert remind(session, now) == {"sent": 1}
    assert remind(session, now) == {"sent": 0}
    (letter,) = letters_in(mail_folder)
    assert letter["To"] == place.volunteer.person.emails[0].email
    assert "10:00–12:00" in text_of(letter)


def test_a_reminder_that_was_not_taken_is_tried_again(app: Flask, session: Session) -> None:
    now = utc_now()
    tomorrow = now.astimezone(zone()).date() + timedelta(days=1)
    shift = coming_shift(session, starts_at=datetime.combine(tomorrow, time(10), zone()), day=tomorrow)
    make.make_assignment(session, shift, able(session, email="olena@demo.example"))
    session.commit()
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    assert remind(session, now) == {"sent": 0, "refused": 1}
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        assert remind(session, now) == {"sent": 1}
        assert len(box.letters) == 1


def test_the_letter_of_the_day_says_which_shifts_lack_people(app: Flask, session: Session) -> None:
    friday = datetime(2026, 11, 27).date()  # noqa: DTZ001
    for days, title in ((1, "Субота"), (3, "Понеділок"), (4, "Вівторок")):
        day = friday + timedelta(days=days)
        at = datetime.combine(day, time(10), zone())
        coming_shift(session, make.make_opportunity(session, title), starts_at=at, day=day)
    user = make.make_user(session, Role.COORDINATOR)
    message = digest.letter(session, user, friday)
    assert message is not None
    assert "Субота" in message.text and "Понеділок" in message.text and "Вівторок" not in message.text
    assert "2 people are lacking" in message.text
    assert digest.letter(session, make.make_user(session, Role.ACCOUNTANT), friday) is None


def test_the_page_of_choices_asks_the_same_number_of_questions(
    app: Flask, session: Session, visitor: PageClient
) -> None:
    volunteer = able(session)
    home = link_of(session, volunteer)

    def fill(start: int) -> None:
        for number in range(start, start + 5):
            shift = coming_shift(session, starts_at=coming(number), needed=1)
            make.make_assignment(session, shift, volunteer, status=WAITING)
            make.make_assignment(session, shift, able(session), swap_offered_at=utc_now())

    paths = (home, f"{home}/shifts")
    fill(2)
    before = costs(app, visitor, *paths)
    fill(20)
    assert costs(app, visitor, *paths) == before
    assert max(before) <= 14
