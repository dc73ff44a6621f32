"""Signing in, passwords, and the one-time links that set them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.roles import Role
from app.passwords import (
    check_strength,
    hash_password,
    hash_token,
    needs_rehash,
    new_token,
    verify_password,
)
from app.queries.accounts import account_by_email, any_account, reset_by_hash, unused_link
from app.services.sign_ins import end_sign_ins
from models.accounts import LoginFailure, PasswordReset, User
from models.branches import Institution

RESET_LIFETIME = timedelta(hours=1)
INVITATION_LIFETIME = timedelta(days=7)
# Whoever asks again sooner has a letter on the way; a stranger who asks for somebody fills no mailbox with letters.
RESET_PAUSE = timedelta(minutes=5)


class LockedOut(RuleError):
    """Too many failures: nobody signs in to this e-mail from such a browser before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("locked_out")
        self.until = until


def normal_email(email: str) -> str:
    """Return an address as it is stored: trimmed, in lower case."""
    return email.strip().lower()[:254]


def stranger(_user: User) -> str:
    """Know no browser."""
    return ""


def sign_in(
    session: Session,
    email: str,
    password: str,
    *,
    at: datetime,
    attempts: int,
    window: timedelta,
    device_of: Callable[[User], str] = stranger,
) -> User:
    """Return the account whose password this is.

    An unknown address fails, is counted and takes time exactly like a known one, so that nobody learns
    who has an account. A failure is a row: the caller must commit it although it answers with an error.
    Of tries at the same moment each sees the failures of those before it.

    Args:
        attempts: how many failures within `window` lock an address out.
        device_of: says what the browser is known by to an account, "" for a stranger's. A browser that is known has
            its own count: the failures of strangers do not lock it out, nor do its own lock out anybody else.

    Raises:
        LockedOut: there were that many failures; whether the password is right is not told.
        RuleError: `bad_credentials`.
    """
    email = normal_email(email)
    user = account_by_email(session, email)
    device = device_of(user) if user and user.is_active else ""
    right = verify_password(user.password_hash if user and user.is_active else None, password)
    _hold_address(session, email, at - window)
    of_device = (LoginFailure.email == email, LoginFailure.device_hash == device)
    recent = list(
        session.scalars(
            sa.select(LoginFailure.at)
            .where(*of_device, LoginFailure.at > at - window)
            .order_by(LoginFailure.at.desc())
            .limit(attempts)
        )
    )
    if len(recent) >= attempts:
        raise LockedOut(recent[-1] + window)
    if user is None or not right:
        session.add(LoginFailure(email=email, device_hash=device, at=at))
        session.flush()
        raise RuleError("bad_credentials")
    session.execute(sa.delete(LoginFailure).where(sa.or_(sa.and_(*of_device), LoginFailure.at < at - window)))
    if needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)
        session.flush()
    _note_visit(session, user, at)
    return user


def _hold_address(session: Session, email: str, since: datetime) -> None:
    """Make other tries of this address wait until the transaction ends.

    PostgreSQL locks the address, which may have no row anywhere. SQLite locks itself for the first that writes, so
    the failures that no longer count are deleted here. Called once the slow look at the password is over.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"sign-in {email}"))))
    session.execute(sa.delete(LoginFailure).where(LoginFailure.email == email, LoginFailure.at <= since))


def _note_visit(session: Session, user: User, at: datetime) -> None:
    """Remember the visit past the unit of work: it is no edit, so the record's version stays."""
    table: Any = User.__table__
    session.execute(
        sa.update(table).where(table.c.id == user.id).values(last_seen_at=at, updated_at=table.c.updated_at)
    )


def create_first_administrator(
    session: Session, *, name: str, email: str, password: str, institution_name: str, locale: str, at: datetime
) -> User:
    """Create the account that sets everything up, and name the institution; `at` is its first visit.

    Raises:
        RuleError: `not_allowed` when there is an account already, or a weakness of the password.
    """
    if any_account(session):
        raise RuleError("not_allowed")
    user = User(
        name=name,
        email=normal_email(email),
        role=Role.ADMINISTRATOR,
        locale=locale,
        last_seen_at=at,
    )
    give_password(user, password)
    institution = session.get(Institution, 1) or Institution(id=1)
    institution.name_uk = institution.name_uk or institution_name
    session.add_all([user, institution])
    session.flush()
    return user


