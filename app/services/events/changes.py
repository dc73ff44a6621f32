"""Planning and changing events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.event_times import EventTimes
from app.domain.events import EventStatus, EventType, Place
from app.domain.tasks import ChecklistTrigger
from app.scope import EVERYTHING, Scope, scope_of
from app.services.base import refuse_archived
from app.services.checklists import start_checklists
from models.accounts import User
from models.branches import Branch
from models.contacts import Organisation
from models.events import AttendanceCount, Event
from models.grants import Application
from models.volunteers import Volunteer

Record = TypeVar("Record", Organisation, Volunteer)


@dataclass(frozen=True)
class EventDraft:
    """What a person says about an event. A summary row has no `times`: its period came with the import."""

    title: str
    branch_id: int | None
    times: EventTimes | None
    event_type: EventType = EventType.OTHER
    status: EventStatus = EventStatus.PLANNED
    place: Place = Place.ON_SITE
    venue: str = ""
    is_creative: bool = False
    is_personal_development: bool = False
    planned_participants: int | None = None
    description: str = ""
    publication_url: str = ""
    application_id: int | None = None
    partner_ids: Sequence[int] = ()
    volunteer_ids: Sequence[int] = ()


def create_event(session: Session, draft: EventDraft, *, by: User | None, now: datetime) -> Event:
    """Save a new event.

    Raises:
        RuleError: `branch_missing`, `other_branch`, `held_in_future`, `unknown_partner`,
            `unknown_volunteer`, `unknown_application`.
    """
    if draft.times is None:
        raise RuntimeError("an ordinary event has a time")
    event = Event(title="", sort_key="")
    _fill(session, event, draft, by=by, now=now)
    session.add(event)
    session.flush()
    if event.status is EventStatus.PLANNED:
        planned = ChecklistTrigger.EVENT_PLANNED
        start_checklists(session, planned, record=event, on=event.starts_on, by=by, today=now.date())
    return event


def edit_event(session: Session, event: Event, draft: EventDraft, *, by: User | None, now: datetime) -> None:
    """Change an event; the period of a summary row stays as it was imported.

    Raises:
        RuleError: as `create_event`, and `archived`, `event_has_counts` when an event with participants
            would become planned, cancelled or moved into the future.
    """
    check_may_change(event, by)
    if not event.is_summary and draft.times is None:
        raise RuntimeError("an ordinary event has a time")
    moved_ahead = draft.times is not None and draft.times.starts_at > now
    if (draft.status is not EventStatus.HELD or moved_ahead) and _is_counted(session, event):
        raise RuleError("event_has_counts", field="starts_on" if moved_ahead else "status")
    _fill(session, event, draft, by=by, now=now)
    # Links are rows of other tables: the event itself must change for its version to move on.
    event.updated_at = now
    session.flush()


def cancel_event(session: Session, event: Event, *, by: User | None, now: datetime) -> None:
    """Say that an event did not take place.

    Raises:
        RuleError: `other_branch`, `archived`, `summary_is_fixed`, `event_has_counts`.
    """
    check_may_change(event, by)
    if event.is_summary:
        raise RuleError("summary_is_fixed")
    if _is_counted(session, event):
        raise RuleError("event_has_counts")
    event.status = EventStatus.CANCELLED
    event.updated_at = now
    session.flush()


def reopen_event(session: Session, event: Event, *, by: User | None, now: datetime) -> None:
    """Take a cancellation back: the event is planned again. Raises as `cancel_event`, without the counts."""
    check_may_change(event, by)
    if event.status is not EventStatus.CANCELLED:
        raise RuleError("not_allowed")
    event.status = EventStatus.PLANNED
    event.updated_at = now
    session.flush()


def archive_event(session: Session, event: Event, *, by: User | None, now: datetime) -> None:
    """Put an event away: lists and figures leave it out, nothing is deleted. Raises `other_branch`."""
    check_branch(event.branch_id, by)
    event.archived_at = event.archived_at or now
    session.flush()


def restore_event(session: Session, event: Event, *, by: User | None) -> None:
    """Bring an event back from the archive. Raises `other_branch`."""
    check_branch(event.branch_id, by)
    event.archived_at = None
    session.flush()


def _scope(by: User | None) -> Scope:
    return EVERYTHING if by is None else scope_of(by.role, by.branch_id)


def check_branch(branch_id: int, by: User | None) -> None:
    """Let branch staff change only what belongs to their branch.

    Raises:
        RuleError: `other_branch`.
    """
    if not _scope(by).allows(branch_id):
        raise RuleError("other_branch", field="branch_id")


def check_may_change(event: Event, by: User | None) -> None:
    """Refuse to change an event of another branch or of the archive: `other_branch`, `archived`."""
    check_branch(event.branch_id, by)
    refuse_archived(event)


def _is_counted(session: Session, event: Event) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(AttendanceCount.event_id == event.id))))


def _fill(session: Session, event: Event, draft: EventDraft, *, by: User | None, now: datetime) -> None:
    if draft.branch_id is None or session.get(Branch, draft.branch_id) is None:
        raise RuleError("branch_missing", field="branch_id")
    check_branch(draft.branch_id, by)
    if draft.times is not None and draft.status is EventStatus.HELD and draft.times.starts_at > now:
        raise RuleError("held_in_future", field="status")
    if draft.application_id is not None and session.get(Application, draft.application_id) is None:
        raise RuleError("unknown_application", field="application_id")
    partners = _all_of(session, Organisation, draft.partner_ids, "unknown_partner", "partner_ids")
    volunteers = _all_of(session, Volunteer, draft.volunteer_ids, "unknown_volunteer", "volunteer_ids")
    scope = _scope(by)
    if any(not scope.allows(one.branch_id) and one not in event.volunteers for one in volunteers):
        raise RuleError("unknown_volunteer", field="volunteer_ids")
    # The old links are read while the event is half filled: nothing may be written before it is whole.
    with session.no_autoflush:
        if draft.times is not None and not event.is_summary:
            event.starts_on, event.ends_before = draft.times.starts_on, draft.times.ends_before
            event.starts_at, event.ends_at = draft.times.starts_at, draft.times.ends_at
        event.rename(draft.title)
        event.branch_id = draft.branch_id
        event.event_type = draft.event_type
        event.status = draft.status
        event.place = draft.place
        event.venue = draft.venue
        event.is_creative = draft.is_creative
        event.is_personal_development = draft.is_personal_development
        event.planned_participants = draft.planned_participants
        event.description = draft.description
        event.publication_url = draft.publication_url
        event.application_id = draft.application_id
        event.partners = partners
        event.volunteers = volunteers


def _all_of(session: Session, model: type[Record], ids: Sequence[int], code: str, field: str) -> list[Any]:
    if not ids:
        return []
    found = list(session.scalars(sa.select(model).where(model.id.in_(ids))))
    if len(found) < len(set(ids)):
        raise RuleError(code, field=field)
    return found
