"""Merging: everything goes to the survivor, nothing points to the other, undoing brings back every row."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.merging import Choices, Side
from app.queries.contacts import CONTACT_ARCHIVE, CONTACT_LIST, lookup
from app.queries.listing import ListState, run
from app.queries.relationship_chains import hierarchy
from app.queries.relationships import connections
from app.queries.search import search
from app.scope import EVERYTHING
from app.services.merging import merge, undo_merge
from models.audit import AuditEntry
from models.base import utc_now
from models.contacts import Contact
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer
from tests.merging.records import everything, pointing_to, two
from tests.support import factories as make
from tests.support.everything import fill_every_table

KINDS = list(ContactKind)
OTHERS = Choices({"last_name": Side.OTHER, "middle_name": Side.OTHER}, {"volunteers": Side.OTHER})
CARDS = Choices({"display_name": Side.OTHER, "edrpou": Side.OTHER}, {"partnerships": Side.OTHER})


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_merge_nothing_points_to_the_other_contact(session: Session, kind: ContactKind) -> None:
    fill_every_table(session)
    survivor, other = two(session, kind)
    assert len(pointing_to(session, other.id)) > 10
    merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    assert pointing_to(session, other.id) == []


@pytest.mark.parametrize("choices", [Choices({}, {}), OTHERS, CARDS], ids=["own", "fields", "cards"])
@pytest.mark.parametrize("kind", KINDS)
def test_undoing_a_merge_brings_back_every_row(session: Session, kind: ContactKind, choices: Choices) -> None:
    fill_every_table(session)
    survivor, other = two(session, kind)
    session.commit()
    before = everything(session)
    done = merge(session, survivor, other, choices, by=None, now=utc_now())
    session.commit()
    assert everything(session) != before
    kept = undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    after = everything(session)
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not kept.fields
    assert not kept.tables


def test_a_merge_is_one_entry_of_the_audit_log_and_the_other_contact_is_found_nowhere(session: Session) -> None:
    survivor, other = two(session, ContactKind.PERSON)
    session.commit()
    last = session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
    merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.id > last)).all()
    assert [(entry.table_name, entry.action) for entry in entries] == [("merges", "create")]
    assert entries[0].after is not None
    assert entries[0].after["other_id"] == other.id
    for spec in (CONTACT_LIST, CONTACT_ARCHIVE):
        assert other.id not in {row.id for row in run(session, spec, ListState(), EVERYTHING).rows}
    assert [row.id for row in lookup(session, "lysenko", None)] == [survivor.id]
    kinds = frozenset({"contact", "volunteer", "donation"})
    assert {hit.record_id for hit in search(session, "lysenko", kinds, EVERYTHING) if hit.kind == "contact"} == {
        survivor.id
    }


def test_two_volunteer_cards_become_one_with_the_hours_of_both(session: Session) -> None:
    survivor, other = two(session, ContactKind.PERSON)
    merge(session, survivor, other, by=None, now=utc_now())
    card = session.scalars(sa.select(Volunteer).where(Volunteer.person_id == survivor.id)).one()
    hours = session.scalars(sa.select(HoursEntry)).all()
    assert len(hours) == 2
    assert {entry.volunteer_id for entry in hours} == {card.id}


def test_the_card_that_was_chosen_keeps_its_stage_and_both_histories_stay(session: Session) -> None:
    survivor, other = two(session, ContactKind.ORGANISATION)
    ours, theirs = (
        session.scalars(sa.select(Partnership).where(Partnership.organisation_id == contact.id)).one()
        for contact in (survivor, other)
    )
    ours.partner_gives, theirs.partner_gives = "Зала", "Книжки"
    make.make_agreement(session, ours, number="1")
    make.make_agreement(session, theirs, number="2")
    merge(session, survivor, other, CARDS, by=None, now=utc_now())
    session.commit()
    card = session.scalars(sa.select(Partnership).where(Partnership.organisation_id == survivor.id)).one()
    assert card.partner_gives == "Книжки"
    assert sorted(paper.number for paper in card.agreements) == ["1", "2"]
    assert len(card.changes) == 2
    assert survivor.display_name == "ТОВ «Chytanka»"
    assert survivor.edrpou == "40075815"


def test_lists_are_united_and_what_was_first_stays_first(session: Session) -> None:
    survivor = make.make_person(session, "Коваль", email="first@library.example", phone="+380501112233")
    other = make.make_person(session, "Коваль", email="second@library.example", phone="+380501112233")
    merge(session, survivor, other, by=None, now=utc_now())
    assert [row.email for row in survivor.emails] == ["first@library.example", "second@library.example"]
    assert [row.number for row in survivor.phones] == ["+380501112233"]


def test_what_came_later_is_kept_when_a_merge_is_undone(session: Session) -> None:
    survivor = make.make_person(session, "Коваль", city="Луцьк")
    other = make.make_person(session, "Коваль", city="Рівне")
    done = merge(session, survivor, other, Choices({"city": Side.OTHER}, {}), by=None, now=utc_now())
    later = make.make_interaction(session, survivor)
    survivor.city = "Київ"
    session.commit()
    kept = undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    assert kept.fields == ["city"]
    assert (survivor.city, other.city) == ("Київ", "Рівне")
    assert later.contact_id == survivor.id
    assert other.archived_at is None


def test_a_number_that_was_given_away_since_is_not_taken_back(session: Session) -> None:
    survivor, other = two(session, ContactKind.PERSON)
    gone = session.scalars(sa.select(Volunteer).where(Volunteer.person_id == other.id)).one().id
    done = merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    stranger = make.make_volunteer(session)
    session.execute(sa.update(Volunteer).where(Volunteer.id == stranger.id).values(id=gone))
    session.commit()
    undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    card = session.scalars(sa.select(Volunteer).where(Volunteer.person_id == other.id)).one()
    assert card.id != gone
    assert session.scalars(sa.select(HoursEntry).where(HoursEntry.volunteer_id == card.id)).all()


def refused(code: str) -> "pytest.RaisesExc[RuleError]":
    return pytest.raises(RuleError, match=code)


def test_chains_are_undone_from_the_last_to_the_first(session: Session) -> None:
    first, second, third = (make.make_person(session, "Коваль") for _ in range(3))
    inner = merge(session, second, first, by=None, now=utc_now())
    outer = merge(session, third, second, by=None, now=utc_now())
    with refused("merge_later_first"):
        undo_merge(session, inner, by=None, now=utc_now())
    undo_merge(session, outer, by=None, now=utc_now())
    undo_merge(session, inner, by=None, now=utc_now())
    assert [contact.archived_at for contact in (first, second, third)] == [None, None, None]
    with refused("merge_undone"):
        undo_merge(session, inner, by=None, now=utc_now())


def test_a_merge_can_be_undone_for_thirty_days(session: Session) -> None:
    done = make.make_merge(session)
    with refused("merge_too_old"):
        undo_merge(session, done, by=None, now=done.at + timedelta(days=30, seconds=1))
    undo_merge(session, done, by=None, now=done.at + timedelta(days=30))


def test_what_cannot_be_one_is_refused(session: Session) -> None:
    person, organisation = make.make_person(session), make.make_organisation(session)
    with refused("merge_itself"):
        merge(session, person, person, by=None, now=utc_now())
    with refused("merge_kinds"):
        merge(session, person, organisation, by=None, now=utc_now())
    done = make.make_merge(session)
    with refused("merge_merged"):
        merge(session, person, session.get_one(Contact, done.other_id), by=None, now=utc_now())
    person.anonymised_at = utc_now()
    with refused("merge_erased"):
        merge(session, make.make_person(session), person, by=None, now=utc_now())


def test_contacts_that_stand_above_each_other_through_a_third_one_are_not_merged(session: Session) -> None:
    top, middle, low = (make.make_organisation(session, name) for name in ("Рада", "Департамент", "Палац"))
    make.make_relationship(session, middle, top, "part_of")
    last = make.make_relationship(session, low, middle, "part_of")
    for survivor, other in ((top, low), (low, top)):
        with pytest.raises(RuleError) as problem:
            merge(session, survivor, other, by=None, now=utc_now())
        assert problem.value.code == "merge_circle"
        assert "Департамент" in str(problem.value.value)
    session.delete(last)
    session.flush()
    make.make_relationship(session, low, top, "part_of")
    merge(session, top, low, by=None, now=utc_now())
    assert [line.name for line in hierarchy(session, top.id, utc_now().date())] == ["Рада", "Департамент"]


def test_a_symmetric_relationship_that_both_have_is_kept_once(session: Session) -> None:
    survivor = make.make_person(session, "Коваль")
    third = make.make_person(session, "Мельник")
    other = make.make_person(session, "Коваль")
    make.make_relationship(session, survivor, third, "colleague")
    make.make_relationship(session, other, third, "colleague")
    session.commit()
    before = everything(session)["relationships"]
    done = merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    assert [row.contact_id for row in connections(session, survivor.id)] == [third.id]
    undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    assert everything(session)["relationships"] == before


def test_of_a_group_with_one_tag_the_survivor_keeps_its_own(session: Session) -> None:
    survivor, other = two(session, ContactKind.PERSON)
    group = make.make_tag_group(session, "Як спілкуємось", is_exclusive=True)
    formal, plain = make.make_tag(session, "офіційно", survivor), make.make_tag(session, "на ти", other)
    formal.group = plain.group = group
    make.make_tag(session, "друзі", other)
    session.commit()
    done = merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    assert {tag.name for tag in survivor.tags} >= {"офіційно", "друзі"}
    assert "на ти" not in {tag.name for tag in survivor.tags}
    undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    assert {"на ти", "друзі"} <= {tag.name for tag in other.tags}


def test_one_place_of_two_volunteers_in_one_shift_becomes_free_and_comes_back(session: Session) -> None:
    survivor, other = make.make_person(session), make.make_person(session)
    shift = make.make_shift(session, needed=2)
    for person in (survivor, other):
        make.make_assignment(session, shift, make.make_volunteer(session, person))
    session.commit()
    done = merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    assert (shift.taken, shift.needed) == (1, 2)
    make.make_assignment(session, shift)
    session.commit()
    undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    assert (shift.taken, shift.needed) == (3, 3)
