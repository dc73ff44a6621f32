"""Questions about the sessions of accounts."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import SignIn, User


@dataclass(frozen=True)
class Present:
    """The session that a request belongs to."""

    id: int
    last_seen_at: datetime


def by_token(session: Session, token_hash: str) -> tuple[User, Present] | None:
    """Return the account and the session of a cookie whose secret has this hash, if both are open."""
    row = session.execute(_open_by_token(), {"token_hash": token_hash}).first()
    return (row[0], Present(row[1], row[2])) if row else None


@cache
def _open_by_token() -> Any:
    return (
        sa.select(User, SignIn.id, SignIn.last_seen_at)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_hash == sa.bindparam("token_hash"), SignIn.ended_at.is_(None), User.is_active)
    )


def open_sign_ins(session: Session, user_id: int, since: datetime, *, present: int, most: int) -> list[SignIn]:
    """Return the open sessions of an account that were seen since a moment: the present one, then the one seen last."""
    is_open = (SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.last_seen_at >= since)
    order = (sa.case((SignIn.id == present, 0), else_=1), SignIn.last_seen_at.desc(), SignIn.id.desc())
    return list(session.scalars(sa.select(SignIn).where(*is_open).order_by(*order).limit(most)))


def own_sign_in(session: Session, user_id: int, sign_in_id: int) -> SignIn | None:
    """Return a session of this account."""
    return session.scalar(sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id))
