"""The report as a whole: the cover, the texts, who signs, and the parts from the other modules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import DeliverableKind, NarrativeSection
from app.domain.money import Currency
from app.domain.periods import Period
from app.domain.report_period import money_days
from app.domain.report_rows import Signature
from app.i18n import _
from app.queries.budgets import budget
from app.queries.funder_headings import headings_of
from app.queries.grant_money import expenditures
from app.queries.grant_report import demands, money, papers, people, work
from app.queries.grant_report.papers import ReadPhoto
from models.branches import Institution
from models.grants import Application, Narrative
from models.reports import Report


@dataclass(frozen=True)
class Request:
    """Which report is wanted: of which application, in which language, as of which day.

    `report` is its record, with blocks and a template of its own; without one the generic report is made.
    """

    application_id: int
    locale: str
    as_of: date
    base_currency: Currency
    kind: DeliverableKind = DeliverableKind.FINAL_REPORT
    report: Report | None = None


def grant_report(session: Session, wanted: Request, read_photo: ReadPhoto) -> GrantReport | None:
    """Return the report of an application as a draft, or None when there is no such application.

    The number of statements does not depend on how much there is to report. The words that the report adds
    are in the present language, which the caller sets to that of the report.

    Args:
        session: the database session.
        wanted: which report.
        read_photo: takes the token of an upload and returns a small JPEG, or None when it cannot be read.
    """
    application = session.get(Application, wanted.application_id)
    if application is None:
        return None
    house = session.get(Institution, 1)
    ukrainian = wanted.locale == "uk"
    name = (house.name_uk if ukrainian else house.name_en or house.name_uk) if house else ""
    period = project_period(application)
    covers = demands.covered(wanted.report) if wanted.report else None
    spent = expenditures(session, application.id)
    days = money_days(covers, period)
    files = papers.report_files(session, application, read_photo, covers)
    tranches = money.tranches(session, application.id, days)
    found = GrantReport(
        kind=wanted.kind,
        project_title=application.title,
        agreement_number=application.agreement_number,
        agreement_on=application.agreement_on,
        funder=application.funder.display_name,
        call=application.call.title if application.call else "",
        applicant=name,
        applicant_details=house_details(house),
        period=period,
        currency=application.currency,
        base_currency=wanted.base_currency,
        award=application.awarded_amount,
        award_base=application.awarded_base,
        leader=application.leader,
        locale=wanted.locale,
        status=ReportStatus.DRAFT,
        as_of=wanted.as_of,
        narratives=narratives(session, application.id, wanted.locale),
        activities=work.activities(session, application.id, covers),
        indicators=work.indicators(session, application.id, wanted.as_of, covers),
        participants=people.participants(session, application.id, covers, ukrainian=ukrainian),
        partners=people.partners(session, application.id),
        volunteers=people.volunteers(session, application.id, covers),
        claimed=people.claimed_hours(session, application.id, days if covers else None),
        months=work.months(session, application.id, covers or period, spent),
        finance=money.finance(
            budget(session, application.id),
            spent,
            days if covers else None,
            headings_of(session, application),
            ukrainian=ukrainian,
        ),
        tranches=tranches.listed,
        tranches_before=tranches.before,
        documents=money.documents(spent, days),
        photos=files.photos,
        unreadable_photos=files.unreadable,
        publications=papers.publications(session, application.id, covers),
        annexes=files.annexes,
        signatures=signatures(house, application),
        funder_logo=files.logo,
        covers=covers,
    )
    if wanted.report is not None:
        found = demands.with_demands(session, found, application, wanted.report)
    return replace(found, definitions=demands.definitions(found))


def house_details(house: Institution | None) -> str:
    """Return the institution's code and address on one line."""
    if house is None:
        return ""
    code = _("EDRPOU code %(code)s", code=house.edrpou) if house.edrpou else ""
    return ", ".join(filter(None, [code, house.address]))


def project_period(application: Application) -> Period | None:
    """Return the project's days, when both ends are known."""
    if application.starts_on is None or application.ends_on is None:
        return None
    return Period(application.starts_on, application.ends_on + timedelta(days=1))


def narratives(session: Session, application_id: int, locale: str) -> dict[NarrativeSection, str]:
    """Return the texts in one language, always in the same order."""
    statement = (
        sa.select(Narrative.section, Narrative.text)
        .where(Narrative.application_id == application_id, Narrative.locale == locale)
        .order_by(Narrative.section)
    )
    return {row.section: row.text for row in session.execute(statement)}


def signatures(house: Institution | None, application: Application) -> tuple[Signature, ...]:
    """Return who signs: the director, the project leader and the accountant, as far as they are named."""
    named = (
        (_("Director"), house.director if house else ""),
        (_("Project leader"), application.leader),
        (_("Accountant"), house.accountant if house else ""),
    )
    return tuple(Signature(role, name) for role, name in named if name)
