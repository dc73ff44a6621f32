"""One timeline of everything that happened to a record, newest first.

Each source is one statement with its own limit, so the number of statements is fixed by the kind of record.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import InteractionKind
from app.domain.events import EventStatus
from app.i18n import _
from app.labels import label, tone
from app.labels.audit import changed_fields
from app.scope import Scope
from models.accounts import User
from models.audit import AuditEntry
from models.contacts import Contact
from models.donations import Donation
from models.events import Event, event_partners, event_volunteers
from models.grants import Application, ApplicationStageChange, Deliverable, application_partners
from models.interactions import Comment, Interaction
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import HoursEntry, Volunteer

LIMIT = 40
# A move has an entry of its own, with its reason.
OWN_ENTRIES = frozenset({"stage", "current_change_id"})
TABLES = {
    "contact": "contacts",
    "application": "applications",
    "event": "events",
    "partnership": "partnerships",
    "volunteer": "volunteers",
    "donation": "donations",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `day_only` entries have no hour worth showing."""

    at: datetime
    icon: str
    tone: str
    title: str
    body: str = ""
    who: str = ""
    link: tuple[str, dict[str, Any]] | None = None
    day_only: bool = False


@dataclass(frozen=True)
class Reader:
    """Who reads: how much of the system they see, which areas, and what zone their days are in."""

    scope: Scope
    may: Callable[[str], bool]
    zone: ZoneInfo


def timeline(session: Session, subject: str, record_id: int, reader: Reader) -> list[Entry]:
    """Return the newest entries of a record that the reader may see.

    Args:
        subject: contact, application, event, partnership, volunteer or donation.
    """
    found: list[Entry] = []
    for source in SOURCES[subject]:
        found.extend(source(session, subject, record_id, reader))
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:LIMIT]


def _noon(day: date, reader: Reader) -> datetime:
    return datetime.combine(day, time(12), reader.zone).astimezone(UTC)


def _scoped(statement: sa.Select[Any], column: Any, reader: Reader) -> sa.Select[Any]:
    return statement if reader.scope.branch_id is None else statement.where(column == reader.scope.branch_id)


ICONS = {
    InteractionKind.MEETING: "people",
    InteractionKind.CALL: "telephone",
    InteractionKind.LETTER: "envelope-paper",
    InteractionKind.EMAIL: "envelope",
    InteractionKind.NOTE: "sticky",
}


