"""Verbs of the work on a grant: deliverables, planned activities, indicators and the report's texts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.domain.grant_counts import GrantCount
from app.domain.grants import DeliverableKind, NarrativeSection
from models.accounts import User
from models.awards import DeliverableReturn, TrancheGate
from models.events import Event
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application, Deliverable, Narrative


@dataclass(frozen=True, kw_only=True)
class ActivityData:
    """A planned activity as typed."""

    title: str
    planned_from: date
    planned_to: date | None = None
    place: str = ""
    responsible: str = ""
    done_on: date | None = None
    event_id: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorData:
    """An indicator as typed."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    achieved: Decimal | None = None
    source: str = ""
    counted: GrantCount | None = None


def add_deliverable(
    session: Session,
    application: Application,
    *,
    kind: DeliverableKind,
    due_on: date,
    submitted_on: date | None = None,
    accepted_on: date | None = None,
    note: str = "",
    today: date,
) -> Deliverable:
    """Add something that must be handed in; it carries no money, so nothing is counted twice.

    Raises:
        RuleError: `in_future`, `not_submitted_yet` or `accepted_before_submitted`.
    """
    _check_dates(submitted_on, accepted_on, today)
    deliverable = Deliverable(application_id=application.id)
    session.add(deliverable)
    _set_deliverable(
        deliverable, kind=kind, due_on=due_on, submitted_on=submitted_on, accepted_on=accepted_on, note=note
    )
    session.flush()
    return deliverable


def edit_deliverable(
    session: Session,
    deliverable: Deliverable,
    *,
    kind: DeliverableKind,
    due_on: date,
    submitted_on: date | None,
    accepted_on: date | None,
    note: str,
    today: date,
) -> Deliverable:
    """Change a deliverable, and return it.

    Raises:
        RuleError: as `add_deliverable`.
    """
    _check_dates(submitted_on, accepted_on, today)
    _set_deliverable(
        deliverable, kind=kind, due_on=due_on, submitted_on=submitted_on, accepted_on=accepted_on, note=note
    )
    session.flush()
    return deliverable


def submit_deliverable(session: Session, deliverable: Deliverable, *, on: date) -> None:
    """Note that it was handed in on a day; a second time changes nothing."""
    if deliverable.submitted_on is None:
        deliverable.submitted_on, deliverable.returned_on = on, None
        session.flush()


def accept_deliverable(session: Session, deliverable: Deliverable, *, on: date) -> None:
    """Note that the funder accepted it.

    Raises:
        RuleError: `not_submitted_yet`, `accepted_before_submitted`.
    """
    if deliverable.accepted_on is None:
        _check_dates(deliverable.submitted_on, on, on)
        deliverable.accepted_on = on
        session.flush()


def return_deliverable(
    session: Session,
    deliverable: Deliverable,
    *,
    on: date,
    new_due_on: date,
    remarks: str,
    today: date,
    by: User | None,
    now: datetime,
) -> DeliverableReturn:
    """Note that the funder gave it back with remarks: it is due again, and the history keeps how it went.

    Raises:
        RuleError: `not_submitted_yet`, `already_accepted`, `returned_before_submitted`, `in_future`,
            `new_date_before_return`, `remarks_required`.
    """
    if deliverable.submitted_on is None:
        raise RuleError("not_submitted_yet")
    if deliverable.accepted_on is not None:
        raise RuleError("already_accepted")
    if on > today:
        raise RuleError("in_future", field="returned_on")
    if on < deliverable.submitted_on:
        raise RuleError("returned_before_submitted", field="returned_on")
    if new_due_on < on:
        raise RuleError("new_date_before_return", field="new_due_on")
    if not remarks:
        raise RuleError("remarks_required", field="remarks")
    row = DeliverableReturn(
        deliverable_id=deliverable.id,
        due_on=deliverable.due_on,
        submitted_on=deliverable.submitted_on,
        returned_on=on,
        new_due_on=new_due_on,
        remarks=remarks,
        at=now,
        by_id=by.id if by else None,
    )
    session.add(row)
    deliverable.submitted_on, deliverable.returned_on, deliverable.due_on = None, on, new_due_on
    session.flush()
    return row


def reopen_deliverable(session: Session, deliverable: Deliverable) -> None:
    """Take the last step of a deliverable back: first the acceptance, then the submission."""
    if deliverable.accepted_on is not None:
        deliverable.accepted_on = None
    else:
        deliverable.submitted_on = deliverable.outcome = None
    session.flush()


