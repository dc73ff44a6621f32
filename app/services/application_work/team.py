"""Verbs of an application's team."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.application_work import TeamRole
from app.domain.errors import RuleError
from app.permissions import Permission, may
from models.accounts import User
from models.application_work import ApplicationMember
from models.contacts import Person
from models.grants import Application


def add_member(
    session: Session,
    application: Application,
    role: TeamRole,
    *,
    user_id: int | None = None,
    contact_id: int | None = None,
) -> ApplicationMember:
    """Put somebody into the team: an account, or a person among the contacts.

    Raises:
        RuleError: `member_needed` (nobody or both), `member_unknown`, `member_closed` and `member_sees_no_grants` (the
            account), `member_not_person`, `member_twice`, `leader_known`.
    """
    if (user_id is None) == (contact_id is None):
        raise RuleError("member_needed", field="user_id")
    if user_id is not None:
        _check_account(session, user_id)
    elif session.get(Person, contact_id) is None:
        raise RuleError("member_not_person", field="contact_id")
    same = sa.select(ApplicationMember).where(
        ApplicationMember.application_id == application.id, ApplicationMember.role == role
    )
    for member in session.scalars(same):
        if (member.user_id, member.contact_id) == (user_id, contact_id):
            raise RuleError("member_twice", member.name, field="role")
        if role is TeamRole.LEADER:
            raise RuleError("leader_known", member.name, field="role")
    member = ApplicationMember(application_id=application.id, role=role, user_id=user_id, contact_id=contact_id)
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError as error:
        # Somebody else added the same person, or another leader, in this very moment.
        raise RuleError("member_twice" if role is not TeamRole.LEADER else "leader_known", field="role") from error
    return member


def remove_member(session: Session, member: ApplicationMember) -> None:
    """Take somebody out of the team; their tasks stay theirs."""
    session.delete(member)
    session.flush()


def _check_account(session: Session, user_id: int) -> None:
    user = session.get(User, user_id)
    if user is None:
        raise RuleError("member_unknown", field="user_id")
    if not user.is_active:
        raise RuleError("member_closed", user.name, field="user_id")
    if not may(user.role, Permission.GRANTS_VIEW):
        raise RuleError("member_sees_no_grants", user.name, field="user_id")
