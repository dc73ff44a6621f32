"""Pages of opportunities and shifts: the list, the record, forms, series, assigning, coverage, exports."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.events import EventStatus
from app.domain.opportunities import AssignmentStatus, OpportunityKind, OpportunityStatus, Visibility
from app.domain.roles import Role
from app.queries.search import search
from app.scope import EVERYTHING, Scope
from models.base import utc_now
from models.opportunities import Assignment, Opportunity, Shift
from tests.conftest import SignIn
from tests.opportunities.support import able, coming, coming_shift, states, text_of
from tests.support import factories as make
from tests.support.databases import costs
from tests.support.pages import Page
from tests.support.postbox import letters_in

KYIV = ZoneInfo("Europe/Kyiv")


def test_an_opportunity_is_added_and_its_first_shift_follows(session: Session, login: SignIn) -> None:
    branch = make.make_branch(session, "Філія 6")
    client = login("coordinator")
    page = client.get("/opportunities/new")
    typed = {
        "title": "Читання вголос",
        "branch_id": branch.id,
        "skills": "читання, малювання",
        "needed": "4",
        "min_age": "16",
        "visibility": "volunteers",
    }
    form = client.submit(page, typed)
    opportunity = session.query(Opportunity).one()
    assert (opportunity.title, opportunity.status) == ("Читання вголос", OpportunityStatus.OPEN)
    assert opportunity.owner == client.user and len(opportunity.token) > 20
    assert sorted(skill.name for skill in opportunity.skills) == ["малювання", "читання"]
    shifts = client.follow(form)
    day = today() + timedelta(days=3)
    shown = client.follow(
        client.submit(
            shifts, {"day": day.isoformat(), "begins": "10:00", "ends": "12.30", "needed": "3", "note": "Вхід з двору"}
        )
    )
    shift = session.query(Shift).one()
    assert shift.starts_at.astimezone(KYIV).hour == 10 and shift.minutes == 150
    assert (shift.day, shift.branch_id, shift.needed, shift.series) == (day, branch.id, 3, "")
    assert "10:00–12:30" in shown.text and "0 of 3" in shown.text and "Вхід з двору" in shown.text


def test_what_cannot_be_an_opportunity_is_refused_with_words(session: Session, login: SignIn) -> None:
    make.make_branch(session)
    client = login("coordinator")
    page = client.get("/opportunities/new")
    answer = client.submit(
        page, {"title": "", "min_age": "13", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}, 422
    )
    errors = " ".join(answer.errors())
    assert "Fill in this field" in errors and "from 14 to 99" in errors
    answer = client.submit(
        page,
        {"title": "Х", "branch_id": make.make_branch(session).id, "starts_on": "2026-05-02", "ends_on": "2026-05-01"},
        422,
    )
    assert "cannot be before the first" in " ".join(answer.errors())
    assert session.query(Opportunity).count() == 0


def test_a_series_is_shown_before_it_is_added_and_chosen_days_are_left_out(session: Session, login: SignIn) -> None:
    opportunity = make.make_opportunity(session)
    client = login("coordinator")
    page = client.get(f"/opportunities/{opportunity.id}/shifts/new")
    first = today() + timedelta(days=7)
    last = first + timedelta(days=21)
    typed = {"day": first.isoformat(), "until": last.isoformat(), "begins": "10:00", "ends": "12:00", "needed": "2"}
    preview = client.submit(page, {**typed, "preview": "1"}, 200)
    assert "4 shifts will be added" in preview.text
    assert session.query(Shift).count() == 0
    left_out = (first + timedelta(days=7)).isoformat()
    fewer = client.submit(preview, {"skip": [left_out], "preview": "1"}, 200)
    assert "3 shifts will be added" in fewer.text
    other = client.submit(preview, {"skip": [left_out], "preview": "1"}, 200)
    done = client.submit(fewer, {})
    assert "3 shifts added" in client.follow(done).html
    days = [shift.day.isoformat() for shift in session.query(Shift).order_by(Shift.day)]
    assert left_out not in days and len(days) == 3
    assert len({shift.series for shift in session.query(Shift)}) == 1
    again = client.submit(other, {}, 422)
    assert "at this time already" in " ".join(again.errors())
    too_many = client.submit(
        page, {**typed, "until": (first + timedelta(days=360)).isoformat(), "weekdays": list("0123456")}, 422
    )
    assert "at most 120" in " ".join(too_many.errors())
    assert session.query(Shift).count() == 3


def test_a_series_is_changed_from_one_shift_on_and_those_who_are_in_are_told(
    session: Session, login: SignIn, mail_folder: Path
) -> None:
    opportunity = make.make_opportunity(session, "Настільні ігри")
    shifts = [coming_shift(session, opportunity, starts_at=coming(day), series="abc") for day in (3, 10, 17)]
    make.make_assignment(session, shifts[1], able(session))
    waiting = make.make_assignment(session, shifts[2], able(session), status=AssignmentStatus.WAITING)
    client = login("coordinator")
    page = client.get(f"/opportunities/shifts/{shifts[1].id}/edit")
    assert "1 later shift" in page.text
    client.submit(page, {"begins": "15:00", "ends": "17:00", "needed": "4", "with_later": "y"})
    session.expire_all()
    hours = [shift.starts_at.astimezone(KYIV).hour for shift in shifts]
    assert hours[1:] == [15, 15] and hours[0] != 15
    assert [shift.needed for shift in shifts] == [2, 4, 4]
    assert waiting.status is AssignmentStatus.CONFIRMED
    subjects = [letter["Subject"] for letter in letters_in(mail_folder)]
    assert len(subjects) == 2 and all("Настільні" in subject for subject in subjects)
    stale = client.submit(page, {"begins": "16:00", "ends": "17:00"}, 409)
    assert "Somebody saved this record" in stale.text
    assert "15:00" in stale.texts(".table-m td") and stale.form()["needed"] == "4"


def test_a_shift_cannot_lose_places_that_are_taken_nor_move_into_a_clash(session: Session, login: SignIn) -> None:
    shift = coming_shift(session, needed=3)
    volunteer = able(session, "Бойко")
    make.make_assignment(session, shift, volunteer)
    make.make_assignment(session, shift, able(session))
    make.make_assignment(session, coming_shift(session, starts_at=coming(hour=14)), volunteer)
    client = login("coordinator")
    page = client.get(f"/opportunities/shifts/{shift.id}/edit")
    assert "2 places are taken" in " ".join(client.submit(page, {"needed": "1"}, 422).errors())
    local = coming(hour=14).astimezone(KYIV)
    move = {"begins": f"{local:%H:%M}", "ends": f"{local + timedelta(hours=1):%H:%M}"}
    assert "does not suit those who have a place: Бойко" in " ".join(client.submit(page, move, 422).errors())
    session.expire_all()
    assert (shift.needed, shift.starts_at) == (3, coming())


def test_a_cancelled_shift_frees_everybody_and_says_why(session: Session, login: SignIn, mail_folder: Path) -> None:
    shift = coming_shift(session)
    make.make_assignment(session, shift, able(session))
    make.make_assignment(session, shift, able(session), status=AssignmentStatus.WAITING)
    client = login("coordinator")
    page = client.get(f"/opportunities/shifts/{shift.id}/cancel")
    assert "1 volunteer has a place" in page.text
    assert "everybody who has a place is told" in " ".join(client.submit(page, {"reason": " "}, 422).errors())
    client.submit(page, {"reason": "У філії немає світла"})
    assert states(session, shift) == {AssignmentStatus.CANCELLED: 2}
    sent = letters_in(mail_folder)
    assert len(sent) == 2 and all("У філії немає світла" in text_of(letter) for letter in sent)
    assert "The shift is cancelled." in client.get(f"/opportunities/shifts/{shift.id}").text
    client.submit(page, {"reason": "Ще раз"}, 422)


def test_those_who_fit_best_are_suggested_with_reasons(session: Session, login: SignIn) -> None:
    opportunity = make.make_opportunity(session, skills=["читання"])
    shift = coming_shift(session, opportunity)
    able(session, "Далекий")
    able(session, "Близька", branch=opportunity.branch, skills=["читання"])
    able(session, "Неінструктована", branch=opportunity.branch, briefed_on=None)
    able(session, "Колишня", status="left")
    client = login("coordinator")
    page = client.get(f"/opportunities/shifts/{shift.id}")
    names = page.texts("#suggestions .place-list a[href^='/volunteers/']")
    assert [name.split()[0] for name in names] == ["Близька", "Далекий"]
    assert "Own branch" in page.text and "Has the skills" in page.text
    found = client.get(f"/opportunities/shifts/{shift.id}?q=неінстр")
    assert "safety briefing" in found.text and "Look closer" in found.text
    client.post(f"/opportunities/shifts/{shift.id}/assign", {"volunteer": str(able(session, "Нова").id)})
    assert states(session, shift) == {AssignmentStatus.CONFIRMED: 1}


def test_what_speaks_against_a_place_is_said_and_may_be_overridden_with_a_reason(
    session: Session, login: SignIn, mail_folder: Path
) -> None:
    shift = coming_shift(session)
    volunteer = able(session, briefed_on=None)
    client = login("coordinator")
    path = f"/opportunities/shifts/{shift.id}/assign"
    page = client.post(path, {"volunteer": volunteer.id}, 422)
    assert "safety briefing is not written down" in page.text
    assert "Fill in this field" in client.submit(page, {"override": " "}, 422).text
    client.submit(page, {"override": "Інструктаж перед початком"})
    place = session.query(Assignment).one()
    assert (place.override_reason, place.overridden_by) == ("Інструктаж перед початком", client.user)
    assert "Allowed by" in client.get(f"/opportunities/shifts/{shift.id}").text
    assert len(letters_in(mail_folder)) == 1
    staff = login(Role.STAFF, branch=shift.branch)
    other = able(session, briefed_on=None, branch=shift.branch)
    page = staff.post(path, {"volunteer": other.id, "override": "Прошу"}, 422)
    assert "A coordinator, the director or an administrator" in page.text
    child = able(session, birth_date=today() - timedelta(days=13 * 365))
    page = client.post(path, {"volunteer": child.id, "override": "Прошу"}, 422)
    assert "Nobody may allow this" in page.text and not page.select("#override")
    assert states(session, shift) == {AssignmentStatus.CONFIRMED: 1}


def test_a_place_is_taken_back_and_the_next_one_moves_up(session: Session, login: SignIn, mail_folder: Path) -> None:
    shift = coming_shift(session, needed=1)
    place = make.make_assignment(session, shift, able(session, "Перша"))
    make.make_assignment(session, shift, able(session, "Друга"), status=AssignmentStatus.WAITING)
    client = login("coordinator")
    page = client.get(f"/opportunities/assignments/{place.id}/remove")
    shown = client.follow(client.submit(page, {"reason": "Захворіла"}))
    assert "Друга" in shown.html and "moved up from the waiting list" in shown.html
    assert states(session, shift) == {AssignmentStatus.CONFIRMED: 1, AssignmentStatus.CANCELLED: 1}
    assert len(letters_in(mail_folder)) == 2
    client.submit(page, {"reason": "Знову"}, 422)
    client.get(f"/opportunities/assignments/{place.id}/remove", 404)


def test_an_opportunity_is_closed_archived_and_brought_back(session: Session, login: SignIn) -> None:
    opportunity = make.make_opportunity(session, "Сортування книжок")
    shift = coming_shift(session, opportunity)
    place = make.make_assignment(session, shift, able(session))
    client = login("coordinator")
    path = f"/opportunities/{opportunity.id}"
    client.post(f"{path}/close")
    session.expire_all()
    assert opportunity.status is OpportunityStatus.CLOSED
    client.post(f"{path}/open")
    kept = client.follow(client.post(f"{path}/archive"))
    assert "Cancel these shifts first" in kept.html
    session.delete(place)
    shift.taken = 0
    client.post(f"{path}/archive")
    assert "Сортування книжок" not in client.get("/opportunities").text
    assert "Сортування книжок" in client.get("/opportunities?view=archive").text
    client.get(f"{path}/shifts/new")
    refused = client.submit(
        client.get(f"{path}/shifts/new"),
        {"day": (today() + timedelta(days=2)).isoformat(), "begins": "10:00", "ends": "11:00"},
        422,
    )
    assert "archive" in " ".join(refused.errors())
    client.post(f"{path}/restore")
    assert "Сортування книжок" in client.get("/opportunities").text


def test_an_event_that_needs_helpers_gets_an_opportunity_and_shows_who_comes(session: Session, login: SignIn) -> None:
    event = make.make_event(
        session, "Ніч у бібліотеці", starts_on=today() + timedelta(days=5), status=EventStatus.PLANNED
    )
    client = login("coordinator")
    link = next(
        link for link in client.get(f"/events/{event.id}").links if link.startswith("/opportunities/new?event=")
    )
    page = client.get(link)
    form = page.form()
    assert "Ніч у бібліотеці" in form["title"] and form["event_id"] == str(event.id)
    assert form["kind"] == OpportunityKind.ONE_OFF
    shifts = client.follow(client.submit(page))
    assert shifts.form()["day"] == event.starts_on.isoformat()
    client.submit(shifts, {"begins": "18:00", "ends": "21:00"})
    shift = session.query(Shift).one()
    assert shift.event_id == event.id
    make.make_assignment(session, shift, able(session, "Ґудзь"))
    assert "Ґудзь" in client.get(f"/events/{event.id}").text


def test_no_volunteers_are_looked_for_when_an_event_is_over_or_cancelled(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    day = today() + timedelta(days=5)
    held = make.make_event(session, starts_on=today() - timedelta(days=1), status=EventStatus.PLANNED)
    lasting = make.make_event(
        session, starts_on=held.starts_on, starts_at=coming(-1), ends_at=coming(2), ends_before=day
    )
    cancelled = make.make_event(session, starts_on=day, status=EventStatus.CANCELLED)
    offered = {
        event.id: any("/opportunities/new?event=" in link for link in client.get(f"/events/{event.id}").links)
        for event in (held, lasting, cancelled)
    }
    assert offered == {held.id: False, lasting.id: True, cancelled.id: False}


def test_shifts_of_an_event_that_is_moved_or_cancelled_are_pointed_out(session: Session, login: SignIn) -> None:
    words = "The shifts of volunteers stay when and where they were."
    event = make.make_event(session, starts_on=today() + timedelta(days=5), status=EventStatus.PLANNED)
    client = login("coordinator")
    later = {"starts_on": (today() + timedelta(days=6)).isoformat()}
    assert words not in client.follow(client.submit(client.get(f"/events/{event.id}/edit"), later)).text
    shift = coming_shift(session, event_id=event.id)
    renamed = client.submit(client.get(f"/events/{event.id}/edit"), {"title": "Інша назва"})
    assert words not in client.follow(renamed).text
    other = {"branch_id": str(make.make_branch(session).id)}
    assert words in client.follow(client.submit(client.get(f"/events/{event.id}/edit"), other)).text
    assert "Volunteers are still expected." not in client.get(f"/events/{event.id}").text
    client.post(f"/events/{event.id}/cancel")
    assert "Volunteers are still expected." in client.get(f"/events/{event.id}").text
    shift.cancelled_at = utc_now()
    session.commit()
    assert "Volunteers are still expected." not in client.get(f"/events/{event.id}").text


def test_coverage_says_what_is_lacking_and_opens_it(session: Session, login: SignIn) -> None:
    monday = today() + timedelta(days=7 - today().weekday())
    if monday.day > 26:
        monday += timedelta(days=7)
    opportunity = make.make_opportunity(session, "Чергування", skills=["читання"])
    at = coming((monday - utc_now().date()).days)
    empty = coming_shift(session, opportunity, starts_at=at, needed=3)
    partly = coming_shift(session, opportunity, starts_at=at + timedelta(days=2), needed=2)
    make.make_assignment(session, partly, able(session))
    other = coming_shift(session, make.make_opportunity(session, "Інше"), starts_at=at, needed=1)
    make.make_assignment(session, other, able(session))
    coming_shift(session, opportunity, starts_at=at, cancelled_at=utc_now())
    client = login("coordinator")
    page = client.get(f"/opportunities/coverage?day={monday.isoformat()}")
    assert "4 people are lacking in 2 shifts" in page.text
    assert "1/1" in page.text and "0/3" in page.text and "1/2" in page.text
    assert f"/opportunities/shifts/{empty.id}" in page.links
    assert "Nobody yet" in page.text
    for query, count in (
        (f"branch={opportunity.branch_id}", 2),
        (f"skill={opportunity.skills[0].id}", 2),
        ("view=month", 3),
        ("lacking=0", 1),
    ):
        page = client.get(f"/opportunities/coverage?day={monday.isoformat()}&{query}")
        links = {link for link in page.links if link.startswith("/opportunities/shifts/")}
        assert len(links) == count, query
    period = f"{monday.isoformat()}..{(monday + timedelta(days=6)).isoformat()}"
    table = client.get(f"/opportunities/shifts?period={period}&format=csv").response.get_data(as_text=True)
    assert len(table.strip().splitlines()) == 4
    assert "No shifts in this time" in client.get("/opportunities/coverage?day=2020-01-01").text
    client.get("/opportunities/coverage?day=nonsense&view=month")
    client.get("/opportunities/coverage?branch=nonsense", 422)


def test_a_month_shows_a_few_shifts_of_a_day_those_that_lack_people_first(session: Session, login: SignIn) -> None:
    at = coming(30)
    opportunity = make.make_opportunity(session, "Чергування")
    full = [coming_shift(session, opportunity, starts_at=at, needed=1) for _number in range(4)]
    for shift in full:
        make.make_assignment(session, shift, able(session))
    short = [coming_shift(session, opportunity, starts_at=at + timedelta(hours=1), needed=2) for _number in range(2)]
    day = full[0].day
    client = login("coordinator")
    address = f"/opportunities/coverage?branch={opportunity.branch_id}&day={day.isoformat()}"

    def shown(page: Page) -> list[str]:
        return [str(link["href"]) for link in page.select(".cover-list a.cover-shift")]

    page = client.get(f"{address}&view=month")
    expected = [f"/opportunities/shifts/{shift.id}" for shift in (*short, *full[:2])]
    assert shown(page) == expected
    assert [link["href"] for link in page.select(".cover-table a.cover-shift")] == expected
    assert "4 people are lacking in 2 shifts" in page.text and "2 more" in page.text
    week = client.get(str(page.select(".cover-more")[0]["href"]).partition("#")[0])
    assert shown(week) == [f"/opportunities/shifts/{shift.id}" for shift in (*full, *short)]
    assert week.select(f"#day-{day.isoformat()} .cover-lacking")[0].get_text() == "4 people are lacking"
    assert not week.select(".cover-more")
    assert len(shown(client.get(f"{address}&view=month&lacking=1"))) == 2


def test_the_list_counts_the_coming_four_weeks_and_is_taken_away(session: Session, login: SignIn) -> None:
    lacking = make.make_opportunity(session, "Бракує")
    coming_shift(session, lacking, needed=3)
    coming_shift(session, lacking, starts_at=coming(40), needed=9)
    full = make.make_opportunity(session, "Вистачає", kind=OpportunityKind.ONE_OFF)
    make.make_assignment(session, coming_shift(session, full, needed=1), able(session))
    client = login("coordinator")
    assert "Бракує" in client.get("/opportunities?lacking=1").text
    assert "Вистачає" not in client.get("/opportunities?lacking=1").text
    assert "Бракує" not in client.get("/opportunities?kind=one_off").text
    assert "Вистачає" not in client.get("/opportunities?q=бракує").text
    table = client.get("/opportunities?format=csv&sort=title").response.get_data(as_text=True)
    row = next(line for line in table.splitlines() if "Бракує" in line)
    assert ",3,0," in row


def test_staff_of_a_branch_see_and_change_their_own_only(session: Session, login: SignIn) -> None:
    own = coming_shift(session, make.make_opportunity(session, "Наше"))
    other = coming_shift(session, make.make_opportunity(session, "Чуже"))
    place = make.make_assignment(session, other, able(session))
    staff = login(Role.STAFF, branch=own.branch)
    assert "Чуже" not in staff.get("/opportunities").text
    assert "Наше" in staff.get("/opportunities").text
    assert f"/opportunities/shifts/{other.id}" not in staff.get(f"/opportunities/coverage?day={other.day}").links
    for path in (
        f"/opportunities/{other.opportunity_id}",
        f"/opportunities/{other.opportunity_id}/edit",
        f"/opportunities/shifts/{other.id}",
        f"/opportunities/shifts/{other.id}/edit",
        f"/opportunities/shifts/{other.id}/cancel",
        f"/opportunities/assignments/{place.id}/remove",
    ):
        staff.get(path, 404)
    staff.post(f"/opportunities/shifts/{own.id}/assign", {"volunteer": place.volunteer_id}, 404)
    page = staff.get("/opportunities/new")
    staff.submit(page, {"title": "Х", "branch_id": other.branch_id}, 422)
    kinds = frozenset({"opportunity"})
    assert {hit.title for hit in search(session, "чуже", kinds, EVERYTHING, 10)} == {"Чуже"}
    assert not search(session, "чуже", kinds, Scope(own.branch_id), 10)


def test_the_monitoring_group_reads_and_changes_nothing(session: Session, login: SignIn) -> None:
    shift = coming_shift(session)
    monitor = login("monitor")
    page = monitor.get(f"/opportunities/{shift.opportunity_id}")
    assert not page.select("a[href$='/edit']") and "Add shifts" not in page.text
    page = monitor.get(f"/opportunities/shifts/{shift.id}")
    assert not page.select("#suggestions") and "Cancel the shift" not in page.text
    monitor.get("/opportunities/new", 403)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/opportunities", 12),
        ("/opportunities/coverage", 8),
        ("/opportunities/{id}", 24),
        ("/opportunities/shifts/{shift}", 16),
    ],
)
def test_pages_ask_the_same_number_of_questions_whatever_the_number_of_rows(
    app: Flask, session: Session, login: SignIn, path: str, limit: int
) -> None:
    opportunity = make.make_opportunity(session, skills=["читання"])
    first = coming_shift(session, opportunity, needed=30)
    client = login("coordinator")
    address = path.format(id=opportunity.id, shift=first.id)

    def fill() -> None:
        for number in range(5):
            more = make.make_opportunity(session, skills=["читання"])
            make.make_assignment(session, coming_shift(session, more, starts_at=coming(number)), able(session))
            make.make_assignment(session, first, able(session), status=AssignmentStatus.WAITING)
            make.make_assignment(session, first, able(session))
            coming_shift(session, opportunity, starts_at=coming(number + 1))
            able(session, skills=["читання"], branch=opportunity.branch)

    fill()
    before = costs(app, client, address)
    fill()
    assert costs(app, client, address) == before <= [limit]


def test_what_everybody_sees_has_an_address_to_pass_on(app: Flask, session: Session, login: SignIn) -> None:
    opportunity = make.make_opportunity(session, visibility=Visibility.PUBLIC)
    client = login("coordinator")
    page = client.get(f"/opportunities/{opportunity.id}")
    (address,) = page.texts("#public-address")
    assert address == f"{app.config['BASE_URL']}/volunteer/{opportunity.token}"
    opportunity.visibility = Visibility.VOLUNTEERS
    assert not client.get(f"/opportunities/{opportunity.id}").select("#public-address")


def test_an_opportunity_has_comments_and_tasks_of_its_own(session: Session, login: SignIn) -> None:
    opportunity = make.make_opportunity(session, "Читання вголос")
    client = login("coordinator")
    client.post(f"/comments/opportunity/{opportunity.id}", {"body": "Домовитися про килимки"})
    client.post("/tasks/new", {"quick": "1", "title": "Купити чай", "record": f"opportunity:{opportunity.id}"})
    page = client.get(f"/opportunities/{opportunity.id}")
    assert "Домовитися про килимки" in page.text and "Купити чай" in page.text
    assert "Читання вголос" in client.get("/tasks").text
