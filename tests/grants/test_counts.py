"""What is counted for a grant by itself, indicators bound to it, returned reports, and their reminders."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.digest import letter
from app.domain.age_bands import UNSTATED
from app.domain.application_work import TeamRole
from app.domain.donations import DonationKind, InKindStatus
from app.domain.events import AttendanceMode
from app.domain.grant_counts import GrantCount
from app.domain.grants import DeliverableKind, DeliverableState, Stage, crossed, deliverable_state
from app.domain.ledger import LedgerDirection
from app.domain.partnerships import BranchScope
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus
from app.queries.grant_counts import DEFINITIONS, grant_counts
from app.queries.grant_report.work import indicators
from models.awards import DeliverableReturn
from models.grant_work import GrantIndicator
from models.grants import Application, Deliverable
from models.partnerships import Partnership
from models.tasks import Digest
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import costs

TODAY = date(2026, 11, 22)


@pytest.fixture
def grant(session: Session) -> Application:
    """A grant with an event, hours, a contributing partner, and a gift in kind."""
    partner = make.make_organisation(session, "ГО «Разом»")
    application = make.make_application(
        session, "Міст", stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1000), partners=[partner]
    )
    make.make_event(session, application=application, counts={"children": 12, "adults": 3})
    for status in (HoursStatus.CONFIRMED, HoursStatus.LOGGED):
        make.make_hours(session, application=application, minutes=90, status=status)
    partnership = make.make_partnership(session, partner)
    make.make_agreement(session, partnership, valid_from=date(2026, 1, 1))
    money = {"application": application, "amount": Decimal(40)}
    make.make_ledger_entry(session, partnership, direction=LedgerDirection.PARTNER_GIVES, **money)
    make.make_ledger_entry(session, partnership, direction=LedgerDirection.LIBRARY_GIVES, **money)
    gift = {"kind": DonationKind.IN_KIND, "application": application, "amount": Decimal(70)}
    make.make_donation(session, in_kind_status=InKindStatus.BOOKED, **gift)
    make.make_donation(session, in_kind_status=InKindStatus.PLEDGED, **gift)
    return application


def test_every_figure_is_counted_and_opens_to_its_rows(session: Session, login: SignIn, grant: Application) -> None:
    assert grant_counts(session, grant.id, TODAY) == {
        GrantCount.PARTICIPANTS: 15,
        GrantCount.CHILDREN: 12,
        GrantCount.ONLINE: 0,
        GrantCount.EVENTS: 1,
        GrantCount.HOURS: Decimal("1.5"),
        GrantCount.VOLUNTEERS: 1,
        GrantCount.PARTNERS: 1,
        GrantCount.CONTRIBUTING: 1,
        GrantCount.CONTRIBUTED: 40,
        GrantCount.IN_KIND: 70,
    }
    assert set(DEFINITIONS) == set(GrantCount)
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/work")
    links = [str(link["href"]) for link in page.select("#counted .counted a")]
    assert len(links) == len(GrantCount)
    for link in links:
        assert f"={grant.id}" in link
        me.get(link)


def test_a_figure_opens_to_rows_that_come_to_it(session: Session, login: SignIn, grant: Application) -> None:
    """Also when one volunteer or partner has several entries, gifts are of other kinds, and records were archived."""
    volunteer, gone = make.make_volunteer(session), make.make_volunteer(session)
    for helper in (volunteer, volunteer, gone):
        make.make_hours(session, helper, application=grant, minutes=60, status=HoursStatus.CONFIRMED)
    gone.archived_at = datetime(2026, 11, 1, tzinfo=UTC)
    partnership, left = session.query(Partnership).one(), make.make_partnership(session)
    for giver in (partnership, left):
        make.make_ledger_entry(session, giver, direction=LedgerDirection.PARTNER_GIVES, application=grant, amount=9)
    left.archived_at = datetime(2026, 11, 1, tzinfo=UTC)
    make.make_donation(session, application=grant, amount=Decimal(500))
    session.commit()
    counted = grant_counts(session, grant.id, TODAY)
    me = login("coordinator")
    work = me.get(f"/grants/{grant.id}/work")
    links = dict(zip(DEFINITIONS, work.select("#counted .counted a"), strict=True))
    # Which column of the rows adds up to the figure; each row is one where there is none.
    columns = {
        GrantCount.PARTICIPANTS: "Participants",
        GrantCount.CHILDREN: "Participants under 18",
        GrantCount.ONLINE: "Participants online",
        GrantCount.EVENTS: "Events",
        GrantCount.HOURS: "Hours",
        GrantCount.CONTRIBUTED: "Value in the base currency",
        GrantCount.IN_KIND: "In base currency",
    }
    for figure, link in links.items():
        sent = me.get(f"{link['href']}&format=csv").response.get_data().decode("utf-8-sig")
        rows = list(csv.DictReader(sent.splitlines()))
        if figure in columns:
            assert sum(Decimal(row[columns[figure]] or 0) for row in rows) == counted[figure], figure
        else:
            assert len(rows) == counted[figure], figure
    assert (counted[GrantCount.VOLUNTEERS], counted[GrantCount.CONTRIBUTING]) == (3, 1)
    people = me.get(f"/volunteers?grant={grant.id}")
    assert "In the archive" in people.text and gone.person.display_name in people.text
    assert gone.person.display_name not in me.get("/volunteers").text


def test_a_part_of_the_participants_opens_to_events_that_add_up_to_it(
    app: Flask, session: Session, login: SignIn, grant: Application
) -> None:
    webinar = make.make_event(session, "Вебінар", application=grant, counts={"children": 4, "teens": 5, "adults": 20})
    for count in webinar.counts:
        count.mode = AttendanceMode.ONLINE
    make.make_event(session, "Лекція", application=grant, counts={"adults": 7})
    make.make_event(session, "Без обліку", application=grant)
    make.make_event(session, "Чужа", counts={"children": 50})
    session.commit()
    counted = grant_counts(session, grant.id, TODAY)
    me = login("coordinator")
    work = me.get(f"/grants/{grant.id}/work")
    for figure, label, key, rows in (
        (GrantCount.CHILDREN, "Participants under 18", "children", 2),
        (GrantCount.ONLINE, "Participants online", "online", 1),
    ):
        link = next(str(a["href"]) for a in work.select("#counted .counted a") if f"{key}=1" in a["href"])
        page = me.get(link)
        at = page.texts("thead th").index(label)
        cells = [row.select("td, th")[at].get_text(strip=True) for row in page.select("tbody tr")]
        assert len(cells) == rows and sum(map(int, cells)) == counted[figure]
        assert page.select("tfoot td")[at].get_text(strip=True) == f"{counted[figure]}"
        assert "Лекція" not in page.text and label in page.text
        file = me.get(f"{link}&format=csv").response.get_data().decode("utf-8-sig")
        assert label in file.splitlines()[0] and "Вебінар" in file
    everything = me.get(f"/events?application={grant.id}")
    assert "Participants online" not in everything.texts("thead th") and "Лекція" in everything.text
    me.get("/events?online=yes", status=422)
    path = f"/events?application={grant.id}&children=1&online=1"
    few = costs(app, me, path)
    for _time in range(3):
        make.make_event(session, application=grant, counts={"children": 4})
    session.commit()
    assert costs(app, me, path) == few


def test_an_indicator_bound_to_a_figure_is_always_up_to_date(
    session: Session, login: SignIn, grant: Application
) -> None:
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/indicators/new")
    typed = {"name": "Учасників", "target": "30", "counted": "participants"}
    assert "Leave the typed figure empty" in " ".join(me.submit(page, {**typed, "achieved": "9"}, 422).errors())
    me.submit(page, typed)
    me.submit(page, {"name": "Навчених", "achieved": "4", "counted": "", "source": "Списки"})
    make.make_event(session, application=grant, counts={"children": 5})
    session.commit()
    shown = me.get(f"/grants/{grant.id}/work").select("#indicators tbody tr")
    assert "20" in shown[0].text and "66.7%" in shown[0].text and "Counted" in shown[0].text
    rows = indicators(session, grant.id, TODAY)
    assert [(row.achieved, bool(row.source)) for row in rows] == [(20, True), (4, True)]
    assert session.query(GrantIndicator).filter_by(name="Учасників").one().achieved is None


def report(session: Session, grant: Application, **fields: object) -> Deliverable:
    defaults = {"kind": DeliverableKind.INTERIM_REPORT, "due_on": today()}
    return make.make_deliverable(session, grant, **{**defaults, **fields})


def test_a_report_that_the_funder_returned_is_due_again(session: Session, login: SignIn, grant: Application) -> None:
    row = report(session, grant, submitted_on=today())
    session.commit()
    me = login("coordinator")
    path = f"/grants/{grant.id}/deliverables/{row.id}"
    page = me.get(f"{path}/return")
    again = (today() + timedelta(days=20)).isoformat()
    early = me.submit(page, {"remarks": "Додайте списки", "new_due_on": "2026-01-01"}, 422)
    assert "cannot be before the day of the return" in " ".join(early.errors())
    me.submit(page, {"remarks": "Додайте списки", "new_due_on": again})
    session.refresh(row)
    assert (row.submitted_on, row.due_on.isoformat()) == (None, again)
    assert deliverable_state(row.due_on, None, None, today(), row.returned_on) is DeliverableState.RETURNED
    shown = me.get(f"/grants/{grant.id}").text
    assert "Returned by the funder" in shown and "Додайте списки" in shown
    me.post(f"{path}/submit")
    session.refresh(row)
    assert (row.returned_on, row.submitted_on) == (None, today())
    me.post(f"{path}/accept")
    assert "accepted it already" in me.submit(me.get(f"{path}/return"), {"remarks": "х", "new_due_on": again}, 422).text
    assert session.query(DeliverableReturn).count() == 1


def test_a_level_is_crossed_once() -> None:
    levels = (30, 14, 7, 1, 0)
    assert [days for days in range(32, -3, -1) if crossed(levels, days + 1, days)] == list(levels)
    assert crossed(levels, 15, 12)
    assert not crossed(levels, 13, 8)


def test_reminders_survive_a_day_without_letters(session: Session, app: Flask, grant: Application) -> None:
    user = make.make_user(session)
    grant.owner_id = user.id
    due = TODAY + timedelta(days=14)
    report(session, grant, due_on=due)
    session.commit()

    def told(day: date) -> bool:
        with app.test_request_context():
            found = letter(session, user, day)
        return found is not None and "Interim report" in found.text

    def looked(day: date, **fields: object) -> None:
        session.add(Digest(user_id=user.id, day=day, **fields))
        session.commit()

    assert told(TODAY)
    looked(TODAY - timedelta(days=1))
    assert told(TODAY)
    looked(TODAY)
    assert not told(TODAY + timedelta(days=1))
    # Nothing left on the day of seven days, so the next letter makes up for it.
    assert told(TODAY + timedelta(days=9))
    looked(TODAY + timedelta(days=7), failed_at=datetime(2026, 11, 29, tzinfo=UTC))
    assert told(TODAY + timedelta(days=8))


def test_whoever_is_in_the_team_and_may_see_the_grant_is_reminded_too(
    session: Session, app: Flask, grant: Application
) -> None:
    grant.owner_id, grant.branch, grant.scope = make.make_user(session).id, make.make_branch(session), BranchScope.ONE
    member, other = (make.make_user(session, Role.MONITOR) for _number in range(2))
    unseeing = make.make_user(session, Role.STAFF, branch=grant.branch)
    for user in (member, unseeing):
        make.make_member(session, grant, TeamRole.WRITER, user_id=user.id)
    report(session, grant, due_on=TODAY + timedelta(days=7))
    session.commit()
    with app.test_request_context():
        found = letter(session, member, TODAY)
        assert found is not None and "Interim report" in found.text
        for user in (other, unseeing):
            assert letter(session, user, TODAY) is None


def test_what_was_handed_in_is_mentioned_gently_until_it_is_accepted(
    session: Session, app: Flask, login: SignIn, grant: Application
) -> None:
    me = login("coordinator")
    row = report(session, grant, submitted_on=today() - timedelta(days=7))
    session.commit()
    assert "waits for acceptance for 7 days" in me.get("/").text
    with app.test_request_context():
        found = letter(session, me.user, today())
        assert found is not None and "waits for acceptance for 7 days" in found.text
        assert letter(session, me.user, today() + timedelta(days=1)) is None
    row.accepted_on = today()
    session.commit()
    assert "waits for acceptance" not in me.get("/").text


def test_a_figure_that_nobody_knows_is_no_zero(session: Session, login: SignIn) -> None:
    grant = make.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1000))
    unknown = make.make_indicator(session, grant, counted=GrantCount.CHILDREN, target=Decimal(30), achieved=None)
    assert set(grant_counts(session, grant.id, TODAY).values()) == {0}
    make.make_event(session, application=grant, counts={UNSTATED: 40})
    partnership = make.make_partnership(session)
    make.make_ledger_entry(session, partnership, direction=LedgerDirection.PARTNER_GIVES, application=grant)
    make.make_donation(
        session, kind=DonationKind.IN_KIND, application=grant, amount=Decimal(0), in_kind_status=InKindStatus.RECEIVED
    )
    session.commit()
    counted = grant_counts(session, grant.id, TODAY)
    assert (counted[GrantCount.PARTICIPANTS], counted[GrantCount.ONLINE]) == (40, 0)
    for name in (GrantCount.CHILDREN, GrantCount.CONTRIBUTED, GrantCount.IN_KIND):
        assert counted[name] is None, name
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/work")
    figures = dict(zip(GrantCount, page.texts("#counted .counted strong"), strict=True))
    assert (figures[GrantCount.CHILDREN], figures[GrantCount.IN_KIND]) == ("—", "—")
    row = page.select("#indicators tbody tr")[0].get_text()
    assert "—" in row and "%" not in row
    assert [row.achieved for row in indicators(session, grant.id, TODAY)] == [None], unknown.name
    make.make_event(session, application=grant, counts={"adults": 3})
    session.commit()
    assert grant_counts(session, grant.id, TODAY)[GrantCount.CHILDREN] == 0


def test_participants_of_events_that_nobody_counted_are_unknown(session: Session) -> None:
    grant = make.make_application(session)
    make.make_event(session, application=grant, is_summary=True, events_count=None)
    counted = grant_counts(session, grant.id, TODAY)
    assert [name for name, value in counted.items() if value is None] == [
        GrantCount.PARTICIPANTS,
        GrantCount.CHILDREN,
        GrantCount.ONLINE,
        GrantCount.EVENTS,
    ]
