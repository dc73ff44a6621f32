"""Files of a record."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.files import Attachment
from models.jobs import ImportRun, Job

KINDS = ("contact", "application", "event", "partnership", "donation", "volunteer", "call")


def attachments(session: Session, kind: str, record_id: int) -> list[Attachment]:
    """Return the files of a record, the oldest first."""
    return list(session.scalars(_attachments(kind), {"record": record_id}))


@cache
def _attachments(kind: str) -> Any:
    column = getattr(Attachment, f"{kind}_id")
    return sa.select(Attachment).where(column == sa.bindparam("record")).order_by(Attachment.id)


def attachment(session: Session, attachment_id: int) -> Attachment | None:
    """Return one file's row, or None."""
    return session.get(Attachment, attachment_id)


def owner_of(row: Attachment) -> tuple[str, int]:
    """Return the kind and the id of the record that a file belongs to."""
    for kind in KINDS:
        value = getattr(row, f"{kind}_id")
        if value is not None:
            return kind, value
    raise RuntimeError(f"attachment {row.id} belongs to nothing")


def of_types(session: Session, content_types: Collection[str], *, after: int, most: int = 100) -> Sequence[Attachment]:
    """Return the first attached files of some types behind an id, in the order of their ids."""
    statement = sa.select(Attachment).where(Attachment.content_type.in_(content_types), Attachment.id > after)
    return session.scalars(statement.order_by(Attachment.id).limit(most)).all()


def stored_tokens(session: Session) -> Iterator[str]:
    """Yield the token of every stored file that a record still names: attachments, imports, results of jobs."""
    yield from session.scalars(sa.select(Attachment.token))
    yield from session.scalars(sa.select(ImportRun.token))
    for result in session.scalars(sa.select(Job.result)):
        if result and "file" in result:
            yield str(result["file"])
