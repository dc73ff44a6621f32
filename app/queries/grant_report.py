"""The grant report from live data: everything that `app.domain.grant_report.GrantReport` holds.

Figures come from the definitions that the pages use: participants from `app.queries.events`, the budget from
`app.queries.grant_money`, hours that were confirmed from the hours log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, EventStatus, Mark
from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import DeliverableKind, NarrativeSection
from app.domain.money import Currency
from app.domain.periods import Period
from app.domain.report_rows import (
    ActivityRow,
    FinanceLine,
    IndicatorRow,
    MonthRow,
    ParticipantsRow,
    ParticipantsTable,
    PartnerRow,
    Photo,
    Publication,
    Signature,
    SupportingDocument,
    Tranche,
    VolunteerRow,
)
from app.domain.volunteers import HoursStatus
from app.i18n import _
from app.queries.events import participants_by_band_mode
from app.queries.grant_money import Budget, budget, disbursements, expenditures
from models.branches import Institution
from models.contacts import Contact
from models.events import AttendanceCount, AttendanceMark, Event
from models.files import Attachment
from models.grant_money import Expenditure
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application, Narrative, application_partners
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer

ReadFile = Callable[[str], bytes]
MINUTES = Decimal(60)


@dataclass(frozen=True)
class Request:
    """Which report is wanted: of which application, in which language, as of which day."""

    application_id: int
    locale: str
    as_of: date
    base_currency: Currency
    kind: DeliverableKind = DeliverableKind.FINAL_REPORT


def reportable(session: Session) -> list[sa.Row[Any]]:
    """Return the applications that a report can be made of: won ones, the newest award first."""
    statement = (
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.agreement_number,
            Application.ends_on,
            Application.report_final_at,
            Contact.display_name.label("funder"),
        )
        .join(Contact, Contact.id == Application.funder_id)
        .where(Application.awarded_amount.is_not(None), Application.archived_at.is_(None))
        .order_by(Application.awarded_on.desc(), Application.id.desc())
    )
    return list(session.execute(statement))


def grant_report(session: Session, wanted: Request, read_file: ReadFile) -> GrantReport | None:
    """Return the report of an application as a draft, or None when there is no such application.

    The number of statements does not depend on how much there is to report.

    Args:
        read_file: takes the token of an upload and returns its bytes.
    """
    application = session.get(Application, wanted.application_id)
    if application is None:
        return None
    house = session.get(Institution, 1)
    ukrainian = wanted.locale == "uk"
    name = (house.name_uk if ukrainian else house.name_en or house.name_uk) if house else ""
    money = budget(session, application.id)
    photos, annexes = files(session, application.id, read_file)
    return GrantReport(
        kind=wanted.kind,
        project_title=application.title,
        agreement_number=application.agreement_number,
        agreement_on=application.agreement_on,
        funder=application.funder.display_name,
        call=application.call.title if application.call else "",
        applicant=name,
        applicant_details=details(house),
        period=project_period(application),
        currency=application.currency,
        base_currency=wanted.base_currency,
        award=application.awarded_amount,
        award_base=application.awarded_base,
        leader=application.leader,
        locale=wanted.locale,
        status=ReportStatus.DRAFT,
        as_of=wanted.as_of,
        narratives=narratives(session, application.id, wanted.locale),
        activities=activities(session, application.id),
        indicators=indicators(session, application.id),
        participants=participants(session, application.id, ukrainian=ukrainian),
        partners=partners(session, application.id),
        volunteers=volunteers(session, application.id),
        months=months(session, application),
        finance=finance(money),
        tranches=tranches(session, application.id),
        documents=documents(session, application.id),
        photos=photos,
        publications=publications(session, application.id),
        annexes=annexes,
        signatures=signatures(house, application),
    )


def details(house: Institution | None) -> str:
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
    """Return the texts in one language."""
    statement = sa.select(Narrative.section, Narrative.text).where(
        Narrative.application_id == application_id, Narrative.locale == locale
    )
    return {row.section: row.text for row in session.execute(statement)}


def activities(session: Session, application_id: int) -> tuple[ActivityRow, ...]:
    """Return the planned activities and what fulfilled them, then held events that no plan named."""
    came = (
        sa.select(AttendanceCount.event_id, sa.func.sum(AttendanceCount.count).label("participants"))
        .join(Event, Event.id == AttendanceCount.event_id)
        .where(Event.application_id == application_id)
        .group_by(AttendanceCount.event_id)
        .subquery()
    )
    planned = session.execute(
        sa.select(PlannedActivity, Event.starts_on, Event.venue, came.c.participants)
        .outerjoin(Event, sa.and_(Event.id == PlannedActivity.event_id, Event.status == EventStatus.HELD))
        .outerjoin(came, came.c.event_id == Event.id)
        .where(PlannedActivity.application_id == application_id)
        .order_by(PlannedActivity.planned_from, PlannedActivity.id)
    )
    rows = [
        ActivityRow(
            title=plan.title,
            planned_from=plan.planned_from,
            planned_to=plan.planned_to,
            done_on=plan.done_on or held_on,
            place=plan.place or venue or "",
            responsible=plan.responsible,
            participants=count,
            note=plan.note,
        )
        for plan, held_on, venue, count in planned
    ]
    named = sa.select(PlannedActivity.event_id).where(
        PlannedActivity.application_id == application_id, PlannedActivity.event_id.is_not(None)
    )
    others = session.execute(
        sa.select(Event.title, Event.starts_on, Event.venue, came.c.participants)
        .outerjoin(came, came.c.event_id == Event.id)
        .where(
            Event.application_id == application_id,
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
            Event.id.not_in(named),
        )
        .order_by(Event.starts_on, Event.id)
    )
    rows += [
        ActivityRow(
            title=row.title,
            planned_from=row.starts_on,
            done_on=row.starts_on,
            place=row.venue,
            participants=row.participants,
            note=_("Beyond the plan"),
        )
        for row in others
    ]
    return tuple(rows)


def indicators(session: Session, application_id: int) -> tuple[IndicatorRow, ...]:
    """Return the indicators in their order."""
    statement = (
        sa.select(GrantIndicator)
        .where(GrantIndicator.application_id == application_id)
        .order_by(GrantIndicator.position, GrantIndicator.id)
    )
    return tuple(
        IndicatorRow(
            name=row.name,
            unit=row.unit,
            baseline=row.baseline,
            target=row.target,
            achieved=row.achieved,
            source=row.source,
        )
        for row in session.scalars(statement)
    )


def participants(session: Session, application_id: int, *, ukrainian: bool) -> ParticipantsTable:
    """Return the participants of the grant's events by age band and mode, with the marks as totals."""
    counts: dict[int, dict[AttendanceMode, int]] = {}
    bands: dict[int, Any] = {}
    for row in participants_by_band_mode(session, application_id=application_id):
        bands[row.band.id] = row.band
        counts.setdefault(row.band.id, {})[row.mode] = row.count
    held = (
        Event.application_id == application_id,
        Event.status == EventStatus.HELD,
        Event.archived_at.is_(None),
    )
    marked = session.execute(
        sa.select(AttendanceMark.mark, sa.func.sum(AttendanceMark.count).label("count"))
        .join(Event, Event.id == AttendanceMark.event_id)
        .where(*held)
        .group_by(AttendanceMark.mark)
    )
    by_mark = {row[0]: int(row[1]) for row in marked}
    events = session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Event.events_count), 0)).where(*held))
    return ParticipantsTable(
        rows=tuple(
            ParticipantsRow(
                band.name_uk if ukrainian else band.name_en,
                tuple(counts[band.id].get(mode, 0) for mode in AttendanceMode),
                band.is_children,
            )
            for band in bands.values()
        ),
        marks=tuple((mark, by_mark[mark]) for mark in Mark if by_mark.get(mark)),
        events=int(events or 0),
    )


