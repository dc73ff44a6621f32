"""Funders: who they are, how we fared, the profile, the ready-made list."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import DeliverableKind, Stage
from app.domain.money import Currency
from app.domain.public_funders import PUBLIC_FUNDERS
from app.queries.funders import figures_of, funder_list
from app.queries.listing import ListState, run
from app.scope import EVERYTHING
from app.services.calls import archive_call
from app.services.funders import add_public_funders
from models.base import utc_now
from models.calls import Call
from models.contacts import Organisation
from models.funders import FunderProfile
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs


def history(session: Session, funder: Organisation) -> None:
    """Two won, one lost, one on its way, one archived; three reports, two of them accepted."""
    won = factories.make_application(session, "Перша", funder=funder, stage=Stage.CLOSED)
    other = {"currency": Currency.EUR, "rate": Decimal(45), "awarded_amount": Decimal(1_000)}
    factories.make_application(session, "Друга", funder=funder, stage=Stage.REPORTING, **other)
    factories.make_application(session, "Третя", funder=funder, stage=Stage.REJECTED)
    factories.make_application(session, "Ідея", funder=funder)
    factories.make_application(session, "Стара", funder=funder, stage=Stage.CLOSED, archived_at=utc_now())
    for accepted in (factories.DAY, factories.DAY, None):
        factories.make_deliverable(
            session, won, kind=DeliverableKind.INTERIM_REPORT, submitted_on=factories.DAY, accepted_on=accepted
        )
    factories.make_deliverable(session, won, kind=DeliverableKind.APPLICATION, submitted_on=factories.DAY)


def test_the_list_and_the_record_tell_the_same_figures(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session, "Фонд «Обрій»")
    history(session, funder)
    near = today() + timedelta(days=9)
    factories.make_call(session, funder, title="Далекий", deadline_on=near + timedelta(days=9))
    factories.make_call(session, funder, title="Близький", deadline_on=near)
    factories.make_call(session, funder, title="Минулий", deadline_on=today() - timedelta(days=1))
    (row,) = run(session, funder_list(EVERYTHING, today()), ListState(), EVERYTHING).rows
    one = figures_of(session, funder.id, EVERYTHING, today())
    for figures in (row, one):
        assert (figures.applied, figures.won, figures.win_rate) == (3, 2, 67)
        assert figures.won_base == Decimal(145_000)
        assert (figures.accepted, figures.submitted, figures.next_deadline) == (2, 3, near)
    page = login("monitor").get(f"/grants/funders/{funder.id}")
    for words in ("67%", "145,000.00", "2 of 3", "Перша", "Третя", "Близький"):
        assert words in page.text
    assert "Стара" not in page.text
    assert f"/contacts/{funder.id}" in page.links


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://obriy.example/ua", "https://obriy.example/ua"),
        ("obriy.example", "https://obriy.example"),
        ("javascript:alert(1)", None),
        ("у розробці", None),
    ],
)
def test_a_website_is_a_link_wherever_it_stands_if_it_can_be_one(
    session: Session, login: SignIn, typed: str, link: str | None
) -> None:
    funder = factories.make_organisation(session, "Фонд «Обрій»", website=typed)
    factories.make_funder_profile(session, funder)
    me = login("coordinator")
    for place in (f"/contacts/{funder.id}", f"/grants/funders/{funder.id}"):
        page = me.get(place)
        assert typed in page.text
        assert [address for address in page.links if typed in address] == ([link] if link else [])


def test_an_organisation_becomes_a_funder_by_what_it_is_linked_to(session: Session, login: SignIn) -> None:
    factories.make_organisation(session, "Нічия")
    factories.make_call(session, factories.make_organisation(session, "Із конкурсом"))
    factories.make_application(session, funder=factories.make_organisation(session, "Із заявкою"))
    factories.make_funder_profile(session, factories.make_organisation(session, "Із профілем"))
    factories.make_organisation(session, "Позначена", is_public_funder=True)
    factories.make_funder_profile(session, factories.make_organisation(session, "В архіві", archived_at=utc_now()))
    page = login("accountant").get("/grants/funders")
    assert sorted(page.texts("tbody th")) == ["Із заявкою", "Із конкурсом", "Із профілем", "Позначена"]
    assert page.texts("tbody th") == login("monitor").get("/grants/funders?sort=name").texts("tbody th")
    assert login("monitor").get("/grants/funders?profile=1").texts("tbody th") == ["Із профілем"]


@pytest.mark.parametrize("sort", ["won_base", "-win_rate", "-next_deadline", "accepted", "applied"])
def test_the_list_is_sorted_and_exported_by_every_figure(session: Session, login: SignIn, sort: str) -> None:
    history(session, factories.make_organisation(session, "Щедрий"))
    factories.make_call(session, factories.make_organisation(session, "Новий"))
    me = login("coordinator")
    assert len(me.get(f"/grants/funders?sort={sort}").texts("tbody th")) == 2
    assert "Щедрий" in me.get(f"/grants/funders?sort={sort}&format=csv").text


def test_the_profile_is_written_by_those_who_edit_grants(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session, "Фонд")
    login("monitor").get(f"/grants/funders/{funder.id}/edit", 403)
    me = login("coordinator")
    page = me.get(f"/grants/funders/{funder.id}/edit")
    typed = {"interests": "Читання", "min_amount": "9", "max_amount": "5", "currency": "EUR"}
    refused = me.submit(page, typed, status=422)
    assert "cannot be less than the smallest" in " ".join(refused.errors())
    shown = me.follow(me.submit(refused, {"max_amount": "9 000", "partner_note": "Через ГО"}))
    for words in ("Читання", "€9.00", "€9,000.00", "Через ГО"):
        assert words in shown.text
    stale = me.get(f"/grants/funders/{funder.id}/edit")
    me.submit(me.get(f"/grants/funders/{funder.id}/edit"), {"interests": "Музика"})
    conflict = me.submit(stale, {"interests": "Театр"}, status=409)
    assert "Музика" in conflict.text


def test_people_of_the_funder_stand_on_the_record(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session)
    factories.make_affiliation(session, factories.make_person(session, "Координаторенко"), funder)
    gone = factories.make_person(session, "Колишній")
    factories.make_affiliation(session, gone, funder, ends_on=today() - timedelta(days=1))
    later = today() + timedelta(days=1)
    factories.make_affiliation(session, factories.make_person(session, "Майбутній"), funder, starts_on=later)
    text = login("monitor").get(f"/grants/funders/{funder.id}").text
    assert "Координаторенко" in text
    assert "Колишній" not in text and "Майбутній" not in text


def test_the_ready_made_list_is_added_once_and_keeps_what_people_changed(session: Session, login: SignIn) -> None:
    known = factories.make_organisation(session, "Український культурний фонд", city="Одеса")
    me = login("coordinator")
    listed = me.follow(me.post("/grants/funders/ready-made"))
    assert f"funders {len(PUBLIC_FUNDERS)}" in listed.text
    calls = session.scalars(sa.select(Call)).all()
    assert len(calls) == sum(len(funder.programmes) for funder in PUBLIC_FUNDERS)
    assert all(call.deadline_on is None and call.opens_on is None for call in calls)
    profile = session.scalars(sa.select(FunderProfile).where(FunderProfile.list_key == "ucf")).one()
    assert (profile.contact_id, known.city) == (known.id, "Одеса")
    profile.interests = "Наше"
    renamed = session.scalars(
        sa.select(Organisation).join(FunderProfile, FunderProfile.contact_id == Organisation.id)
        .where(FunderProfile.list_key == "irex")
    ).one()  # fmt: skip
    renamed.display_name = "Інша назва"
    renamed.rename()
    archive_call(session, calls[0], now=utc_now())
    calls[1].title = "Своя назва"
    session.commit()
    again = me.follow(me.post("/grants/funders/ready-made"))
    assert "here already" in again.text
    assert len(session.scalars(sa.select(Call)).all()) == len(calls)
    assert (profile.interests, calls[1].title) == ("Наше", "Своя назва")
    added = add_public_funders(session)
    assert (added.funders, added.calls) == (0, 0)


def test_the_command_adds_the_list(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    assert f"Funders added: {len(PUBLIC_FUNDERS)}" in runner.invoke(args=["funders", "load"]).output
    assert "Funders added: 0; programmes added: 0" in runner.invoke(args=["funders", "load"]).output


def test_keys_of_the_list_are_unique() -> None:
    keys = [funder.key for funder in PUBLIC_FUNDERS] + [
        programme.key for funder in PUBLIC_FUNDERS for programme in funder.programmes
    ]
    assert len(set(keys)) == len(keys)
    assert not [funder.name for funder in PUBLIC_FUNDERS if "USAID" in funder.name]


def test_pages_of_funders_ask_a_fixed_number_of_questions(session: Session, login: SignIn, app: Flask) -> None:
    funder = factories.make_organisation(session)
    history(session, funder)
    me = login("coordinator")
    paths = ("/grants/funders", f"/grants/funders/{funder.id}")
    few = costs(app, me, *paths)
    for _place in range(5):
        history(session, funder)
        factories.make_call(session, funder)
        factories.make_call(session)
        factories.make_affiliation(session, factories.make_person(session), funder)
    session.commit()
    assert costs(app, me, *paths) == few
    assert max(few) <= 14, few
