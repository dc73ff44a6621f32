"""Who may come to a shift: what is missing, for a few volunteers and as a condition for lists."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.privacy import VOLUNTEERING, ConsentChannel
from app.domain.readiness import Gap, ReadinessFacts, gaps
from app.domain.volunteer_documents import SOON_DAYS, DocumentFacts, DocumentKind
from app.domain.volunteers import ADULT_AGE, MIN_AGE, VolunteerStatus
from app.queries.aliases import second
from app.queries.consents import withdrawn_by
from models.contacts import Contact
from models.privacy import Consent, ConsentPurpose
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer


def gaps_of(session: Session, volunteer_ids: Collection[int], on: date) -> dict[int, list[Gap]]:
    """Return what each of the volunteers is missing on a day, such as the day of a shift; two statements."""
    return {key: gaps(facts, on) for key, facts in facts_of(session, volunteer_ids, on).items()}


def facts_of(session: Session, volunteer_ids: Collection[int], on: date) -> dict[int, ReadinessFacts]:
    """Return what decides about the readiness of each of the volunteers; two statements."""
    if not volunteer_ids:
        return {}
    papers = documents_held(session, volunteer_ids)
    people = session.execute(
        sa.select(
            Volunteer.id,
            Volunteer.status,
            Contact.birth_date,
            Volunteer.guardian_name,
            Volunteer.guardian_phone,
            guardian_agreed(on).label("agreed"),
            Volunteer.oriented_on,
            Volunteer.briefed_on,
            Volunteer.contract_number,
            Volunteer.contract_until,
        )
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(Volunteer.id.in_(volunteer_ids))
    )
    return {
        row.id: ReadinessFacts(
            status=row.status,
            birth_date=row.birth_date,
            has_guardian=bool(row.guardian_name and row.guardian_phone),
            guardian_agreed=bool(row.agreed),
            oriented_on=row.oriented_on,
            briefed_on=row.briefed_on,
            contract_number=row.contract_number,
            contract_until=row.contract_until,
            documents=papers.get(row.id, ()),
        )
        for row in people
    }


def documents_held(session: Session, volunteer_ids: Collection[int]) -> dict[int, list[DocumentFacts]]:
    """Return the documents of each of the volunteers that has any; one statement."""
    document = VolunteerDocument
    rows = session.execute(
        sa.select(document.volunteer_id, document.kind, document.expires_on)
        .where(document.volunteer_id.in_(volunteer_ids))
        .order_by(document.id)
    )
    found: dict[int, list[DocumentFacts]] = {}
    for row in rows:
        found.setdefault(row.volunteer_id, []).append(DocumentFacts(row.kind, row.expires_on))
    return found


def guardian_agreed(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a guardian of a `Volunteer` agreed on paper, by phone, e-mail or in person."""
    return sa.exists().where(
        Consent.contact_id == Volunteer.person_id,
        Consent.purpose_id == ConsentPurpose.id,
        ConsentPurpose.code == VOLUNTEERING,
        Consent.guardian_id.is_not(None),
        Consent.channel != ConsentChannel.WEB,
        Consent.given_on <= on,
        ~withdrawn_by(on),
    )


def not_ready(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that something is missing: `app.domain.readiness.gaps` in SQL.

    It is about a `Volunteer` joined to its person as `Contact`.
    """
    adult_since, old_enough_since = years_before(on, ADULT_AGE), years_before(on, MIN_AGE)
    minor = Contact.birth_date > adult_since
    without_guardian = sa.or_(Volunteer.guardian_name == "", Volunteer.guardian_phone == "")
    agreed = sa.or_(guardian_agreed(on), _holds(DocumentKind.GUARDIAN_CONSENT, on))
    contract = sa.and_(
        Volunteer.contract_number != "",
        sa.or_(Volunteer.contract_until.is_(None), Volunteer.contract_until >= on),
    )
    own_gaps = frozenset({DocumentKind.GUARDIAN_CONSENT, DocumentKind.CONTRACT})
    # It is never unknown, as an unknown birth date is a gap of its own; within a function SQLite would ask all of it.
    return sa.or_(
        Volunteer.status != VolunteerStatus.ACTIVE,
        Contact.birth_date.is_(None),
        Contact.birth_date > old_enough_since,
        sa.and_(minor, sa.or_(without_guardian, sa.not_(agreed))),
        sa.func.coalesce(Volunteer.oriented_on, date.max) > on,
        sa.func.coalesce(Volunteer.briefed_on, date.max) > on,
        sa.and_(sa.not_(contract), sa.not_(_holds(DocumentKind.CONTRACT, on))),
        sa.exists().where(
            VolunteerDocument.volunteer_id == Volunteer.id,
            VolunteerDocument.kind.not_in(own_gaps),
            is_missed(VolunteerDocument, on),
        ),
    )


def is_missed(document: Any, on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a document has run out and no newer one of its kind holds."""
    return sa.and_(document.expires_on < on, is_the_last(document, on))


def is_the_last(document: Any, on: Any) -> sa.ColumnElement[bool]:
    """Return the condition that no other document of the same kind holds longer; «other» papers stand alone."""
    newer = second(VolunteerDocument, "newer_document")
    later = sa.exists().where(
        newer.volunteer_id == document.volunteer_id,
        newer.kind == document.kind,
        newer.id != document.id,
        sa.or_(newer.expires_on.is_(None), sa.and_(newer.expires_on >= on, newer.expires_on > document.expires_on)),
    )
    return sa.or_(document.kind == DocumentKind.OTHER, sa.not_(later))


def has_document_at_risk(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a document of a `Volunteer` has run out or ends within 30 days."""
    return sa.exists().where(
        VolunteerDocument.volunteer_id == Volunteer.id,
        VolunteerDocument.expires_on <= on + timedelta(days=SOON_DAYS),
        is_the_last(VolunteerDocument, on),
    )


def _holds(kind: DocumentKind, on: date) -> sa.ColumnElement[bool]:
    document = second(VolunteerDocument, "held_document")
    return sa.exists().where(
        document.volunteer_id == Volunteer.id,
        document.kind == kind,
        sa.or_(document.expires_on.is_(None), document.expires_on >= on),
    )


def years_before(on: date, years: int) -> date:
    """Return the latest birth date of somebody who is at least so many years old on the day."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
