"""Verbs of saved views: save, change, delete, choose as the default."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.saved_views import SavedState
from app.permissions import Permission, may
from models.accounts import User
from models.saved_views import DefaultView, SavedView

SEGMENT_LIST = "contacts"
MOST_OF_ONE = 200


def may_change(view: SavedView, by: User) -> bool:
    """Say whether an account may change a view: its owner, and for shared views whoever may share."""
    return view.owner_id == by.id or (view.is_shared and may(by.role, Permission.VIEWS_SHARE))


def add_view(
    session: Session,
    *,
    list_name: str,
    path: str,
    name: str,
    state: SavedState,
    by: User,
    is_shared: bool = False,
    is_segment: bool = False,
) -> SavedView:
    """Keep what a list shows under a name.

    Raises:
        RuleError: `no_name`, `view_exists` (field `name`), `not_allowed`, `segment_of_contacts`, `too_many_views`.
    """
    own = sa.select(sa.func.count()).select_from(SavedView).where(SavedView.owner_id == by.id)
    if (session.scalar(own) or 0) >= MOST_OF_ONE:
        raise RuleError("too_many_views", MOST_OF_ONE)
    view = SavedView(list_name=list_name, path=path, params=state.as_json(), owner_id=by.id)
    view.is_shared, view.is_segment = False, False
    _set(session, view, name, is_shared=is_shared, is_segment=is_segment, by=by)
    session.add(view)
    session.flush()
    return view


def change_view(
    session: Session, view: SavedView, *, name: str, is_shared: bool, is_segment: bool, by: User
) -> SavedView:
    """Rename a view, share it or not, use it for mailings or not.

    Raises:
        RuleError: `not_allowed`, and what `add_view` raises.
    """
    if not may_change(view, by):
        raise RuleError("not_allowed")
    _set(session, view, name, is_shared=is_shared, is_segment=is_segment, by=by)
    if not view.is_shared:
        others = sa.delete(DefaultView).where(DefaultView.view_id == view.id, DefaultView.user_id != view.owner_id)
        session.execute(others)
    session.flush()
    return view


def _set(session: Session, view: SavedView, name: str, *, is_shared: bool, is_segment: bool, by: User) -> None:
    name = " ".join(name.split())
    if not name:
        raise RuleError("no_name", field="name")
    if is_shared and not view.is_shared and not may(by.role, Permission.VIEWS_SHARE):
        raise RuleError("not_allowed", field="is_shared")
    if is_segment and view.list_name != SEGMENT_LIST:
        raise RuleError("segment_of_contacts", field="is_segment")
    same = sa.select(SavedView.id).where(
        SavedView.list_name == view.list_name,
        SavedView.name == name,
        SavedView.id != (view.id or 0),
        sa.or_(
            SavedView.owner_id == view.owner_id, sa.and_(SavedView.is_shared, sa.true() if is_shared else sa.false())
        ),
    )
    with session.no_autoflush:
        if session.scalar(same.limit(1)) is not None:
            raise RuleError("view_exists", name, field="name")
    view.name, view.is_shared, view.is_segment = name, is_shared, is_segment


def set_state(session: Session, view: SavedView, state: SavedState, *, by: User) -> None:
    """Let a view show what the list shows now.

    Raises:
        RuleError: `not_allowed`.
    """
    if not may_change(view, by):
        raise RuleError("not_allowed")
    view.params = state.as_json()
    session.flush()


def delete_view(session: Session, view: SavedView, *, by: User) -> None:
    """Delete a view; whoever opened the list with it sees the whole list again.

    Raises:
        RuleError: `not_allowed`.
    """
    if not may_change(view, by):
        raise RuleError("not_allowed")
    session.execute(sa.delete(DefaultView).where(DefaultView.view_id == view.id))
    session.delete(view)
    session.flush()


def set_default(session: Session, view: SavedView, *, by: User, on: bool) -> None:
    """Let an account open the list with this view, or with everything again."""
    present = sa.delete(DefaultView).where(DefaultView.user_id == by.id, DefaultView.list_name == view.list_name)
    session.execute(present)
    if on:
        session.add(DefaultView(user_id=by.id, list_name=view.list_name, view_id=view.id))
    session.flush()
