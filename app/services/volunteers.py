"""Verbs of volunteers: enrol, change, move to another status, archive, restore."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import normalise_phone
from app.domain.errors import RuleError
from app.domain.languages import Language
from app.domain.tasks import ChecklistTrigger
from app.domain.text import search_text
from app.domain.volunteers import DayPart, VolunteerStatus, needs_guardian, too_young
from app.queries.accounts import may_coordinate
from app.queries.volunteers import volunteer_of
from app.scope import Scope
from app.services.checklists import start_checklists
from models.accounts import User
from models.contacts import Person
from models.volunteers import Skill, Volunteer, VolunteerAvailability, VolunteerLanguage, VolunteerStatusChange

Slot = tuple[int, DayPart]
# Whoever pauses or leaves has a reason that colleagues want to know later.
EXPLAINED = frozenset({VolunteerStatus.PAUSED, VolunteerStatus.LEFT})
# What is saved as it was typed.
PLAIN = (
    "branch_id",
    "coordinator_id",
    "started_on",
    "contract_number",
    "contract_from",
    "contract_until",
    "certificate_number",
    "certificate_on",
    "oriented_on",
    "briefed_on",
    "guardian_name",
    "emergency_contact",
    "about",
)


@dataclass(frozen=True)
class VolunteerData:
    """What a person types about a volunteer. `availability` holds (week day from 0, part of the day).

    `status_reason` says why the status changes; it is kept with the move and not on the volunteer.
    """

    branch_id: int
    status: VolunteerStatus = VolunteerStatus.ACTIVE
    status_reason: str = ""
    birth_date: date | None = None
    coordinator_id: int | None = None
    started_on: date | None = None
    left_on: date | None = None
    contract_number: str = ""
    contract_from: date | None = None
    contract_until: date | None = None
    certificate_number: str = ""
    certificate_on: date | None = None
    oriented_on: date | None = None
    briefed_on: date | None = None
    guardian_name: str = ""
    guardian_phone: str = ""
    emergency_contact: str = ""
    emergency_phone: str = ""
    about: str = ""
    skills: Sequence[str] = ()
    languages: Collection[Language] = ()
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
    volunteer = Volunteer(person=person, status=data.status)
    with session.no_autoflush:
        _fill(session, volunteer, data, today=today, scope=scope)
    session.add(volunteer)
    session.flush()
    added = ChecklistTrigger.VOLUNTEER_ADDED
    start_checklists(session, added, record=volunteer, on=volunteer.started_on or today, by=by, today=today)
    return volunteer


def change_volunteer(
    session: Session,
    volunteer: Volunteer,
    data: VolunteerData,
    *,
    today: date,
    scope: Scope,
    by: User | None,
    now: datetime,
) -> None:
    """Save what was typed about a volunteer; another status is written down as a move.

    Raises:
        RuleError: `other_branch`, `birth_date_in_future`, `volunteer_too_young` (under 14),
            `guardian_name_needed` or `guardian_phone_needed` (14–17), `volunteer_dates`, `contract_dates`,
            `coordinator_gone`, `status_reason_needed`, or a bad phone.
    """
    with session.no_autoflush:
        _fill(session, volunteer, data, today=today, scope=scope)
    if volunteer.status is not data.status:
        move_volunteer(session, volunteer, data.status, by=by, at=now, reason=data.status_reason)
    session.flush()


def move_volunteer(
    session: Session,
    volunteer: Volunteer,
    status: VolunteerStatus,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> VolunteerStatusChange:
    """Move a volunteer to another status and keep the move in the history.

    Raises:
        RuleError: `status_reason_needed`, when somebody pauses or leaves and nothing says why.
    """
    if status in EXPLAINED and not reason.strip():
        raise RuleError("status_reason_needed", field="status_reason")
    change = VolunteerStatusChange(
        volunteer_id=volunteer.id,
        from_status=volunteer.status,
        to_status=status,
        at=at,
        by_id=by.id if by else None,
        reason=reason.strip(),
    )
    session.add(change)
    session.flush()
    volunteer.status, volunteer.current_change_id = status, change.id
    session.flush()
    return change


def _fill(session: Session, volunteer: Volunteer, data: VolunteerData, *, today: date, scope: Scope) -> None:
    if not scope.allows(data.branch_id):
        raise RuleError("other_branch", field="branch_id")
    left_on = data.left_on
    if data.status is VolunteerStatus.LEFT:
        left_on = left_on or today
    _check_order(data.started_on, left_on, "volunteer_dates", "left_on")
    _check_order(data.contract_from, data.contract_until, "contract_dates", "contract_until")
    if data.coordinator_id not in (None, volunteer.coordinator_id) and not may_coordinate(session, data.coordinator_id):
        raise RuleError("coordinator_gone", field="coordinator_id")
    volunteer.guardian_phone = _phone(data.guardian_phone, "guardian_phone")
    volunteer.emergency_phone = _phone(data.emergency_phone, "emergency_phone")
    birth_date = data.birth_date or volunteer.person.birth_date
    if birth_date is not None:
        _check_age(birth_date, data, today)
        volunteer.person.birth_date = birth_date
    for name in PLAIN:
        setattr(volunteer, name, getattr(data, name))
    volunteer.left_on = left_on
    volunteer.skills = skills_named(session, data.skills)
    spoken = {item.code: item for item in volunteer.languages}
    volunteer.languages = [spoken.get(code) or VolunteerLanguage(code=code) for code in sorted(set(data.languages))]
    present = {(slot.weekday, slot.part): slot for slot in volunteer.availability}
    volunteer.availability = [
        present.get((weekday, part)) or VolunteerAvailability(weekday=weekday, part=part)
        for weekday, part in sorted(set(data.availability))
    ]


def _check_order(first: date | None, last: date | None, code: str, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise RuleError(code, field=field)


def _phone(typed: str, field: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise_phone(typed)
    except RuleError as error:
        raise RuleError(error.code, typed, field=field) from error


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
