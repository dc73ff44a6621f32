"""Templates of funders through their pages: made, copied, shared as a file, used by a report."""

import io
import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.grant_report import RateRule
from app.domain.grants import DeliverableKind
from app.domain.money import Currency
from models.reports import Report, ReportBlock, ReportTemplate
from tests.conftest import SignIn
from tests.reports.project import complete_project, picture
from tests.support import factories
from tests.support.pages import Page, PageClient


def hand_in(me: PageClient, data: bytes, status: int = 302) -> Page:
    return me.post("/reports/templates/file", {"file": (io.BytesIO(data), "template.json")}, status)


@pytest.fixture
def template(session: Session) -> ReportTemplate:
    return factories.make_report_template(session, "Фонд «Річка»", indicators=["Читачі"], disclaimer="Наші слова")


def test_a_ready_made_template_is_copied_and_made_the_funders_own(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    settings = me.follow(me.post("/reports/templates/from/eu_final"))
    assert settings.form()["category_staff"] == "A1 Staff"
    me.submit(
        settings,
        {"name": "Європейський фонд", "indicators": "Читачі\n\nЧитачі\nПодії", "disclaimer": "<b>Слова</b>",
         "currency": "EUR", "rate_rule": "average", "category_staff": "Люди"},
    )  # fmt: skip
    made = session.query(ReportTemplate).one()
    assert (made.name, made.indicators, made.categories["staff"]) == ("Європейський фонд", ["Читачі", "Події"], "Люди")
    page = me.get(f"/reports/templates/{made.id}")
    assert "<b>Слова</b>" in page.text
    assert "A6 Indirect costs" in page.text
    second = me.follow(me.post(f"/reports/templates/{made.id}/copy"))
    assert second.form()["name"] == "Європейський фонд (copy)"
    me.post(f"/reports/templates/{made.id}/archive")
    assert "Європейський фонд (copy)" in me.get("/reports/templates").text
    assert me.get("/reports/templates?view=archive").texts("tbody th") == ["Європейський фонд"]
    me.post(f"/reports/templates/{made.id}/restore")


def test_a_report_follows_its_template(session: Session, login: SignIn, template: ReportTemplate) -> None:
    grant = complete_project(session)
    template.currency, template.rate_rule = Currency.UAH, RateRule.AWARD
    me = login("coordinator")
    row = session.query(ReportBlock).filter_by(template_id=template.id, kind="documents").one()
    me.submit(me.get(f"/reports/blocks/{row.id}"), {"heading": "Папери"})
    begun = me.post(
        f"/reports/grants/{grant.id}/new", {"kind": "final_report", "locale": "uk", "template_id": str(template.id)}
    )
    assert "Папери" in me.follow(begun).texts(".block-title")
    report = session.query(Report).one()
    assert (report.currency, report.rate_rule) == (Currency.UAH, RateRule.AWARD)
    settings = me.get(f"/reports/grants/{grant.id}/{report.id}/settings")
    me.submit(settings, {"kind": "interim_report", "covers_from": "2026-02-01", "covers_until": "28.02.2026"})
    session.refresh(report)
    assert (report.kind, report.covers_until) == (DeliverableKind.INTERIM_REPORT, date(2026, 2, 28))
    page = me.get(f"/reports/grants/{grant.id}?report={report.id}")
    assert "asks for an indicator" in page.texts(".gap-list")[0] and "Читачі" in page.texts(".gap-list")[0]
    preview = me.get(f"/reports/grants/{grant.id}/preview?report={report.id}").soup.get_text()
    assert "Наші слова" in preview and "Папери" in preview


def test_a_template_travels_as_a_file_with_its_logo(
    app: Flask, session: Session, login: SignIn, template: ReportTemplate
) -> None:
    me = login("coordinator")
    logos = f"/reports/templates/{template.id}/logos"
    refused = me.follow(me.post(logos, {"file": (io.BytesIO(b"<svg/>"), "logo.png"), "name": "Фонд"}))
    assert "not a picture" in refused.text
    me.post(logos, {"file": (io.BytesIO(picture((2000, 500))), "logo.jpg"), "name": "Фонд"})
    (shown,) = me.get(f"/reports/templates/{template.id}").select(".logo-list img")
    assert me.get(str(shown["src"])).response.get_data().startswith(b"\xff\xd8\xff")
    file = login("monitor").get(f"/reports/templates/{template.id}/file").response.get_data()
    assert b"@" not in file.replace(json.loads(file)["logos"][0]["data"].encode(), b"")
    page = me.follow(hand_in(me, file))
    assert page.heading == "Фонд «Річка»"
    first, second = session.query(ReportTemplate).order_by(ReportTemplate.id)
    assert (second.indicators, second.disclaimer) == (first.indicators, first.disclaimer)
    assert len(second.logos) == 1
    blocks = [
        [(row.kind, row.section, row.required) for row in session.query(ReportBlock).filter_by(template_id=made.id)]
        for made in (first, second)
    ]
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda file: b"%PDF-1.7", "cannot be read as JSON"),
        (lambda file: json.dumps({**file, "owner": "me"}).encode(), "not known: owner"),
        (lambda file: json.dumps({**file, "logos": [{"name": "", "data": "PHN2Zy8+"}]}).encode(), "logos[1].data"),
        (lambda file: json.dumps({**file, "blocks": file["blocks"] * 9}).encode(), "too long: blocks"),
        (lambda file: b"", "Choose a file"),
    ],
)
def test_a_hostile_file_gets_a_clear_answer_and_leaves_nothing(
    session: Session, login: SignIn, template: ReportTemplate, damage: Any, said: str
) -> None:
    me = login("coordinator")
    file = json.loads(me.get(f"/reports/templates/{template.id}/file").response.get_data())
    refused = hand_in(me, damage(file), status=422)
    assert said in " ".join(refused.errors())
    assert session.query(ReportTemplate).count() == 1


def test_two_people_editing_one_template_see_each_other(
    session: Session, login: SignIn, template: ReportTemplate
) -> None:
    first, second = login("coordinator"), login("director")
    where = f"/reports/templates/{template.id}/settings"
    mine, theirs = first.get(where), second.get(where)
    first.submit(mine, {"disclaimer": "Слова першої"})
    conflict = second.submit(theirs, {"disclaimer": "Слова другої"}, status=409)
    assert "Слова першої" in conflict.text and conflict.form()["disclaimer"] == "Слова другої"


def test_who_may_only_read_reads_templates(login: SignIn, template: ReportTemplate) -> None:
    monitor = login("monitor")
    page = monitor.get(f"/reports/templates/{template.id}")
    assert not page.select("main form[method=post]")
    for path in ("/archive", "/copy", "/blocks", "/logos"):
        monitor.post(f"/reports/templates/{template.id}{path}", status=403)
