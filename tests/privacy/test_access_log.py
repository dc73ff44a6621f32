"""The access log: who looked, once an hour, whatever way; a reader never waits for a writer."""

import contextlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.privacy import AccessAction
from app.services import privacy_access as access
from app.services.privacy_access import record_access
from models import db
from models.privacy import AccessEntry
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries

NOON = datetime(2026, 3, 2, 12, 10, tzinfo=UTC)


def entries(session: Session) -> list[AccessEntry]:
    """Return the log in order."""
    session.expire_all()
    return list(session.scalars(sa.select(AccessEntry).order_by(AccessEntry.id)))


def test_the_same_look_counts_once_an_hour(session: Session) -> None:
    user, person = factories.make_user(session), factories.make_person(session)
    for minutes in (0, 20, 49, 50, 70):
        moment = NOON + timedelta(minutes=minutes)
        record_access(session, user_id=user.id, contact_id=person.id, action=AccessAction.OPEN, now=moment)
    record_access(session, user_id=user.id, contact_id=person.id, action=AccessAction.PRINT, now=NOON)
    assert [(entry.action, entry.at) for entry in entries(session)] == [
        (AccessAction.OPEN, NOON),
        (AccessAction.OPEN, NOON + timedelta(minutes=50)),
        (AccessAction.PRINT, NOON),
    ]


def test_opening_a_record_is_written_down_and_shown(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Видима")
    volunteer = factories.make_volunteer(session, factories.make_person(session, "Друга"))
    organisation = factories.make_organisation(session)
    reader = login("monitor")
    for path in (f"/contacts/{person.id}", f"/volunteers/{volunteer.id}", f"/contacts/{organisation.id}"):
        reader.get(path)
    assert [entry.contact_id for entry in entries(session)] == [person.id, volunteer.person_id]
    page = login("director").get(f"/settings/access-log?person={person.id}&action=open")
    assert len(page.select("tbody tr")) == 1
    assert "Видима" in page.text
    reader.get("/settings/access-log", status=403)


def test_a_person_is_seen_on_other_pages_than_the_record_too(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    for path in ("/contacts/{}/edit", "/contacts/{}/network", "/contacts/{}/consents/give", "/letters/to/{}"):
        person = factories.make_person(session)
        client.get(path.format(person.id))
        assert [entry.contact_id for entry in entries(session)][-1:] == [person.id], path
    talk = factories.make_interaction(session, contact=factories.make_person(session))
    client.get(f"/interactions/{talk.id}")
    one, other = factories.make_person(session), factories.make_person(session)
    client.get(f"/contacts/merge?a={one.id}&b={other.id}")
    assert [entry.contact_id for entry in entries(session)][-3:] == [talk.contact_id, one.id, other.id]
    count = len(entries(session))
    organisation = factories.make_organisation(session)
    client.get(f"/contacts/{organisation.id}/edit")
    assert len(entries(session)) == count


def test_every_list_that_names_people_is_written_down_when_it_is_taken_away(session: Session, login: SignIn) -> None:
    client, mailing = login("administrator"), factories.make_mailing(session)
    taken = {
        "/contacts/duplicates": "Duplicates",
        "/contacts/merges": "Merged contacts",
        "/interactions": "Interactions",
        "/letters": "Letters",
        "/mailings/addresses": "Addresses without mailings",
        "/mailings/bounces": "Letters that came back",
        f"/mailings/{mailing.id}/audience": "Audience",
        f"/mailings/{mailing.id}/recipients": "Recipients",
    }
    for path in taken:
        client.get(f"{path}?format=csv")
    assert len(entries(session)) == len(taken)
    shown = client.get("/settings/access-log?action=list").text
    assert not [title for title in taken.values() if title not in shown]


def test_a_list_of_one_mailing_says_whose_it_is(session: Session, login: SignIn) -> None:
    mailing = factories.make_mailing(session, name="Запрошення на свято")
    client = login("administrator")
    client.get(f"/mailings/{mailing.id}/recipients?format=csv")
    client.get(f"/mailings/{mailing.id}/audience?format=csv&gets=1")
    shown = client.get("/settings/access-log?action=list").text
    assert "Mailing: Запрошення на свято; Gets the letter: Yes" in shown
    assert [entry.filters.partition(";")[0] for entry in entries(session)] == ["Mailing: Запрошення на свято"] * 2


def test_taking_a_list_away_is_written_down_with_its_filters(session: Session, login: SignIn) -> None:
    factories.make_person(session, "Перша")
    client = login("coordinator")
    tag = factories.make_tag(session, "письменники")
    client.get("/contacts?kind=person&format=csv")
    client.get("/contacts?format=xlsx")
    client.get(f"/contacts/vcards.vcf?q=Перша&tag={tag.id}")
    client.get("/volunteers?helped=2025-12-01..2026-11-30&format=csv")
    client.get("/hours?volunteer=7&format=csv")
    first, second, third, helped, own = entries(session)
    assert helped.filters == "Helped in the period: December 2025 – November 2026"
    assert own.filters == "One volunteer: No.\N{NO-BREAK SPACE}7"
    assert (first.action, first.list_name) == (AccessAction.LIST, "contacts")
    assert (first.rows, first.filters) == (1, "Kind: Person")
    assert second.filters == ""
    assert third.filters == "“Перша”; Tag: письменники"
    assert "Contacts" in login("administrator").get("/settings/access-log?action=list").text


def test_a_record_costs_one_statement_more(session: Session, app: Flask, login: SignIn) -> None:
    person = factories.make_person(session)
    client = login("coordinator")
    with count_queries(app) as count:
        client.get(f"/contacts/{person.id}")
    assert len([text for text in count.statements if "INTO access_log" in text]) == 1
    assert len([text for text in count.statements if "FROM consent_purposes" in text]) == 1


def test_a_reader_does_not_wait_for_a_writer_and_nothing_is_lost(session: Session, app: Flask, login: SignIn) -> None:
    person = factories.make_person(session)
    client = login("coordinator")
    if db.engine.dialect.name != "sqlite":
        client.get(f"/contacts/{person.id}")
        assert len(entries(session)) == 1
        return
    session.commit()
    with contextlib.closing(db.engine.raw_connection()) as writer:
        writer.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        client.get(f"/contacts/{person.id}")
        assert len(access._waiting) == 1
        writer.rollback()
    assert entries(session) == []
    client.get(f"/contacts/{person.id}")
    assert len(entries(session)) == 1
    assert not access._waiting
