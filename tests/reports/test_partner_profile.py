"""The profile of a partner: one page whatever the partner did, in both languages, for those who may see it."""

import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.agreements import AgreementKind
from app.domain.contacts import ChannelLabel
from app.domain.grants import Stage
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.partner_profile import AGREEMENTS, EVENTS, GRANTS, PEOPLE, YEARS, shortened
from app.domain.partnerships import CommitmentLevel, PartnershipStage
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus
from models.base import utc_now
from models.branches import Branch
from models.contacts import ContactEmail, ContactPhone
from models.partnerships import Partnership
from tests.conftest import SignIn
from tests.reports.test_report_pages import words
from tests.support import factories
from tests.support.pages import Page

LONG = "Дуже довга назва, яку не вмістить жоден рядок профілю, бо вона все триває й триває. " * 4


def pages(page: Page) -> int:
    """Return how many sheets the PDF has."""
    return len(pypdf.PdfReader(io.BytesIO(page.response.get_data())).pages)


@pytest.fixture
def branch(session: Session) -> Branch:
    """The branch of the joint events."""
    return factories.make_branch(session, "Філія № 3")


@pytest.fixture
def busy(session: Session, branch: Branch) -> Partnership:
    """A partner with more of everything than a page holds, all of it long."""
    factories.make_institution(session)
    now = today()
    name = "Громадська організація «Простір читання» " + LONG[:180]
    organisation = factories.make_organisation(
        session, name.strip(), edrpou="12345678", legal_name=LONG[:280].strip(), website="https://prostir.example"
    )
    partnership = factories.make_partnership(
        session,
        organisation,
        stage=PartnershipStage.ACTIVE,
        commitment=CommitmentLevel.STRATEGIC,
        partner_gives=LONG,
        library_gives=LONG,
    )
    for number in range(AGREEMENTS + 3):
        begins = now - timedelta(days=400 * number)
        factories.make_agreement(
            session,
            partnership,
            kind=AgreementKind.COOPERATION,
            number=f"Договір-{number}/2026",
            valid_from=begins,
            valid_until=begins + timedelta(days=399),
        )
    for number in range(EVENTS + 10):
        factories.make_event(
            session,
            f"Подія {number} {LONG}"[:200],
            branch=branch,
            starts_on=now - timedelta(days=130 * number),
            partners=[organisation],
            counts={"adults": 10},
        )
    for number in range(GRANTS + 3):
        factories.make_application(
            session,
            title=f"Заявка {number} {LONG}"[:200],
            submitted_on=now - timedelta(days=number),
            partners=[organisation],
            stage=Stage.AWARDED,
            awarded_amount=Decimal("1234567.89"),
        )
    for number in range(PEOPLE + 4):
        person = factories.make_person(session, f"Працівниця{number}", email=f"work{number}@prostir.example")
        person.emails.append(ContactEmail(email=f"home{number}@home.example", label=ChannelLabel.HOME, position=-1))
        person.phones.append(ContactPhone(number=f"+38050111220{number}", label=ChannelLabel.MOBILE))
        last_day = now + timedelta(days=30)
        factories.make_affiliation(session, person, organisation, role=LONG[:120].strip(), ends_on=last_day)
    volunteer = factories.make_volunteer(session, person, branch=branch)
    factories.make_hours(session, volunteer, minutes=150, status=HoursStatus.CONFIRMED)
    factories.make_hours(session, volunteer, minutes=600)
    for number in range(YEARS + 2):
        day = now - timedelta(days=366 * number)
        for direction in LedgerDirection:
            factories.make_ledger_entry(session, partnership, direction=direction, happened_on=day)
            factories.make_ledger_entry(
                session,
                partnership,
                direction=direction,
                happened_on=day,
                kind=LedgerKind.MONEY,
                quantity=None,
                amount=Decimal("1250000"),
            )
    session.flush()
    return partnership


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_a_busy_partner_fills_one_page_and_the_rest_is_counted(
    session: Session, login: SignIn, busy: Partnership, locale: str
) -> None:
    me = login("coordinator")
    page = me.get(f"/reports/partnerships/{busy.id}.pdf?lang={locale}")
    assert page.response.mimetype == "application/pdf"
    assert pages(page) == 1
    text = words(page)
    events, agreements, grants, people = (
        ("і ще 10", "і ще 3", "1 234 567,89", "Контактні особи")
        if locale == "uk"
        else ("and 10 more", "and 3 more", "1,234,567.89", "Contact people")
    )
    for part in (events, agreements, grants, people, "Працівниця0", "work0@prostir.example", "12345678"):
        assert part in text, part
    assert "home0@home.example" not in text
    assert "050111220" not in text.replace(" ", "")
    # The last line of each column is on the page, so nothing was cut off at its foot.
    assert "prostir.example" in text
    assert ("за роками" if locale == "uk" else "by year") in text


