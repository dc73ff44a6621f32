"""Consents on their pages and in the question that mailings ask."""

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.privacy import ConsentChannel, ConsentState, state_together
from app.domain.roles import Role
from app.queries.consents import consented, current_texts, facts, purpose_by_code
from app.services.consents import give_consent, withdraw_consent
from models.audit import AuditEntry
from models.base import utc_now
from models.contacts import Person
from models.privacy import Consent, ConsentText
from models.relationships import Relationship, RelationshipType
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries

ON = date(2026, 3, 31)
LENIENT = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
edges = st.sampled_from([-7000, -6575, -6574, -30, -1, 0, 1, 30]).map(lambda shift: ON + timedelta(days=shift))
stories = st.lists(st.tuples(edges, st.none() | st.integers(0, 40), st.booleans()), max_size=3)


def consents_of(session: Session, contact_id: int) -> list[Consent]:
    """Return the consents of a person."""
    return list(session.scalars(sa.select(Consent).where(Consent.contact_id == contact_id).order_by(Consent.id)))


def make_guardian(session: Session, child: Person, name: str = "Опікун") -> Person:
    """A guardian of the child, as a relationship of the shipped type."""
    guardian = factories.make_person(session, name)
    kind = session.scalars(sa.select(RelationshipType).where(RelationshipType.code == "guardian")).one()
    factories.save(session, Relationship(type_id=kind.id, from_contact_id=guardian.id, to_contact_id=child.id))
    return guardian


@LENIENT
@given(people=st.lists(st.tuples(st.none() | edges, stories), min_size=1, max_size=3))
def test_the_question_and_the_rule_agree(session: Session, people: list) -> None:
    with session.begin_nested() as savepoint:
        guardian = factories.make_person(session)
        expected = set()
        for birth, rows in people:
            person = factories.make_person(session, birth_date=birth)
            for given_on, lasted, by_guardian in rows:
                factories.make_consent(
                    session,
                    person,
                    given_on=given_on,
                    guardian_id=guardian.id if by_guardian else None,
                    withdrawn_on=given_on + timedelta(days=lasted) if lasted is not None else None,
                    withdrawal_channel=ConsentChannel.PHONE if lasted is not None else None,
                )
            together = state_together([facts(row) for row in consents_of(session, person.id)], birth, ON)
            if together is ConsentState.GIVEN:
                expected.add(person.id)
        assert set(session.scalars(consented("mailing", ON))) == expected
        assert not session.scalars(consented("photo", ON)).all()
        savepoint.rollback()


def test_a_consent_is_written_down_with_its_paper(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Мельник")
    client = login("staff")
    assert len(client.get(f"/contacts/{person.id}/consents/give").select(".consent-words")) > 1
    page = client.get(f"/contacts/{person.id}/consents/give?purpose=photo")
    (words,) = page.select(".consent-words")
    assert words.has_attr("open")
    answer = client.submit(
        page,
        {
            "given_on": "01.03.2026",
            "channel": "paper",
            "note": "Папка 3",
            "file": (io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), "згода.pdf"),
        },
    )
    shown = client.follow(answer)
    assert "1 Mar 2026" in shown.text and "Папка 3" in shown.text
    (consent,) = consents_of(session, person.id)
    assert consent.entered_by_id == client.user.id
    assert consent.attachment is not None
    assert consent.text.number == 1
    assert consent.text.body in words.get_text()
    card = client.get(f"/contacts/{person.id}")
    assert "Photos and videos" in " ".join(card.texts("#consents a"))


