"""The board and the list: one question, two views; moves from the board."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.grants import BOARD_COLUMNS, WON_STAGES, LossReason, Stage, brings_money, stage_kind
from app.domain.money import Currency
from app.domain.partnerships import BranchScope
from app.queries.grant_board import CARDS_A_COLUMN, board
from app.queries.grant_list import APPLICATION_LIST
from app.queries.listing import ListState, run
from app.scope import EVERYTHING
from tests.conftest import SignIn
from tests.support import factories

JSON = {"Accept": "application/json"}


def fill(session: Session) -> None:
    """Two applications in every stage, in two currencies."""
    for place, stage in enumerate(Stage):
        factories.make_application(session, stage=stage, requested_amount=Decimal(100 * place) + Decimal("0.01"))
        factories.make_application(
            session,
            stage=stage,
            currency=Currency.EUR,
            rate=Decimal("45.123456"),
            requested_amount=Decimal(7 * place + 1),
            **({"awarded_amount": Decimal(5 * place + 1)} if brings_money(stage) else {}),
        )


def test_sums_of_the_board_equal_the_totals_of_the_list(session: Session) -> None:
    fill(session)
    found = board(session, ListState(), EVERYTHING)
    assert [column.stage for column in found.columns] == list(BOARD_COLUMNS)
    assert (found.count, found.lost, found.closed, found.on_hold) == (2 * len(BOARD_COLUMNS), 4, 2, 2)
    for column in found.columns:
        page = run(session, APPLICATION_LIST, ListState(filters={"stage": column.stage.value}), EVERYTHING)
        name = "awarded" if column.stage in WON_STAGES else "requested"
        assert (column.count, column.total) == (page.count, page.totals[name])
    for kind, name in (("open", "requested"), ("won", "awarded"), ("ongoing", "awarded")):
        page = run(session, APPLICATION_LIST, ListState(filters={"kind": kind}), EVERYTHING)
        columns = [column for column in found.columns if stage_kind(column.stage).value == kind]
        assert sum(column.total for column in columns) == page.totals[name]


def test_a_full_column_shows_its_first_cards_and_counts_all(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session)
    for place in range(23):
        factories.make_application(session, f"Проєкт {place:02}", funder=funder, stage=Stage.DRAFTING)
    urgent = factories.make_application(session, "Ягода", funder=funder, stage=Stage.DRAFTING)
    factories.make_deliverable(session, urgent)
    page = login("coordinator").get("/grants/board")
    assert len(page.select("[data-stage=drafting] [data-card]")) == CARDS_A_COLUMN
    assert page.texts("[data-stage=drafting] [data-column-count]") == ["24"]
    assert page.texts("[data-stage=drafting] .board-title")[0] == "Ягода"
    assert "/grants?stage=drafting" in page.links
    assert page.texts(".board-ways a") == ["0 on hold", "0 lost", "0 closed"]


@pytest.mark.parametrize("view", ["/grants", "/grants/board"])
def test_filters_narrow_both_views(session: Session, login: SignIn, view: str) -> None:
    branch = factories.make_branch(session, "Філія № 5")
    owner = factories.make_user(session, name="Олена")
    funder = factories.make_organisation(session, "Фонд «Обрій»")
    factories.make_application(
        session,
        "Шукана",
        stage=Stage.DRAFTING,
        funder=funder,
        owner_id=owner.id,
        scope=BranchScope.ONE,
        branch_id=branch.id,
    )
    factories.make_application(session, "Інша", stage=Stage.IMPLEMENTATION)
    me = login("coordinator")
    for query in (
        f"funder={funder.id}",
        f"owner={owner.id}",
        f"branch={branch.id}",
        "stage=idea&stage=drafting",
        "kind=open",
        "q=шукан",
    ):
        page = me.get(f"{view}?{query}")
        assert "Шукана" in page.text and "Інша" not in page.text, query
    assert "Інша" in me.get(f"{view}?awarded=2026-03").text
    assert "Інша" not in me.get(f"{view}?awarded=2025").text
    assert "Шукана" not in me.get(f"{view}?branch=all").text
    both = me.get(f"{view}?stage=idea&stage=drafting&_scheme=ftp")
    assert "/grants/board?stage=idea,drafting" in both.links
    me.get(f"{view}?stage=nonsense", status=422)
    me.get(f"{view}?owner=x", status=422)


def test_the_export_has_own_and_base_amounts(session: Session, login: SignIn) -> None:
    factories.make_application(
        session, "Євро", currency=Currency.EUR, rate=Decimal("45.5"), requested_amount=Decimal("10.10")
    )
    page = login("coordinator").get("/grants?format=csv")
    rows = list(csv.reader(io.StringIO(page.response.get_data().decode("utf-8-sig")), delimiter=";"))
    if len(rows[0]) == 1:
        rows = list(csv.reader(io.StringIO(page.response.get_data().decode("utf-8-sig"))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["Currency"] == "EUR"
    assert Decimal(row["Requested"].replace(",", ".")) == Decimal("10.10")
    assert Decimal(row["Requested, base currency"].replace(",", ".")) == Decimal("459.55")


def test_a_card_moves_and_a_refused_one_says_why(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Казки", stage=Stage.REVIEW)
    me = login("coordinator")
    where = f"/grants/{application.id}/move"

    def send(status: int, **fields: object) -> dict[str, object]:
        data = {"version": application.version, **fields}
        answer = me.send("POST", where, status, data=data, headers=JSON)
        session.refresh(application)
        return dict(answer.json)

    assert "can go to: Clarification" in str(send(422, stage="closed")["message"])
    assert "amount that the funder awarded" in str(send(422, stage="awarded")["message"])
    assert "Enter an amount" in str(send(422, stage="awarded", awarded_amount="багато")["message"])
    assert "choose a reason" in str(send(422, stage="rejected")["message"])
    assert "offered values" in str(send(422, stage="rejected", reason_code="because")["message"])
    assert application.stage is Stage.REVIEW
    assert send(200, stage="awarded", awarded_amount="90 000,50", awarded_on="2026-03-05")["stage"] == "awarded"
    assert application.awarded_amount == Decimal("90000.50")
    assert application.changes[-1].by_id == me.user.id


@pytest.mark.parametrize(("locale", "offered"), [("uk", "180 000,00"), ("en", "180,000.00")])
def test_the_award_that_the_board_offers_is_taken_as_it_is(
    session: Session, login: SignIn, locale: str, offered: str
) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW, requested_amount=Decimal(180_000))
    me = login("coordinator", locale=locale)
    card = me.get("/grants/board").select(f"[data-card='{application.id}']")[0]
    assert card["data-asked"] == offered
    data = {"version": application.version, "stage": "awarded", "awarded_amount": card["data-asked"]}
    me.send("POST", f"/grants/{application.id}/move", 200, data=data, headers=JSON)
    session.refresh(application)
    assert application.awarded_amount == 180_000


def test_two_people_moving_one_card(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Казки", stage=Stage.DRAFTING)
    seen = application.version
    first, second = login("coordinator"), login("director")
    where = f"/grants/{application.id}/move"
    first.send("POST", where, 200, data={"stage": "approval", "version": seen}, headers=JSON)
    answer = second.send("POST", where, 409, data={"stage": "submitted", "version": seen}, headers=JSON)
    assert "Somebody changed “Казки”" in answer.json["message"]
    assert "“In approval”" in answer.json["message"]
    page = second.send("POST", where, 409, data={"stage": "submitted", "version": seen})
    assert "Somebody changed “Казки”" in page.text
    session.refresh(application)
    assert application.stage is Stage.APPROVAL
    assert len(application.changes) == 2


def test_the_move_page_works_without_a_script(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW)
    me = login("coordinator")
    stale = me.post(f"/grants/{application.id}/move", {"stage": "awarded", "version": "1"}, status=409)
    assert "look again, then move it" in stale.text
    page = me.get(f"/grants/{application.id}/move?stage=awarded")
    assert "".join(page.form()["awarded_amount"].split()) == "100,000.00"
    refused = me.submit(page, {"awarded_amount": ""}, status=422)
    assert "Enter the amount that the funder awarded." in " ".join(refused.errors())
    assert "reason_code" not in refused.form()
    record = me.follow(me.submit(refused, {"awarded_amount": "5 000"}))
    assert "is now in “Awarded”" in record.text
    page = me.get(f"/grants/{application.id}/move?stage=withdrawn")
    record = me.follow(me.submit(page, {"reason_code": LossReason.PARTNER_LEFT.value, "reason": "Змінилися плани"}))
    assert "Withdrawn: A partner left. Змінилися плани" in record.text
    assert "Withdrawn" in record.texts(".stepper li")[-1]
    closed = factories.make_application(session, stage=Stage.CLOSED, awarded_amount=Decimal(5000))
    session.commit()
    steps = me.get(f"/grants/{closed.id}").texts(".stepper li")
    assert len(steps) == 7 and all(step.endswith("done") for step in steps)


def test_a_title_with_quotation_marks_is_quoted_with_others_within(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Клуб «Тиха вода»", stage=Stage.DRAFTING)
    me = login("coordinator", locale="uk")
    page = me.get(f"/grants/{application.id}/move?stage=submitted")
    assert "«Клуб „Тиха вода“»" in me.follow(me.submit(page)).text


def test_a_refused_award_can_be_corrected_on_the_same_page(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW, submitted_on=date(2026, 3, 2))
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/move?stage=awarded")
    for typed, words in (
        ({"awarded_amount": "0"}, "must be greater than zero"),
        ({"awarded_on": "01.03.2026"}, "was submitted on 2 Mar 2026"),
    ):
        refused = me.submit(page, typed, status=422)
        assert words in " ".join(refused.errors())
    me.submit(refused, {"awarded_amount": "1 000,50", "awarded_on": "02.03.2026"})
    session.refresh(application)
    assert (application.stage, application.awarded_amount) == (Stage.AWARDED, Decimal("1000.50"))
