"""Lists in a window of a usual laptop and on a phone."""

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.contacts import OrganisationType
from app.domain.events import EventStatus
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_fits, wait_for_whole

# With its padding a badge is a fifth higher than its line; where its words go on below, it is twice as high.
BROKEN = """() => [...document.querySelectorAll(".data .badge-tone")].filter(
    (badge) => badge.offsetHeight > 1.9 * parseFloat(getComputedStyle(badge).lineHeight)
).map((badge) => badge.textContent)"""
HIDDEN = "() => { const wrap = document.querySelector('.table-wrap'); return wrap.scrollWidth - wrap.clientWidth; }"


def broken(page: Page) -> set[str]:
    """Return the badges whose words stand in several lines."""
    wait_for_whole(page)
    return set(page.evaluate(BROKEN))


def test_a_badge_keeps_its_line_beside_long_words(session: Session, sign_in: SignIn) -> None:
    branch = factories.make_branch(session, "Центральна міська бібліотека імені Олени Пчілки")
    title = "Майстер-клас із петриківського розпису для початківців"
    factories.make_event(session, title, branch=branch, status=EventStatus.PLANNED)
    factories.make_event(session, title, branch=branch, counts={"adults": 12345})
    known = {"email": "kultura.bilia.biblioteky.posered.mista@example.org", "phone": "+380501112233"}
    for kind in (OrganisationType.CULTURAL_INSTITUTION, OrganisationType.CHARITY, OrganisationType.COMMUNITY):
        factories.make_organisation(session, "Культурно-просвітницьке товариство", organisation_type=kind, **known)
    page = sign_in("coordinator")
    page.goto("/events")
    assert "У бібліотеці" in page.locator(".data .badge-tone").all_inner_texts()
    assert (broken(page), page.evaluate(HIDDEN)) == (set(), 0)
    page.goto("/contacts")
    assert broken(page) <= {"Спільнота чи товариство"}
    for path in ("/events", "/contacts"):
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(path)
        assert_fits(page)


def test_the_hours_log_stands_whole_on_a_laptop(session: Session, sign_in: SignIn) -> None:
    branch = factories.make_branch(session, "Центральна міська бібліотека")
    volunteer = factories.make_volunteer(session, factories.make_person(session, "Мелашенко-Вишнівецька", "Олександра"))
    of_event = {
        "event": factories.make_event(session, "Інтелектуальна гра «Чи знаєте Ви своє місто?»", branch=branch),
        "opportunity": factories.make_opportunity(session, "Читання для найменших"),
        "application": factories.make_application(session, title="Читає вся громада: марафон читання"),
    }
    factories.make_hours(session, volunteer, branch=branch, activity="Чергування в читальній залі", **of_event)
    page = sign_in("coordinator")
    page.goto("/hours")
    wait_for_whole(page)
    assert page.evaluate(HIDDEN) == 0
    expect(page.get_by_role("checkbox", name="Мелашенко-Вишнівецька Олександра")).to_be_visible()
    assert "Інтелектуальна гра" in page.locator("main .data").inner_text()


def test_a_name_without_a_break_fits_a_phone(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Я" * 100, "Ю" * 100)
    page = sign_in("coordinator")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/contacts")
    assert_fits(page)
