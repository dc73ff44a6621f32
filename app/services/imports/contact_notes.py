"""What lines of a file say about contacts in words: it becomes comments, each of them once."""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_import import ContactRow
from models.base import utc_now
from models.interactions import Comment

Pairs = Iterable[tuple[int, ContactRow]]


def insert_notes(session: Session, pairs: Pairs, author_id: int | None) -> None:
    """Add the notes of new contacts past the audit listener, as the contacts were; without an author none are."""
    table, now = cast(sa.Table, Comment.__table__), utc_now()
    values: list[dict[str, Any]] = [
        {"contact_id": contact_id, "body": row.notes, "author_id": author_id, "at": now}
        for contact_id, row in pairs
        if row.notes
    ]
    if values and author_id is not None:
        session.execute(sa.insert(table), values)


def add_notes(session: Session, pairs: Pairs, author_id: int | None) -> set[int]:
    """Add the notes that known contacts do not have yet; return which contacts got one."""
    noted = {(contact_id, row.notes) for contact_id, row in pairs if row.notes}
    if not noted or author_id is None:
        return set()
    held = sa.select(Comment.contact_id, Comment.body).where(Comment.contact_id.in_({own for own, _text in noted}))
    missing = sorted(noted - {(own, text) for own, text in session.execute(held)})
    session.add_all(Comment(contact_id=own, body=text, author_id=author_id) for own, text in missing)
    session.flush()
    return {own for own, _text in missing}
