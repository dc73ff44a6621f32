"""The search index after rows were moved past the session that keeps it in step."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.services.merging.moving import Mover, portions
from models.base import Base
from models.contacts import Contact
from models.search import Searchable, SearchEntry, search_row, upsert_entries


def searchable_classes() -> dict[str, type[Any]]:
    """Return the classes of records that the search finds, by table."""
    return {
        str(mapper.local_table.name): mapper.class_  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Searchable) and mapper.inherits is None
    }


def forget_entries(session: Session, kind: str, ids: Sequence[int]) -> None:
    """Take records out of the index."""
    for some in portions(list(ids)):
        session.execute(sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.record_id.in_(some)))


def write_entries(session: Session, model: type[Any], ids: Iterable[int]) -> None:
    """Write the entries of records anew."""
    for some in portions(sorted(set(ids))):
        records = session.scalars(sa.select(model).where(model.id.in_(some))).all()
        if records:
            upsert_entries(session, [search_row(record) for record in records])


def index_contact(session: Session, contact: Contact, *, renamed: bool) -> None:
    """Write the entry of a contact anew, and of what is found by its name when that is another one now."""
    upsert_entries(session, [search_row(contact)])
    if renamed:
        for model in searchable_classes().values():
            if model.__search_contact__ is not None:
                owner = getattr(model, model.__search_contact__)
                write_entries(session, model, session.scalars(sa.select(model.id).where(owner == contact.id)))


def index_moved(session: Session, mover: Mover, *, renamed: bool) -> None:
    """Bring the index in step with what a merge moved, filled in and removed.

    Args:
        renamed: whether records that carry the name of their contact carry another one now.
    """
    for table, model in searchable_classes().items():
        forget_entries(session, model.__search_kind__, mover.removed.get(table, ()))
        ids = list(mover.changed.get(table, ()))
        column = model.__search_contact__
        if renamed and column is not None:
            ids += [key[0] for key in mover.moved.get((table, column), ())]
        write_entries(session, model, ids)
