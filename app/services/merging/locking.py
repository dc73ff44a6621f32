"""Keeping two contacts as they are while they are merged or taken apart."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.contacts import Contact

CONTACTS: Any = Contact.__table__


def locked_contacts(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """Return the rows of contacts by id; nobody else changes them until the transaction ends.

    The lock is a write that changes nothing: SQLite has no other, and whoever reads before it may read old rows.
    """
    wanted = CONTACTS.c.id.in_(sorted(ids))
    session.execute(sa.select(CONTACTS.c.id).where(wanted).order_by(CONTACTS.c.id).with_for_update())
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.update(CONTACTS).where(wanted).values(version=CONTACTS.c.version))
    return {row.id: row for row in session.execute(sa.select(CONTACTS).where(wanted))}