def _interactions(session: Session, _subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    statement = (
        sa.select(Interaction.kind, Interaction.occurred_at, Interaction.subject, Interaction.body, User.name)
        .outerjoin(User, User.id == Interaction.author_id)
        .where(Interaction.contact_id == record_id)
        .order_by(Interaction.occurred_at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        yield Entry(
            row.occurred_at,
            ICONS[row.kind],
            "info",
            f"{label(row.kind)}: {row.subject}",
            row.body,
            row.name or "",
        )


def _comments(session: Session, subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    column = getattr(Comment, f"{subject}_id")
    statement = (
        sa.select(Comment.at, Comment.body, User.name)
        .join(User, User.id == Comment.author_id)
        .where(column == record_id)
        .order_by(Comment.at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        yield Entry(row.at, "chat-left-text", "accent", _("Comment"), row.body, row.name)


def _partnership_moves(session: Session, subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    owner = Partnership.id if subject == "partnership" else Partnership.organisation_id
    statement = (
        sa.select(
            PartnershipStageChange.at,
            PartnershipStageChange.from_stage,
            PartnershipStageChange.to_stage,
            PartnershipStageChange.reason,
            PartnershipStageChange.partnership_id,
            User.name,
        )
        .join(Partnership, Partnership.id == PartnershipStageChange.partnership_id)
        .outerjoin(User, User.id == PartnershipStageChange.by_id)
        .where(owner == record_id)
        .order_by(PartnershipStageChange.at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        yield Entry(
            row.at,
            "people",
            tone(row.to_stage),
            _("Partnership: %(old)s → %(new)s", old=label(row.from_stage), new=label(row.to_stage)),
            row.reason,
            row.name or "",
            None
            if subject == "partnership"
            else ("partnerships.show", {"partnership_id": row.partnership_id}),
        )


def _application_moves(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    if not reader.may("grants.view"):
        return
    statement = (
        sa.select(
            ApplicationStageChange.at,
            ApplicationStageChange.from_stage,
            ApplicationStageChange.to_stage,
            ApplicationStageChange.reason_code,
            ApplicationStageChange.reason,
            Application.id,
            Application.title,
            User.name,
        )
        .join(Application, Application.id == ApplicationStageChange.application_id)
        .outerjoin(User, User.id == ApplicationStageChange.by_id)
        .order_by(ApplicationStageChange.at.desc())
        .limit(LIMIT)
    )
    if subject == "application":
        statement = statement.where(Application.id == record_id)
    else:
        joint = sa.select(application_partners.c.application_id).where(
            application_partners.c.organisation_id == record_id
        )
        statement = statement.where(sa.or_(Application.funder_id == record_id, Application.id.in_(joint)))
    for row in session.execute(statement):
        move = f"{label(row.from_stage)} → {label(row.to_stage)}"
        reasons = [label(row.reason_code) if row.reason_code else "", row.reason]
        yield Entry(
            row.at,
            "award",
            tone(row.to_stage),
            move if subject == "application" else f"{row.title}: {move}",
            ". ".join(filter(None, reasons)),
            row.name or "",
            None if subject == "application" else ("grants.show", {"application_id": row.id}),
        )


def _deliverables(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    statement = sa.select(Deliverable.kind, Deliverable.submitted_on, Deliverable.accepted_on).where(
        Deliverable.application_id == record_id, Deliverable.submitted_on.is_not(None)
    )
    for row in session.execute(statement.limit(LIMIT)):
        yield Entry(
            _noon(row.submitted_on, reader),
            "send-check",
            "info",
            _("Submitted: %(what)s", what=label(row.kind)),
            day_only=True,
        )
        if row.accepted_on:
            yield Entry(
                _noon(row.accepted_on, reader),
                "patch-check",
                "success",
                _("Accepted: %(what)s", what=label(row.kind)),
                day_only=True,
            )


def _donations(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    if not reader.may("donations.view"):
        return
    statement = _scoped(
        sa.select(
            Donation.id, Donation.received_on, Donation.kind, Donation.purpose, Donation.description
        ).where(Donation.donor_id == record_id),
        Donation.branch_id,
        reader,
    )
    for row in session.execute(statement.order_by(Donation.received_on.desc()).limit(LIMIT)):
        yield Entry(
            _noon(row.received_on, reader),
            "gift",
            "success",
            _("Donation: %(what)s", what=row.purpose or row.description or label(row.kind)),
            link=("donations.show", {"donation_id": row.id}),
            day_only=True,
        )


def _events(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    statement = sa.select(Event.id, Event.starts_on, Event.title, Event.status).where(
        Event.archived_at.is_(None)
    )
    if subject == "application":
        statement = statement.where(Event.application_id == record_id)
    elif subject == "volunteer":
        linked = sa.select(event_volunteers.c.event_id).where(event_volunteers.c.volunteer_id == record_id)
        statement = statement.where(Event.id.in_(linked))
    else:
        owner: Any = record_id
        if subject == "partnership":
            owner = (
                sa.select(Partnership.organisation_id).where(Partnership.id == record_id).scalar_subquery()
            )
        linked = sa.select(event_partners.c.event_id).where(event_partners.c.organisation_id == owner)
        statement = statement.where(Event.id.in_(linked))
    statement = _scoped(statement, Event.branch_id, reader).order_by(Event.starts_on.desc()).limit(LIMIT)
    for row in session.execute(statement):
        yield Entry(
            _noon(row.starts_on, reader),
            "calendar-event",
            "neutral" if row.status is EventStatus.CANCELLED else "info",
            _("Event: %(title)s", title=row.title),
            "" if row.status is EventStatus.HELD else label(row.status),
            link=("events.show", {"event_id": row.id}),
            day_only=True,
        )


def _hours(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    column = {"volunteer": HoursEntry.volunteer_id, "event": HoursEntry.event_id}[subject]
    statement = (
        sa.select(
            HoursEntry.worked_on,
            HoursEntry.minutes,
            HoursEntry.activity,
            HoursEntry.status,
            Contact.display_name,
        )
        .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(column == record_id)
        .order_by(HoursEntry.worked_on.desc())
        .limit(LIMIT)
    )
    for row in session.execute(_scoped(statement, HoursEntry.branch_id, reader)):
        spent = _("%(hours)d h %(minutes)02d min", hours=row.minutes // 60, minutes=row.minutes % 60)
        yield Entry(
            _noon(row.worked_on, reader),
            "clock-history",
            tone(row.status),
            f"{row.display_name}: {spent}" if subject == "event" else spent,
            row.activity,
            label(row.status),
            day_only=True,
        )


def _audit(session: Session, subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    statement = (
        sa.select(AuditEntry.at, AuditEntry.action, AuditEntry.after, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.table_name == TABLES[subject], AuditEntry.record_id == record_id)
        .order_by(AuditEntry.at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        if row.action == "create":
            yield Entry(row.at, "plus-lg", "neutral", _("Record created"), "", row.name or "")
        else:
            fields = changed_fields({key: item for key, item in (row.after or {}).items() if key not in OWN_ENTRIES})
            if fields:
                yield Entry(
                    row.at, "pencil", "neutral", _("Changed: %(fields)s", fields=fields), "", row.name or ""
                )


SOURCES: dict[str, tuple[Callable[[Session, str, int, Reader], Iterable[Entry]], ...]] = {
    "contact": (
        _interactions,
        _comments,
        _partnership_moves,
        _application_moves,
        _donations,
        _events,
        _audit,
    ),
    "application": (_comments, _application_moves, _deliverables, _events, _audit),
    "event": (_comments, _hours, _audit),
    "partnership": (_comments, _partnership_moves, _events, _audit),
    "volunteer": (_comments, _hours, _events, _audit),
    "donation": (_comments, _audit),
}