def partners(session: Session, application_id: int) -> tuple[PartnerRow, ...]:
    """Return the partners of the grant with what each gives and its memorandum."""
    statement = (
        sa.select(
            Contact.display_name,
            Partnership.partner_gives,
            Partnership.memorandum_number,
            Partnership.memorandum_from,
        )
        .join(application_partners, application_partners.c.organisation_id == Contact.id)
        .outerjoin(Partnership, Partnership.organisation_id == Contact.id)
        .where(application_partners.c.application_id == application_id)
        .order_by(Contact.sort_key)
    )
    rows = []
    for row in session.execute(statement):
        number = f"№ {row.memorandum_number}" if row.memorandum_number else ""
        since = f"{row.memorandum_from:%d.%m.%Y}" if row.memorandum_from else ""
        rows.append(PartnerRow(row.display_name, row.partner_gives or "", ", ".join(filter(None, [number, since]))))
    return tuple(rows)


def volunteers(session: Session, application_id: int) -> tuple[VolunteerRow, ...]:
    """Return who gave confirmed hours to the grant, and how many."""
    statement = (
        sa.select(
            Contact.display_name,
            sa.func.max(HoursEntry.activity).label("activity"),
            sa.func.sum(HoursEntry.minutes).label("minutes"),
        )
        .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(HoursEntry.application_id == application_id, HoursEntry.status == HoursStatus.CONFIRMED)
        .group_by(Contact.id, Contact.display_name, Contact.sort_key)
        .order_by(Contact.sort_key)
    )
    return tuple(
        VolunteerRow(row.display_name, row.activity or "", Decimal(row.minutes) / MINUTES)
        for row in session.execute(statement)
    )


