"""Reports of the won grants in every state: issued and changed since, in approval, a draft with gaps."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from flask_babel import force_locale

from app.demo.world import World
from app.domain.grant_report import RateRule
from app.domain.grants import DeliverableKind, NarrativeSection
from app.domain.money import Currency
from app.domain.report_builtins import Builtin, builtin_blocks, builtin_categories
from app.domain.report_flow import Decision
from app.domain.roles import Approver
from app.photos import small_photo
from app.queries.grant_report import Request, grant_report
from app.queries.rates import base_currency
from app.queries.report_records import blocks_of
from app.services.report_blocks import write_text
from app.services.report_templates import TemplateData, make_template
from app.services.reports import ReportData, decide, issue, send_for_approval, start_report
from models.grant_work import GrantIndicator
from models.grants import Deliverable
from models.reports import Report, ReportTemplate

DISCLAIMER = (
    "Проєкт здійснено за фінансової підтримки Європейської культурної фундації. Зміст звіту – відповідальність"
    " бібліотеки й не обов’язково відображає погляди донора."
)
DECLARATION = (
    "Підтверджуємо, що витрати цього проєкту не оплачено з іншого гранту, а персональні дані учасників оброблено за"
    " їхньою згодою та законом України «Про захист персональних даних»."
)


def add_reports(world: World) -> None:
    """Write the reports and the template of a funder."""
    template = _template(world)
    _issued(world)
    _in_approval(world)
    _draft(world, template)


def _template(world: World) -> ReportTemplate:
    """A template made from the ready-made one, with what this funder wants beside."""
    data = TemplateData(
        name="Європейська культурна фундація: звіт",
        locale="uk",
        funder_id=world.applications["challenge"].funder_id,
        currency=Currency.EUR,
        rate_rule=RateRule.RECEIPTS,
        categories=builtin_categories(Builtin.EU_FINAL),
        indicators=("Учасники заходів", "Партнери, залучені до проєкту"),
        disclaimer=DISCLAIMER,
    )
    return make_template(world.session, data, builtin_blocks(Builtin.EU_FINAL))


def _issued(world: World) -> None:
    """The final report of the grant that has ended: issued, and a figure was corrected afterwards."""
    application = world.applications["nearby"]
    deliverable = world.session.scalars(
        sa.select(Deliverable.id).where(
            Deliverable.application_id == application.id, Deliverable.kind == DeliverableKind.FINAL_REPORT
        )
    ).first()
    report = _begin(world, "nearby", "uk", DeliverableKind.FINAL_REPORT, deliverable)
    _send(world, report, world.moment(world.workday(4), 11))
    for office, user, hour in ((Approver.DIRECTOR, "director", 15), (Approver.ACCOUNTANT, "accountant", 16)):
        said = world.moment(world.workday(4), hour)
        decide(world.session, report, office, Decision.APPROVED, "", by=world.users[user], now=said)
    issue(world.session, report, by=world.users["director"], now=world.moment(world.workday(3), 10))
    indicator = world.session.scalars(
        sa.select(GrantIndicator)
        .where(GrantIndicator.application_id == application.id)
        .order_by(GrantIndicator.position.desc())
        .limit(1)
    ).one()
    if indicator.achieved is not None:
        indicator.achieved += 2


def _in_approval(world: World) -> None:
    """The same report in English: returned once, sent again, approved by the director."""
    report = _begin(world, "nearby", "en", DeliverableKind.FINAL_REPORT, None)
    _send(world, report, world.moment(world.workday(3), 12))
    note = "Уточніть у розділі про кошти, чому витрати на поліграфію менші за план."
    accountant, director = world.users["accountant"], world.users["director"]
    returned = world.moment(world.workday(3), 14)
    decide(world.session, report, Approver.ACCOUNTANT, Decision.RETURNED, note, by=accountant, now=returned)
    _send(world, report, world.moment(world.workday(2), 10))
    approved = world.moment(world.workday(2), 12)
    decide(world.session, report, Approver.DIRECTOR, Decision.APPROVED, "", by=director, now=approved)


def _draft(world: World, template: ReportTemplate) -> None:
    """The interim report of a running grant by the funder's template: some texts are still to be written."""
    application = world.applications["challenge"]
    deliverable = world.session.scalars(
        sa.select(Deliverable.id)
        .where(Deliverable.application_id == application.id, Deliverable.kind == DeliverableKind.INTERIM_REPORT)
        .order_by(Deliverable.due_on)
    ).first()
    report = _begin(world, "challenge", "uk", DeliverableKind.INTERIM_REPORT, deliverable, template)
    for row in blocks_of(world.session, report):
        if row.kind.value == "declaration":
            write_text(world.session, report, row, DECLARATION, narrative_version=0)
        elif row.section is NarrativeSection.COMMUNICATION:
            row.heading = "Видимість і комунікації"
    world.session.flush()


def _begin(
    world: World,
    key: str,
    locale: str,
    kind: DeliverableKind,
    deliverable_id: int | None,
    template: ReportTemplate | None = None,
) -> Report:
    application = world.applications[key]
    interim = kind is DeliverableKind.INTERIM_REPORT
    data = ReportData(
        kind=kind,
        locale=locale,
        deliverable_id=deliverable_id,
        covers_from=application.starts_on if interim else None,
        covers_until=world.ago(8) if interim else None,
        currency=template.currency if template else None,
        rate_rule=template.rate_rule if template else None,
    )
    return start_report(world.session, application, data, template=template)


def _send(world: World, report: Report, now: datetime) -> None:
    day = now.astimezone(world.zone).date()
    wanted = Request(report.application_id, report.locale, day, base_currency(), report.kind, report)

    @cache
    def photo(token: str) -> bytes:
        return small_photo(world.store.path(token).read_bytes())

    with force_locale(report.locale):
        document = grant_report(world.session, wanted, photo)
    assert document is not None, "the application was given"
    send_for_approval(world.session, report, document, now=now)
