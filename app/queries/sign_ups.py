"""Questions about sign-ups: the list, one of them, who waits, whose term of keeping is over."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.contacts import ContactKind, display_person_name
from app.domain.matching import Candidate
from app.domain.signups import KEPT_AFTER_DECISION, KEPT_WAITING, SignUpStatus
from app.domain.volunteers import ADULT_AGE
from app.i18n import _l
from app.queries.duplicates import LikelyDuplicate, likely_duplicates
from app.queries.filters import branch_filter, enum_filter, flag_filter, id_filter
from app.queries.listing import Column, Kind, ListSpec
from app.queries.places import SCOPES_KEPT
from app.queries.readiness import years_before
from app.scope import Scope
from models.branches import Branch
from models.opportunities import Assignment, Opportunity
from models.signups import SignUp
from models.volunteer_documents import VolunteerDocument
from models.volunteers import HoursEntry


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the sign-up; one for any branch is seen by those who see them all."""
    return sa.true() if scope.branch_id is None else SignUp.branch_id == scope.branch_id


def sign_up_list(on: date) -> ListSpec:
    """Return the list of sign-ups; who is a minor is told by the age on a day."""

    def select(scope: Scope) -> Any:
        return (
            sa.select(
                SignUp.id,
                SignUp.reference,
                SignUp.last_name,
                SignUp.first_name,
                SignUp.middle_name,
                SignUp.status,
                SignUp.sent_at,
                SignUp.confirmed_at,
                Opportunity.title,
                Branch.name.label("branch_name"),
            )
            .outerjoin(Opportunity, Opportunity.id == SignUp.opportunity_id)
            .outerjoin(Branch, Branch.id == SignUp.branch_id)
            .where(in_scope(scope))
        )

    def name(row: Any) -> str:
        return display_person_name(row.last_name, row.first_name, row.middle_name) or row.reference

    minor = sa.func.coalesce(SignUp.birth_date > years_before(on, ADULT_AGE), sa.false())
    return ListSpec(
        name="sign-ups",
        title=_l("Sign-ups of volunteers"),
        select=select,
        id_column=SignUp.id,
        columns=(
            Column(
                "name",
                _l("Who"),
                name,
                Kind.PERSON,
                url=lambda row: ("volunteers.show_sign_up", {"sign_up_id": row.id}),
                primary=True,
            ),
            Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
            Column("opportunity", _l("Opportunity"), lambda row: row.title or ""),
            Column("branch", _l("Branch"), lambda row: row.branch_name or ""),
            Column("sent", _l("Sent"), lambda row: row.sent_at, Kind.DATETIME, SignUp.sent_at, secondary=True),
            Column("confirmed", _l("E-mail confirmed"), lambda row: row.confirmed_at is not None, Kind.FLAG),
            Column("reference", _l("Number"), lambda row: row.reference, Kind.CODE, export_only=True),
        ),
        default_sort="-sent",
        filters=(
            enum_filter("status", _l("Status"), SignUp.status, SignUpStatus),
            branch_filter(SignUp.branch_id),
            flag_filter("minor", _l("Under 18"), minor),
            flag_filter("confirmed", _l("E-mail confirmed"), SignUp.confirmed_at.is_not(None)),
            id_filter("opportunity", _l("Opportunity"), SignUp.opportunity_id),
        ),
        search_kind="sign_up",
    )


def sign_up(session: Session, sign_up_id: int, scope: Scope) -> SignUp | None:
    """Return a sign-up that the reader sees, with everything that its page names, or None."""
    return session.scalar(
        sa.select(SignUp)
        .where(SignUp.id == sign_up_id, in_scope(scope))
        .options(
            joinedload(SignUp.opportunity),
            joinedload(SignUp.branch),
            joinedload(SignUp.consent_text),
            joinedload(SignUp.photo_text),
            joinedload(SignUp.decided_by),
        )
    )


def sign_up_by_id(session: Session, sign_up_id: int) -> SignUp | None:
    """Return a sign-up whoever asks; for the letters that go to its author."""
    return session.get(SignUp, sign_up_id)


def sign_up_by_hash(session: Session, confirm_hash: str) -> SignUp | None:
    """Return the sign-up whose confirmation link has this hash."""
    return session.scalar(sa.select(SignUp).where(SignUp.confirm_hash == confirm_hash))


def waiting_same(session: Session, email: str, opportunity_id: int | None) -> SignUp | None:
    """Return the sign-up of the same address for the same opportunity that still waits."""
    same = SignUp.opportunity_id.is_(None) if opportunity_id is None else SignUp.opportunity_id == opportunity_id
    return session.scalars(
        sa.select(SignUp).where(SignUp.email == email, SignUp.status == SignUpStatus.WAITING, same).order_by(SignUp.id)
    ).first()


def waiting_count(session: Session, scope: Scope) -> int:
    """Return how many sign-ups wait for a decision."""
    return session.scalar(_waiting_count(scope)) or 0


@lru_cache(maxsize=SCOPES_KEPT)
def _waiting_count(scope: Scope) -> Any:
    return sa.select(sa.func.count()).where(SignUp.status == SignUpStatus.WAITING, in_scope(scope))


def likely_people(session: Session, record: SignUp) -> list[LikelyDuplicate]:
    """Return the contacts that may be the person who signed up, the likeliest first."""
    return likely_duplicates(session, candidate(record), ContactKind.PERSON)


def likely_guardians(session: Session, record: SignUp) -> list[LikelyDuplicate]:
    """Return the contacts that may be the parent or guardian, the likeliest first."""
    found = Candidate(
        name=record.guardian_name,
        emails=frozenset({record.guardian_email} - {""}),
        phones=frozenset({record.guardian_phone} - {""}),
    )
    return likely_duplicates(session, found, ContactKind.PERSON)


def candidate(record: SignUp) -> Candidate:
    """Return what the matching rules compare of a sign-up."""
    return Candidate(
        name=record.name,
        emails=frozenset({record.email} - {""}),
        phones=frozenset({record.phone} - {""}),
        birth_date=record.birth_date,
    )


def is_in_use(session: Session, volunteer_id: int) -> bool:
    """Say whether anything happened with a volunteer since: hours, shifts, documents."""
    tables = (HoursEntry, Assignment, VolunteerDocument)
    return any(session.scalar(sa.select(sa.exists().where(table.volunteer_id == volunteer_id))) for table in tables)


def over_terms(session: Session, now: datetime, *, limit: int = 500) -> Sequence[SignUp]:
    """Return sign-ups whose term of keeping is over and whose words are still there."""
    is_over = sa.or_(
        sa.and_(SignUp.status == SignUpStatus.WAITING, SignUp.sent_at < now - KEPT_WAITING),
        sa.and_(SignUp.status != SignUpStatus.WAITING, SignUp.decided_at < now - KEPT_AFTER_DECISION),
    )
    statement = sa.select(SignUp).where(SignUp.erased_at.is_(None), is_over).order_by(SignUp.id).limit(limit)
    return session.scalars(statement).all()