def give_password(user: User, password: str, *, field: str = "password") -> None:
    """Give a new account its password.

    Raises:
        RuleError: the password is weak; one code per weakness, the first of them.
    """
    weaknesses = check_strength(password, email=user.email, name=user.name)
    if weaknesses:
        raise RuleError(f"password_{weaknesses[0]}", field=field)
    user.password_hash = hash_password(password)


def set_password(session: Session, user: User, password: str, *, at: datetime, field: str = "new_password") -> None:
    """Replace the password of an account; every session that it has anywhere ends.

    Raises:
        RuleError: the password is weak; one code per weakness, the first of them.
    """
    give_password(user, password, field=field)
    end_sign_ins(session, user.id, at=at)


def change_password(session: Session, user: User, old: str, new: str, *, at: datetime) -> None:
    """Replace the password of somebody who knows the present one.

    Raises:
        RuleError: `wrong_password` (field `old_password`) or a weakness (field `new_password`).
    """
    if not verify_password(user.password_hash, old):
        raise RuleError("wrong_password", field="old_password")
    set_password(session, user, new, at=at)
    _withdraw_links(session, user)
    session.flush()


def update_profile(session: Session, user: User, *, name: str, locale: str, theme: str) -> None:
    """Save what a person decides about the own account."""
    user.name, user.locale, user.theme = name, locale, theme
    session.flush()


def remember_locale(session: Session, user: User, locale: str) -> None:
    """Save the language that somebody switched to."""
    user.locale = locale
    session.flush()


def remember_theme(session: Session, user: User, theme: str) -> None:
    """Save the appearance that somebody switched to."""
    user.theme = theme
    session.flush()


def issue_link(session: Session, user: User, *, at: datetime, lifetime: timedelta = RESET_LIFETIME) -> str:
    """Return the token of a new link that sets a password; older links of the account stop working.

    Only the token's hash is stored, so it cannot be found again.
    """
    _withdraw_links(session, user)
    token, token_hash = new_token()
    session.add(PasswordReset(user_id=user.id, token_hash=token_hash, expires_at=at + lifetime))
    session.flush()
    return token


def has_new_link(session: Session, user: User, *, at: datetime) -> bool:
    """Say whether the account was sent a link to a new password a moment ago that nobody has used yet."""
    newest = at + RESET_LIFETIME
    return session.scalar(sa.select(unused_link(user.id, newest - RESET_PAUSE, newest).exists())) is True


def open_link(session: Session, token: str, *, at: datetime) -> PasswordReset:
    """Return the link that a token belongs to.

    Raises:
        RuleError: `link_not_valid`: unknown, used, too old, or of a closed account.
    """
    link = reset_by_hash(session, hash_token(token))
    if link is None or link.used_at is not None or link.expires_at <= at or not link.user.is_active:
        raise RuleError("link_not_valid")
    return link


def reset_password(session: Session, token: str, password: str, *, at: datetime) -> User:
    """Set the password of the account that a link belongs to; the link works once.

    Raises:
        RuleError: `link_not_valid`, or a weakness of the password (field `new_password`).
    """
    link = open_link(session, token, at=at)
    set_password(session, link.user, password, at=at)
    used = session.execute(
        sa.update(PasswordReset)
        .where(PasswordReset.id == link.id, PasswordReset.used_at.is_(None))
        .values(used_at=at)
        .returning(PasswordReset.id)
    ).first()
    if used is None:
        raise RuleError("link_not_valid")
    session.execute(sa.delete(LoginFailure).where(LoginFailure.email == link.user.email))
    _withdraw_links(session, link.user)
    session.flush()
    return link.user


def _withdraw_links(session: Session, user: User) -> None:
    session.execute(sa.delete(PasswordReset).where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None)))
