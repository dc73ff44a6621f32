"""Whom to ask for a shift: volunteers ordered by how well they suit it, with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.assignments import Fit, Objection, fit
from app.domain.periods import month
from app.domain.shifts import part_of_day
from app.domain.volunteers import DayPart, HoursStatus, VolunteerStatus
from app.queries.assignments import CONFIRMED, PRESENT, objections_to
from app.queries.search import found_ids
from app.queries.volunteers import in_scope
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.opportunities import Assignment, Shift
from models.volunteers import HoursEntry, Volunteer, VolunteerAvailability, volunteer_skills

# So many are weighed, those of the branch first; the best of them are looked at first, and so many are offered.
WEIGHED, LOOKED_AT, OFFERED = 400, 40, 8


@dataclass(frozen=True)
class Suggestion:
    """A volunteer who might come: how well they fit, what speaks against it, minutes of this month."""

    volunteer_id: int
    name: str
    branch_name: str
    fit: Fit
    minutes: int
    against: list[Objection]


def suggestions(
    session: Session, shift: Shift, scope: Scope, *, zone: tzinfo, text: str = "", today: date
) -> list[Suggestion]:
    """Return the volunteers to ask: those against whom nothing speaks first, the best fit before the others.

    Eight statements at most, however many volunteers there are; mostly four.

    Args:
        text: the beginning of a name; then everybody with such a name is offered, whatever speaks against it.
    """
    part = part_of_day(shift.starts_at.astimezone(zone).time())
    rows = _candidates(session, shift, scope, text, part, today)
    best = sorted(((row, _fit(row, shift)) for row in rows), key=lambda item: -item[1].score)
    # What speaks against somebody is looked up only until enough are found against whom nothing does.
    against: dict[int, list[Objection]] = {}
    clear: list[tuple[Any, Fit]] = []
    for some in (best[:LOOKED_AT], best[LOOKED_AT:]):
        if len(clear) < OFFERED and some:
            against |= objections_to(session, [row.id for row, _suits in some], shift)
            clear += [item for item in some if not against[item[0].id]]
    if text and len(clear) < OFFERED:
        clear += [item for item in best if against[item[0].id]]
    return [
        Suggestion(row.id, row.display_name, row.branch_name, suits, row.minutes, against[row.id])
        for row, suits in (clear or best)[:OFFERED]
    ]


def _fit(row: Any, shift: Shift) -> Fit:
    return fit(
        same_branch=row.branch_id == shift.branch_id,
        skills_matched=row.skills,
        is_free=row.is_free,
        times_before=row.times_before,
        minutes_this_month=row.minutes,
    )


def _candidates(session: Session, shift: Shift, scope: Scope, text: str, part: DayPart, today: date) -> Sequence[Any]:
    """Return those who are weighed, with what decides how well they suit; one statement, or two for a small branch."""
    present = sa.select(Assignment.volunteer_id).where(Assignment.shift_id == shift.id, PRESENT)
    is_own = Volunteer.branch_id == shift.branch_id
    order = (sa.case((is_own, 0), else_=1), Contact.sort_key, Volunteer.id)
    everybody = (
        sa.select(Volunteer.id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(Volunteer.archived_at.is_(None), in_scope(scope), Volunteer.id.not_in(present))
        .order_by(*order)
    )
    facts = _facts(shift, part, today).order_by(*order)

    def first(most: int, *where: sa.ColumnElement[bool]) -> Sequence[Any]:
        # The facts are looked up for those who are weighed only, not for everybody who is sorted.
        return session.execute(facts.where(Volunteer.id.in_(everybody.where(*where).limit(most)))).all()

    if text:
        ids = found_ids(session, "volunteer", text)
        return [] if ids is None else first(WEIGHED, Volunteer.id.in_(ids))
    # A branch seldom lacks volunteers, and then those of all others need not be sorted.
    is_active = Volunteer.status == VolunteerStatus.ACTIVE
    own = first(WEIGHED, is_active, is_own)
    return own if len(own) == WEIGHED else [*own, *first(WEIGHED - len(own), is_active, sa.not_(is_own))]


def _facts(shift: Shift, part: DayPart, today: date) -> Any:
    """Return the statement of volunteers with what decides how well they suit."""
    able, free, period = volunteer_skills.c, VolunteerAvailability, month(today.year, today.month)
    skills = sa.select(sa.func.count()).where(
        able.volunteer_id == Volunteer.id, able.skill_id.in_([skill.id for skill in shift.opportunity.skills])
    )
    is_free = sa.exists().where(
        free.volunteer_id == Volunteer.id, free.weekday == shift.day.weekday(), free.part == part
    )
    minutes = sa.select(sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0)).where(
        HoursEntry.volunteer_id == Volunteer.id,
        HoursEntry.status != HoursStatus.REJECTED,
        HoursEntry.worked_on >= period.start,
        HoursEntry.worked_on < period.end,
    )
    times_before = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == Volunteer.id,
            CONFIRMED,
            Shift.opportunity_id == shift.opportunity_id,
        )
    )
    return (
        sa.select(
            Volunteer.id,
            Volunteer.branch_id,
            Contact.display_name,
            Branch.name.label("branch_name"),
            skills.scalar_subquery().label("skills"),
            is_free.label("is_free"),
            minutes.scalar_subquery().label("minutes"),
            times_before.scalar_subquery().label("times_before"),
        )
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
    )
