"""Accounts as an administrator manages them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.roles import Role
from app.queries.accounts import account_by_email
from app.services.accounts import give_password, normal_email
from app.services.sign_ins import end_sign_ins
from models.accounts import User


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    branch_id: int | None = None,
    locale: str = "uk",
    password: str | None = None,
) -> User:
    """Create an account. Without a password nobody can sign in to it until its link is used.

    Raises:
        RuleError: `email_taken` (field `email`), `staff_need_branch` (field `branch_id`), or a weakness of
            the password (field `password`).
    """
    email = normal_email(email)
    _check_branch(role, branch_id)
    if account_by_email(session, email) is not None:
        raise RuleError("email_taken", email, field="email")
    user = User(
        email=email,
        name=name,
        role=role,
        branch_id=branch_id,
        locale=locale,
        password_hash="",
    )
    if password is not None:
        give_password(user, password)
    session.add(user)
    session.flush()
    return user


def update_user(
    session: Session,
    user: User,
    *,
    by: User,
    email: str,
    name: str,
    role: Role,
    branch_id: int | None,
    is_active: bool,
    at: datetime,
) -> None:
    """Save an account. Closing it ends its sessions; the last administrator always remains.

    Raises:
        RuleError: `own_account`, `last_administrator`, `email_taken` or `staff_need_branch`, each with the
            field that it concerns.
    """
    email = normal_email(email)
    _check_branch(role, branch_id)
    if user.id == by.id and (role is not user.role or not is_active):
        raise RuleError("own_account", field="role" if role is not user.role else "is_active")
    loses_power = user.role is Role.ADMINISTRATOR and (role is not Role.ADMINISTRATOR or not is_active)
    if loses_power and user.is_active and not _another_administrator(session, user):
        raise RuleError("last_administrator", field="role" if is_active else "is_active")
    other = account_by_email(session, email)
    if other is not None and other.id != user.id:
        raise RuleError("email_taken", email, field="email")
    if user.is_active and not is_active:
        end_sign_ins(session, user.id, at=at)
    user.email, user.name, user.role = email, name, role
    user.branch_id, user.is_active = branch_id, is_active
    session.flush()


def _check_branch(role: Role, branch_id: int | None) -> None:
    if role is Role.STAFF and branch_id is None:
        raise RuleError("staff_need_branch", field="branch_id")


def _another_administrator(session: Session, user: User) -> bool:
    """Lock the administrators while asking, so that two of them cannot remove each other at once."""
    others = session.scalars(
        sa.select(User.id).where(User.role == Role.ADMINISTRATOR, User.is_active, User.id != user.id).with_for_update()
    )
    return others.first() is not None
