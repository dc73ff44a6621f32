"""Questions about accounts."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.i18n import _l
from app.permissions import Permission, may
from app.queries.alphabet import alphabetical
from app.queries.filters import branch_filter, enum_filter, flag_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import PasswordReset, User
from models.branches import Branch, Institution


@dataclass(frozen=True)
class DemoAccount:
    """An account of a demo database that the sign-in page offers."""

    email: str
    name: str
    role: Role


def account_by_email(session: Session, email: str) -> User | None:
    """Return the account with this address, which must be in lower case."""
    return session.scalar(sa.select(User).where(User.email == email))


def account_by_id(session: Session, user_id: int) -> User | None:
    """Return one account."""
    return session.get(User, user_id)


def any_account(session: Session) -> bool:
    """Say whether anybody has an account yet."""
    return session.scalar(sa.select(User.id).limit(1)) is not None


def first_administrator(session: Session) -> int | None:
    """Return the id of the administrator who came first and whose account is open."""
    statement = sa.select(User.id).where(User.role == Role.ADMINISTRATOR, User.is_active).order_by(User.id).limit(1)
    return session.scalar(statement)


def is_alone(session: Session) -> bool:
    """Say whether there is one account only."""
    return len(session.scalars(sa.select(User.id).limit(2)).all()) == 1


def unused_link(user_id: int, after: datetime, until: datetime) -> sa.Select[Any]:
    """Return a select of an account's password link that nobody used and that ends between two moments."""
    ends = PasswordReset.expires_at
    own = PasswordReset.user_id == user_id
    return sa.select(PasswordReset.id).where(own, PasswordReset.used_at.is_(None), ends > after, ends <= until)


def reset_by_hash(session: Session, token_hash: str) -> PasswordReset | None:
    """Return the password link whose token has this hash."""
    return session.scalar(sa.select(PasswordReset).where(PasswordReset.token_hash == token_hash))


# Every account of a demonstration has this password; other databases have no such accounts.
DEMO_PASSWORD = "demo-Mistok-2026"  # noqa: S105


def user_choices(session: Session) -> list[tuple[str, str]]:
    """Return (id, name) of every account, closed ones too, because the past mentions them."""
    return [(str(row.id), row.name) for row in session.execute(_every_account())]


@cache
def _every_account() -> Any:
    return sa.select(User.id, User.name).order_by(alphabetical(User.name))


def grant_people_choices(session: Session, also: int | None = None) -> list[tuple[str, str]]:
    """Return (id, name) of the open accounts that may see grants, and of one more that is named already."""
    seeing = [role for role in Role if may(role, Permission.GRANTS_VIEW)]
    offered = sa.or_(sa.and_(User.is_active, User.role.in_(seeing)), User.id == (also or 0))
    statement = sa.select(User.id, User.name).where(offered)
    return [(str(row.id), row.name) for row in session.execute(statement.order_by(alphabetical(User.name), User.id))]


def coordinator_choices(session: Session) -> list[tuple[str, str]]:
    """Return (id, name) of the open accounts that may change volunteers."""
    statement = sa.select(User.id, User.name).where(User.is_active, User.role.in_(_coordinating()))
    return [(str(row.id), row.name) for row in session.execute(statement.order_by(alphabetical(User.name), User.id))]


def may_coordinate(session: Session, user_id: int | None) -> bool:
    """Say whether the account is open and may change volunteers."""
    user = session.get(User, user_id or 0)
    return user is not None and user.is_active and user.role in _coordinating()


def _coordinating() -> list[Role]:
    return [role for role in Role if may(role, Permission.VOLUNTEERS_EDIT)]


def demo_accounts(session: Session) -> list[DemoAccount]:
    """Return the accounts to offer on the sign-in page: none unless the database is a demonstration."""
    statement = (
        sa.select(User.email, User.name, User.role)
        .where(
            User.email.endswith("@demo.example"),
            User.is_active,
            sa.exists().where(Institution.id == 1, Institution.is_demo),
        )
        .order_by(User.id)
    )
    return [DemoAccount(row.email, row.name, row.role) for row in session.execute(statement)]


def _select(_scope: Scope) -> Any:
    return sa.select(
        User.id,
        User.name,
        User.email,
        User.role,
        User.is_active,
        User.last_seen_at,
        Branch.name.label("branch_name"),
    ).outerjoin(Branch, User.branch_id == Branch.id)


USERS = ListSpec(
    name="accounts",
    title=_l("Accounts"),
    select=_select,
    id_column=User.id,
    columns=(
        Column(
            "name",
            _l("Full name"),
            lambda row: row.name,
            Kind.LINK,
            sort=alphabetical(User.name),
            url=lambda row: ("settings.edit_user", {"user_id": row.id}),
            primary=True,
        ),
        Column("email", _l("E-mail"), lambda row: row.email, sort=User.email),
        Column("role", _l("Role"), lambda row: row.role, sort=User.role, secondary=True),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=sa.func.coalesce(Branch.sort_key, "")),
        Column("seen", _l("Last visit"), lambda row: row.last_seen_at, Kind.DATETIME),
        Column("active", _l("Account is open"), lambda row: row.is_active, Kind.FLAG, secondary=True),
    ),
    default_sort="name",
    filters=(
        enum_filter("role", _l("Role"), User.role, Role),
        branch_filter(User.branch_id),
        flag_filter("active", _l("Account is open"), User.is_active),
    ),
)
