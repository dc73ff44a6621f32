"""Accounts (облікові записи), their sign-in failures and password resets."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.roles import Role
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type
from models.branches import Branch


class User(Timestamps, Versioned, Audited, Base):
    """A person who signs in. Branch staff always have a branch."""

    __tablename__ = "users"
    __audit_exclude__ = frozenset({"updated_at", "version", "password_hash", "last_seen_at"})
    __table_args__ = (
        sa.CheckConstraint("role <> 'staff' OR branch_id IS NOT NULL", name="staff_have_branch"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name="theme_known"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[Role] = mapped_column(enum_type(Role, "role"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    theme: Mapped[str] = mapped_column(sa.String(5), default="auto")
    is_active: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    branch: Mapped[Branch | None] = relationship()

    @property
    def is_authenticated(self) -> bool:
        """Say to the login machinery that a loaded account is a signed-in one."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Say to the login machinery that an account is never a stranger."""
        return False

    def get_id(self) -> str:
        """Say to the login machinery which account this is; what a cookie remembers is the secret of a sign-in."""
        return str(self.id)


class SignIn(Base):
    """One session of an account in one browser: only the hash of the secret in its cookie is stored.

    Whatever ends it ends every copy of the cookie. `device` is what the browser calls itself, in a few words.
    """

    __tablename__ = "sign_ins"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    device: Mapped[str] = mapped_column(sa.String(60), default="")
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginFailure(Base):
    """One failed sign-in, kept to lock an address out; the e-mail may belong to nobody.

    `device_hash` says in which browser, if somebody has signed in to the account there before: such a browser is
    counted and locked out by itself. It is empty for strangers, who are counted together.
    """

    __tablename__ = "login_failures"
    __table_args__ = (sa.Index("ix_login_failures_email_at", "email", "at"),)

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(sa.String(254))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    device_hash: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")


class PasswordReset(Base):
    """A reset link: only the hash of its token is stored, and it works once."""

    __tablename__ = "password_resets"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
