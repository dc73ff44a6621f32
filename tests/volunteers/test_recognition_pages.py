"""What is reckoned from confirmed hours, the page of recognition, and retention as figures with rows behind them."""

from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.periods import last_months
from app.domain.recognition import Help, is_near, last_milestone, next_anniversary
from app.domain.retention_of_volunteers import Retention, retention_on, standing_of
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus, VolunteerStatus
from app.queries.recognition import AHEAD_DAYS, coming_anniversaries, retention_by_month, retention_counts
from app.scope import EVERYTHING, Scope
from app.services.hours import decide_hours, reopen_hours
from app.services.merging import merge, undo_merge
from models.base import utc_now
from models.hours import MilestoneThanks, VolunteerActivity, VolunteerMonth
from models.volunteers import HoursEntry, Volunteer
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.figures import metric
from tests.support.together import at_once

CONFIRMED = HoursStatus.CONFIRMED


def helped(session: Session, volunteer: Volunteer, days_ago: int, minutes: int = 60) -> HoursEntry:
    day = today() - timedelta(days=days_ago)
    activity = f"Справа {make.number()}"
    return make.make_hours(session, volunteer, worked_on=day, minutes=minutes, activity=activity, status=CONFIRMED)


def beginner(session: Session, **fields: object) -> Volunteer:
    return make.make_volunteer(session, **{"started_on": date(2019, 6, 15), **fields})


def test_what_is_reckoned_follows_every_decision(session: Session) -> None:
    volunteer = beginner(session)
    entries = [
        make.make_hours(session, volunteer, worked_on=today() - timedelta(days=day), minutes=300, activity=str(day))
        for day in (1, 5)
    ]
    assert session.get(VolunteerActivity, volunteer.id) is None
    decide_hours(session, entries, confirm=True, by=None, at=utc_now())
    activity = session.get(VolunteerActivity, volunteer.id)
    assert activity is not None
    assert (activity.minutes, activity.milestone, activity.milestone_on) == (600, 10, today() - timedelta(days=1))
    reopen_hours(session, entries[:1])
    session.expire_all()
    activity = session.get(VolunteerActivity, volunteer.id)
    assert activity is not None and (activity.minutes, activity.milestone) == (300, 0)
    session.delete(entries[1])
    session.flush()
    session.expire_all()
    assert session.get(VolunteerActivity, volunteer.id) is None
    assert session.query(VolunteerMonth).count() == 0


def test_two_who_confirm_hours_of_one_volunteer_at_once_lose_nothing(session: Session, app: Flask) -> None:
    volunteer = beginner(session)
    ids = [make.make_hours(session, volunteer, minutes=60, activity=str(number)).id for number in range(2)]
    session.commit()

    def confirming(entry_id: int):
        def work(own: Session, wait) -> object:
            entry = own.get(HoursEntry, entry_id)
            wait()
            return decide_hours(own, [entry], confirm=True, by=None, at=utc_now())

        return work

    results = at_once(app, *(confirming(entry_id) for entry_id in ids))
    assert not [item for item in results if isinstance(item, Exception)], results
    session.expire_all()
    activity = session.get(VolunteerActivity, volunteer.id)
    assert activity is not None and activity.minutes == 120


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.lists(
        st.lists(st.tuples(st.integers(0, 800), st.integers(1, 400), st.booleans()), max_size=6), min_size=1, max_size=4
    )
)
def test_the_database_says_what_the_rules_say(session: Session, people: list) -> None:
    with session.begin_nested() as savepoint:
        on = today()
        expected = dict.fromkeys(Retention, 0)
        for rows in people:
            volunteer = beginner(session)
            for number, (days, minutes, confirmed) in enumerate(rows):
                make.make_hours(
                    session,
                    volunteer,
                    worked_on=on - timedelta(days=days),
                    minutes=minutes,
                    activity=str(number),
                    status=CONFIRMED if confirmed else HoursStatus.REJECTED,
                )
            true = [Help(on - timedelta(days=days), minutes) for days, minutes, confirmed in rows if confirmed]
            for state in retention_on(standing_of(item.day for item in true), on):
                expected[state] += 1
            activity = session.get(VolunteerActivity, volunteer.id, populate_existing=True)
            reached = last_milestone(true)
            assert (activity.minutes if activity else 0) == sum(item.minutes for item in true)
            assert (activity.milestone_on if activity else None) == (reached.on if reached else None)
        assert dict(retention_counts(session, on, EVERYTHING)) == expected
        savepoint.rollback()


