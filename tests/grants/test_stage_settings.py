"""Stages as an institution sets them: names, order, probability, and that history stays readable."""

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_stages import BUILT_IN_ORDER, Requirement, open_order, placed
from app.domain.grants import OPEN_STAGES, WON_STAGES, Stage, allowed_moves, stage_kind
from app.domain.roles import Approver
from app.queries.grant_stages import stage_row
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries

FORM = "form[data-guard]"
ORDERS = st.permutations(OPEN_STAGES[1:]).map(open_order)


def test_a_new_name_stands_wherever_the_stage_is_shown(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Казки", stage=Stage.DRAFTING)
    admin, me = login("administrator"), login("coordinator", locale="uk")
    form = admin.get("/settings/grant-stages/drafting")
    done = admin.follow(admin.submit(form, {"name_uk": "Пишемо", "name_en": "Writing", "probability": "30"}, css=FORM))
    assert "Saved: Writing." in done.text and "came as “Drafting”" in done.text
    record = me.get(f"/grants/{application.id}")
    assert "Пишемо" in record.texts(".stepper li")[1]
    assert "Ідея → Пишемо" in record.text and "Підготовка" not in " ".join(record.texts(".timeline"))
    assert "Пишемо" in me.get("/grants/board").texts("[data-stage=drafting] h2")
    listed = me.get("/grants?stage=drafting")
    assert "Казки" in listed.text and "Пишемо" in listed.text and "Підготовка" not in listed.text
    exported = me.get("/grants?format=csv").response.get_data().decode("utf-8-sig")
    assert "Пишемо" in exported and "Підготовка" not in exported
    english = login("director").get("/grants/board").texts("[data-stage=drafting] h2")
    assert english == ["Writing"]
    assert application.changes[-1].to_stage is Stage.DRAFTING


def test_a_name_belongs_to_one_stage_and_an_empty_one_is_built_in(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    factories.rename_stage(session, Stage.IDEA, name_en="Seed")
    refused = admin.submit(admin.get("/settings/grant-stages/review"), {"name_en": "seed"}, status=422, css=FORM)
    assert "Another stage is called “seed”." in refused.text
    admin.submit(admin.get("/settings/grant-stages/idea"), {"name_en": ""}, css=FORM)
    assert "Idea" in login("coordinator").get("/grants/board").texts("[data-stage=idea] h2")


def test_what_is_built_in_comes_back(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    page = admin.get("/settings/grant-stages/approval")
    assert page.form(FORM)["approvers"] == ["director", "accountant"]
    admin.submit(
        page, {"name_en": "Sign-off", "probability": "1", "approvers": [], "requirements": ["leader"]}, css=FORM
    )
    row = stage_row(session, Stage.APPROVAL)
    assert row and (row.name_en, row.probability, row.approvers) == ("Sign-off", 1, [])
    assert row.requirements == [Requirement.LEADER]
    admin.post("/settings/grant-stages/approval/reset")
    session.expire_all()
    assert (row.name_en, row.probability, row.approvers, row.requirements) == ("", 35, list(Approver), [])


def test_stages_change_places_within_their_kind(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    admin.post("/settings/grant-stages/review/move", {"step": "-1"})
    admin.submit(admin.get("/settings/grant-stages/contracting"), {"place": "1"}, css=FORM)
    titles = admin.get("/grants/board").texts(".board-column h2")
    assert titles == [
        "Idea", "Choosing a call", "Drafting", "In approval", "Under review", "Submitted", "Clarification",
        "Contracting", "Awarded", "Implementation", "Reporting",
    ]  # fmt: skip
    refused = admin.follow(admin.post("/settings/grant-stages/selection/move", {"step": "-1"}))
    assert "it stays first" in refused.text
    factories.make_application(session, "Submitted", stage=Stage.SUBMITTED)
    factories.make_application(session, "Under review", stage=Stage.REVIEW)
    listed = admin.get("/grants?sort=stage").texts("main tbody a")
    assert [text for text in listed if text in {"Submitted", "Under review"}] == ["Under review", "Submitted"]
    admin.post("/settings/grant-stages/order")
    assert admin.get("/grants/board").texts(".board-column h2")[4:6] == ["Submitted", "Under review"]


def test_a_stage_somebody_else_changed_is_not_overwritten(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    form = admin.get("/settings/grant-stages/idea")
    factories.rename_stage(session, Stage.IDEA, name_uk="Задум")
    session.commit()
    conflict = admin.submit(form, {"name_uk": "Початок"}, status=409, css=FORM)
    assert "Задум" in conflict.text and conflict.form(FORM)["name_uk"] == "Початок"


def test_names_cost_one_question_a_page(session: Session, login: SignIn, app: Flask) -> None:
    me = login("coordinator")

    def statements(path: str) -> list[str]:
        with count_queries(app) as count:
            me.get(path)
        return [text for text in count.statements if "FROM grant_stages" in text and "name_uk" in text]

    numbers = [factories.make_application(session, stage=stage).id for stage in Stage]
    for path in ("/grants", "/grants/board", "/", f"/grants/{numbers[3]}"):
        assert len(statements(path)) == 1, path


@settings(max_examples=60)
@given(order=ORDERS, gate=st.sampled_from(OPEN_STAGES))
def test_no_order_lets_anybody_jump_over_an_approval(order: tuple[Stage, ...], gate: Stage) -> None:
    reached, seen = {Stage.IDEA}, [Stage.IDEA]
    while seen:
        stage = seen.pop()
        if stage is gate:
            continue
        for target in allowed_moves(stage, None, order, {gate}):
            if target is not Stage.SUSPENDED and target not in reached:
                reached.add(target)
                seen.append(target)
    beyond = {*order[order.index(gate) + 1 :], *WON_STAGES}
    assert gate in reached and not reached & beyond


@settings(max_examples=60)
@given(order=ORDERS)
def test_any_order_keeps_every_stage_within_reach(order: tuple[Stage, ...]) -> None:
    assert sorted(order) == sorted(OPEN_STAGES) and order[0] is Stage.IDEA
    for stage in Stage:
        moves = allowed_moves(stage, Stage.IDEA, order)
        assert moves and len(set(moves)) == len(moves) and stage not in moves
    for place, stage in enumerate(order[:-1]):
        assert allowed_moves(stage, None, order)[: len(order) - place - 1] == order[place + 1 :]


@settings(max_examples=60)
@given(stage=st.sampled_from(list(Stage)), place=st.integers(-2, 9))
def test_a_place_is_taken_among_the_stages_of_a_kind_only(stage: Stage, place: int) -> None:
    try:
        order = placed(BUILT_IN_ORDER, stage, place)
    except RuleError as refused:
        assert refused.code == "first_stage_stays"
        return
    assert [stage_kind(item) for item in order] == [stage_kind(item) for item in BUILT_IN_ORDER]
    assert sorted(order) == sorted(Stage) and order[0] is Stage.IDEA


def test_what_is_decided_has_no_probability_to_choose(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    for code in ("awarded", "rejected"):
        assert "probability" not in admin.get(f"/settings/grant-stages/{code}").form()
    admin.get("/settings/grant-stages/nothing", status=404)
    refused = admin.submit(admin.get("/settings/grant-stages/idea"), {"probability": "101"}, status=422, css=FORM)
    assert "from 0 to 100" in refused.text