def test_a_withdrawn_consent_stays_in_the_history_and_counts_no_more(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    consent = factories.make_consent(session, person)
    client = login("coordinator")
    page = client.get(f"/contacts/{person.id}/consents/{consent.purpose_id}/withdraw")
    shown = client.follow(client.submit(page, {"channel": "phone"}))
    assert "Consent withdrawn" in shown.text
    assert session.scalars(consented("mailing", today())).all() == []
    assert person.id in session.scalars(consented("mailing", today() - timedelta(days=1))).all()
    refused = client.submit(page, {"channel": "phone"}, status=422)
    assert any("no consent to withdraw" in error for error in refused.errors())


def test_a_minor_needs_a_guardian_who_is_one(session: Session, login: SignIn) -> None:
    child = factories.make_person(session, birth_date=today() - timedelta(days=10 * 365))
    stranger = factories.make_person(session)
    client = login("coordinator")
    path = f"/contacts/{child.id}/consents/give?purpose=events"
    page = client.get(path)
    assert f"/contacts/{child.id}#connections" in page.links
    refused = client.submit(page, status=422)
    assert any("parent or guardian" in error for error in refused.errors())
    guardian = make_guardian(session, child)
    page = client.get(path)
    client.submit(page, {"guardian_id": stranger.id}, status=422)
    client.submit(page, {"guardian_id": ""}, status=422)
    client.submit(page)
    (consent,) = consents_of(session, child.id)
    assert consent.guardian_id == guardian.id
    assert "Under 18" in client.get(f"/contacts/{child.id}").text


def test_a_guardian_who_is_no_adult_agrees_for_a_small_child_only(session: Session, login: SignIn) -> None:
    youth = factories.make_person(session, "Підліток", birth_date=date(today().year - 15, 1, 1))
    baby = factories.make_person(session, "Немовля", birth_date=date(today().year - 1, 1, 1))
    mother = make_guardian(session, baby, "Юна")
    mother.birth_date = date(today().year - 17, 1, 2)
    guardian_type = sa.select(Relationship.type_id).where(Relationship.to_contact_id == baby.id).scalar_subquery()
    factories.save(session, Relationship(type_id=guardian_type, from_contact_id=mother.id, to_contact_id=youth.id))
    client = login("coordinator")
    page = client.get(f"/contacts/{youth.id}/consents/give?purpose=mailing")
    assert "nobody is written down here who may agree" in page.text and "Юна Олена" not in page.texts(
        "#guardian_id option"
    )
    assert "Юна" not in client.get(f"/letters/to/{youth.id}").text
    page = client.get(f"/contacts/{baby.id}/consents/give?purpose=mailing")
    assert page.form()["guardian_id"] == str(mother.id)
    client.submit(page, {})
    assert consents_of(session, baby.id)[0].guardian_id == mother.id
    with pytest.raises(RuleError, match="guardian_needed"):
        give_consent(session, youth.id, "mailing", channel=ConsentChannel.PAPER, now=utc_now(), guardian_id=mother.id)


def test_a_guardians_consent_is_to_be_renewed_once_the_child_has_grown_up(session: Session, login: SignIn) -> None:
    grown = factories.make_person(session, birth_date=today() - timedelta(days=18 * 366))
    factories.make_consent(session, grown, guardian_id=factories.make_person(session).id, given_on=date(2015, 1, 1))
    client = login("monitor")
    assert "To be renewed" in client.get(f"/contacts/{grown.id}").text
    assert session.scalars(consented("mailing", today())).all() == []
    assert len(client.get("/privacy/consents?state=renewal").select("tbody tr")) == 1
    assert not client.get("/privacy/consents?state=given").select("tbody tr")


def test_a_text_that_somebody_agreed_to_is_never_changed(session: Session, login: SignIn) -> None:
    purpose = purpose_by_code(session, "photo")
    assert purpose is not None
    client = login("administrator")
    path = f"/settings/consents/{purpose.id}"
    client.submit(client.get(path), {"text_uk": "Ще ніхто не погодився"})
    assert [text.number for text in texts(session, purpose.id)] == [1]
    person = factories.make_person(session)
    consent = factories.make_consent(session, person, "photo")
    client.submit(client.get(path), {"text_uk": "Нові слова"})
    assert [text.body for text in texts(session, purpose.id)] == ["Ще ніхто не погодився", "Нові слова"]
    assert "Ще ніхто не погодився" in client.get(f"/consent-texts/{consent.text_id}").text
    session.expire_all()
    assert current_texts(session)[purpose.id, "uk"].number == 2
    refused = client.submit(client.get(path), {"text_uk": "  "}, status=422)
    assert refused.errors()


def texts(session: Session, purpose_id: int) -> list[ConsentText]:
    """Return the Ukrainian versions of a purpose in order."""
    session.expire_all()
    found = sa.select(ConsentText).where(ConsentText.purpose_id == purpose_id, ConsentText.locale == "uk")
    return list(session.scalars(found.order_by(ConsentText.number)))


def test_a_stale_purpose_shows_both_versions(session: Session, login: SignIn) -> None:
    purpose = purpose_by_code(session, "events")
    assert purpose is not None
    client = login("administrator")
    page = client.get(f"/settings/consents/{purpose.id}")
    client.submit(page, {"retention_months": "18"})
    client.submit(page, {"retention_months": "24"}, status=409)
    session.expire_all()
    assert purpose.retention_months == 18


def test_only_a_mistake_is_removed_and_the_audit_log_keeps_it(session: Session, login: SignIn) -> None:
    consent = factories.make_consent(session, factories.make_person(session))
    number = consent.id
    login("coordinator").post(f"/consents/{number}/remove", status=403)
    login("director").post(f"/consents/{number}/remove")
    session.expire_all()
    assert session.get(Consent, number) is None
    entry = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.table_name == "consents", AuditEntry.action == "delete")
    ).one()
    assert entry.before is not None
    assert entry.before["given_on"] == factories.DAY.isoformat()


