"""Verbs of sign-ups that staff decide with: approve, decline, take a decision back."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ChannelLabel
from app.domain.errors import RuleError
from app.domain.languages import Language
from app.domain.privacy import VOLUNTEERING, ConsentChannel
from app.domain.relationships import GUARDIAN, Choice, may_agree_for
from app.domain.signups import PHOTO_PURPOSE, SignUpStatus, split_name
from app.domain.volunteers import DayPart, VolunteerStatus, needs_guardian
from app.labels import label
from app.queries.relationships import agreeing_guardians
from app.queries.sign_ups import is_in_use, likely_guardians
from app.queries.volunteers import volunteer_of
from app.scope import Scope
from app.services.consents import give_consent
from app.services.contacts import PersonData, add_ways, save_person
from app.services.relationships import RelationshipData, add_relationship
from app.services.volunteers import VolunteerData, enrol_volunteer, move_volunteer, skills_named
from models.accounts import User
from models.contacts import Person
from models.relationships import RelationshipType
from models.signups import SignUp
from models.volunteers import Volunteer, VolunteerAvailability, VolunteerLanguage


@dataclass(frozen=True)
class Approval:
    """What staff decide: the branch, and who it is; without `person_id` somebody new."""

    branch_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class Decider:
    """Who decides, at which moment, in which time zone, and how much of the system that account sees."""

    by: User
    now: datetime
    zone: ZoneInfo
    scope: Scope

    @property
    def today(self) -> date:
        """Return the day of the decision."""
        return self.now.astimezone(self.zone).date()


def approve_sign_up(session: Session, sign_up: SignUp, approval: Approval, decider: Decider) -> Volunteer:
    """Make a volunteer of somebody who signed up, with consents, skills, languages and free time.

    A minor's parent or guardian becomes a contact too, connected with the minor. A contact that already helps keeps
    the volunteer record and is put back to work.

    Raises:
        RuleError: `sign_up_decided`, `sign_up_erased`, `other_branch`, `sign_up_other_branch`,
            `sign_up_guardian_unknown`, `not_a_person`, or what enrolling and consents refuse.
    """
    _check_waiting(sign_up)
    if not decider.scope.allows(approval.branch_id):
        raise RuleError("other_branch", field="branch_id")
    minor = needs_guardian(_birth_date(sign_up), decider.today)
    if minor and not (sign_up.guardian_name and sign_up.guardian_phone):
        raise RuleError("sign_up_guardian_unknown")
    person = _person(session, sign_up, approval, decider)
    guardian_id = _guardian(session, sign_up, person, decider) if sign_up.guardian_name else None
    volunteer = _volunteer(session, sign_up, person, approval, decider)
    _consents(session, sign_up, person, guardian_id, decider)
    _decide(sign_up, SignUpStatus.APPROVED, decider)
    sign_up.branch_id, sign_up.volunteer = volunteer.branch_id, volunteer
    session.flush()
    return volunteer


def decline_sign_up(session: Session, sign_up: SignUp, reason: str, decider: Decider) -> None:
    """Decline a sign-up, for a reason that colleagues see.

    Raises:
        RuleError: `sign_up_decided`, `sign_up_erased`, `decline_reason_needed`.
    """
    _check_waiting(sign_up)
    if not reason.strip():
        raise RuleError("decline_reason_needed", field="reason")
    _decide(sign_up, SignUpStatus.DECLINED, decider)
    sign_up.reason = reason.strip()
    session.flush()


def take_back(session: Session, sign_up: SignUp, *, now: datetime) -> None:
    """Let a decided sign-up wait again. What an approval added goes to the archive while nobody used it.

    Raises:
        RuleError: `sign_up_erased`, `not_allowed`, `sign_up_has_history`.
    """
    if sign_up.erased_at is not None:
        raise RuleError("sign_up_erased")
    if sign_up.status not in {SignUpStatus.APPROVED, SignUpStatus.DECLINED}:
        raise RuleError("not_allowed")
    if sign_up.status is SignUpStatus.APPROVED and sign_up.volunteer is not None:
        if is_in_use(session, sign_up.volunteer.id):
            raise RuleError("sign_up_has_history")
        if sign_up.made_volunteer:
            sign_up.volunteer.archived_at = now
        if sign_up.made_person:
            sign_up.volunteer.person.archived_at = now
    sign_up.status, sign_up.decided_at, sign_up.decided_by_id = SignUpStatus.WAITING, None, None
    sign_up.reason = ""
    session.flush()


def _check_waiting(sign_up: SignUp) -> None:
    if sign_up.erased_at is not None:
        raise RuleError("sign_up_erased")
    if sign_up.status is not SignUpStatus.WAITING:
        raise RuleError("sign_up_decided", label(sign_up.status))


def _decide(sign_up: SignUp, status: SignUpStatus, decider: Decider) -> None:
    sign_up.status, sign_up.decided_at, sign_up.decided_by_id = status, decider.now, decider.by.id


def _birth_date(sign_up: SignUp) -> date:
    if sign_up.birth_date is None:
        raise RuleError("sign_up_erased")
    return sign_up.birth_date


def _person(session: Session, sign_up: SignUp, approval: Approval, decider: Decider) -> Person:
    """Return the contact that signed up: the chosen one, the one that an approval made before, or a new one."""
    chosen_id = approval.person_id
    if chosen_id is None and sign_up.made_person and sign_up.volunteer is not None:
        chosen_id = sign_up.volunteer.person_id
        sign_up.volunteer.person.archived_at = None
    if chosen_id is None:
        sign_up.made_person = True
        return save_person(session, _typed(sign_up), today=decider.today)
    person = session.get(Person, chosen_id)
    if person is None or person.archived_at is not None:
        raise RuleError("not_a_person", field="person")
    person.birth_date = person.birth_date or sign_up.birth_date
    person.city = person.city or sign_up.city
    add_ways(person, email=sign_up.email, phone=sign_up.phone)
    session.flush()
    return person


def _typed(sign_up: SignUp) -> PersonData:
    return PersonData(
        last_name=sign_up.last_name,
        first_name=sign_up.first_name,
        middle_name=sign_up.middle_name,
        birth_date=sign_up.birth_date,
        city=sign_up.city,
        emails=[(sign_up.email, ChannelLabel.HOME)],
        phones=[(sign_up.phone, ChannelLabel.MOBILE)],
    )


def _guardian(session: Session, sign_up: SignUp, person: Person, decider: Decider) -> int:
    """Return the contact of the parent or guardian, connected with the minor.

    A contact that looks alike but is no adult, such as a namesake in the family with the same telephone, is not it.
    """
    last, first, middle = split_name(sign_up.guardian_name)
    for row in agreeing_guardians(session, person, decider.today):
        if row.phone == sign_up.guardian_phone or row.name.split()[:2] == [last, first]:
            return row.contact_id
    likely = (item.contact for item in likely_guardians(session, sign_up) if item.is_likely)
    known = next((item for item in likely if may_agree_for(item.birth_date, person.birth_date, decider.today)), None)
    if known is not None and known.id != person.id:
        guardian = known
        add_ways(guardian, email=sign_up.guardian_email, phone=sign_up.guardian_phone)
    else:
        typed = PersonData(
            last_name=last,
            first_name=first,
            middle_name=middle,
            emails=[(sign_up.guardian_email, ChannelLabel.HOME)],
            phones=[(sign_up.guardian_phone, ChannelLabel.MOBILE)],
        )
        guardian = save_person(session, typed, today=decider.today)
    kind = session.scalar(sa.select(RelationshipType.id).where(RelationshipType.code == GUARDIAN))
    add_relationship(session, guardian, RelationshipData(Choice(kind or 0), person.id), today=decider.today)
    return guardian.id


def _volunteer(session: Session, sign_up: SignUp, person: Person, approval: Approval, decider: Decider) -> Volunteer:
    known = volunteer_of(session, person.id)
    if known is None:
        sign_up.made_volunteer = True
        data = VolunteerData(
            branch_id=approval.branch_id,
            birth_date=sign_up.birth_date,
            started_on=decider.today,
            guardian_name=sign_up.guardian_name,
            guardian_phone=sign_up.guardian_phone,
            emergency_contact=sign_up.emergency_name,
            emergency_phone=sign_up.emergency_phone,
            about=sign_up.about,
            skills=sign_up.skills,
            languages=_languages(sign_up),
            availability=slots(sign_up),
        )
        return enrol_volunteer(session, person.id, data, today=decider.today, scope=decider.scope, by=decider.by)
    if not decider.scope.allows(known.branch_id):
        raise RuleError("sign_up_other_branch", known.branch.name, field="person")
    known.archived_at = None
    known.left_on = None
    _add_to(session, known, sign_up)
    if known.status is not VolunteerStatus.ACTIVE:
        move_volunteer(session, known, VolunteerStatus.ACTIVE, by=decider.by, at=decider.now, reason=sign_up.reference)
    return known


def _add_to(session: Session, volunteer: Volunteer, sign_up: SignUp) -> None:
    """Add what somebody who already helps wrote; what was known stays."""
    names = [skill.name for skill in volunteer.skills]
    volunteer.skills = skills_named(session, [*names, *sign_up.skills])
    spoken = {item.code for item in volunteer.languages}
    volunteer.languages += [VolunteerLanguage(code=code) for code in _languages(sign_up) if code not in spoken]
    free = {(slot.weekday, slot.part) for slot in volunteer.availability}
    volunteer.availability += [
        VolunteerAvailability(weekday=weekday, part=part) for weekday, part in sorted(slots(sign_up) - free)
    ]
    for name, typed in (
        ("guardian_name", sign_up.guardian_name),
        ("guardian_phone", sign_up.guardian_phone),
        ("emergency_contact", sign_up.emergency_name),
        ("emergency_phone", sign_up.emergency_phone),
        ("about", sign_up.about),
    ):
        if typed and not getattr(volunteer, name):
            setattr(volunteer, name, typed)
    session.flush()


def _languages(sign_up: SignUp) -> list[Language]:
    return [Language(code) for code in sign_up.languages]


def slots(sign_up: SignUp) -> set[tuple[int, DayPart]]:
    """Return the parts of the week in which the person is free, as (week day, part)."""
    pairs = (value.split("-", 1) for value in sign_up.availability)
    return {(int(weekday), DayPart(part)) for weekday, part in pairs}


def _consents(session: Session, sign_up: SignUp, person: Person, guardian_id: int | None, decider: Decider) -> None:
    """Write down what was agreed to when the form was sent, in the very words that were shown."""
    day = sign_up.sent_at.astimezone(decider.zone).date()
    minor = person.birth_date is not None and needs_guardian(person.birth_date, day)
    for purpose, text_id in ((VOLUNTEERING, sign_up.consent_text_id), (PHOTO_PURPOSE, sign_up.photo_text_id)):
        if text_id is not None:
            give_consent(
                session,
                person.id,
                purpose,
                channel=ConsentChannel.WEB,
                now=decider.now,
                on=day,
                today=max(day, decider.today),
                text_id=text_id,
                guardian_id=guardian_id if minor else None,
                note=sign_up.reference,
                by=decider.by,
            )
