"""The demo is as large as promised, the same each time, whole, and of the past."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app import create_app
from app.demo import DatabaseNotEmpty, load
from app.demo.places import ACCOUNTS
from app.domain.agreements import AgreementKind, AgreementState, agreement_state
from app.domain.awards import AgreementStanding, TrancheState
from app.domain.donations import InKindStatus
from app.domain.events import EventStatus, Place
from app.domain.grant_approvals import Decision
from app.domain.grant_claims import ClaimSource
from app.domain.grants import DeliverableState, Stage, StageKind, deliverable_state, stage_kind
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.money import Currency
from app.domain.opportunities import AssignmentStatus, OpportunityKind, OpportunityStatus, Visibility
from app.domain.partnerships import CommitmentLevel, PartnershipStage
from app.domain.periods import Period
from app.domain.report_gaps import gaps, mark_final
from app.domain.roles import Approver
from app.domain.volunteers import HoursStatus, VolunteerStatus, needs_guardian
from app.queries.accounts import DEMO_PASSWORD
from app.queries.awards import standing_of
from app.queries.events import awaiting_counts, events_count, participants
from app.queries.grant_approvals import waiting_for
from app.queries.grant_claims import source_of
from app.queries.grant_report import Request, grant_report
from app.queries.grants import FINISHED_STAGES
from app.queries.partnerships import agreement_until
from app.queries.renewals import chain
from app.queries.search import search
from app.queries.tranches import received, standings
from app.scope import EVERYTHING, Scope
from app.uploads import FileStore
from models import db
from models.agreements import Agreement, LedgerEntry
from models.awards import Amendment, GrantReceipt
from models.base import Base
from models.branches import Branch, Institution
from models.contacts import Contact, Person
from models.donations import Campaign, Donation
from models.events import Event
from models.grant_claims import ClaimRelease, CofinancingClaim
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure
from models.grant_stages import ApplicationApproval
from models.grants import Application, Deliverable
from models.interactions import Comment, Interaction
from models.opportunities import Assignment, Opportunity, Shift
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import HoursEntry, Volunteer
from tests.demo.conftest import TODAY, Demo
from tests.support.databases import Sqlite
from tests.support.figures import metric
from tests.support.pages import PageClient

YEAR = Period(TODAY - timedelta(days=365), TODAY)
YEAR_BEFORE = Period(TODAY - timedelta(days=730), TODAY - timedelta(days=365))


def close(number: Decimal | float, wanted: float) -> bool:
    return abs(float(number) - wanted) <= 0.05 * wanted


def figure(session: Session, code: str, period: Period = YEAR) -> Decimal | int:
    return metric(code, TODAY).value(session, period, EVERYTHING)


def rows(session: Session, model: type[Base], *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def values(session: Session, column: sa.ColumnElement[object]) -> set[object]:
    return set(session.scalars(sa.select(column).distinct()))


def nearby(session: Session) -> Application:
    return session.scalars(sa.select(Application).where(Application.stage == Stage.REPORTING)).one()


def test_the_year_has_the_promised_size(demo: Demo) -> None:
    session = demo.session
    assert close(figure(session, "events"), 3_900)
    assert close(figure(session, "participants"), 78_000)
    assert close(figure(session, "volunteer_hours"), 2_900 * 60)
    assert figure(session, "active_partners") in range(30, 50)
    assert figure(session, "active_volunteers") in range(55, 86)
    assert rows(session, Branch) == 25
    assert rows(session, Partnership) == 64
    # One of those who signed up was approved.
    assert rows(session, Volunteer) == 86
    assert close(rows(session, Contact), 430)
    assert rows(session, Campaign) == 2
    received = Donation.received_on >= YEAR.start
    assert close(rows(session, Donation, received), 120)
    online = rows(session, Event, Event.place == Place.ONLINE, Event.starts_on >= YEAR.start) / 3_900
    assert 0.06 < online < 0.1


def test_an_approval_waits_and_renewals_make_chains(demo: Demo) -> None:
    session = demo.session
    (waiting,) = waiting_for(session, Approver.ACCOUNTANT, EVERYTHING)
    assert not waiting.is_changed and waiting_for(session, Approver.DIRECTOR, EVERYTHING) == []
    assert values(session, ApplicationApproval.decision) == set(Decision)
    chained = session.scalars(sa.select(Application.id).where(Application.renewal_of_id.is_not(None))).all()
    chains = [chain(session, number, EVERYTHING) for number in chained]
    assert chains and all(found and len(found.links) == 2 for found in chains)


def test_three_of_seven_applications_are_won(demo: Demo) -> None:
    of_year = Application.submitted_on >= YEAR.start
    session = demo.session
    assert rows(session, Application, of_year) == 7
    won = session.scalars(sa.select(Application).where(of_year, Application.awarded_base.is_not(None))).all()
    assert len(won) == 3
    assert close(sum(application.awarded_base or 0 for application in won), 1_900_000)
    assert {application.currency for application in won} == {Currency.UAH, Currency.EUR}


def test_the_year_before_is_thinner(demo: Demo) -> None:
    for code in ("money_raised", "active_partners", "participants", "volunteer_hours", "events"):
        assert 0 < figure(demo.session, code, YEAR_BEFORE) < figure(demo.session, code)


def test_every_state_is_there(demo: Demo) -> None:
    session = demo.session
    assert {stage_kind(stage) for stage in values(session, Application.stage)} == set(StageKind)
    assert values(session, Partnership.stage) == set(PartnershipStage)
    assert values(session, Volunteer.status) == set(VolunteerStatus)
    assert values(session, HoursEntry.status) == set(HoursStatus)
    assert values(session, Donation.in_kind_status) == {*InKindStatus, None}
    assert values(session, Event.status) == set(EventStatus)
    assert values(session, Opportunity.kind) == set(OpportunityKind)
    assert values(session, Opportunity.status) == set(OpportunityStatus)
    assert values(session, Opportunity.visibility) == set(Visibility)
    assert values(session, Assignment.status) == set(AssignmentStatus)
    assert rows(session, Assignment, Assignment.override_reason != "") == 1
    assert rows(session, Shift, Shift.day >= TODAY) and rows(session, Shift, Shift.cancelled_at.is_not(None))
    days = (Deliverable.due_on, Deliverable.submitted_on, Deliverable.accepted_on, Deliverable.returned_on)
    due = session.execute(sa.select(*days, Application.stage).join(Application, Deliverable.application))
    states = {deliverable_state(*row[:3], TODAY, row[3], is_finished=row[4] in FINISHED_STAGES) for row in due}
    assert states == set(DeliverableState)
    branch = session.scalar(sa.select(Branch.id).where(Branch.code == "F06"))
    assert awaiting_counts(session, Scope(branch), TODAY)


def test_memoranda_are_valid_expiring_and_past(demo: Demo) -> None:
    until = agreement_until()
    active = Partnership.stage == PartnershipStage.ACTIVE
    assert rows(demo.session, Partnership, active, until < TODAY) >= 3
    assert rows(demo.session, Partnership, active, until.between(TODAY, TODAY + timedelta(days=60))) >= 3
    assert rows(demo.session, Partnership, active, until > TODAY + timedelta(days=60)) >= 15


def test_agreements_stand_in_every_state_and_the_ledger_has_both_sides_over_two_years(demo: Demo) -> None:
    session = demo.session
    papers = session.scalars(sa.select(Agreement)).all()
    assert {agreement_state(paper.terms, TODAY) for paper in papers} == set(AgreementState)
    assert {paper.kind for paper in papers} >= {AgreementKind.MEMORANDUM, AgreementKind.COOPERATION}
    several = session.scalars(
        sa.select(Agreement.partnership_id).group_by(Agreement.partnership_id).having(sa.func.count() > 1)
    ).all()
    assert len(several) >= 10
    assert values(session, Partnership.commitment) == {*CommitmentLevel, None}
    told = session.scalars(sa.select(LedgerEntry)).all()
    assert {(entry.direction, entry.happened_on.year) for entry in told} >= {
        (direction, year) for direction in LedgerDirection for year in (TODAY.year, TODAY.year - 1)
    }
    assert {entry.kind for entry in told} == set(LedgerKind)


def test_volunteers_under_age_have_a_guardian(demo: Demo) -> None:
    found = demo.session.execute(
        sa.select(Person.birth_date, Volunteer.guardian_name, Volunteer.guardian_phone).join(
            Volunteer, Volunteer.person_id == Person.id
        )
    ).all()
    minors = [row for row in found if needs_guardian(row.birth_date, TODAY)]
    assert len(minors) >= 8
    assert all(row.guardian_name and row.guardian_phone for row in minors)


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_the_report_of_the_complete_grant_can_be_final(demo: Demo, locale: str) -> None:
    wanted = Request(nearby(demo.session).id, locale, TODAY, Currency.UAH)
    with force_locale(locale):
        report = grant_report(demo.session, wanted, lambda token: demo.store.path(token).read_bytes())
    assert report is not None
    assert gaps(report) == []
    mark_final(report)
    assert len(report.activities) >= 12
    assert len(report.finance) >= 30
    assert len(report.documents) >= 60
    assert 8 <= len(report.photos) <= 12
    assert report.partners
    assert report.hours > 100
    assert report.publications
    assert len(report.narratives) == 10
    assert all("{" not in text for text in report.narratives.values())


def test_the_money_of_the_complete_grant_agrees(demo: Demo) -> None:
    session, application = demo.session, nearby(demo.session)
    planned = (
        sa.select(sa.func.sum(BudgetLineSource.amount))
        .join(BudgetLine, BudgetLine.id == BudgetLineSource.line_id)
        .where(BudgetLine.application_id == application.id)
    )
    assert session.scalar(planned.where(BudgetLineSource.source == "grant")) == application.awarded_amount
    assert session.scalar(planned.where(BudgetLineSource.source != "grant")) == application.cofinancing_amount
    spent = sa.func.coalesce(sa.func.sum(Expenditure.grant_amount), 0)
    over = (
        sa.select(BudgetLine.code)
        .outerjoin(Expenditure, Expenditure.budget_line_id == BudgetLine.id)
        .where(BudgetLine.application_id == application.id)
        .group_by(BudgetLine.id, BudgetLine.code, BudgetLine.planned)
        .having(spent > BudgetLine.planned)
    )
    assert session.scalars(over).all() == []
    assert received(session, application.id) == application.awarded_amount


def test_the_awards_show_every_state(demo: Demo) -> None:
    session = demo.session
    won = session.scalars(sa.select(Application).where(Application.awarded_amount.is_not(None))).all()
    assert {standing_of(session, row, TODAY) for row in won} == set(AgreementStanding)
    assert {row.state for grant in won for row in standings(session, grant, TODAY)} == set(TrancheState)
    assert rows(session, GrantReceipt, GrantReceipt.override_reason != "") == 1
    assert rows(session, GrantReceipt, GrantReceipt.received_on >= TODAY) == 0
    assert rows(session, Amendment, Amendment.applied_at.is_(None)) == 2
    sources = {source_of(claim)[0] for claim in session.scalars(sa.select(CofinancingClaim))}
    assert sources == set(ClaimSource)
    assert rows(session, ClaimRelease) == 1


def test_nothing_has_happened_tomorrow(demo: Demo) -> None:
    session = demo.session
    held = sa.and_(Event.status == EventStatus.HELD, Event.starts_on >= TODAY)
    assert rows(session, Event, held) == 0
    assert rows(session, HoursEntry, HoursEntry.worked_on >= TODAY) == 0
    assert rows(session, Donation, Donation.received_on >= TODAY) == 0
    assert rows(session, Expenditure, Expenditure.spent_on >= TODAY) == 0
    for column in (
        Interaction.occurred_at,
        Comment.at,
        PartnershipStageChange.at,
        Contact.created_at,
        Application.updated_at,
    ):
        newest = session.scalar(sa.select(sa.func.max(column)))
        assert newest is not None
        assert newest.date() < TODAY, column


def test_what_was_written_in_bulk_is_found(demo: Demo) -> None:
    searched = sa.select(Event.title).where(Event.title.like("%Рукавичка%")).limit(1)
    assert demo.session.scalar(searched)
    assert search(demo.session, "rukavychka", frozenset({"event"}), EVERYTHING)


def test_the_institution_says_that_it_is_a_demo(demo: Demo) -> None:
    house = demo.session.get(Institution, 1)
    assert house is not None
    assert house.is_demo
    assert "демонстраційні" in house.name_uk
    for name, _person, _role in ACCOUNTS:
        visitor = PageClient(demo.app)
        visitor.post("/login", {"email": f"{name}@demo.example", "password": DEMO_PASSWORD})
        visitor.get("/")


def test_loading_twice_is_refused(demo: Demo) -> None:
    before = rows(demo.session, Contact)
    with pytest.raises(DatabaseNotEmpty):
        load(demo.session, today=TODAY, store=demo.store)
    done = demo.app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "not empty" in done.output
    assert rows(demo.session, Contact) == before


def totals(session: Session) -> dict[str, object]:
    """What two demos of one day share to the last digit."""
    found: dict[str, object] = {code: figure(session, code) for code in ("money_raised", "participants", "events")}
    found |= {f"{code} before": figure(session, code, YEAR_BEFORE) for code in ("money_raised", "participants")}
    found["minutes"] = figure(session, "volunteer_hours")
    # The name of an erased person is made of the key, which goes on counting in a database used before.
    kept = sa.select(Contact.display_name).where(Contact.anonymised_at.is_(None))
    found["names"] = session.scalars(kept.order_by(Contact.id)).all()
    found["stages"] = session.execute(sa.select(Application.title, Application.stage).order_by(Application.id)).all()
    found["gifts"] = session.execute(sa.select(Donation.received_on, Donation.base_amount).order_by(Donation.id)).all()
    found["titles"] = session.scalars(sa.select(Event.title).order_by(Event.id)).all()
    return found


@pytest.fixture(scope="module")
def twin(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The totals of the same day's demo in another database, whose photos lie in the usual place."""
    folder = tmp_path_factory.mktemp("twin")
    database = Sqlite(shared_folder, folder)
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=database.url, DATA_DIR=folder)
    with app.app_context():
        database.empty(db.engine)
        loaded = load(db.session(), today=TODAY)
        found = {**totals(db.session()), "loaded": loaded}
        db.session.remove()
    assert any((folder / "uploads").iterdir())
    return found


def test_two_loads_of_one_day_are_the_same(demo: Demo, twin: dict[str, object]) -> None:
    assert {**totals(demo.session), "loaded": demo.loaded} == twin


def test_the_demo_loads_on_a_leap_day(shared_folder: Path, tmp_path: Path) -> None:
    day = date(2028, 2, 29)
    database = Sqlite(shared_folder, tmp_path)
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=database.url, DATA_DIR=tmp_path)
    year = Period(day - timedelta(days=365), day)
    with app.app_context():
        database.empty(db.engine)
        load(db.session(), today=day, store=FileStore(tmp_path / "files"))
        assert close(events_count(db.session(), year, EVERYTHING), 3_900)
        assert close(participants(db.session(), year, EVERYTHING), 78_000)
        db.session.remove()
