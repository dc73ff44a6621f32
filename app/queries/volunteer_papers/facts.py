"""What a paper may say of a volunteer: name, branch, confirmed time in a period and what it was given to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.volunteer_papers import WorkLine
from app.queries.hours import CONFIRMED
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.volunteers import HoursEntry, Volunteer


@dataclass
class PaperFacts:
    """One volunteer, as far as papers speak of them; minutes are confirmed ones.

    Attributes:
        minutes: in the period.
        minutes_ever: of all time.
        since: the day on which the volunteer began, or the first day with confirmed hours.
        events: how many events of the period the volunteer helped at.
        lines: what was done where, in the period.
    """

    volunteer_id: int
    last_name: str
    first_name: str
    middle_name: str
    display_name: str
    branch_name: str
    since: date | None
    erased: bool
    archived: bool
    minutes: int = 0
    minutes_ever: int = 0
    events: int = 0
    lines: list[WorkLine] = field(default_factory=list)


def paper_facts(session: Session, ids: Sequence[int], period: Period) -> dict[int, PaperFacts]:
    """Return what is known of the volunteers by their ids; three statements whatever their number."""
    found = {row.id: _person(row) for row in session.execute(_people(ids))}
    for row in session.execute(_ever(ids)):
        facts = found[row.volunteer_id]
        facts.minutes_ever = int(row.minutes)
        facts.since = facts.since or row.first_day
    work: dict[int, dict[tuple[str, str], tuple[int, int]]] = {}
    events: dict[int, set[int]] = {}
    for row in session.execute(_work(ids, period)):
        lines = work.setdefault(row.volunteer_id, {})
        key = (row.activity or row.event_title or "", row.branch_name)
        times, minutes = lines.get(key, (0, 0))
        lines[key] = (times + int(row.times), minutes + int(row.minutes))
        if row.event_id is not None:
            events.setdefault(row.volunteer_id, set()).add(row.event_id)
    for number, facts in found.items():
        facts.events = len(events.get(number, ()))
        for (activity, place), (times, minutes) in work.get(number, {}).items():
            facts.lines.append(WorkLine(activity, place, times, minutes))
        facts.minutes = sum(line.minutes for line in facts.lines)
    return found


def _person(row: Any) -> PaperFacts:
    return PaperFacts(
        volunteer_id=row.id,
        last_name=row.last_name,
        first_name=row.first_name,
        middle_name=row.middle_name,
        display_name=row.display_name,
        branch_name=row.branch_name,
        since=row.started_on,
        erased=row.anonymised_at is not None,
        archived=row.archived_at is not None,
    )


def _people(ids: Sequence[int]) -> Any:
    return (
        sa.select(
            Volunteer.id,
            Volunteer.started_on,
            Volunteer.archived_at,
            Contact.last_name,
            Contact.first_name,
            Contact.middle_name,
            Contact.display_name,
            Contact.anonymised_at,
            Branch.name.label("branch_name"),
        )
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
        .where(Volunteer.id.in_(ids))
    )


def _ever(ids: Sequence[int]) -> Any:
    return (
        sa.select(
            HoursEntry.volunteer_id,
            sa.func.sum(HoursEntry.minutes).label("minutes"),
            sa.func.min(HoursEntry.worked_on).label("first_day"),
        )
        .where(CONFIRMED, HoursEntry.volunteer_id.in_(ids))
        .group_by(HoursEntry.volunteer_id)
    )


def _work(ids: Sequence[int], period: Period) -> Any:
    return (
        sa.select(
            HoursEntry.volunteer_id,
            HoursEntry.activity,
            HoursEntry.event_id,
            Event.title.label("event_title"),
            Branch.name.label("branch_name"),
            sa.func.count().label("times"),
            sa.func.sum(HoursEntry.minutes).label("minutes"),
        )
        .join(Branch, Branch.id == HoursEntry.branch_id)
        .outerjoin(Event, Event.id == HoursEntry.event_id)
        .where(
            CONFIRMED,
            HoursEntry.volunteer_id.in_(ids),
            HoursEntry.worked_on >= period.start,
            HoursEntry.worked_on < period.end,
        )
        .group_by(HoursEntry.volunteer_id, HoursEntry.activity, HoursEntry.event_id, Event.title, Branch.name)
        .order_by(HoursEntry.volunteer_id, HoursEntry.activity, HoursEntry.event_id)
    )
