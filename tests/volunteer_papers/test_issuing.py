"""Issuing papers: numbers without gaps, contents that never change, revoking, erasing a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.periods import Period
from app.domain.volunteer_papers import PaperKind, PaperState, WhyNot
from app.domain.volunteers import HoursStatus
from app.queries.volunteer_papers import audience, paper_facts
from app.services.erasure_work import erase_person
from app.services.merging import merge
from app.services.volunteer_papers import issue_many, issue_paper, revoke_paper, save_text
from app.uploads import FileStore
from models.accounts import User
from models.audit import AuditEntry
from models.base import utc_now
from models.contacts import Person
from models.volunteer_papers import IssuedPaper
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.together import at_once
from tests.volunteer_papers.helping import day, helper, order


def numbers(session: Session) -> list[int]:
    session.expire_all()
    return list(session.scalars(sa.select(IssuedPaper.number).order_by(IssuedPaper.number)))


def test_papers_of_a_year_are_numbered_one_after_another(session: Session) -> None:
    by = make.make_user(session)
    volunteer = helper(session)
    first = issue_paper(session, volunteer.id, order(), by=by, today=today())
    other = issue_paper(session, volunteer.id, order(PaperKind.THANKS), by=by, today=today())
    before = today() - timedelta(days=400)
    make.make_hours(session, volunteer, worked_on=before, minutes=60, status=HoursStatus.CONFIRMED)
    old = order(period=Period(before, before + timedelta(days=1)), issued_on=before + timedelta(days=1))
    former = issue_paper(session, volunteer.id, old, by=by, today=today())
    assert [first.shown_number, other.shown_number] == [f"{today().year}/0001", f"{today().year}/0002"]
    assert former.number == 1 and former.year < today().year
    assert len({first.code, other.code, former.code}) == 3


def test_numbers_taken_at_the_same_moment_have_no_gaps_and_meet_nowhere(app: Flask, session: Session) -> None:
    by = make.make_user(session).id
    people = [helper(session, f"Коваль{n}").id for n in range(6)]
    session.commit()

    def work(volunteer_id: int, fails: bool) -> Callable[[Session, Callable[[], None]], None]:
        def issue(own: Session, wait: Callable[[], None]) -> None:
            user = own.get_one(User, by)
            wait()
            for kind in PaperKind:
                issue_paper(own, volunteer_id, order(kind), by=user, today=today())
            if fails:
                raise ZeroDivisionError

        return issue

    results = at_once(app, *(work(number, place in (1, 4)) for place, number in enumerate(people)))
    assert [type(result) for result in results].count(ZeroDivisionError) == 2
    assert not [result for result in results if result is not None and not isinstance(result, ZeroDivisionError)]
    assert numbers(session) == list(range(1, 13))


def test_what_was_issued_stays_as_it_was(session: Session) -> None:
    make.make_institution(session, name_uk="Міська бібліотека", director="Ганна Вербенко")
    volunteer = helper(session, minutes=150)
    paper = issue_paper(session, volunteer.id, order(), by=make.make_user(session), today=today())
    assert (paper.minutes, paper.name, paper.signatory_name) == (150, "Олена Коваль", "Ганна Вербенко")
    body = paper.body
    make.make_hours(session, volunteer, worked_on=day(3), minutes=60, status=HoursStatus.CONFIRMED)
    volunteer.person.last_name = "Шевчук"
    volunteer.person.rename()
    save_text(session, PaperKind.CERTIFICATE, "uk", title="Грамота", body="за {{hours}}")
    session.flush()
    session.expire_all()
    assert (paper.minutes, paper.name, paper.title) == (150, "Олена Коваль", "Сертифікат волонтерської діяльності")
    assert paper.body == body
    fresh = issue_paper(session, volunteer.id, order(), by=make.make_user(session), today=today(), replaces=paper)
    assert (fresh.title, fresh.name, fresh.minutes, fresh.replaces_id) == ("Грамота", "Олена Шевчук", 210, paper.id)
    assert "3 години 30 хвилин" in fresh.body


def test_only_confirmed_hours_of_the_period_are_counted(session: Session) -> None:
    volunteer = helper(session, minutes=60)
    for ago, status in ((4, HoursStatus.LOGGED), (3, HoursStatus.REJECTED), (60, HoursStatus.CONFIRMED)):
        make.make_hours(session, volunteer, worked_on=day(ago), minutes=30, status=status)
    facts = paper_facts(session, [volunteer.id], order().period)[volunteer.id]
    assert (facts.minutes, facts.minutes_ever) == (60, 90)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: {"issued_on": day(-1)}, "paper_in_future"),
        (lambda: {"issued_on": day(10)}, "paper_period_ahead"),
        (lambda: {"period": Period(day(300), day(200))}, "paper_no_hours"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_and_takes_no_number(
    session: Session, change: Callable[[], dict[str, Any]], code: str
) -> None:
    volunteer, by = helper(session), make.make_user(session)
    with pytest.raises(RuleError, match=code):
        issue_paper(session, volunteer.id, replace(order(), **change()), by=by, today=today())
    assert issue_paper(session, volunteer.id, order(), by=by, today=today()).number == 1


def test_the_audience_says_who_gets_none_and_why(app: Flask, session: Session) -> None:
    by = make.make_user(session)
    gets, few, none = (
        helper(session, "Бойко"),
        helper(session, "Волошко", minutes=30),
        helper(session, "Гай", minutes=0),
    )
    archived = helper(session, "Дем’яненко", archived_at=utc_now())
    erased, has = helper(session, "Жук"), helper(session, "Заєць")
    erased.person.anonymised_at = utc_now()
    wanted = order()
    issue_paper(session, has.id, wanted, by=by, today=today())
    session.flush()
    ids = [has.id, erased.id, archived.id, none.id, few.id, gets.id]
    with count_queries(app) as counted:
        rows = audience(session, ids, wanted.kind, wanted.locale, wanted.period, least_minutes=60)
    assert len(counted.statements) == 1
    assert [(row.volunteer_id, row.why) for row in rows] == [
        (gets.id, None),
        (few.id, WhyNot.TOO_FEW),
        (none.id, WhyNot.NO_HOURS),
        (archived.id, WhyNot.ARCHIVED),
        (erased.id, WhyNot.ERASED),
        (has.id, WhyNot.HAS_ALREADY),
    ]
    other = audience(session, [has.id], wanted.kind, "en", wanted.period)
    assert other[0].why is None


def test_many_papers_are_read_about_with_as_many_statements_as_few(app: Flask, session: Session) -> None:
    by, job = make.make_user(session), make.make_job(session)
    people = [helper(session, f"Коваль{n}").id for n in range(40)]
    session.commit()

    def statements(some: list[int], start: int) -> int:
        with count_queries(app) as counted:
            issue_many(session, list(enumerate(some, start)), order(), by=by, job_id=job.id)
        return len([text for text in counted.statements if not text.startswith("INSERT INTO issued")])

    statements(people[38:], 38)
    assert statements(people[:2], 0) == statements(people[2:38], 2)


def test_a_revoked_paper_says_who_when_and_why(session: Session) -> None:
    by = make.make_user(session)
    paper = issue_paper(session, helper(session).id, order(), by=by, today=today())
    with pytest.raises(RuleError, match="paper_reason_needed"):
        revoke_paper(session, paper, "  ", by=by, now=utc_now())
    revoke_paper(session, paper, "Помилка в імені", by=by, now=utc_now())
    assert (paper.state, paper.revoke_reason) == (PaperState.REVOKED, "Помилка в імені")
    with pytest.raises(RuleError, match="paper_revoked_already"):
        revoke_paper(session, paper, "Ще раз", by=by, now=utc_now())


def test_the_papers_of_an_erased_person_keep_numbers_and_sums_only(app: Flask, session: Session) -> None:
    by = make.make_user(session)
    volunteer = helper(session, "Ґудзь", "Марія")
    save_text(session, PaperKind.THANKS, "en", title="Thanks to {{full_name}}", body="Thank you, {{full_name}}.")
    papers = [
        issue_paper(session, volunteer.id, order(PaperKind.SERVICE_LETTER), by=by, today=today()),
        issue_paper(session, volunteer.id, order(PaperKind.THANKS, "en"), by=by, today=today()),
    ]
    revoke_paper(session, papers[0], "Марія Ґудзь просила", by=by, now=utc_now())
    session.commit()
    erase_person(session, volunteer.person, store=FileStore(app.config["DATA_DIR"] / "uploads"), now=utc_now())
    session.commit()
    session.expire_all()
    for paper in papers:
        kept = [str(getattr(paper, column.name)) for column in IssuedPaper.__table__.columns]
        assert not [text for text in kept if any(name in text for name in ("Ґудзь", "Марія", "Hudz", "Mariia"))]
        assert (paper.minutes, paper.name, paper.body, paper.work) == (150, "", "", None)
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.table_name == "issued_papers"))
    assert not [entry for entry in entries if "Ґудзь" in f"{entry.before}{entry.after}" or "Hudz" in f"{entry.after}"]
    assert [paper.number for paper in papers] == [1, 2]


def test_merging_two_volunteers_keeps_the_papers_of_both(session: Session) -> None:
    by, job = make.make_user(session), make.make_job(session)
    one, other = helper(session, "Коваль"), helper(session, "Ковалева")
    issue_many(session, [(0, one.id), (1, other.id)], order(), by=by, job_id=job.id)
    session.commit()
    people = [session.get_one(Person, volunteer.person_id) for volunteer in (one, other)]
    merge(session, people[0], people[1], by=by, now=utc_now())
    session.commit()
    assert numbers(session) == [1, 2]
    owners = set(session.scalars(sa.select(IssuedPaper.volunteer_id)))
    assert owners == {one.id}