def test_the_figures_are_those_of_the_partner(session: Session, login: SignIn, busy: Partnership) -> None:
    text = words(login("director").get(f"/reports/partnerships/{busy.id}.pdf?lang=en"))
    assert "15Joint events" in text
    assert "150Participants" in text
    assert "6Joint applications" in text
    assert "2.5Volunteers’ hours" in text
    assert "1 person, 2.5 confirmed hours" in text
    assert "Strategic" in text
    assert "1 without a value" in text


def test_joint_events_that_nobody_counted_are_no_zeros(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    joint = {"partners": [partnership.organisation], "starts_on": today() - timedelta(days=2)}
    factories.make_event(session, "Читання місяця", is_summary=True, events_count=None, **joint)
    session.commit()
    me = login("director")
    path = f"/reports/partnerships/{partnership.id}.pdf?lang=en"
    text = words(me.get(path))
    assert "—Joint events" in text and "—Participants" in text
    page = me.get(f"/partnerships/{partnership.id}/work")
    assert [figure.get_text(strip=True) for figure in page.select(".stat-value")][:2] == ["—", "—"]
    factories.make_event(session, "Лекція", counts={"adults": 7}, **joint)
    session.commit()
    text = words(me.get(path))
    assert "1Joint events" in text and "7Participants" in text


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_an_empty_partner_has_a_page_too_and_it_is_tagged(session: Session, login: SignIn, locale: str) -> None:
    empty = factories.make_partnership(session, factories.make_organisation(session, "Ліцей № 12"))
    page = login("monitor").get(f"/reports/partnerships/{empty.id}.pdf?lang={locale}")
    assert pages(page) == 1
    reader = pypdf.PdfReader(io.BytesIO(page.response.get_data()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == locale
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    title = "Профіль партнера: Ліцей №\xa012" if locale == "uk" else "Partner profile: Ліцей №\xa012"
    assert reader.metadata.title == title
    assert ("Спільних заходів ще не було." if locale == "uk" else "No joint events were held yet.") in words(page)


def test_branch_staff_see_what_their_branch_did_and_no_grants(
    session: Session, login: SignIn, branch: Branch, busy: Partnership
) -> None:
    other = factories.make_branch(session, "Філія № 9")
    factories.make_event(session, "Чужа подія", branch=other, starts_on=today(), partners=[busy.organisation])
    foreign = factories.make_partnership(session, branch=other)
    staff = login(Role.STAFF, branch=branch)
    text = words(staff.get(f"/reports/partnerships/{busy.id}.pdf?lang=uk"))
    assert "Чужа подія" not in text
    assert "Заявка 0" not in text
    assert "Подія 0" in text
    staff.get(f"/reports/partnerships/{foreign.id}.pdf", status=404)
    assert "Чужа подія" in words(login("coordinator").get(f"/reports/partnerships/{busy.id}.pdf?lang=uk"))


def test_the_page_of_the_partnership_offers_the_profile_and_an_archived_one_says_so(
    session: Session, login: SignIn
) -> None:
    partnership = factories.make_partnership(session, archived_at=utc_now())
    me = login("monitor")
    address = f"/reports/partnerships/{partnership.id}.pdf"
    assert any(link.startswith(address) for link in me.get(f"/partnerships/{partnership.id}").links)
    page = me.get(f"{address}?lang=en&download=1")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "In the archive" in words(page)
    me.get("/reports/partnerships/999999.pdf", status=404)


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("раз два\nтри", 100) == "раз два три"
    assert shortened("раз, два, три", 11) == "раз, два…"
