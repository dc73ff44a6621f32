"""Segments: saved views of the contacts that mailings go to. Who is in one is asked anew each time."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.saved_views import state_of
from app.queries.contacts import CONTACT_LIST
from app.queries.listing import ListSpec, ListState, complete, narrowed
from app.queries.saved_views import segments_of
from app.scope import Scope
from models.contacts import Contact, ContactEmail
from models.saved_views import SavedView


def segments(session: Session, account_id: int) -> list[SavedView]:
    """Return the segments that an account may use: its own and the shared ones, by name."""
    return list(segments_of(session, account_id))


def segment_ids(session: Session, view: SavedView, scope: Scope, on: date) -> sa.Select[int]:
    """Return the select of the ids of the contacts that are in a segment on the day, those in the archive left out.

    Raises:
        RuleError: `segment_filter_gone`: a filter of the segment no longer exists, and without it the letters
            would go to people whom nobody meant; `not_found`, when the view is no segment.
    """
    if not view.is_segment:
        raise RuleError("not_found")
    spec = complete(session, CONTACT_LIST, on)
    state = state_of(view.params)
    gone = missing_filters(session, spec, view, scope)
    if gone:
        raise RuleError("segment_filter_gone", ", ".join(gone), name=view.name)
    statement = narrowed(session, spec, ListState(state.query, state.filters), scope)
    return statement.with_only_columns(Contact.id).order_by(None)  # type: ignore[return-value]


def missing_filters(session: Session, spec: ListSpec, view: SavedView, scope: Scope) -> list[str]:
    """Return what the filters of a view that no longer exist, or whose value is no longer offered, were called."""
    state = state_of(view.params)
    known = {item.key: item for item in spec.filters}
    gone = []
    for key, value in state.filters.items():
        item = known.get(key)
        if item is not None and (not item.options or item.kind == "hidden"):
            continue
        offered = {option for option, _text in item.options(session, scope)} if item and item.options else set()
        if not set(value.split(",")) <= offered:
            gone.append(state.words.get(key) or key)
    return gone


def segment_sizes(session: Session, views: Sequence[SavedView], scope: Scope, on: date) -> list[tuple[int, int] | None]:
    """Return how many contacts each segment has, and how many people among them have an e-mail address.

    One statement for all; None stands for a segment whose filter is gone.
    """
    columns: list[sa.ColumnElement[int]] = []
    readable = []
    for view in views:
        try:
            ids = segment_ids(session, view, scope, on).subquery()
        except RuleError:
            readable.append(False)
            continue
        readable.append(True)
        reachable = sa.select(Contact.id).where(
            Contact.id.in_(sa.select(ids.c.id)),
            Contact.kind == ContactKind.PERSON,
            Contact.id.in_(sa.select(ContactEmail.contact_id)),
        )
        columns.append(sa.select(sa.func.count()).select_from(ids).scalar_subquery())
        columns.append(sa.select(sa.func.count()).select_from(reachable.subquery()).scalar_subquery())
    found = iter(session.execute(sa.select(*columns)).one()) if columns else iter(())
    return [(next(found), next(found)) if is_readable else None for is_readable in readable]
