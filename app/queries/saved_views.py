"""Questions about saved views: those of a list, those of an account."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from app.queries.alphabet import alphabetical
from app.queries.cursors import LARGEST_ID
from models.accounts import User
from models.saved_views import DefaultView, SavedView


def _visible(account_id: int | sa.BindParameter[int]) -> sa.Select[SavedView]:
    return (
        sa.select(SavedView)
        .join(User, User.id == SavedView.owner_id)
        .options(contains_eager(SavedView.owner))
        .where(sa.or_(SavedView.owner_id == account_id, SavedView.is_shared))
    )


def views_of_list(session: Session, list_name: str, account_id: int) -> tuple[list[SavedView], int | None]:
    """Return the views of a list that an account may open, own ones first, and the id of its default; one statement."""
    rows = session.execute(_views_of_list(), {"account": account_id, "list": list_name}).all()
    return [row[0] for row in rows], next((row[0].id for row in rows if row[1] is not None), None)


@cache
def _views_of_list() -> Any:
    account = sa.bindparam("account", type_=sa.Integer)
    return (
        _visible(account)
        .add_columns(DefaultView.id)
        .outerjoin(
            DefaultView,
            sa.and_(
                DefaultView.view_id == SavedView.id,
                DefaultView.user_id == account,
                DefaultView.list_name == SavedView.list_name,
            ),
        )
        .where(SavedView.list_name == sa.bindparam("list"))
        .order_by(SavedView.owner_id != account, alphabetical(SavedView.name), SavedView.id)
        .limit(100)
    )


def views_of_account(session: Session, account_id: int) -> list[SavedView]:
    """Return every view that an account may open, by list and name."""
    return list(
        session.scalars(_visible(account_id).order_by(SavedView.list_name, alphabetical(SavedView.name), SavedView.id))
    )


def default_ids(session: Session, account_id: int) -> set[int]:
    """Return the ids of the views with which an account opens its lists."""
    return set(session.scalars(sa.select(DefaultView.view_id).where(DefaultView.user_id == account_id)))


def view_for(session: Session, view_id: int, account_id: int) -> SavedView | None:
    """Return a view that an account may open, or None."""
    if not 0 <= view_id <= LARGEST_ID:
        return None
    return session.scalar(_visible(account_id).where(SavedView.id == view_id))


def segments_of(session: Session, account_id: int) -> Sequence[SavedView]:
    """Return the segments that an account may use, by name."""
    return session.scalars(
        _visible(account_id).where(SavedView.is_segment).order_by(alphabetical(SavedView.name), SavedView.id)
    ).all()
