"""What people see and do on the pages of grants."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.events import EventStatus
from app.domain.grants import DeliverableKind, NarrativeSection, Stage
from app.domain.money import Currency
from app.domain.volunteers import HoursStatus
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs


def furnished(session: Session, title: str = "Жива бібліотека", **fields: object) -> Application:
    """An application with something of everything."""
    application = factories.make_application(
        session,
        title,
        **{
            "stage": Stage.IMPLEMENTATION,
            "currency": Currency.EUR,
            "rate": Decimal("45.5"),
            "requested_amount": Decimal("2000.50"),
            "agreement_number": "HoE-17",
            **fields,
        },
    )
    application.partners = [factories.make_organisation(session, f"ГО «{title}»")]
    factories.make_deliverable(session, application, due_on=today() - timedelta(days=1))
    factories.make_deliverable(
        session, application, kind=DeliverableKind.INTERIM_REPORT, due_on=today() + timedelta(days=5)
    )
    event = factories.make_event(session, "Читання просто неба", application_id=application.id)
    factories.make_hours(session, application_id=application.id, status=HoursStatus.CONFIRMED)
    session.add(
        PlannedActivity(
            application_id=application.id, title="Майстер-клас", planned_from=date(2026, 3, 1), event_id=event.id
        )
    )
    session.add(
        GrantIndicator(application_id=application.id, name="Учасники", target=Decimal(100), achieved=Decimal(50))
    )
    factories.make_narrative(session, application, NarrativeSection.SUMMARY, "**Добре** вийшло")
    session.flush()
    return application


def test_a_record_shows_its_money_its_call_its_people_and_what_is_overdue(session: Session, login: SignIn) -> None:
    call = factories.make_call(session, title="Малі гранти")
    application = furnished(session, call=call, funder=call.funder)
    page = login("coordinator").get(f"/grants/{application.id}")
    assert page.heading == "Жива бібліотека"
    for words in ("Implementation", "2,000.50", "91,022.75", "45.5", "Малі гранти", "HoE-17", "ГО «Жива бібліотека»"):
        assert words in page.text
    assert "Overdue: Final report." in page.text
    assert page.texts("#deliverables .badge-tone") == ["Overdue", "Due soon"]
    assert page.texts(".page-actions .btn-primary") == ["Start reporting"]
    me = login("director")
    for area, words in (("events", "Читання просто неба"), ("hours", "Сортування книжок")):
        factories.make_event(session, "Чужий захід")
        narrowed = "&status=confirmed" if area == "hours" else ""
        link = f"/{area}?application={application.id}{narrowed}"
        assert link in page.links
        listed = me.get(link).text
        assert words in listed and "Чужий захід" not in listed


@pytest.mark.parametrize(
    "path",
    [
        "/grants/{id}",
        "/grants/{id}/edit",
        "/grants/{id}/move",
        "/grants/{id}/move?stage=reporting",
        "/grants/{id}/work",
        "/grants/{id}/narrative?locale=uk",
        "/grants/{id}/narrative/edit?locale=uk",
        "/grants/{id}/deliverables/new",
        "/grants/{id}/activities/new",
        "/grants/{id}/indicators/new",
        "/grants/new",
        "/grants/board",
        "/grants/archive",
        "/grants/calls",
        "/grants/calls/new",
    ],
)
def test_every_page_opens_in_both_languages(session: Session, login: SignIn, path: str) -> None:
    application = furnished(session)
    for locale in ("uk", "en"):
        login("coordinator", locale=locale).get(path.format(id=application.id))


def test_nothing_is_overdue_of_a_grant_that_is_closed(session: Session, login: SignIn) -> None:
    closed = factories.make_application(session, "Жива бібліотека", stage=Stage.CLOSED)
    factories.make_deliverable(session, closed, due_on=date(2026, 1, 31))
    page = login("coordinator").get(f"/grants/{closed.id}")
    assert page.texts("#deliverables .badge-tone") == ["Not submitted"]
    assert "Overdue" not in page.text


def test_an_application_is_added_to_a_call_with_its_deadline_and_its_rate(session: Session, login: SignIn) -> None:
    call = factories.make_call(session, deadline_on=today() + timedelta(days=40), currency=Currency.EUR)
    factories.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal("48.123456"))
    me = login("coordinator")
    page = me.get(f"/grants/new?call={call.id}")
    done = me.submit(page, {"title": "Читальня на колесах", "requested_amount": "1 234,56"})
    record = me.follow(done)
    application = session.query(Application).one()
    assert application.funder_id == call.funder_id
    assert application.requested_base == Decimal("59411.29")
    assert application.owner_id == me.user.id
    assert "Application form" in record.text
    assert application.deliverables[0].due_on == call.deadline_on


def test_a_missing_rate_is_asked_for_and_nothing_typed_is_lost(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session, "Фонд «Обрій»")
    me = login("coordinator")
    page = me.get(f"/grants/new?funder={funder.id}")
    typed = {"title": "Казки", "requested_amount": "500", "currency": "USD"}
    again = me.submit(page, typed, status=422)
    assert "no rate of USD" in " ".join(again.errors())
    assert again.form()["title"] == "Казки"
    me.submit(again, {"rate": "41,5"})
    application = session.query(Application).one()
    assert (application.requested_base, application.rate_source.value) == (Decimal("20750.00"), "manual")


def test_what_is_wrong_between_fields_is_told_with_what_is_wrong_in_others(session: Session, login: SignIn) -> None:
    application = furnished(session)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/edit")
    typed = {"requested_amount": "багато", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    told = " ".join(me.submit(page, typed, status=422).errors())
    assert "Enter an amount" in told and "The end cannot be before the beginning." in told
    unread = " ".join(me.submit(page, {**typed, "starts_on": "колись"}, status=422).errors())
    assert "Enter a date" in unread and "before the beginning" not in unread
    alone = me.submit(page, {**typed, "requested_amount": "5"}, status=422).errors()
    assert alone.count("The end cannot be before the beginning.") == 1
    me.submit(page, {**typed, "requested_amount": "5", "ends_on": "2026-05-02"})


def test_a_stale_edit_shows_both_versions(session: Session, login: SignIn) -> None:
    application = furnished(session, title="Перша назва")
    first, second = login("coordinator"), login("director")
    page = first.get(f"/grants/{application.id}/edit")
    second.submit(second.get(f"/grants/{application.id}/edit"), {"title": "Друга назва"})
    conflict = first.submit(page, {"title": "Третя назва"}, status=409)
    assert "Друга назва" in conflict.text
    assert conflict.form()["title"] == "Третя назва"
    first.submit(conflict, {})
    session.refresh(application)
    assert application.title == "Третя назва"


def test_an_amount_and_its_currency_come_from_one_person(session: Session, login: SignIn) -> None:
    application = furnished(session)
    path, euro = f"/grants/{application.id}/edit", {"currency": "EUR", "rate": "45", "leader": "О. Савчук"}
    first, second = login("coordinator"), login("director")
    page = first.get(path)
    other = "USD" if page.form()["currency"] == "EUR" else "EUR"
    second.submit(second.get(path), {**euro, "currency": other})
    conflict = first.submit(page, {"requested_amount": "777"}, status=409)
    # The currency that goes with the typed amount stays; what has nothing to do with it is taken over.
    kept = conflict.form()
    assert (kept["currency"], kept["leader"]) == (page.form()["currency"], "О. Савчук")
    assert "Currency" in conflict.texts(".table-m th[scope=row]")
    # Somebody who touched none of them gets all of them.
    conflict = first.submit(page, {"title": "Третя назва"}, status=409)
    assert (conflict.form()["currency"], conflict.form()["rate"]) == (other, "45")


def test_editing_without_a_change_keeps_the_rate_and_the_amounts(session: Session, login: SignIn) -> None:
    application = furnished(session)
    before = (application.rate, application.requested_base, application.awarded_base)
    me = login("coordinator")
    me.submit(me.get(f"/grants/{application.id}/edit"), {"leader": "О. Савчук"})
    session.refresh(application)
    assert (application.rate, application.requested_base, application.awarded_base) == before
    assert application.leader == "О. Савчук"


def test_partners_are_linked_by_a_typed_name(session: Session, login: SignIn) -> None:
    application = factories.make_application(session)
    factories.make_organisation(session, "ГО «Волинь читає»")
    me = login("coordinator")
    me.post(f"/grants/{application.id}/partners", {"partners_text": "ГО «Волинь читає»"})
    assert "ГО «Волинь читає»" in me.get(f"/grants/{application.id}").text
    refused = me.post(f"/grants/{application.id}/partners", {"partners_text": "Немає такої"}, status=422)
    assert "no contact with this name" in " ".join(refused.errors())


def test_nothing_is_handed_in_or_accepted_on_a_day_to_come(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.REPORTING)
    day, me = today(), login("coordinator")
    page = me.get(f"/grants/{application.id}/deliverables/new")
    to_come = (day + timedelta(days=1)).isoformat()
    typed = {"kind": "final_report", "due_on": day.isoformat()}
    for dates in ({"submitted_on": to_come}, {"submitted_on": day.isoformat(), "accepted_on": to_come}):
        refused = me.submit(page, {**typed, **dates}, 422)
        assert "Enter a date that is not later than today." in " ".join(refused.errors())
    me.submit(page, {**typed, "submitted_on": day.isoformat(), "accepted_on": day.isoformat()})
    (record,) = application.deliverables
    edit = me.get(f"/grants/{application.id}/deliverables/{record.id}/edit")
    me.submit(edit, {"submitted_on": to_come, "accepted_on": ""}, 422)
    assert (record.submitted_on, record.accepted_on) == (day, day)


def test_the_steps_of_a_deliverable(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.REPORTING)
    me = login("coordinator")
    me.submit(
        me.get(f"/grants/{application.id}/deliverables/new"),
        {"kind": "final_report", "due_on": today().isoformat()},
    )
    deliverable = application.deliverables[0]
    where = f"/grants/{application.id}/deliverables/{deliverable.id}"

    def state() -> list[str]:
        return me.get(f"/grants/{application.id}").texts("#deliverables .badge-tone")

    assert state() == ["Due soon"]
    me.post(f"{where}/submit")
    assert state() == ["Submitted"]
    me.post(f"{where}/accept")
    assert state() == ["Accepted"]
    me.post(f"{where}/reopen")
    me.post(f"{where}/reopen")
    assert state() == ["Due soon"]
    early = {"due_on": "2026-03-01", "submitted_on": "2026-03-02", "accepted_on": "2026-03-01"}
    refused = me.submit(me.get(f"{where}/edit"), early, status=422)
    assert "before it was submitted" in " ".join(refused.errors())
    me.post(f"{where}/remove")
    assert state() == []


def test_work_is_planned_and_indicators_are_kept(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    other = factories.make_event(session, "Чужий захід")
    own = factories.make_event(session, "Свій захід", application_id=application.id)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/activities/new")
    assert "Свій захід" in page.html and "Чужий захід" not in page.html
    typed = {"title": "Тренінг", "planned_from": "2026-03-10", "planned_to": "2026-03-01"}
    refused = me.submit(page, typed, status=422)
    assert "before the beginning" in " ".join(refused.errors())
    me.submit(refused, {"planned_to": "", "event_id": str(other.id)}, status=422)
    me.submit(page, {**typed, "planned_to": "", "event_id": str(own.id)})
    page = me.get(f"/grants/{application.id}/indicators/new")
    me.submit(page, {"name": "Учасники", "target": "100", "achieved": "62,5"})
    twice = me.submit(page, {"name": "Учасники"}, status=422)
    assert "already has an indicator" in " ".join(twice.errors())
    text = me.get(f"/grants/{application.id}/work").text
    assert "1 of 1 done" in text and "62.5 (62.5%)" in text and "Свій захід" in text
    own.status = EventStatus.PLANNED
    session.commit()
    text = me.get(f"/grants/{application.id}/work").text
    assert "0 of 1 done" in text and "Свій захід" in text, "an event that is still ahead fulfils nothing yet"


def test_an_archived_application_leaves_the_list_and_comes_back(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Забута")
    me = login("coordinator")
    listed = me.follow(me.post(f"/grants/{application.id}/archive"))
    assert "Забута" not in " ".join(listed.texts("#rows"))
    assert "Забута" in me.get("/grants/archive").text
    me.post(f"/grants/{application.id}/restore")
    assert "Забута" in me.get("/grants").text


@pytest.mark.parametrize(
    ("role", "reads", "edits"),
    [
        ("director", 200, 200),
        ("coordinator", 200, 200),
        ("accountant", 200, 403),
        ("monitor", 200, 403),
        ("staff", 403, 403),
    ],
)
def test_who_reads_and_who_edits(session: Session, login: SignIn, role: str, reads: int, edits: int) -> None:
    application = factories.make_application(session)
    me = login(role)
    for path in ("/grants", "/grants/board", "/grants/calls", f"/grants/{application.id}"):
        me.get(path, status=reads)
    for path in ("/grants/new", f"/grants/{application.id}/edit", f"/grants/{application.id}/move"):
        me.get(path, status=edits)
    if reads == 200 and edits == 403:
        page = me.get(f"/grants/{application.id}")
        assert not [link for link in page.links if link.endswith("/edit")]
        assert page.select("form.comment-form")


def test_pages_ask_a_fixed_number_of_questions(session: Session, login: SignIn, app: Flask) -> None:
    first = furnished(session)
    me = login("coordinator")
    paths = (
        "/grants",
        "/grants/board",
        "/grants/calls",
        f"/grants/{first.id}",
        f"/grants/{first.id}/work",
        f"/grants/{first.id}/narrative?locale=uk",
    )
    few = costs(app, me, *paths)
    for place in range(6):
        more = furnished(session, f"Інша {place}", stage=Stage.DRAFTING)
        factories.make_call(session, more.funder)
        factories.make_deliverable(session, first)
        first.partners.append(factories.make_organisation(session))
        factories.make_attachment(session, application_id=first.id)
    assert costs(app, me, *paths) == few
    assert max(few) <= 25, few


def test_an_idea_whose_call_is_known_goes_straight_to_drafting(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    without = factories.make_application(session, "Без конкурсу", stage=Stage.IDEA)
    assert me.get(f"/grants/{without.id}").texts(".page-actions .btn-primary") == ["Choose a call"]
    call = factories.make_call(session)
    chosen = factories.make_application(session, "З конкурсом", stage=Stage.IDEA, call=call, funder=call.funder)
    page = me.get(f"/grants/{chosen.id}")
    assert page.texts(".page-actions .btn-primary") == ["Start drafting"]
