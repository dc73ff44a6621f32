"""Verbs of volunteers: enrol, change, archive, restore."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import normalise_phone
from app.domain.errors import RuleError
from app.domain.tasks import ChecklistTrigger
from app.domain.text import search_text
from app.domain.volunteers import DayPart, VolunteerStatus, needs_guardian, too_young
from app.queries.volunteers import volunteer_of
from app.scope import Scope
from app.services.checklists import start_checklists
from models.accounts import User
from models.contacts import Person
from models.volunteers import Skill, Volunteer, VolunteerAvailability

Slot = tuple[int, DayPart]


@dataclass(frozen=True)
class VolunteerData:
    """What a person types about a volunteer. `availability` holds (week day from 0, part of the day)."""

    branch_id: int
    status: VolunteerStatus = VolunteerStatus.ACTIVE
    birth_date: date | None = None
    started_on: date | None = None
    left_on: date | None = None
    contract_number: str = ""
    certificate_number: str = ""
    briefed_on: date | None = None
    guardian_name: str = ""
    guardian_phone: str = ""
    emergency_contact: str = ""
    about: str = ""
    skills: Sequence[str] = ()
    availability: Collection[Slot] = field(default_factory=frozenset)


def enrol_volunteer(
    session: Session, person_id: int, data: VolunteerData, *, today: date, scope: Scope, by: User | None = None
) -> Volunteer:
    """Make a volunteer of a person.

    Raises:
        RuleError: `not_a_person`, `volunteer_exists` (its `details["volunteer_id"]` is None when the record
            belongs to a branch that the reader does not see), or what `change_volunteer` refuses.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise RuleError("not_a_person", field="person")
    known = volunteer_of(session, person_id)
    if known is not None:
        raise RuleError(
            "volunteer_exists",
            field="person",
            branch=known.branch.name,
            volunteer_id=known.id if scope.allows(known.branch_id) else None,
        )
    volunteer = Volunteer(person=person)
    with session.no_autoflush:
        _fill(session, volunteer, data, today=today, scope=scope)
    session.add(volunteer)
    session.flush()
    added = ChecklistTrigger.VOLUNTEER_ADDED
    start_checklists(session, added, record=volunteer, on=volunteer.started_on or today, by=by, today=today)
    return volunteer


def change_volunteer(session: Session, volunteer: Volunteer, data: VolunteerData, *, today: date, scope: Scope) -> None:
    """Save what was typed about a volunteer.

    Raises:
        RuleError: `other_branch`, `birth_date_in_future`, `volunteer_too_young` (under 14),
            `guardian_name_needed` or `guardian_phone_needed` (14–17), `volunteer_dates`, or a bad phone.
    """
    with session.no_autoflush:
        _fill(session, volunteer, data, today=today, scope=scope)
    session.flush()


def _fill(session: Session, volunteer: Volunteer, data: VolunteerData, *, today: date, scope: Scope) -> None:
    if not scope.allows(data.branch_id):
        raise RuleError("other_branch", field="branch_id")
    left_on = data.left_on
    if data.status is VolunteerStatus.LEFT:
        left_on = left_on or today
    if left_on is not None and data.started_on is not None and left_on < data.started_on:
        raise RuleError("volunteer_dates", field="left_on")
    phone = _phone(data.guardian_phone)
    birth_date = data.birth_date or volunteer.person.birth_date
    if birth_date is not None:
        _check_age(birth_date, data, today)
        volunteer.person.birth_date = birth_date
    volunteer.branch_id = data.branch_id
    volunteer.status = data.status
    volunteer.started_on = data.started_on
    volunteer.left_on = left_on
    volunteer.contract_number = data.contract_number
    volunteer.certificate_number = data.certificate_number
    volunteer.briefed_on = data.briefed_on
    volunteer.guardian_name = data.guardian_name
    volunteer.guardian_phone = phone
    volunteer.emergency_contact = data.emergency_contact
    volunteer.about = data.about
    volunteer.skills = skills_named(session, data.skills)
    present = {(slot.weekday, slot.part): slot for slot in volunteer.availability}
    volunteer.availability = [
        present.get((weekday, part)) or VolunteerAvailability(weekday=weekday, part=part)
        for weekday, part in sorted(set(data.availability))
    ]


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise_phone(typed)
    except RuleError as error:
        raise RuleError(error.code, typed, field="guardian_phone") from error


def _check_age(birth_date: date, data: VolunteerData, today: date) -> None:
    if birth_date > today:
        raise RuleError("birth_date_in_future", field="birth_date")
    begins = max(today, data.started_on or today)
    if too_young(birth_date, begins):
        raise RuleError("volunteer_too_young", field="birth_date")
    if needs_guardian(birth_date, begins):
        if not data.guardian_name:
            raise RuleError("guardian_name_needed", field="guardian_name")
        if not data.guardian_phone.strip():
            raise RuleError("guardian_phone_needed", field="guardian_phone")


def skills_named(session: Session, names: Sequence[str]) -> list[Skill]:
    """Return the skills of these names, making those that are new; case does not make a skill another one."""
    wanted = {search_text(name): " ".join(name.split())[:80] for name in names if search_text(name)}
    if not wanted:
        return []
    known = {skill.key: skill for skill in session.scalars(sa.select(Skill).where(Skill.key.in_(wanted)))}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Skill(name=name, key=key)
            session.add(known[key])
    return [known[key] for key in wanted]


def archive_volunteer(session: Session, volunteer: Volunteer, *, now: datetime) -> None:
    """Put a volunteer into the archive: the record leaves the list and the pickers, its hours stay."""
    volunteer.archived_at = now
    session.flush()


def restore_volunteer(session: Session, volunteer: Volunteer) -> None:
    """Bring a volunteer back from the archive."""
    volunteer.archived_at = None
    session.flush()
