"""The pages of figures, settings and reports of grants in the browser: readable to everybody, on a phone and a desk."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import Stage
from app.domain.report_blocks import BlockKind
from models.reports import ReportBlock
from tests.browser.conftest import SignIn
from tests.grants.test_forecast import record
from tests.reports.project import complete_project
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("director", ("/grants/forecast", "/grants/forecast/calibration", "/grants/forecast/outcomes")),
        ("director", ("/grants/investments", "/grants/investments/sources", "/grants/investments/efforts")),
        ("administrator", ("/settings/grant-stages", "/settings/grant-stages/review", "/settings/forecast")),
        ("coordinator", ("/reports/grants/{grant}/{report}/edit", "/reports/blocks/{block}", "/reports/due")),
        (
            "coordinator",
            ("/reports/templates", "/reports/templates/{template}", "/reports/templates/{template}/settings"),
        ),
    ],
)
def test_the_pages_read_well_on_a_phone_in_the_light_and_on_a_desk_in_the_dark(
    session: Session, sign_in: SignIn, new_page: NewPage, role: str, paths: tuple[str, ...]
) -> None:
    record(session)
    grant = complete_project(session, ends_on=today())
    factories.make_application(session, stage=Stage.AWARDED, renewal_of_id=grant.id)
    factories.make_effort(session, grant, minutes=90, amount=Decimal("250.50"), base_amount=Decimal("250.50"))
    report = factories.make_report(session, grant)
    template = factories.make_report_template(session)
    block = session.query(ReportBlock).filter_by(report_id=report.id, kind=BlockKind.FINANCE).one()
    session.commit()
    ids = {"grant": grant.id, "report": report.id, "block": block.id, "template": template.id}
    # The phone is where a page breaks; on the desk one page of each kind shows the dark colours.
    for window, seen in ((new_page(360, 740, has_touch=True), paths), (new_page(1280, 800, dark=True), paths[:1])):
        page = sign_in(role, window)
        for path in seen:
            page.goto(path.format(**ids))
            assert_accessible(page)
            assert_fits(page)
