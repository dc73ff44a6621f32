"""Two people at the same moment: one is first, the other is told, and nothing is done twice."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.services.merging import merge, undo_merge
from models.base import utc_now
from models.contacts import Contact, ContactEmail
from models.merging import Merge
from tests.support import factories as make
from tests.support.together import at_once


def test_a_merge_that_two_people_undo_is_undone_once(app: Flask, session: Session) -> None:
    survivor, other = make.make_person(session, email="a@b.example"), make.make_person(session, email="c@d.example")
    make.make_address(session, survivor, address="вул. Садова, 1")
    make.make_address(session, other, address="вул. Садова, 1")
    done = merge(session, survivor, other, by=None, now=utc_now()).id
    session.commit()

    def undo(own: Session, ready: Callable[[], None]) -> None:
        present = own.get_one(Merge, done)
        ready()
        undo_merge(own, present, by=None, now=utc_now())

    results = at_once(app, undo, undo)
    assert sorted(str(getattr(result, "code", result)) for result in results) == ["None", "merge_undone"]
    session.expire_all()
    assert [len(session.get_one(Contact, each.id).addresses) for each in (survivor, other)] == [1, 1]


def test_of_a_merge_and_an_edit_at_once_neither_loses_what_the_other_saved(app: Flask, session: Session) -> None:
    survivor = make.make_person(session, city="Луцьк")
    other = make.make_person(session)
    session.commit()
    first, second = survivor.id, other.id

    def edit(own: Session, ready: Callable[[], None]) -> str:
        person = own.get_one(Contact, first)
        ready()
        person.city = "Ковель"
        own.flush()
        return "edited"

    def join(own: Session, ready: Callable[[], None]) -> str:
        people = [own.get_one(Contact, number) for number in (first, second)]
        ready()
        merge(own, people[0], people[1], by=None, now=utc_now())
        return "merged"

    results: list[Any] = at_once(app, edit, join)
    refused = [result for result in results if isinstance(result, Exception)]
    session.expire_all()
    merged = session.scalar(sa.select(sa.func.count()).select_from(Merge))
    assert len(refused) <= 1
    assert all(isinstance(error, StaleDataError | sa.exc.OperationalError) for error in refused)
    assert session.get_one(Contact, first).city == ("Луцьк" if "edited" not in results else "Ковель")
    assert merged == ("merged" in results)


def test_two_merges_of_one_contact_at_once_leave_it_in_one(app: Flask, session: Session) -> None:
    people = [make.make_person(session, email=f"{number}@library.example").id for number in range(3)]
    session.commit()

    def into(place: int) -> Callable[[Session, Callable[[], None]], int]:
        def work(own: Session, ready: Callable[[], None]) -> int:
            survivor, other = own.get_one(Contact, people[place]), own.get_one(Contact, people[2])
            ready()
            return merge(own, survivor, other, by=None, now=utc_now()).id

        return work

    results = at_once(app, into(0), into(1))
    assert len([result for result in results if isinstance(result, int)]) == 1
    assert any(isinstance(result, StaleDataError | RuleError | sa.exc.OperationalError) for result in results)
    owners = session.scalars(sa.select(ContactEmail.contact_id).where(ContactEmail.email == "2@library.example")).all()
    assert len(owners) == 1
    assert owners[0] in people[:2]
