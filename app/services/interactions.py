"""Verbs of interactions: write down, correct, put into the archive, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import InteractionKind
from app.domain.errors import RuleError
from app.domain.interactions import (
    MOST_PEOPLE,
    Direction,
    NextStep,
    Outcome,
    check_length,
    check_next_step,
    direction_of,
)
from app.services.base import refuse_archived
from app.services.tasks import add_task
from models.accounts import User
from models.contacts import Contact
from models.interactions import Interaction, InteractionDetails


@dataclass(frozen=True)
class Facts:
    """What may be known of an interaction beside its kind, day and words.

    `contact_ids` are the participants beside the contact that it belongs to, `user_ids` the colleagues who took
    part beside the author. `sender` and `recipients` are the addresses of a letter as its envelope names them.
    """

    minutes: int | None = None
    outcome: Outcome | None = None
    outcome_note: str = ""
    next_step: NextStep | None = None
    contact_ids: Sequence[int] = ()
    user_ids: Sequence[int] = ()
    application_id: int | None = None
    partnership_id: int | None = None
    event_id: int | None = None
    sender: str = ""
    recipients: str = ""


NOTHING_MORE = Facts()


def note_interaction(
    session: Session,
    record: Contact,
    *,
    kind: InteractionKind,
    subject: str,
    body: str,
    occurred_at: datetime,
    by: User | None,
    now: datetime,
    direction: Direction | None = None,
    message_id: str | None = None,
    facts: Facts = NOTHING_MORE,
) -> Interaction:
    """Write down something that passed between the institution and a contact; a next step becomes a task.

    Args:
        direction: who turned to whom; left out for a meeting and a note, which have none.
        message_id: the identifier of an e-mail message, by which it is recognised when it comes again.
        facts: whatever else is known.

    Raises:
        RuleError: `in_future`, when it has not happened yet; `not_a_length`, `too_many_people`, `next_step_needed`,
            `next_step_without_day`, `next_step_without_assignee`, or what `add_task` refuses.
    """
    _check(occurred_at, now, facts)
    interaction = Interaction(contact_id=record.id, author_id=by.id if by else None)
    if facts.next_step is not None:
        _plan(session, interaction, facts.next_step, by)
    _write(session, interaction, kind, subject, body, occurred_at, direction, facts)
    if message_id:
        _details(interaction).message_id = message_id[:255]
    session.add(interaction)
    session.flush()
    return interaction


def change_interaction(
    session: Session,
    interaction: Interaction,
    *,
    kind: InteractionKind,
    subject: str,
    body: str,
    occurred_at: datetime,
    by: User | None,
    now: datetime,
    direction: Direction | None = None,
    facts: Facts = NOTHING_MORE,
) -> None:
    """Correct what was written down. A next step that is there already stays: its task has a life of its own.

    Raises:
        RuleError: as `note_interaction` does, and `archived`.
    """
    refuse_archived(interaction)
    if interaction.details is not None and interaction.details.next_step:
        facts = replace(facts, next_step=None)
    _check(occurred_at, now, facts)
    if facts.next_step is not None:
        _plan(session, interaction, facts.next_step, by)
    _write(session, interaction, kind, subject, body, occurred_at, direction, facts)
    # A change of the participants alone must also move the version.
    interaction.updated_at = now
    session.flush()


def archive_interaction(session: Session, interaction: Interaction, *, now: datetime) -> None:
    """Put an interaction into the archive: it leaves timelines and the list; its files and tasks stay."""
    interaction.archived_at = now
    session.flush()


def restore_interaction(session: Session, interaction: Interaction) -> None:
    """Bring an interaction back from the archive."""
    interaction.archived_at = None
    session.flush()


def add_participant(session: Session, interaction: Interaction, record: Contact, *, now: datetime) -> None:
    """Show an interaction on one more contact's timeline; nothing happens when it is there already."""
    if record.id != interaction.contact_id and record not in interaction.contacts:
        interaction.contacts.append(record)
        interaction.updated_at = now
    session.flush()


def _check(occurred_at: datetime, now: datetime, facts: Facts) -> None:
    """Refuse what cannot be before anything is written."""
    if occurred_at > now:
        raise RuleError("in_future", field="occurred_on")
    check_length(facts.minutes)
    if len(facts.contact_ids) > MOST_PEOPLE or len(facts.user_ids) > MOST_PEOPLE:
        raise RuleError("too_many_people", MOST_PEOPLE, field="participants")
    if facts.next_step is not None:
        check_next_step(facts.next_step)


def _write(
    session: Session,
    interaction: Interaction,
    kind: InteractionKind,
    subject: str,
    body: str,
    occurred_at: datetime,
    direction: Direction | None,
    facts: Facts,
) -> None:
    interaction.kind, interaction.subject, interaction.body = kind, subject, body
    interaction.occurred_at = occurred_at
    interaction.contacts = _rows(session, Contact, [key for key in facts.contact_ids if key != interaction.contact_id])
    interaction.colleagues = _rows(session, User, facts.user_ids)
    told = {
        "direction": direction_of(kind, direction),
        "minutes": facts.minutes,
        "outcome": facts.outcome,
        "outcome_note": facts.outcome_note,
        "application_id": facts.application_id,
        "partnership_id": facts.partnership_id,
        "event_id": facts.event_id,
    }
    if facts.sender or facts.recipients:
        told |= {"sender": facts.sender[:300], "recipients": facts.recipients[:1000]}
    if any(told.values()) or interaction.details is not None:
        for name, value in told.items():
            setattr(_details(interaction), name, value)


def _details(interaction: Interaction) -> InteractionDetails:
    if interaction.details is None:
        interaction.details = InteractionDetails()
    return interaction.details


def _rows(session: Session, model: Any, ids: Sequence[int]) -> list[Any]:
    if not ids:
        return []
    found = {row.id: row for row in session.scalars(sa.select(model).where(model.id.in_(ids)))}
    return [found[key] for key in dict.fromkeys(ids) if key in found]


def _plan(session: Session, interaction: Interaction, step: NextStep, by: User | None) -> None:
    """Make the task before the interaction is written, so that what it refuses leaves nothing behind."""
    add_task(
        session,
        title=step.text,
        due_on=step.on,
        assignee_id=step.assignee_id,
        by=by,
        contact_id=interaction.contact_id,
    )
    details = _details(interaction)
    details.next_step, details.next_on, details.next_assignee_id = step.text, step.on, step.assignee_id