def months(session: Session, application: Application) -> tuple[MonthRow, ...]:
    """Return spending, participants and hours month by month over the project's days."""
    period = project_period(application)
    if period is None:
        return ()
    spent: dict[date, Decimal] = {}
    came: dict[date, int] = {}
    hours: dict[date, Decimal] = {}
    money = sa.select(Expenditure.spent_on, Expenditure.grant_amount).where(
        Expenditure.application_id == application.id
    )
    for day, amount in session.execute(money):
        first = day.replace(day=1)
        spent[first] = spent.get(first, Decimal(0)) + amount
    people = (
        sa.select(Event.starts_on, sa.func.sum(AttendanceCount.count).label("count"))
        .join(AttendanceCount, AttendanceCount.event_id == Event.id)
        .where(
            Event.application_id == application.id,
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
        )
        .group_by(Event.id, Event.starts_on)
    )
    for day, count in session.execute(people):
        first = day.replace(day=1)
        came[first] = came.get(first, 0) + int(count)
    given = sa.select(HoursEntry.worked_on, HoursEntry.minutes).where(
        HoursEntry.application_id == application.id, HoursEntry.status == HoursStatus.CONFIRMED
    )
    for day, minutes in session.execute(given):
        first = day.replace(day=1)
        hours[first] = hours.get(first, Decimal(0)) + Decimal(minutes) / MINUTES
    starts = [month.start.replace(day=1) for month in period.months()]
    nothing = Decimal(0)
    return tuple(
        MonthRow(start, spent.get(start, nothing), came.get(start, 0), hours.get(start, nothing)) for start in starts
    )


def finance(money: Budget) -> tuple[FinanceLine, ...]:
    """Return the lines of the budget with plan and actual."""
    return tuple(
        FinanceLine(
            code=row.line.code,
            category=row.line.category,
            source=row.line.source,
            item=row.line.item,
            planned=row.line.planned,
            actual=row.actual,
        )
        for row in money.lines
    )


def tranches(session: Session, application_id: int) -> tuple[Tranche, ...]:
    """Return the tranches in their order."""
    return tuple(
        Tranche(
            number=row.number,
            amount=row.amount,
            currency=row.currency,
            base_amount=row.base_amount,
            rate=row.rate,
            due_on=row.due_on,
            received_on=row.received_on,
            rate_on=row.rate_date,
            rate_source=row.rate_source,
            condition=row.condition,
        )
        for row in disbursements(session, application_id)
    )


def documents(session: Session, application_id: int) -> tuple[SupportingDocument, ...]:
    """Return the supporting documents, the oldest first."""
    rows = sorted(expenditures(session, application_id), key=lambda row: (row.spent_on, row.id))
    return tuple(
        SupportingDocument(
            kind=row.document_type,
            number=row.document_number,
            issued_on=row.spent_on,
            counterparty=row.counterparty,
            line_code=row.line.code,
            amount=row.amount,
            currency=row.currency,
            grant_amount=row.grant_amount,
        )
        for row in rows
    )


def files(session: Session, application_id: int, read_file: ReadFile) -> tuple[tuple[Photo, ...], tuple[str, ...]]:
    """Return the photos of the grant and of its events, and the names of its other files."""
    of_events = sa.select(Event.id).where(Event.application_id == application_id, Event.archived_at.is_(None))
    statement = (
        sa.select(Attachment)
        .where(
            Attachment.in_report,
            sa.or_(Attachment.application_id == application_id, Attachment.event_id.in_(of_events)),
        )
        .order_by(Attachment.is_photo, Attachment.id)
    )
    photos, names = [], []
    for row in session.scalars(statement):
        if row.is_photo:
            photos.append(Photo(read_file(row.token), row.caption, row.credit, row.alt_text))
        else:
            names.append(f"{row.caption} ({row.filename})" if row.caption else row.filename)
    return tuple(photos), tuple(names)


def publications(session: Session, application_id: int) -> tuple[Publication, ...]:
    """Return the publications about the grant's events."""
    statement = (
        sa.select(Event.title, Event.starts_on, Event.publication_url)
        .where(
            Event.application_id == application_id, Event.publication_url != "", Event.archived_at.is_(None)
        )
        .order_by(Event.starts_on, Event.id)
    )
    return tuple(
        Publication(row.title, outlet(row.publication_url), row.starts_on, row.publication_url)
        for row in session.execute(statement)
    )


def outlet(url: str) -> str:
    """Return the site of an address, without «www.»."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


def signatures(house: Institution | None, application: Application) -> tuple[Signature, ...]:
    """Return who signs: the director, the project leader and the accountant, as far as they are named."""
    people = (
        (_("Director"), house.director if house else ""),
        (_("Project leader"), application.leader),
        (_("Accountant"), house.accountant if house else ""),
    )
    return tuple(Signature(role, name) for role, name in people if name)
