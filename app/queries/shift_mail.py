"""Questions of the letters about shifts: what a letter says, and to whom it goes."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.bounces import SuppressionReason
from app.domain.roles import Role
from models.accounts import User
from models.branches import Branch
from models.contacts import Contact, ContactEmail
from models.mailings import SuppressedAddress
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer


def letter_facts(session: Session, assignment_id: int) -> Any:
    """Return what a letter about a place in a shift says, and its address, or None without one.

    An address from which letters come back gets none. The row has (id, status, email, first_name, display_name,
    starts_at, ends_at, title, branch_name, branch_address, branch_phone, note, cancel_reason, owner_email).
    """
    bounced = sa.select(SuppressedAddress.email).where(SuppressedAddress.reason == SuppressionReason.BOUNCED)
    return session.execute(
        sa.select(
            Assignment.id,
            Assignment.status,
            Assignment.cancel_reason,
            ContactEmail.email,
            Contact.first_name,
            Contact.display_name,
            Shift.starts_at,
            Shift.ends_at,
            Shift.note,
            Opportunity.title,
            Branch.name.label("branch_name"),
            Branch.address.label("branch_address"),
            User.email.label("owner_email"),
        )
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .join(Branch, Branch.id == Shift.branch_id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(ContactEmail, ContactEmail.contact_id == Contact.id)
        .outerjoin(User, sa.and_(User.id == Opportunity.owner_id, User.is_active))
        .where(Assignment.id == assignment_id, ContactEmail.email.not_in(bounced), Contact.anonymised_at.is_(None))
        .order_by(ContactEmail.id)
        .limit(1)
    ).one_or_none()


def who_looks_after(session: Session, assignment_id: int) -> Sequence[User]:
    """Return who is told that a place became free late: who answers for the opportunity, else the coordinators."""
    owner = session.scalar(
        sa.select(User)
        .join(Opportunity, Opportunity.owner_id == User.id)
        .join(Shift, Shift.opportunity_id == Opportunity.id)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .where(Assignment.id == assignment_id, User.is_active)
    )
    if owner is not None:
        return [owner]
    return list(session.scalars(sa.select(User).where(User.role == Role.COORDINATOR, User.is_active).order_by(User.id)))
