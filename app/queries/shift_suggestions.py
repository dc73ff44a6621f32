"""Whom to ask for a shift: volunteers ordered by how well they suit it, with the reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.assignments import Fit, Objection, fit, objections
from app.domain.opportunities import AssignmentStatus
from app.domain.periods import month
from app.domain.shifts import part_of_day
from app.domain.volunteers import DayPart, HoursStatus, VolunteerStatus
from app.queries.assignments import CANDIDATE_COLUMNS, PRESENT, candidate_of, slot_of, slots_around
from app.queries.readiness import documents_held
from app.queries.search import found_ids
from app.queries.volunteers import in_scope
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.opportunities import Assignment, Shift
from models.volunteers import HoursEntry, Volunteer, VolunteerAvailability, volunteer_skills

# So many are weighed, those of the branch first, and so many of them are offered.
WEIGHED, OFFERED = 400, 8


@dataclass(frozen=True)
class Suggestion:
    """A volunteer who might come: how well they fit, what speaks against it, minutes of this month."""

    volunteer_id: int
    name: str
    branch_name: str
    fit: Fit
    skills: int
    minutes: int
    against: list[Objection]


def suggestions(
    session: Session, shift: Shift, scope: Scope, *, zone: tzinfo, text: str = "", today: date
) -> list[Suggestion]:
    """Return the volunteers to ask: those against whom nothing speaks first, the best fit before the others.

    Seven statements, however many volunteers there are.

    Args:
        text: the beginning of a name; then everybody with such a name is offered, whatever speaks against it.
    """
    rows = _candidates(session, shift, scope, text)
    ids = [row.id for row in rows]
    others = slots_around(session, ids, shift, shift.day)
    wanted = {skill.id for skill in shift.opportunity.skills}
    skills = _skills(session, ids, wanted)
    free = _free_parts(session, ids)
    minutes = _minutes(session, ids, today)
    before = _times_before(session, ids, shift.opportunity_id)
    papers = documents_held(session, ids)
    slot, part = slot_of(shift), part_of_day(shift.starts_at.astimezone(zone).time())
    found = [
        Suggestion(
            row.id,
            row.display_name,
            row.branch_name,
            fit(
                same_branch=row.branch_id == shift.branch_id,
                skills_matched=skills.get(row.id, 0),
                free_parts=free.get(row.id, frozenset()),
                weekday=shift.day.weekday(),
                part=part,
                times_before=before.get(row.id, 0),
                minutes_this_month=minutes.get(row.id, 0),
            ),
            skills.get(row.id, 0),
            minutes.get(row.id, 0),
            objections(
                candidate_of(row, papers.get(row.id, ())), slot, shift.opportunity.min_age, others.get(row.id, ())
            ),
        )
        for row in rows
    ]
    found.sort(key=lambda item: (bool(item.against), -item.fit.score))
    if not text:
        found = [item for item in found if not item.against] or found
    return found[:OFFERED]


def _candidates(session: Session, shift: Shift, scope: Scope, text: str) -> Sequence[Any]:
    present = sa.select(Assignment.volunteer_id).where(Assignment.shift_id == shift.id, PRESENT)
    statement = (
        sa.select(*CANDIDATE_COLUMNS, Volunteer.branch_id, Contact.display_name, Branch.name.label("branch_name"))
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
        .where(Volunteer.archived_at.is_(None), in_scope(scope), Volunteer.id.not_in(present))
        .order_by(sa.case((Volunteer.branch_id == shift.branch_id, 0), else_=1), Contact.sort_key, Volunteer.id)
        .limit(WEIGHED)
    )
    if text:
        ids = found_ids(session, "volunteer", text)
        statement = statement.where(sa.false() if ids is None else Volunteer.id.in_(ids))
    else:
        statement = statement.where(Volunteer.status == VolunteerStatus.ACTIVE)
    return session.execute(statement).all()


def _skills(session: Session, ids: Iterable[int], wanted: Iterable[int]) -> dict[int, int]:
    able = volunteer_skills.c
    return _counts(
        session,
        sa.select(able.volunteer_id, sa.func.count())
        .where(able.volunteer_id.in_(list(ids)), able.skill_id.in_(list(wanted)))
        .group_by(able.volunteer_id),
    )


def _free_parts(session: Session, ids: Iterable[int]) -> dict[int, set[tuple[int, DayPart]]]:
    found: dict[int, set[tuple[int, DayPart]]] = {}
    rows = session.execute(
        sa.select(VolunteerAvailability.volunteer_id, VolunteerAvailability.weekday, VolunteerAvailability.part).where(
            VolunteerAvailability.volunteer_id.in_(list(ids))
        )
    )
    for volunteer_id, weekday, part in rows:
        found.setdefault(volunteer_id, set()).add((weekday, part))
    return found


def _minutes(session: Session, ids: Iterable[int], today: date) -> dict[int, int]:
    period = month(today.year, today.month)
    return _counts(
        session,
        sa.select(HoursEntry.volunteer_id, sa.func.sum(HoursEntry.minutes))
        .where(
            HoursEntry.volunteer_id.in_(list(ids)),
            HoursEntry.status != HoursStatus.REJECTED,
            HoursEntry.worked_on >= period.start,
            HoursEntry.worked_on < period.end,
        )
        .group_by(HoursEntry.volunteer_id),
    )


def _times_before(session: Session, ids: Iterable[int], opportunity_id: int) -> dict[int, int]:
    return _counts(
        session,
        sa.select(Assignment.volunteer_id, sa.func.count())
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id.in_(list(ids)),
            Assignment.status == AssignmentStatus.CONFIRMED,
            Shift.opportunity_id == opportunity_id,
        )
        .group_by(Assignment.volunteer_id),
    )


def _counts(session: Session, statement: Any) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in session.execute(statement)}
