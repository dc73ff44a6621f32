"""Home: what each role is told, and figures that open to exactly the rows they count."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.events import EventStatus
from app.domain.grant_approvals import Decision
from app.domain.grants import Stage
from app.domain.partnerships import PartnershipStage
from app.domain.periods import year
from app.domain.roles import Role
from app.permissions import may
from app.queries.metrics import metrics
from app.scope import EVERYTHING, Scope
from app.services.grant_approvals import decide
from app.templating import figure
from models.base import utc_now
from tests.conftest import SignIn
from tests.support import factories, figures
from tests.support.databases import costs
from tests.support.pages import PageClient


def tiles(page) -> dict[str, tuple[str, str]]:
    """Return the figure and the address behind each tile, by its name."""
    found = {}
    for tile in page.select("main .stat"):
        link = tile.select_one(".stat-label a")
        found[link.get_text()] = (tile.select_one(".stat-value").get_text().strip(), link["href"])
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_figure_opens_to_the_rows_that_it_counts(session: Session, login: SignIn, app: Flask, role: Role) -> None:
    world = figures.build(session, today())
    me = login(role, **({"branch": world.own} if role is Role.STAFF else {}))
    scope = Scope(world.own.id) if role is Role.STAFF else EVERYTHING
    home = me.get("/")
    shown = tiles(home)
    assert f"{today():%A}, {today().day} {today():%B %Y}" in home.text
    names = figures.titles(app, today())
    assert len(shown) == 4 and set(shown) <= set(names.values())
    for item in metrics(today()):
        if names[item.code] not in shown:
            continue
        text, address = shown[names[item.code]]
        total = figures.list_total(app, session, address, item.code, scope, today())
        assert total == item.value(session, year(today().year), scope)
        assert total > 0
        with app.test_request_context(), force_locale("en"):
            assert text == figure(total, item.unit)
        assert may(role, item.permission)
        me.get(address)


def test_staff_read_about_their_own_branch_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session, "Своя філія"), factories.make_branch(session, "Інша філія")
    for branch in (own, other):
        for shift, status in ((-2, EventStatus.PLANNED), (2, EventStatus.PLANNED)):
            factories.make_event(
                session,
                f"Подія {branch.name} {shift}",
                branch=branch,
                starts_on=today() + timedelta(shift),
                status=status,
            )
        organisation = factories.make_organisation(session, f"ГО {branch.name}")
        partnership = factories.make_partnership(
            session, organisation, branch=branch, memorandum_until=today() + timedelta(10)
        )
        factories.move_partnership(session, partnership, PartnershipStage.ACTIVE, at=utc_now())
        factories.make_hours(session, factories.make_volunteer(session, branch=branch))
    factories.make_application(session, "Таємна заявка", stage=Stage.APPROVAL)
    factories.make_interaction(session, subject="Спільна розмова", occurred_at=utc_now())
    text = login("staff", branch=own).get("/").text
    assert "Подія Своя філія -2" in text and "Подія Своя філія 2" in text and "ГО Своя філія" in text
    assert "Confirm 1 entry of hours" in text and "Спільна розмова" in text
    assert "Інша філія" not in text and "Таємна заявка" not in text


def test_each_role_is_asked_only_for_what_it_can_do(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Читаємо разом", stage=Stage.IMPLEMENTATION)
    factories.make_deliverable(session, application, due_on=today() - timedelta(2))
    factories.make_disbursement(session, application, number=1, due_on=today() + timedelta(1))
    factories.make_application(session, "На погодженні", stage=Stage.APPROVAL)
    factories.make_event(session, "Минулий захід", starts_on=today() - timedelta(1))
    factories.make_partnership(session, memorandum_until=today() - timedelta(1))
    factories.make_hours(session)
    told = {role: login(role).get("/").texts(".need") for role in Role}

    def has(role: str, words: str) -> bool:
        return any(words in line for line in told[Role(role)])

    for role in ("coordinator", "director", "accountant", "monitor", "administrator"):
        assert has(role, "2 days late")
    assert (
        has("accountant", "50,000.00")
        and has("accountant", "Tranche 1")
        and has("coordinator", "Tranche 1")
        and not has("director", "Tranche 1")
    )
    assert (
        has("director", "For approval") and has("accountant", "For approval") and not has("coordinator", "For approval")
    )
    assert has("coordinator", "Who came?") and not has("accountant", "Who came?")
    assert has("coordinator", "ended 1 day ago") and not has("monitor", "Memorandum")
    assert len(told[Role.MONITOR]) == 1


def test_a_long_list_of_needs_folds_what_is_not_overdue(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    for shift in range(-6, 2):
        factories.make_deliverable(session, application, due_on=today() + timedelta(shift))
    for shift in range(-4, 4):
        factories.make_partnership(session, memorandum_until=today() + timedelta(shift))
    for _ in range(5):
        factories.make_event(session, starts_on=today() - timedelta(1))
    page = login("coordinator").get("/")
    everything, folded = page.select(".need"), page.select(".need-more .need")
    assert len(everything) - len(folded) == 10
    assert page.texts(".need-more > summary") == [f"Show {len(folded)} more"]
    assert page.select(".need.tone-danger") and not page.select(".need-more .need.tone-danger")


def test_what_waits_for_the_reader_is_never_folded(session: Session, login: SignIn) -> None:
    director, coordinator = login("director"), login("coordinator")
    running = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    for shift in range(1, 9):
        factories.make_deliverable(session, running, due_on=today() + timedelta(shift))
        factories.make_partnership(session, memorandum_until=today() + timedelta(shift))
        factories.make_event(session, starts_on=today() - timedelta(1))
    asked = factories.make_application(session, "Міст читання", stage=Stage.APPROVAL, owner=coordinator.user)
    session.commit()

    def folded(person: PageClient) -> str:
        page = person.get("/")
        assert len(page.select(".need-more .need")) > 3 and "Міст читання" in " ".join(page.texts(".need"))
        return " ".join(page.texts(".need-more .need"))

    assert "Міст читання" not in folded(director)
    decide(session, asked, Decision.RETURNED, "Уточніть", by=director.user, at=datetime.now(UTC))
    session.commit()
    assert "Міст читання" not in folded(coordinator)


def test_a_new_home_is_empty_and_kind(session: Session, login: SignIn) -> None:
    factories.make_branch(session)
    for role in Role:
        login(role)
    for role in Role:
        text = login(role).get("/").text
        assert "Nothing is waiting for you" in text or role is Role.MONITOR
        assert "is done" not in text


def test_the_first_administrator_is_told_what_comes_first(session: Session, login: SignIn) -> None:
    me = login("administrator")
    assert me.get("/").texts(".need-text")[0].startswith("Add the first branch")
    addresses = [link["href"] for link in me.get("/").select(".need-text")]
    assert addresses == ["/settings/branches/new", "/settings/accounts/new"]
    factories.make_branch(session)
    assert "Add the first branch" not in login("coordinator").get("/").text
    assert "Nothing is waiting for you" in me.get("/").text


def test_home_asks_the_same_number_of_questions_however_much_there_is(
    session: Session, login: SignIn, app: Flask
) -> None:
    me = login("administrator")
    # While nothing at all waits, the first steps of a new installation are asked for besides.
    factories.make_event(session, starts_on=today() - timedelta(1))
    session.commit()
    few = costs(app, me, "/")
    figures.build(session, today())
    for place in range(12):
        application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
        factories.make_deliverable(session, application, due_on=today() + timedelta(place))
        factories.make_interaction(session)
    assert costs(app, me, "/") == few <= [32], few
    assert "4 more deadlines" in me.get("/").text


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_add_nothing_is_offered_no_button_to_add(login: SignIn, role: Role) -> None:
    page = login(role.value).get("/")
    buttons, offered = page.select("[popovertarget=quick-add]"), page.select("#quick-add a")
    assert bool(offered) == (role is not Role.MONITOR)
    assert len(buttons) == (2 if offered else 0)


GREETINGS = ("Доброго ранку", "Добрий день", "Добрий вечір")


@pytest.mark.parametrize(
    ("name", "locale", "greeted"),
    [
        ("Олена Коваль", "uk", ", Олено"),
        ("Коваль Ігор Петрович", "uk", ", Ігорю"),
        ("Роман Богдан", "uk", ""),
        ("John Smith", "uk", ""),
        ("Коваль Олена", "en", ", Олена"),
        ("John Smith", "en", ", John"),
    ],
)
def test_home_greets_in_the_vocative_or_by_no_name(login: SignIn, name: str, locale: str, greeted: str) -> None:
    heading = login(Role.DIRECTOR, name=name, locale=locale).get("/").heading
    greeting, *words = heading.partition(",")
    assert words == [greeted[:1], greeted[1:]]
    # By the time of the day.
    assert greeting in (GREETINGS if locale == "uk" else ("Good morning", "Good afternoon", "Good evening"))
