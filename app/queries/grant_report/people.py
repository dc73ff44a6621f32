"""Who took part, who helped: participants, partners, volunteers."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, Mark
from app.domain.periods import Period
from app.domain.report_rows import ClaimedHours, ParticipantsRow, ParticipantsTable, PartnerRow, VolunteerRow
from app.domain.volunteers import HoursStatus
from app.queries.events import participants_by_band_mode
from app.queries.grant_report.work import MINUTES, held
from app.queries.hours_claims import claimed_rates, claimed_sum
from app.queries.partnerships import latest_agreement
from models.agreements import Agreement
from models.contacts import Contact
from models.events import AttendanceMark, Event
from models.grants import application_partners
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer


def participants(
    session: Session, application_id: int, period: Period | None = None, *, ukrainian: bool
) -> ParticipantsTable:
    """Return the participants of the grant's events by age band and mode, with the marks as totals."""
    counts: dict[int, dict[AttendanceMode, int]] = {}
    bands: dict[int, Any] = {}
    for row in participants_by_band_mode(session, period=period, application_id=application_id):
        bands[row.band.id] = row.band
        counts.setdefault(row.band.id, {})[row.mode] = row.count
    marked = session.execute(
        sa.select(AttendanceMark.mark, sa.func.sum(AttendanceMark.count))
        .join(Event, Event.id == AttendanceMark.event_id)
        .where(held(application_id, period))
        .group_by(AttendanceMark.mark)
    )
    by_mark = {mark: int(count) for mark, count in marked}
    counted = sa.select(sa.func.coalesce(sa.func.sum(Event.events_count), 0)).where(held(application_id, period))
    events = session.scalar(counted)
    return ParticipantsTable(
        rows=tuple(
            ParticipantsRow(
                band.name_uk if ukrainian else band.name_en,
                tuple(counts[band.id].get(mode, 0) for mode in AttendanceMode),
                band.is_children,
                band.min_age is None and band.max_age is None,
            )
            for band in bands.values()
        ),
        marks=tuple((mark, by_mark[mark]) for mark in Mark if by_mark.get(mark)),
        events=int(events or 0),
    )


def partners(session: Session, application_id: int) -> tuple[PartnerRow, ...]:
    """Return the partners of the grant with what each gives and the agreement that lasts longest."""
    latest = latest_agreement()
    statement = (
        sa.select(
            Contact.display_name,
            Partnership.partner_gives,
            Agreement.number,
            sa.func.coalesce(Agreement.signed_on, Agreement.valid_from).label("since"),
        )
        .join(application_partners, application_partners.c.organisation_id == Contact.id)
        .outerjoin(Partnership, Partnership.organisation_id == Contact.id)
        .outerjoin(Agreement, Agreement.id == latest)
        .where(application_partners.c.application_id == application_id)
        .order_by(Contact.sort_key, Contact.id)
    )
    return tuple(
        PartnerRow(row.display_name, row.partner_gives or "", agreement_number=row.number or "", agreement_on=row.since)
        for row in session.execute(statement)
    )


def volunteers(session: Session, application_id: int, period: Period | None = None) -> tuple[VolunteerRow, ...]:
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
        .order_by(Contact.sort_key, Contact.id)
    )
    if period is not None:
        statement = statement.where(HoursEntry.worked_on >= period.start, HoursEntry.worked_on < period.end)
    return tuple(
        VolunteerRow(row.display_name, row.activity or "", Decimal(row.minutes) / MINUTES)
        for row in session.execute(statement)
    )


def claimed_hours(session: Session, application_id: int, days: Period | None = None) -> ClaimedHours | None:
    """Return the hours (worked in some days) that the grant counts as co-financing, or None."""
    found = claimed_sum(session, application_id, days)
    if not found.entries:
        return None
    return ClaimedHours(
        Decimal(found.minutes) / MINUTES, found.value, tuple(claimed_rates(session, application_id, days))
    )