def remove(session: Session, record: Deliverable | PlannedActivity | GrantIndicator) -> None:
    """Remove a part of an application; the audit log keeps what it was.

    Raises:
        RuleError: `holds_a_tranche`, for something to hand in that a tranche waits for.
    """
    if isinstance(record, Deliverable) and session.scalar(
        sa.select(TrancheGate.id).where(TrancheGate.deliverable_id == record.id).limit(1)
    ):
        raise RuleError("holds_a_tranche")
    session.delete(record)
    session.flush()


def save_activity(
    session: Session, application: Application, data: ActivityData, *, today: date, activity: Any = None
) -> PlannedActivity:
    """Add a planned activity, or change the given one.

    Raises:
        RuleError: `dates_out_of_order`, `done_in_future`, `event_of_other_grant`.
    """
    if data.planned_to is not None and data.planned_to < data.planned_from:
        raise RuleError("dates_out_of_order", field="planned_to")
    if data.done_on is not None and data.done_on > today:
        raise RuleError("done_in_future", field="done_on")
    if data.event_id is not None:
        event = session.get(Event, data.event_id)
        if event is None or event.application_id != application.id:
            raise RuleError("event_of_other_grant", field="event_id")
    record: PlannedActivity = activity or PlannedActivity(application_id=application.id)
    session.add(record)
    for name in ActivityData.__dataclass_fields__:
        setattr(record, name, getattr(data, name))
    session.flush()
    return record


def save_indicator(
    session: Session,
    application: Application,
    data: IndicatorData,
    *,
    indicator: GrantIndicator | None = None,
) -> GrantIndicator:
    """Add an indicator at the end, or change the given one.

    Raises:
        RuleError: `indicator_exists`, `counted_is_not_typed`.
    """
    if data.counted is not None and data.achieved is not None:
        raise RuleError("counted_is_not_typed", field="achieved")
    same = sa.select(GrantIndicator.id).where(
        GrantIndicator.application_id == application.id, GrantIndicator.name == data.name
    )
    with session.no_autoflush:
        if session.scalar(same.where(GrantIndicator.id != indicator.id) if indicator else same):
            raise RuleError("indicator_exists", data.name, field="name")
        last = session.scalar(
            sa.select(sa.func.max(GrantIndicator.position)).where(GrantIndicator.application_id == application.id)
        )
    record = indicator or GrantIndicator(application_id=application.id, position=(last or 0) + 1)
    session.add(record)
    for name in IndicatorData.__dataclass_fields__:
        setattr(record, name, getattr(data, name))
    session.flush()
    return record


def save_narrative(
    session: Session,
    application: Application,
    section: NarrativeSection,
    locale: str,
    text: str,
    *,
    version: int,
) -> Narrative | None:
    """Save the text of one section in one language.

    Args:
        text: Markdown; saving the text that is there already writes nothing.
        version: of the text that the person saw; 0 when there was none.

    Returns:
        The saved text; None when there is nothing to keep.

    Raises:
        RuleError: `stale_record`, when somebody saved another text after the person opened theirs.
        StaleDataError: two first texts of a section were saved in the same moment.
    """
    text = text.replace("\r\n", "\n").strip()
    found = session.scalar(
        sa.select(Narrative)
        .where(
            Narrative.application_id == application.id,
            Narrative.section == section,
            Narrative.locale == locale,
        )
        .execution_options(populate_existing=True)
    )
    if (found.text if found else "") == text:
        return found
    if (found.version if found else 0) != version:
        raise RuleError("stale_record", section)
    if found is None:
        found = Narrative(application_id=application.id, section=section, locale=locale)
        session.add(found)
    found.text = text
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleDataError(str(error)) from error
    return found


def _set_deliverable(
    deliverable: Deliverable,
    *,
    kind: DeliverableKind,
    due_on: date,
    submitted_on: date | None,
    accepted_on: date | None,
    note: str,
) -> None:
    if kind is not DeliverableKind.LETTER_OF_INTENT or submitted_on is None:
        deliverable.outcome = None
    deliverable.kind = kind
    deliverable.due_on = due_on
    deliverable.submitted_on = submitted_on
    deliverable.accepted_on = accepted_on
    if submitted_on is not None:
        deliverable.returned_on = None
    deliverable.note = note


def _check_dates(submitted_on: date | None, accepted_on: date | None, today: date) -> None:
    if submitted_on is not None and submitted_on > today:
        raise RuleError("in_future", field="submitted_on")
    if accepted_on is None:
        return
    if accepted_on > today:
        raise RuleError("in_future", field="accepted_on")
    if submitted_on is None:
        raise RuleError("not_submitted_yet", field="submitted_on")
    if accepted_on < submitted_on:
        raise RuleError("accepted_before_submitted", field="accepted_on")
