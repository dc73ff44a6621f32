"""The hours log: logging, rules, confirming many at once, totals, metrics."""

from datetime import date, timedelta
from itertools import product

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import Stage
from app.domain.hours import Grouping
from app.domain.periods import Period, month, year
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus
from app.queries.active_volunteers import active_volunteers, helped_in
from app.queries.hours import minutes_by_month_branch, volunteer_minutes
from app.queries.hours_summary import hours_by
from app.scope import EVERYTHING, Scope
from models.base import utc_now
from models.hours import VolunteerActivity
from models.volunteers import HoursEntry, Volunteer
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


def test_hours_are_logged_in_a_minute_and_wait(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    event = factories.make_event(
        session, "Читання", starts_on=today(), branch=volunteer.branch, application=application
    )
    client = login("coordinator")
    page = client.get(f"/hours/new?volunteer={volunteer.id}&event={event.id}")
    assert page.form()["event_id"] == str(event.id)
    assert page.form()["worked_on"] == today().isoformat()
    listed = client.follow(client.submit(page, {"minutes": "2:30", "activity": "Читання вголос"}))
    assert "wait for confirmation" in listed.text
    entry = session.query(HoursEntry).one()
    assert (entry.minutes, entry.status, entry.logged_by) == (150, HoursStatus.LOGGED, client.user)
    assert (entry.branch_id, entry.application_id) == (volunteer.branch_id, application.id)
    assert "Logged by" in client.get(f"/hours/{entry.id}").text


def test_a_typed_name_and_a_decimal_are_enough(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session, factories.make_person(session, "Ґудзь", "Марія"))
    client = login("coordinator")
    page = client.get("/hours/new")
    client.submit(page, {"volunteer_text": "ґудзь марія", "minutes": "1,75"})
    assert session.query(HoursEntry).one().minutes == 105
    client.submit(page, {"volunteer_text": "Нема такої", "minutes": "1"}, status=422)
    client.submit(page, {"minutes": "1"}, status=422)
    again = client.submit(page, {"volunteer": volunteer.id, "minutes": "1", "activity": "ще", "another": "1"})
    assert again.location.startswith("/hours/new")


def test_hours_that_cannot_be_true_are_refused(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session, started_on=today() - timedelta(days=5))
    client = login("coordinator")
    page = client.get(f"/hours/new?volunteer={volunteer.id}")

    def refused(**fields: object) -> str:
        answer = client.submit(page, {"minutes": "2", **fields}, status=422)
        return " ".join(answer.errors())

    assert "not come yet" in refused(worked_on=(today() + timedelta(days=1)).isoformat())
    assert "began later" in refused(worked_on=(today() - timedelta(days=6)).isoformat())
    assert "16 hours" in refused(minutes="16:01")
    assert "how long" in refused(minutes="0")
    assert "2:30" in refused(minutes="довго")
    assert refused(minutes="")
    assert refused(worked_on="не дата")
    assert session.query(HoursEntry).count() == 0


def test_the_same_hours_are_not_logged_twice(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    event = factories.make_event(session, starts_on=today(), branch=volunteer.branch)
    client = login("coordinator")
    page = client.get(f"/hours/new?volunteer={volunteer.id}&event={event.id}")
    client.submit(page, {"minutes": "2", "activity": "Зала"})
    twice = client.submit(page, {"minutes": "3", "activity": "Інше"}, status=422)
    assert any("already in the log" in error for error in twice.errors())
    client.submit(page, {"minutes": "1", "event_id": "", "activity": "Сортування"})
    client.submit(page, {"minutes": "1", "event_id": "", "activity": " сортування "}, status=422)
    client.submit(page, {"minutes": "1", "event_id": "", "activity": "Прибирання"})
    whole_day = client.submit(page, {"minutes": "13", "event_id": "", "activity": "Решта"}, status=422)
    assert any("16 hours" in error for error in whole_day.errors())
    entry = session.query(HoursEntry).filter_by(event_id=event.id).one()
    client.post("/hours/decide?to=rejected", {"ids": entry.id, "reason": "Не того дня"})
    client.submit(page, {"minutes": "2", "activity": "Зала"})


def test_many_are_confirmed_at_once_and_whoever_did_it_is_remembered(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    entries = [factories.make_hours(session, volunteer, activity=f"Справа {n}") for n in range(3)]
    client = login("director")
    page = client.get("/hours")
    assert [str(box["value"]) for box in page.select("input[name=ids]")]
    answer = client.post("/hours/decide?to=confirmed", {"ids": [entries[0].id, entries[1].id]})
    told = client.follow(answer)
    assert "2 entries confirmed" in told.text
    session.expire_all()
    assert [entry.status for entry in entries] == [
        HoursStatus.CONFIRMED,
        HoursStatus.CONFIRMED,
        HoursStatus.LOGGED,
    ]
    assert entries[0].decided_by == client.user
    assert entries[0].decided_at is not None
    undo = told.select("form[action^='/hours/reopen']")[0]["action"]
    client.post(str(undo))
    session.expire_all()
    assert entries[0].status is HoursStatus.LOGGED
    assert entries[0].decided_by is None
    nothing = client.follow(client.post("/hours/decide?to=confirmed"))
    assert "Choose entries" in nothing.text
    client.post("/hours/decide?to=whatever", {"ids": entries[0].id}, status=422)


def test_decided_hours_are_not_changed(session: Session, login: SignIn) -> None:
    entry = factories.make_hours(session, status=HoursStatus.LOGGED)
    client = login("coordinator")
    page = client.get(f"/hours/{entry.id}/edit")
    client.submit(page, {"minutes": "1:10"})
    page = client.get(f"/hours/{entry.id}/edit")
    client.post("/hours/decide?to=confirmed", {"ids": entry.id, "entry": entry.id})
    client.submit(page, {"minutes": "9"})
    session.expire_all()
    assert (entry.minutes, entry.status) == (70, HoursStatus.CONFIRMED)
    client.get(f"/hours/{entry.id}/edit", status=302)


def test_staff_log_and_confirm_for_their_own_branch_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine, foreign = factories.make_volunteer(session, branch=own), factories.make_volunteer(session, branch=other)
    event = factories.make_event(session, starts_on=today(), branch=other)
    theirs = factories.make_hours(session, foreign)
    client = login(Role.STAFF, branch=own)
    page = client.get(f"/hours/new?volunteer={foreign.id}")
    assert page.form()["volunteer"] == ""
    client.submit(page, {"volunteer": foreign.id, "minutes": "2"}, status=422)
    client.submit(page, {"volunteer": mine.id, "minutes": "2", "event_id": event.id}, status=422)
    client.submit(page, {"volunteer": mine.id, "minutes": "2"})
    assert len(client.get("/hours").select("tbody tr")) == 1
    client.get(f"/hours/{theirs.id}", status=404)
    client.post("/hours/decide?to=confirmed", {"ids": theirs.id})
    session.expire_all()
    assert theirs.status is HoursStatus.LOGGED
    reader = login(Role.MONITOR)
    reader.get("/hours/new", status=403)
    reader.post("/hours/decide?to=confirmed", {"ids": theirs.id}, status=403)
    assert not reader.get("/hours").select("input[name=ids]")


def test_the_log_filters_and_totals(session: Session, app: Flask, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    factories.make_hours(session, volunteer, worked_on=date(2026, 1, 31), minutes=45)
    factories.make_hours(session, volunteer, worked_on=date(2026, 2, 1), minutes=100, application=grant)
    factories.make_hours(session, minutes=60, status=HoursStatus.CONFIRMED)
    client = login("monitor")
    assert client.get("/hours?period=2026-02").texts("tfoot .num") == ["1.67"]
    assert client.get(f"/hours?volunteer={volunteer.id}").texts("tfoot .num") == ["2.42"]
    assert client.get(f"/hours?application={grant.id}").texts("tfoot .num") == ["1.67"]
    assert len(client.get("/hours?status=confirmed").select("tbody tr")) == 1
    client.get("/hours?volunteer=x", status=422)
    with count_queries(app) as few:
        client.get("/hours")
    factories.make_hours(session)
    with count_queries(app) as many:
        client.get("/hours")
    assert len(few) == len(many) <= 10, str(many)


def test_the_log_is_put_in_the_order_of_every_column(session: Session, login: SignIn) -> None:
    for name, branch, minutes in (("Ґудзь", "Перша", 90), ("Гай", "Друга", 30), ("Шульга", "Перша", 60)):
        place = factories.make_branch(session, f"{branch} {name}")
        volunteer = factories.make_volunteer(session, factories.make_person(session, name), branch=place)
        factories.make_hours(session, volunteer, branch=place, minutes=minutes)
    client = login("coordinator")
    orders = {
        "volunteer": ["Гай", "Ґудзь", "Шульга"],
        "branch": ["Гай", "Ґудзь", "Шульга"],
        "hours": ["Гай", "Шульга", "Ґудзь"],
    }
    for column, names in orders.items():
        for minus, wanted in (("", names), ("-", names[::-1])):
            shown = client.get(f"/hours?sort={minus}{column}").texts("tbody th")
            assert [text.split()[0] for text in shown] == wanted, (column, minus)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(
        st.tuples(
            st.dates(date(2025, 12, 30), date(2027, 1, 2)),
            st.integers(1, 960),
            st.sampled_from(HoursStatus),
            st.integers(0, 1),
        ),
        max_size=8,
    )
)
def test_metrics_count_confirmed_hours_only_and_add_up(session: Session, rows: list) -> None:
    with session.begin_nested() as savepoint:
        branches = [factories.make_branch(session), factories.make_branch(session)]
        volunteers = [factories.make_volunteer(session, branch=branch) for branch in branches]
        for day, minutes, status, place in rows:
            factories.make_hours(session, volunteers[place], worked_on=day, minutes=minutes, status=status)
        own = Scope(branches[1].id)
        confirmed = [row for row in rows if row[2] is HoursStatus.CONFIRMED]
        odd = (Period(date(2025, 12, 31), date(2026, 12, 31)), Period(date(2026, 1, 3), date(2027, 1, 2)))
        for some in (year(2026), month(2026, 12), *odd):
            helped = {row[3] for row in confirmed if some.contains(row[0])}
            assert active_volunteers(session, some, EVERYTHING) == len(helped)
            assert active_volunteers(session, some, own) == len(helped & {1})
            joined = session.query(Volunteer).outerjoin(VolunteerActivity)
            assert joined.where(helped_in(some)).count() == len(helped)
            for grouping in Grouping:
                assert hours_by(session, grouping, some, EVERYTHING, some.last_day).totals.volunteers == len(helped)
            for scope, place in product((EVERYTHING, own), (0, 1)):
                true = [row for row in confirmed if row[3] == place and some.contains(row[0])]
                seen = true and (scope is EVERYTHING or place == 1)
                sums = hours_by(session, Grouping.PERSON, some, scope, date(2026, 6, 1)).rows
                found = [(row.entries, row.minutes) for row in sums if row.id == volunteers[place].id]
                assert found == ([(len(true), sum(row[1] for row in true))] if seen else [])
        volunteers[1].archived_at = utc_now()
        session.flush()
        assert active_volunteers(session, year(2026), own) == 0
        period: Period = year(2026)
        true = [row for row in confirmed if period.contains(row[0])]
        assert active_volunteers(session, period, EVERYTHING) == len({row[3] for row in true} - {1})
        assert volunteer_minutes(session, period, EVERYTHING) == sum(row[1] for row in true)
        assert volunteer_minutes(session, period, own) == sum(row[1] for row in true if row[3] == 1)
        by_month = minutes_by_month_branch(session, period, EVERYTHING)
        assert sum(item.value for item in by_month) == sum(row[1] for row in true)
        for item in by_month:
            assert item.value == sum(
                row[1] for row in true if row[0].replace(day=1) == item.month and branches[row[3]].id == item.branch_id
            )
        savepoint.rollback()
