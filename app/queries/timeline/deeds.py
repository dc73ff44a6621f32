"""What was done: events, hours of volunteers, donations."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.i18n import _
from app.labels import label, tone
from app.permissions import Permission
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, asked, noon, scoped
from models.contacts import Contact
from models.donations import Donation
from models.events import Event, event_partners, event_volunteers
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer


def donations(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the gifts of a contact."""
    if not reader.may(Permission.DONATIONS_VIEW):
        return
    for row in session.execute(scoped(_donations(), Donation.branch_id, reader), asked(record_id, reader)):
        yield Entry(
            noon(row.received_on, reader),
            "gift",
            "success",
            _("Donation: %(what)s", what=row.purpose or row.description or label(row.kind)),
            link=("donations.show", {"donation_id": row.id}),
            day_only=True,
        )


def events(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the events that a grant paid for, a volunteer helped at, or an organisation held with us."""
    if not reader.may(Permission.EVENTS_VIEW):
        return
    for row in session.execute(scoped(_events(subject), Event.branch_id, reader), asked(record_id, reader)):
        yield Entry(
            noon(row.starts_on, reader),
            "calendar-event",
            "neutral" if row.status is EventStatus.CANCELLED else "info",
            _("Event: %(title)s", title=row.title),
            "" if row.status is EventStatus.HELD else label(row.status),
            link=("events.show", {"event_id": row.id}),
            day_only=True,
        )


@cache
def _donations() -> Any:
    return (
        sa.select(Donation.id, Donation.received_on, Donation.kind, Donation.purpose, Donation.description)
        .where(Donation.donor_id == RECORD, Donation.archived_at.is_(None))
        .order_by(Donation.received_on.desc(), Donation.id.desc())
        .limit(MOST)
    )


@cache
def _events(subject: str) -> Any:
    return (
        sa.select(Event.id, Event.starts_on, Event.title, Event.status)
        .where(Event.archived_at.is_(None), _linked(subject))
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(MOST)
    )


def _linked(subject: str) -> sa.ColumnElement[bool]:
    if subject == "application":
        return Event.application_id == RECORD
    if subject == "volunteer":
        helped = sa.select(event_volunteers.c.event_id).where(event_volunteers.c.volunteer_id == RECORD)
        return Event.id.in_(helped)
    organisation: Any = RECORD
    if subject == "partnership":
        owner = sa.select(Partnership.organisation_id).where(Partnership.id == RECORD)
        organisation = owner.scalar_subquery()
    held = sa.select(event_partners.c.event_id).where(event_partners.c.organisation_id == organisation)
    return Event.id.in_(held)


def hours(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the entries of the hours log of a volunteer or of an event."""
    for row in session.execute(scoped(_hours(subject), HoursEntry.branch_id, reader), asked(record_id, reader)):
        spent = _("%(hours)d h %(minutes)02d min", hours=row.minutes // 60, minutes=row.minutes % 60)
        yield Entry(
            noon(row.worked_on, reader),
            "clock-history",
            tone(row.status),
            f"{row.display_name}: {spent}" if subject == "event" else spent,
            row.activity,
            label(row.status),
            ("hours.show", {"entry_id": row.id}),
            day_only=True,
        )


@cache
def _hours(subject: str) -> Any:
    return (
        sa.select(
            HoursEntry.id,
            HoursEntry.worked_on,
            HoursEntry.minutes,
            HoursEntry.activity,
            HoursEntry.status,
            Contact.display_name,
        )
        .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where((HoursEntry.volunteer_id if subject == "volunteer" else HoursEntry.event_id) == RECORD)
        .order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc())
        .limit(MOST)
    )
