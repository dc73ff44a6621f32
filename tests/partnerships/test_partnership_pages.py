"""Partnerships on their pages: begin, move, list, board, who may do it."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, StopReason
from app.domain.roles import Role
from models.partnerships import Partnership
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


def test_a_partnership_is_begun_with_an_organisation(session: Session, login: SignIn) -> None:
    organisation = factories.make_organisation(session, "ГО «Простір читання»")
    client = login("coordinator")
    page = client.get("/partnerships/new")
    assert page.select("label[for=organisation] .req"), "what must be filled in is marked so"
    answer = client.submit(
        page,
        {
            "organisation": organisation.id,
            "organisation_text": "ГО «Простір читання»",
            "partner_type": "ngo",
            "stage": "negotiating",
            "commitment": "regular",
            "partner_gives": "Тренерів",
        },
    )
    record = client.follow(answer)
    assert record.heading == "ГО «Простір читання»"
    assert "Negotiating" in record.text
    assert "Regular" in record.text
    assert "Not active" in record.text
    assert "Partnership: Identified → Negotiating" in record.text


def test_a_name_typed_without_a_script_is_enough(session: Session, login: SignIn) -> None:
    factories.make_organisation(session, "Ліцей № 12")
    client = login("director")
    page = client.get("/partnerships/new")
    record = client.follow(client.submit(page, {"organisation_text": "ліцей № 12", "partner_type": "school"}))
    assert record.heading == "Ліцей № 12"


def test_a_second_partnership_is_refused_with_a_link_to_the_first(session: Session, login: SignIn) -> None:
    first = factories.make_partnership(session)
    client = login("coordinator")
    page = client.get("/partnerships/new")
    refused = client.submit(page, {"organisation": first.organisation_id, "partner_gives": "Книжки"}, status=422)
    assert any("already a partnership" in error for error in refused.errors())
    assert f"/partnerships/{first.id}" in refused.links
    assert refused.form()["partner_gives"] == "Книжки"
    assert session.query(Partnership).count() == 1


def test_a_person_is_no_partner(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    client = login("coordinator")
    refused = client.submit(client.get("/partnerships/new"), {"organisation": person.id}, status=422)
    assert refused.errors()


def test_one_branch_must_be_named(session: Session, login: SignIn) -> None:
    organisation = factories.make_organisation(session)
    client = login("coordinator")
    page = client.get("/partnerships/new")
    refused = client.submit(page, {"organisation": organisation.id, "scope": "one"}, status=422)
    assert any("branch" in error for error in refused.errors())


def test_moves_are_kept_and_agree_with_the_stage(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/move?stage=contacted")
    client.submit(page, {"reason": "Зустріч у ліцеї"})
    client.submit(client.get(f"/partnerships/{partnership.id}/move"), {"stage": "active"})
    session.expire_all()
    assert [(change.from_stage, change.to_stage) for change in partnership.changes] == [
        (PartnershipStage.IDENTIFIED, PartnershipStage.CONTACTED),
        (PartnershipStage.CONTACTED, PartnershipStage.ACTIVE),
    ]
    assert partnership.stage is partnership.changes[-1].to_stage
    assert partnership.current_change_id == partnership.changes[-1].id
    assert partnership.changes[0].reason == "Зустріч у ліцеї"
    assert partnership.changes[0].by == client.user
    assert "Зустріч у ліцеї" in client.get(f"/partnerships/{partnership.id}").text


def test_a_move_that_is_not_allowed_or_too_late_changes_nothing(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    client = login("coordinator")
    path = f"/partnerships/{partnership.id}/move"
    client.post(path, {"stage": "paused"}, status=422)
    client.post(path, {"stage": "nonsense"}, status=422)
    client.post(path, {"stage": "contacted", "version": "77"}, status=409)
    answer = client.send("POST", path, 422, data={"stage": "paused"}, headers={"Accept": "application/json"})
    assert "From there it can go to: Contacted, Negotiating, Cooperating, Ended" in answer.json["message"]
    session.expire_all()
    assert partnership.stage is PartnershipStage.IDENTIFIED
    assert partnership.changes == []


def test_a_pause_asks_for_its_reason_on_the_page_and_on_the_board(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, stage=PartnershipStage.ACTIVE)
    client = login("coordinator")
    path = f"/partnerships/{partnership.id}/move"
    board = client.get("/partnerships?view=board")
    asking = {
        str(button["value"]): button.get("data-ask") for button in board.select("[data-stage=active] [data-move]")
    }
    assert asking == {"paused": "reason-paused", "negotiating": None, "ended": "reason-ended"}
    answer = client.send("POST", path, 422, data={"stage": "paused"}, headers={"Accept": "application/json"})
    assert answer.json["message"] == "Choose why the cooperation is paused or ended."
    asked = client.post(path, {"stage": "paused", "version": partnership.version}, status=422)
    assert any("Choose why" in error for error in asked.errors())
    refused = client.submit(asked, {"reason_code": "other", "reason": ""}, status=422)
    assert any("in your own words" in error for error in refused.errors())
    record = client.follow(client.submit(refused, {"reason": "Переїздять"}))
    assert record.texts("#stages tbody tr")[0].startswith("Paused")
    assert "Another reason: Переїздять" in record.texts("#stages tbody tr")[0]
    client.submit(client.get(f"{path}?stage=active"))
    session.expire_all()
    assert [change.reason_code for change in partnership.changes][-2:] == [StopReason.OTHER, None]


def test_the_board_moves_a_card_and_learns_its_new_version(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    client = login("coordinator")
    answer = client.send(
        "POST",
        f"/partnerships/{partnership.id}/move",
        200,
        data={"stage": "contacted", "version": partnership.version},
        headers={"Accept": "application/json"},
    )
    session.expire_all()
    assert answer.json == {"id": partnership.id, "stage": "contacted", "version": partnership.version}


def test_the_board_shows_the_stages_under_the_filters_of_the_list(session: Session, login: SignIn) -> None:
    factories.make_partnership(session, factories.make_organisation(session, "Ліцей № 12"))
    cooperating = factories.make_organisation(session, "Книгарня біля ратуші")
    factories.make_partnership(session, cooperating, stage=PartnershipStage.ACTIVE)
    client = login("coordinator")
    board = client.get("/partnerships?view=board")
    assert board.texts("[data-stage=identified] .board-title") == ["Ліцей № 12"]
    assert board.texts("[data-stage=active] .board-title") == ["Книгарня біля ратуші"]
    assert board.texts("[data-stage=active] [data-column-count]") == ["1"]
    narrowed = client.get("/partnerships?view=board&stage=active")
    assert narrowed.texts(".board-title") == ["Книгарня біля ратуші"]
    assert not client.get("/partnerships?view=board&q=ратуші&stage=identified").texts(".board-title")
    reader = login("monitor").get("/partnerships?view=board")
    assert not reader.select("[data-handle], .board-move")


def test_the_list_filters_by_stage_memorandum_and_activity(session: Session, login: SignIn) -> None:
    now = today()

    def partner(name: str, **fields: object) -> None:
        factories.make_partnership(session, factories.make_organisation(session, name), **fields)

    partner("Давній", memorandum_until=now - timedelta(days=1))
    partner("Скоро", memorandum_until=now + timedelta(days=30))
    partner("Надовго", memorandum_until=now + timedelta(days=300), stage=PartnershipStage.ACTIVE)
    partner("Без паперу")
    client = login("monitor")

    def names(query: str) -> list[str]:
        return client.get(f"/partnerships?{query}").texts("tbody th")

    assert names("") == ["Без паперу", "Давній", "Надовго", "Скоро"]
    assert names("memorandum=expired") == ["Давній"]
    assert names("memorandum=expiring") == ["Скоро"]
    assert names("memorandum=none") == ["Без паперу"]
    assert names("memorandum=valid") == ["Надовго", "Скоро"]
    partner("Стратег", commitment=CommitmentLevel.STRATEGIC)
    assert names("commitment=strategic") == ["Стратег"]
    assert names("commitment=occasional,regular") == []
    session.delete(session.query(Partnership).filter_by(commitment=CommitmentLevel.STRATEGIC).one())
    assert names("active=1") == ["Надовго", "Скоро"]
    assert names("active=0") == ["Без паперу", "Давній"]
    assert names("stage=active") == ["Надовго"]
    assert names("sort=-activity")
    page = client.get("/partnerships")
    assert page.texts("td .text-danger") == [client.get("/partnerships?memorandum=expired").texts("td .text-danger")[0]]
    assert len(page.select("td .text-warning")) == 1
    client.get("/partnerships?memorandum=whatever", status=422)
    assert "Давній" in client.get("/partnerships?format=csv").html


def test_the_list_costs_the_same_whatever_its_length(session: Session, app: Flask, login: SignIn) -> None:
    client = login("coordinator")
    factories.make_partnership(session)
    for path in ("/partnerships", "/partnerships?view=board"):
        with count_queries(app) as few:
            client.get(path)
        for _number in range(5):
            branch = factories.make_branch(session)
            factories.make_partnership(session, branch=branch, owner=client.user)
        with count_queries(app) as many:
            client.get(path)
        assert len(few) == len(many) <= 12, str(many)


def test_staff_read_partnerships_of_their_branch_and_of_the_whole_system_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine = factories.make_partnership(session, branch=own)
    common = factories.make_partnership(session, scope=BranchScope.ALL)
    foreign = factories.make_partnership(session, branch=other)
    client = login(Role.STAFF, branch=own)
    client.get(f"/partnerships/{mine.id}")
    client.get(f"/partnerships/{common.id}")
    client.get(f"/partnerships/{foreign.id}", status=404)
    assert len(client.get("/partnerships").select("tbody tr")) == 2
    for path in ("/partnerships/new", f"/partnerships/{mine.id}/edit"):
        client.get(path, status=403)
    client.post(f"/partnerships/{mine.id}/move", {"stage": "contacted"}, status=403)


def test_a_partner_of_many_people_shows_the_first_and_a_way_to_the_others(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    partner = partnership.organisation
    for number in range(25):
        factories.make_affiliation(session, factories.make_person(session, f"Бойко-{number:02}"), partner, role="")
    signing = factories.make_person(session, "Ясна", "Ірина")
    factories.make_affiliation(session, signing, partner, role="директорка")
    factories.make_affiliation(
        session, factories.make_person(session, "Колишній"), partner, ends_on=today() - timedelta(days=1)
    )
    page = login("coordinator").get(f"/partnerships/{partnership.id}")
    people = page.texts("li.person")
    assert len(people) == 20 and "Ясна Ірина" in people[0]
    assert not [name for name in people if "Колишній" in name]
    assert page.select(f"a[href='/contacts?connected={partner.id}']")


def test_a_stale_form_shows_both_versions(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, partner_gives="Книжки")
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/edit")
    partnership.partner_gives = "Тренерів"
    session.commit()
    conflict = client.submit(page, {"partner_gives": "Приміщення"}, status=409)
    assert "Тренерів" in conflict.text
    assert "Приміщення" in conflict.text
    client.submit(conflict)
    session.expire_all()
    assert partnership.partner_gives == "Приміщення"


def test_an_archived_partnership_leaves_the_list_and_comes_back(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    client = login("coordinator")
    gone = client.follow(client.post(f"/partnerships/{partnership.id}/archive"))
    assert not gone.select("tbody tr")
    undo = gone.select(f"form[action='/partnerships/{partnership.id}/restore']")
    assert undo
    client.post(f"/partnerships/{partnership.id}/move", {"stage": "contacted"}, status=422)
    client.post(f"/partnerships/{partnership.id}/restore")
    assert client.get("/partnerships").select("tbody tr")


def test_a_partnership_in_the_archive_is_no_active_partner(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, memorandum_from=date(2025, 1, 1))
    client = login("coordinator")

    def said() -> str:
        return next(row for row in client.get(f"/partnerships/{partnership.id}").texts("dl dd") if "ctive" in row)

    assert said().startswith("Active partner")
    client.post(f"/partnerships/{partnership.id}/archive")
    assert said() == "Not active A partnership in the archive is not counted."
    client.post(f"/partnerships/{partnership.id}/restore")
    assert said().startswith("Active partner")
