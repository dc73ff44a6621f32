"""Whose terms of keeping have run out: the last activity of people and the terms that apply to them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.events import EventStatus
from app.domain.periods import add_months
from app.domain.privacy import GENERAL_PURPOSE, VOLUNTEERING, ErasureStatus, ProposalState, is_due_for_erasure
from app.queries.consents import holds_on, purposes
from models.contacts import Affiliation, Contact
from models.donations import Donation
from models.events import Event, event_volunteers
from models.interactions import Interaction, interaction_contacts
from models.privacy import Consent, ConsentPurpose, ErasureRequest, RetentionProposal
from models.volunteers import HoursEntry, Volunteer

PORTION = 500
DEFAULT_TERM = 60
Days = sa.Select[Any]


@dataclass(frozen=True)
class Candidate:
    """A person whose longest term has run out."""

    contact_id: int
    last_activity_on: date
    term_months: int


def _activities() -> list[tuple[Any, Any, Days]]:
    """Return (person, day or moment, rows) of each kind of activity."""
    volunteers = sa.select(Volunteer.person_id.label("person"))
    return [
        (Interaction.contact_id, Interaction.occurred_at, sa.select(Interaction.id)),
        (
            interaction_contacts.c.contact_id,
            Interaction.occurred_at,
            sa.select(Interaction.id).join(
                interaction_contacts, interaction_contacts.c.interaction_id == Interaction.id
            ),
        ),
        (Donation.donor_id, Donation.received_on, sa.select(Donation.id)),
        (Volunteer.person_id, HoursEntry.worked_on, sa.select(HoursEntry.id).join(HoursEntry.volunteer)),
        (Volunteer.person_id, Volunteer.left_on, volunteers),
        (Volunteer.person_id, Volunteer.started_on, volunteers),
        (
            Volunteer.person_id,
            Event.starts_on,
            sa.select(Event.id)
            .join(event_volunteers, event_volunteers.c.event_id == Event.id)
            .join(Volunteer, Volunteer.id == event_volunteers.c.volunteer_id)
            .where(Event.status != EventStatus.CANCELLED),
        ),
        (Consent.contact_id, Consent.given_on, sa.select(Consent.id)),
        (Affiliation.person_id, Affiliation.ends_on, sa.select(Affiliation.id)),
        (Affiliation.person_id, Affiliation.starts_on, sa.select(Affiliation.id)),
    ]


def _present(on: date) -> list[Any]:
    """Return the conditions under which somebody is active today: helps, works somewhere, agrees to something."""
    return [
        sa.select(Volunteer.id)
        .where(Volunteer.person_id == Contact.id, Volunteer.left_on.is_(None), Volunteer.archived_at.is_(None))
        .exists(),
        sa.select(Affiliation.id)
        .where(
            Affiliation.person_id == Contact.id,
            Affiliation.starts_on.is_not(None),
            sa.or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= on),
        )
        .exists(),
        sa.select(Consent.id).where(Consent.contact_id == Contact.id, holds_on(on, Contact.birth_date)).exists(),
    ]


def _waiting(on: date) -> list[Any]:
    """Return the conditions under which a decision was already made or is being made."""
    return [
        sa.select(ErasureRequest.id)
        .where(
            ErasureRequest.contact_id == Contact.id,
            ErasureRequest.status.in_([ErasureStatus.OPEN, ErasureStatus.ACCEPTED]),
        )
        .exists(),
        sa.select(RetentionProposal.id)
        .where(
            RetentionProposal.contact_id == Contact.id,
            sa.or_(
                RetentionProposal.state.in_([ProposalState.OPEN, ProposalState.ACCEPTED]),
                sa.and_(RetentionProposal.state == ProposalState.KEPT, RetentionProposal.keep_until >= on),
            ),
        )
        .exists(),
    ]


def due_people(session: Session, on: date, limit: int) -> list[Candidate]:
    """Return people whose longest term has run out on the day, at most `limit`, in the order of their numbers.

    The terms come from the purposes: the general one for everybody, that of volunteering for who ever helped, and
    that of each purpose the person ever agreed to. Who helps, works with us or agrees today is active today.
    """
    terms = _terms(session)
    general = terms[GENERAL_PURPOSE]
    statement = _quiet_people(general, on).where(*(sa.not_(condition) for condition in _waiting(on)))
    statement = statement.order_by(Contact.id).limit(PORTION)
    found: list[Candidate] = []
    last = 0
    while len(found) < limit:
        rows = session.execute(statement.where(Contact.id > last)).all()
        if not rows:
            break
        last = rows[-1].id
        found.extend(_judged(session, {row.id: row.created_at for row in rows}, terms, on))
    return found[:limit]


def still_due(session: Session, contact_ids: Collection[int], on: date) -> set[int]:
    """Return those of the people whose longest term has run out on the day, whatever was decided about them."""
    terms = _terms(session)
    statement = _quiet_people(terms[GENERAL_PURPOSE], on).where(Contact.id.in_(contact_ids))
    made = {row.id: row.created_at for row in session.execute(statement)}
    return {candidate.contact_id for candidate in _judged(session, made, terms, on)}


def _terms(session: Session) -> dict[str, int]:
    """Return the months of keeping by purpose; the general purpose is always among them."""
    terms = {purpose.code: purpose.retention_months for purpose in purposes(session)}
    terms.setdefault(GENERAL_PURPOSE, max(terms.values(), default=DEFAULT_TERM))
    return terms


def _quiet_people(general: int, on: date) -> Any:
    """Return a select of people without any activity within the general term, which is the least anybody gets."""
    horizon = add_months(on, -general)
    quiet = [
        sa.not_(rows.where(person == Contact.id, day >= _same(day, horizon)).correlate(Contact).exists())
        for person, day, rows in _activities()
    ]
    return sa.select(Contact.id, Contact.created_at).where(
        Contact.kind == ContactKind.PERSON,
        Contact.anonymised_at.is_(None),
        Contact.created_at < _same(Contact.created_at, horizon),
        *quiet,
        *(sa.not_(condition) for condition in _present(on)),
    )


def _same(column: Any, day: date) -> Any:
    """Return a day in the type of a column: the first moment of it for a column of moments."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if not isinstance(column.type, sa.Date) else day


def _judged(session: Session, made: dict[int, datetime], terms: dict[str, int], on: date) -> Iterator[Candidate]:
    days = {key: value.date() for key, value in made.items()}
    for person, day, rows in _activities():
        newest = rows.where(person.in_(made)).with_only_columns(person, sa.func.max(day)).group_by(person)
        for key, value in session.execute(newest):
            if value is not None:
                seen = value.date() if isinstance(value, datetime) else value
                days[key] = max(days[key], seen)
    months = {key: [terms[GENERAL_PURPOSE]] for key in made}
    asked = (
        sa.select(Consent.contact_id, ConsentPurpose.code)
        .join(ConsentPurpose, ConsentPurpose.id == Consent.purpose_id)
        .where(Consent.contact_id.in_(made))
    )
    for key, code in session.execute(asked):
        months[key].append(terms[code])
    for key in session.scalars(sa.select(Volunteer.person_id).where(Volunteer.person_id.in_(made))):
        months[key].append(terms.get(VOLUNTEERING, terms[GENERAL_PURPOSE]))
    for key in made:
        if is_due_for_erasure(days[key], months[key], on):
            yield Candidate(key, days[key], max(months[key]))
