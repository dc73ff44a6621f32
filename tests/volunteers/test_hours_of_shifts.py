"""Hours of a whole shift, hours that volunteers log themselves, reasons, corrections."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.hours import Grouping
from app.domain.periods import Period
from app.domain.personal_links import LIFETIME
from app.domain.roles import Role
from app.domain.volunteers import HoursSource, HoursStatus
from app.queries.hours_summary import hours_by
from app.scope import EVERYTHING, Scope
from app.services.hours_shifts import log_shift
from models.base import utc_now
from models.hours import HoursCorrection
from models.opportunities import Shift
from models.volunteers import HoursEntry, Volunteer
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.pages import PageClient
from tests.support.together import at_once


def past_shift(session: Session, *people: Volunteer, days: int = 3, **fields: object) -> Shift:
    shift = make.make_shift(session, starts_at=utc_now() - timedelta(days=days), needed=9, **fields)
    for person in people:
        make.make_assignment(session, shift, person)
    return shift


def linked(session: Session, token: str = "own") -> Volunteer:
    volunteer = make.make_volunteer(session)
    now = utc_now()
    make.make_personal_link(session, volunteer, token, created_at=now, expires_at=now + LIFETIME)
    return volunteer


def test_a_whole_shift_is_logged_in_one_save(session: Session, login: SignIn) -> None:
    on_time, shorter, absent, unplanned = (make.make_volunteer(session) for _number in range(4))
    grant = make.make_application(session)
    opportunity = make.make_opportunity(session, "Сортування", application=grant)
    shift = past_shift(session, on_time, shorter, absent, opportunity=opportunity)
    client = login("coordinator")
    listed = client.get("/hours")
    assert listed.select(f"a[href='/hours/shifts/{shift.id}']")
    page = client.get(f"/hours/shifts/{shift.id}")
    form = page.form()
    assert len(form["came"]) == 3 and form[f"minutes-{on_time.id}"] == "2:00"
    here = {"came": [str(on_time.id), str(shorter.id)], f"minutes-{shorter.id}": "1:15"}
    page = client.submit(page, {**here, "volunteer": unplanned.id, "add": "1"}, status=200)
    form = page.form()
    assert form[f"minutes-{shorter.id}"] == "1:15" and str(unplanned.id) in form["came"]
    assert str(absent.id) not in form["came"]
    told = client.follow(client.submit(page))
    assert "3 people logged and confirmed" in told.text
    entries = session.query(HoursEntry).order_by(HoursEntry.minutes).all()
    assert [entry.minutes for entry in entries] == [75, 120, 120]
    assert {entry.status for entry in entries} == {HoursStatus.CONFIRMED}
    assert {entry.source for entry in entries} == {HoursSource.SHIFT}
    assert {(e.shift_id, e.opportunity_id, e.application_id) for e in entries} == {(shift.id, opportunity.id, grant.id)}
    assert not client.get("/hours").select(f"a[href='/hours/shifts/{shift.id}']")
    again = client.get(f"/hours/shifts/{shift.id}")
    assert again.text.count("Logged already") == 3
    client.submit(again, {"came": [str(absent.id)]})
    assert session.query(HoursEntry).count() == 4
    assert len(client.get(f"/hours?role={opportunity.id}&source=shift").select("tbody tr")) == 4


def test_rows_that_cannot_be_true_are_marked_and_nothing_is_saved(session: Session, login: SignIn) -> None:
    right, late = make.make_volunteer(session), make.make_volunteer(session, started_on=today())
    shift = past_shift(session, right, late)
    client = login("coordinator")
    page = client.get(f"/hours/shifts/{shift.id}")
    refused = client.submit(page, {f"minutes-{right.id}": "довго"}, status=422)
    assert "2:30" in " ".join(refused.errors()) and refused.form()[f"minutes-{right.id}"] == "довго"
    refused = client.submit(page, status=422)
    assert any("began later" in error for error in refused.errors())
    client.submit(page, {"came": None}, status=422)
    assert session.query(HoursEntry).count() == 0


def test_hours_typed_by_hand_are_seen_beside_the_shift(session: Session, login: SignIn) -> None:
    volunteer = make.make_volunteer(session)
    shift = past_shift(session, volunteer)
    make.make_hours(session, volunteer, worked_on=shift.day, minutes=90, opportunity=shift.opportunity)
    client = login("coordinator")
    page = client.get(f"/hours/shifts/{shift.id}")
    assert "came" not in page.form() and "1.5 h of this day" in page.text
    refused = client.submit(page, {"came": str(volunteer.id)}, status=422)
    assert any("already in the volunteer’s log" in error for error in refused.errors())


def test_who_is_chosen_as_the_hours_are_saved_is_not_lost(session: Session, login: SignIn) -> None:
    planned, unplanned, busy = (make.make_volunteer(session) for _number in range(3))
    shift = past_shift(session, planned)
    make.make_hours(session, busy, worked_on=shift.day, minutes=90)
    client = login("coordinator")
    page = client.get(f"/hours/shifts/{shift.id}")
    unknown = client.submit(page, {"volunteer_text": "Хтось"}, status=422)
    assert any("no volunteer with this name" in error for error in unknown.errors())
    asked = client.submit(page, {"volunteer": busy.id}, status=422)
    assert any("1.5 h of this day" in error for error in asked.errors())
    assert asked.form()["came"] == str(planned.id)
    assert session.query(HoursEntry).count() == 1
    told = client.follow(client.submit(page, {"volunteer": unplanned.id}))
    assert "2 people logged and confirmed" in told.text
    logged = session.query(HoursEntry.volunteer_id).filter_by(shift_id=shift.id)
    assert {row.volunteer_id for row in logged} == {planned.id, unplanned.id}


def test_a_shift_is_counted_once_even_when_two_save_it_at_once(session: Session, app: Flask) -> None:
    volunteer = make.make_volunteer(session)
    shift = past_shift(session, volunteer)
    session.commit()
    shift_id, who = shift.id, volunteer.id

    def work(own: Session, wait) -> object:
        found = own.get(Shift, shift_id)
        wait()
        return log_shift(own, found, {who: 60}, confirm=True, by=None, now=utc_now(), today=today())

    results = at_once(app, work, work)
    assert sum(isinstance(item, Exception) for item in results) == 1, results
    assert session.query(HoursEntry).count() == 1


def test_shifts_to_come_of_others_and_cancelled_ones_are_refused(session: Session, login: SignIn) -> None:
    own, other = make.make_branch(session), make.make_branch(session)
    foreign = past_shift(session, opportunity=make.make_opportunity(session, branch=other))
    coming = make.make_shift(
        session, make.make_opportunity(session, branch=own), starts_at=utc_now() + timedelta(days=1)
    )
    staff = login(Role.STAFF, branch=own)
    staff.get(f"/hours/shifts/{foreign.id}", status=404)
    assert "not begun yet" in staff.follow(staff.get(f"/hours/shifts/{coming.id}", status=302)).text
    login("monitor").get(f"/hours/shifts/{coming.id}", status=403)


def test_a_volunteer_logs_hours_that_wait_and_takes_them_back(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    volunteer = linked(session)
    page = visitor.get("/my/own/hours")
    refused = visitor.submit(page, {"minutes": ""}, status=422)
    assert any("how long" in error.lower() for error in refused.errors())
    told = visitor.follow(
        visitor.submit(page, {"from_time": "10:00", "until_time": "12:30", "activity": "Ремонт книжок"})
    )
    assert "2:30" in told.text and "To be confirmed" in told.text
    entry = session.query(HoursEntry).one()
    assert (entry.minutes, entry.source, entry.status) == (150, HoursSource.VOLUNTEER, HoursStatus.LOGGED)
    assert (entry.volunteer_id, entry.logged_by_id, entry.branch_id) == (volunteer.id, None, volunteer.branch_id)
    twice = visitor.submit(page, {"minutes": "2", "activity": "ремонт книжок"}, status=422)
    assert any("already in the log" in error for error in twice.errors())
    future = visitor.submit(page, {"minutes": "2", "worked_on": today() + timedelta(days=1)}, status=422)
    assert any("not come yet" in error for error in future.errors())
    old = visitor.submit(page, {"minutes": "2", "worked_on": today() - timedelta(days=61)}, status=422)
    assert any("60 days" in error for error in old.errors())
    backwards = visitor.submit(page, {"from_time": "12:00", "until_time": "10:00"}, status=422)
    assert backwards.errors()
    make.make_personal_link(
        session, make.make_volunteer(session), "other", created_at=utc_now(), expires_at=utc_now() + LIFETIME
    )
    visitor.post(f"/my/other/hours/{entry.id}/withdraw", status=404)
    client = login("coordinator")
    client.post("/hours/decide?to=confirmed", {"ids": entry.id})
    told = visitor.follow(visitor.post(f"/my/own/hours/{entry.id}/withdraw"))
    assert "no longer wait" in told.text
    client.post(f"/hours/reopen?ids={entry.id}")
    visitor.post(f"/my/own/hours/{entry.id}/withdraw")
    assert session.query(HoursEntry).count() == 0


def test_a_volunteer_chooses_among_own_shifts_and_events_only(session: Session, visitor: PageClient) -> None:
    volunteer = linked(session)
    mine = past_shift(session, volunteer)
    theirs = past_shift(session, make.make_volunteer(session))
    event = make.make_event(session, "Свято", starts_on=today() - timedelta(days=1), volunteers=[volunteer])
    page = visitor.get(f"/my/own/hours?shift={mine.id}")
    assert page.form()["what"] == f"shift-{mine.id}" and page.form()["minutes"] == "2:00"
    visitor.submit(page, {"what": f"shift-{theirs.id}"}, status=422)
    visitor.submit(page)
    visitor.submit(visitor.get(page.path), {"what": f"shift-{mine.id}"}, status=422)
    day = (today() - timedelta(days=1)).isoformat()
    visitor.submit(page, {"what": f"event-{event.id}", "worked_on": day, "minutes": "1"})
    entries = session.query(HoursEntry).order_by(HoursEntry.id).all()
    assert [(entry.shift_id, entry.event_id) for entry in entries] == [(mine.id, None), (None, event.id)]


def test_an_ended_link_logs_nothing(session: Session, visitor: PageClient) -> None:
    volunteer = make.make_volunteer(session)
    now = utc_now()
    make.make_personal_link(session, volunteer, "old", created_at=now - LIFETIME, expires_at=now - timedelta(seconds=1))
    visitor.post("/my/old/hours", {"minutes": "2"}, status=410)
    assert session.query(HoursEntry).count() == 0


def test_turning_hours_down_asks_why_and_the_volunteer_reads_it(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    volunteer = linked(session)
    entry = make.make_hours(session, volunteer, worked_on=today())
    client = login("coordinator")
    page = client.post("/hours/decide?to=rejected", {"ids": entry.id}, status=200)
    client.submit(page, {"reason": " "}, status=422)
    told = client.follow(client.submit(page, {"reason": "Того дня бібліотека не працювала"}))
    assert "not confirmed" in told.text
    assert "не працювала" in visitor.get("/my/own").text
    assert "не працювала" in client.get(f"/hours/{entry.id}").text
    undo = told.select("form[action^='/hours/reopen']")[0]["action"]
    client.post(str(undo))
    session.refresh(entry)
    assert (entry.status, entry.decline_reason) == (HoursStatus.LOGGED, "")


def test_a_correction_keeps_what_was_before(session: Session, login: SignIn) -> None:
    entry = make.make_hours(session, minutes=120, worked_on=date(2026, 3, 5), status=HoursStatus.CONFIRMED)
    waiting = make.make_hours(session, worked_on=date(2026, 3, 6))
    client = login("director")
    page = client.get(f"/hours/{entry.id}/correct")
    assert client.submit(page, {"minutes": "1:30"}, status=422).errors()
    unchanged = client.submit(page, {"reason": "Так"}, status=422)
    assert any("Nothing was changed" in error for error in unchanged.errors())
    client.submit(page, {"reason": "Так", "minutes": "17"}, status=422)
    shown = client.follow(client.submit(page, {"minutes": "1:30", "reason": "Прийшла пізніше"}))
    assert "Прийшла пізніше" in shown.text
    assert (shown.texts("del"), shown.texts("ins")) == (["2:00"], ["1:30"])
    session.refresh(entry)
    assert (entry.minutes, entry.status) == (90, HoursStatus.CONFIRMED)
    row = session.query(HoursCorrection).one()
    assert (row.before, row.after, row.by_id) == ({"minutes": 120}, {"minutes": 90}, client.user.id)
    stale = client.submit(page, {"minutes": "3", "reason": "Ще"}, status=409)
    assert "1:30" in stale.text and stale.form()["minutes"] == "3"
    client.get(f"/hours/{waiting.id}/correct", status=302)
    login("monitor").get(f"/hours/{entry.id}/correct", status=403)


def test_sums_add_up_the_same_whatever_they_are_grouped_by(session: Session, app: Flask, login: SignIn) -> None:
    role = make.make_opportunity(session, "Читання вголос")
    grant = make.make_application(session, title="Міст")
    first = make.make_volunteer(session, make.make_person(session, "Бойко"))
    event = make.make_event(session, "Свято")
    make.make_hours(session, first, minutes=90, opportunity=role, status=HoursStatus.CONFIRMED)
    make.make_hours(session, first, minutes=30, event=event, activity="Свято", status=HoursStatus.CONFIRMED)
    other = make.make_hours(session, minutes=60, application=grant, status=HoursStatus.CONFIRMED)
    make.make_hours(session, minutes=600, application=grant)
    client = login("monitor")
    seen = {
        "person": "Бойко",
        "role": "Читання вголос",
        "branch": other.branch.name,
        "event": "Свято",
        "grant": "Міст",
    }
    for grouping, name in seen.items():
        page = client.get(f"/hours/summary?by={grouping}&period=2026")
        assert page.texts("tfoot .num") == ["3", "3"], grouping
        assert name in page.text
        behind = [str(link["href"]) for link in page.select("tbody td a")]
        sums = [float(client.get(place).texts("tfoot .num")[0]) for place in behind]
        assert sum(sums) == 3, grouping
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    but_a_day = Period(date(2026, 1, 2), date(2027, 1, 1))
    for scope in (EVERYTHING, Scope(other.branch_id)):
        for grouping in Grouping:
            found = hours_by(session, grouping, year, scope, year.last_day)
            assert found == hours_by(session, grouping, but_a_day, scope, year.last_day)
            assert found.totals.volunteers == (2 if scope is EVERYTHING else 1)
            assert found.totals.rows == len(found.rows)
    own = login(Role.STAFF, branch=other.branch)
    assert own.get("/hours/summary?period=2026").texts("tfoot .num") == ["1", "1"]
    text = client.client.get("/hours/summary?by=grant&period=2026&format=csv").get_data(as_text=True)
    assert "Міст,1,1.0" in text and text.rstrip().endswith("Total,3,3.0")
    assert client.client.get("/hours/summary?by=role&period=2026&format=xlsx").status_code == 200
    with count_queries(app) as few:
        client.get("/hours/summary?period=2026")
    make.make_hours(session, minutes=60, status=HoursStatus.CONFIRMED)
    with count_queries(app) as many:
        client.get("/hours/summary?period=2026")
    assert len(few) == len(many) <= 10, str(many)
