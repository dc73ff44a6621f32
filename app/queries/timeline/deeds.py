"""What was done: events, hours of volunteers, donations."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.events import EventStatus
from app.i18n import _
from app.labels import label, tone
from app.permissions import Permission
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, noon, scoped
from models.contacts import Contact
from models.donations import Donation
from models.events import Event, event_partners, event_volunteers
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer


def _donations(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        yield Entry(
            noon(row.received_on, reader),
            "gift",
            "success",
            _("Donation: %(what)s", what=row.purpose or row.description or label(row.kind)),
            link=("donations.show", {"donation_id": row.id}),
            day_only=True,
        )


def _events(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        yield Entry(
            noon(row.starts_on, reader),
            "calendar-event",
            "neutral" if row.status is EventStatus.CANCELLED else "info",
            _("Event: %(title)s", title=row.title),
            "" if row.status is EventStatus.HELD else label(row.status),
            link=("events.show", {"event_id": row.id}),
            day_only=True,
        )


def _newest_donations(view: View) -> Any:
    return scoped(
        sa.select(Donation.id, Donation.received_on, Donation.kind, Donation.purpose, Donation.description)
        .where(Donation.donor_id == RECORD, Donation.archived_at.is_(None))
        .order_by(Donation.received_on.desc(), Donation.id.desc())
        .limit(MOST),
        Donation.branch_id,
        view,
    )


def _newest_events(view: View) -> Any:
    return scoped(
        sa.select(Event.id, Event.starts_on, Event.title, Event.status)
        .where(Event.archived_at.is_(None), _linked(view.subject))
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(MOST),
        Event.branch_id,
        view,
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


def _hours(rows: Sequence[Any], subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
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


def _newest_hours(view: View) -> Any:
    whose = HoursEntry.volunteer_id if view.subject == "volunteer" else HoursEntry.event_id
    return scoped(
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
        .where(whose == RECORD)
        .order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc())
        .limit(MOST),
        HoursEntry.branch_id,
        view,
    )


# The gifts of a contact.
donations = Source(_newest_donations, _donations, Permission.DONATIONS_VIEW)
# The events that a grant paid for, a volunteer helped at, or an organisation held with us.
events = Source(_newest_events, _events, Permission.EVENTS_VIEW)
# The entries of the hours log of a volunteer or of an event.
hours = Source(_newest_hours, _hours)