def test_dates_that_cannot_be_are_refused(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, birth_date=date(1990, 1, 1))
    client = login("coordinator")
    page = client.get(f"/contacts/{person.id}/consents/give?purpose=mailing")
    for day in (today() + timedelta(days=1), date(1989, 12, 31)):
        refused = client.submit(page, {"given_on": day.isoformat(), "note": "Папка 5"}, status=422)
        assert refused.form()["note"] == "Папка 5"
    assert consents_of(session, person.id) == []


def test_an_organisation_gives_no_consent(session: Session, login: SignIn) -> None:
    organisation = factories.make_organisation(session)
    client = login("coordinator")
    page = client.get(f"/contacts/{organisation.id}/consents/give", status=302)
    assert page.location.endswith(f"/contacts/{organisation.id}")
    assert not client.get(f"/contacts/{organisation.id}").select("#consents")


def test_services_give_and_withdraw_for_others(session: Session) -> None:
    person = factories.make_person(session)
    give_consent(session, person.id, "mailing", channel=ConsentChannel.WEB, now=utc_now())
    assert session.scalars(consented("mailing", utc_now().date())).all() == [person.id]
    assert withdraw_consent(session, person.id, "mailing", channel=ConsentChannel.WEB, now=utc_now()) == 1
    assert session.scalars(consented("mailing", utc_now().date())).all() == []


def test_what_makes_no_sense_is_neither_given_nor_withdrawn(session: Session) -> None:
    person, erased = factories.make_person(session), factories.make_person(session, anonymised_at=utc_now())
    day, how = date(2026, 5, 4), {"channel": ConsentChannel.PAPER, "now": utc_now(), "today": date(2026, 5, 10)}
    photo = session.scalars(
        sa.select(ConsentText.id).where(ConsentText.purpose_id == purpose_by_code(session, "photo").id)
    ).first()
    for contact, fields, code in (
        (erased, {}, "person_is_erased"),
        (person, {"text_id": photo}, "no_consent_text"),
        (person, {"on": date(2026, 5, 11)}, "consent_in_future"),
    ):
        with pytest.raises(RuleError, match=code):
            give_consent(session, contact.id, "mailing", **how, **fields)
    assert give_consent(session, person.id, "mailing", on=day, locale="pl", **how).text.locale == "uk"
    assert give_consent(session, person.id, "photo", on=day, locale="en", **how).text.locale == "en"
    for on, code in ((date(2026, 5, 11), "consent_in_future"), (date(2026, 5, 3), "withdrawn_before_given")):
        with pytest.raises(RuleError, match=code):
            withdraw_consent(session, person.id, "mailing", on=on, **how)
    withdraw_consent(session, person.id, "mailing", on=day, **how)
    with pytest.raises(RuleError, match="nothing_to_withdraw"):
        withdraw_consent(session, person.id, "mailing", **how)
    mailing, photos = consents_of(session, person.id)
    assert (mailing.withdrawn_on, photos.withdrawn_on) == (day, None)
    # Agreed to in a later time zone than the clock's: it is withdrawn on its own day.
    give_consent(session, person.id, "mailing", on=date(2026, 5, 10), **how)
    withdraw_consent(session, person.id, "mailing", **{**how, "today": date(2026, 5, 9)})
    assert [row.withdrawn_on for row in consents_of(session, person.id)] == [day, None, date(2026, 5, 10)]


def test_contacts_are_filtered_by_consent(session: Session, login: SignIn) -> None:
    agreed = factories.make_person(session, "Погоджений")
    factories.make_consent(session, agreed)
    factories.make_person(session, "Мовчазний")
    page = login("coordinator").get("/contacts?consent=mailing")
    assert [name for name in page.texts("tbody th") if name] == ["Погоджений Олена"]


def test_the_lists_cost_the_same_whatever_their_length(session: Session, app: Flask, login: SignIn) -> None:
    client = login(Role.DIRECTOR)
    person = factories.make_person(session)
    for path in (f"/contacts/{person.id}/consents", "/privacy/consents", "/privacy/erasures", "/privacy/retention"):
        factories.make_consent(session, person)
        factories.make_erasure_request(session, person)
        factories.make_proposal(session, person)
        with count_queries(app) as few:
            client.get(path)
        for _number in range(4):
            other = factories.make_person(session)
            factories.make_consent(session, other)
            factories.make_consent(session, person)
            factories.make_erasure_request(session, other)
            factories.make_proposal(session, other)
        with count_queries(app) as many:
            client.get(path)
        assert len(few) == len(many) <= 12, str(many)
