"""Which contacts an action on many of them is meant for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries.contacts import CONTACT_LIST
from app.queries.cursors import LARGEST_ID
from app.queries.imports.portions import portions
from app.queries.listing import ListState, complete, narrowed
from app.scope import Scope
from models.contacts import Contact


def contact_list_ids(session: Session, state: ListState, scope: Scope, on: date) -> sa.Select[Any]:
    """Return the select of the ids of the contacts that the list shows on all its pages.

    Raises:
        RuleError: `bad_list_address`.
    """
    statement = narrowed(session, complete(session, CONTACT_LIST, on), state, scope)
    return statement.with_only_columns(Contact.id).order_by(None)


def count_matching(session: Session, state: ListState, scope: Scope, on: date) -> int:
    """Return how many contacts the list shows on all its pages."""
    found = contact_list_ids(session, state, scope, on).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def matching_ids(session: Session, state: ListState, scope: Scope, on: date) -> list[int]:
    """Return the ids of the contacts that the list shows on all its pages."""
    return list(session.scalars(contact_list_ids(session, state, scope, on).order_by(Contact.id)))


def present_ids(session: Session, ids: Sequence[int]) -> list[int]:
    """Return those of the ids that are contacts outside the archive."""
    found: list[int] = []
    for some in portions(sorted({value for value in ids if 0 < value <= LARGEST_ID})):
        statement = sa.select(Contact.id).where(Contact.id.in_(some), Contact.archived_at.is_(None))
        found.extend(session.scalars(statement.order_by(Contact.id)))
    return found


def contacts_of(session: Session, ids: Sequence[int]) -> Iterator[list[Contact]]:
    """Yield the contacts of these ids in portions, archived ones too."""
    for some in portions(ids):
        yield list(session.scalars(sa.select(Contact).where(Contact.id.in_(some)).order_by(Contact.id)))