def test_each_figure_opens_to_its_rows(session: Session, login: SignIn) -> None:
    own = make.make_branch(session)
    people = {
        name: beginner(session, person=make.make_person(session, name), branch=own)
        for name in ("Активна", "Нова", "Повернувся", "Зниклий", "Давній")
    }
    for days in (10, 100, 200):
        helped(session, people["Активна"], days)
    helped(session, people["Нова"], 3)
    helped(session, people["Повернувся"], 5), helped(session, people["Повернувся"], 300)
    helped(session, people["Зниклий"], 120)
    helped(session, people["Давній"], 500)
    archived = beginner(session, archived_at=utc_now())
    helped(session, archived, 1)
    counts = retention_counts(session, today(), EVERYTHING)
    assert [counts[state] for state in Retention] == [3, 1, 1, 1, 1]
    client = login("monitor")
    page = client.get("/volunteers/recognition")
    links = [str(link["href"]) for link in page.select(".stat a")]
    shown = [int(text) for text in page.texts(".stat .stat-value")]
    assert shown == [3, 1, 1, 1, 1]
    assert [len(client.get(place).select("tbody tr")) for place in links] == shown
    assert metric("volunteers_lapsing", today()).value(session, last_months(1, today()), Scope(own.id)) == 1
    assert "Зниклий" in page.text and not page.select("form[action*='/thanks']")
    assert client.get("/volunteers?retention=nobody", status=422)
    months = retention_by_month(session, last_months(12, today()), EVERYTHING)
    assert months[-1].month == today().replace(day=1)
    assert sum(item.new for item in months) == 4


def test_a_milestone_is_thanked_for_once(session: Session, login: SignIn) -> None:
    volunteer = beginner(session, person=make.make_person(session, "Щедра", "Оксана", email="oksana@demo.example"))
    helped(session, volunteer, 2, 600)
    other = beginner(session)
    helped(session, other, 2, 900)
    client = login(Role.STAFF, branch=volunteer.branch)
    page = client.get("/volunteers/recognition")
    assert "10 hours" in page.text
    assert page.select(f"a[href='/letters/to/{volunteer.person_id}']")
    assert page.text.count("reached on") == 1
    told = client.follow(client.submit(page, css="form[action*='/thanks']"))
    assert "was thanked for 10 hours" in told.text and "reached on" not in told.text
    undo = told.select("form[action*='/thanks/undo']")[0]["action"]
    client.post(str(undo))
    assert session.query(MilestoneThanks).count() == 0
    refused = client.follow(client.post(f"/volunteers/{volunteer.id}/thanks?hours=25"))
    assert "has not reached 25" in refused.text
    client.post(f"/volunteers/{other.id}/thanks?hours=10", status=404)
    client.post(f"/volunteers/{volunteer.id}/thanks?hours=10")
    helped(session, volunteer, 1, 900)
    assert "25 hours" in client.get("/volunteers/recognition").text


def test_anniversaries_of_the_coming_days_are_listed(session: Session, login: SignIn) -> None:
    def began(name: str, ahead: int, years: int = 2) -> None:
        day = today() + timedelta(days=ahead)
        started = day.replace(year=day.year - years, day=min(day.day, 28))
        beginner(session, person=make.make_person(session, name), started_on=started)

    began("Ближча", 3), began("Дальня", 45), began("Свіжа", 3, years=0)
    page = login("monitor").get("/volunteers/recognition")
    assert "Ближча" in page.text and "2 years with the library" in page.text
    assert "Дальня" not in page.text and "Свіжа" not in page.text


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    on=st.sampled_from([date(2026, 2, 10), date(2026, 2, 28), date(2028, 2, 29), date(2026, 6, 1), date(2026, 12, 20)]),
    started=st.lists(
        st.one_of(
            st.dates(date(2019, 1, 1), date(2029, 1, 1)),
            st.sampled_from([date(2020, 2, 28), date(2020, 2, 29), date(2021, 3, 1), date(2021, 1, 5)]),
        ),
        max_size=8,
    ),
)
def test_anniversaries_are_those_of_the_rule(session: Session, on: date, started: list[date]) -> None:
    with session.begin_nested() as savepoint:
        people = [beginner(session, started_on=day) for day in started]
        beginner(session, started_on=date(2020, 2, 29), status=VolunteerStatus.LEFT)
        coming = [(next_anniversary(day, on), item.id) for day, item in zip(started, people, strict=True) if day < on]
        expected = sorted((item.on, number) for item, number in coming if is_near(item, on, AHEAD_DAYS))
        found = coming_anniversaries(session, on, EVERYTHING)
        assert [(item.anniversary.on, item.volunteer_id) for item in found] == expected
        savepoint.rollback()


def test_the_page_costs_the_same_whatever_its_length(session: Session, app: Flask, login: SignIn) -> None:
    client = login("coordinator")

    def add() -> None:
        helped(session, beginner(session), 1, 600)
        helped(session, beginner(session), 100, 600)

    add()
    with count_queries(app) as few:
        client.get("/volunteers/recognition")
    add()
    with count_queries(app) as many:
        client.get("/volunteers/recognition")
    assert len(few) == len(many) <= 9, str(many)


def test_merging_two_volunteers_adds_their_hours_up_and_undoing_parts_them(session: Session) -> None:
    one, other = beginner(session), beginner(session)
    helped(session, one, 3, 120), helped(session, other, 3, 300), helped(session, other, 40, 300)
    first, second = one.id, other.id
    done = merge(session, one.person, other.person, by=None, now=utc_now())
    activity = session.get(VolunteerActivity, first, populate_existing=True)
    assert activity is not None and (activity.minutes, activity.milestone) == (720, 10)
    undo_merge(session, done, by=None, now=utc_now())
    found = dict(session.query(VolunteerActivity.volunteer_id, VolunteerActivity.minutes).all())
    assert found == {first: 120, second: 600}
