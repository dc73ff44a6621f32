"""Verbs of files: attach, describe, remove."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.queries.files import of_types
from app.uploads import (
    MAX_MEGABYTES,
    PHOTOGRAPHS,
    FileStore,
    Kind,
    StoredFile,
    UnknownFile,
    UploadRefused,
    without_metadata,
)
from models.accounts import User
from models.files import Attachment

MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
ALLOWED = frozenset(Kind)
_DOOMED = "files_to_delete"


def attach_file(
    session: Session,
    store: FileStore,
    kind: str,
    record_id: int,
    stream: BinaryIO,
    filename: str,
    *,
    by: User | None,
) -> Attachment:
    """Store a file and tie it to a record.

    Raises:
        RuleError: `file_` with the upload's code (`file_too_large`, `file_type_not_allowed`, …).
    """
    try:
        stored = store.save(stream, filename, max_bytes=MAX_BYTES, allowed=set(ALLOWED))
    except UploadRefused as error:
        raise RuleError(f"file_{error.code}", shown_name(filename), field="file", most=MAX_MEGABYTES) from error
    return attach_stored(session, kind, record_id, stored, by=by)


def shown_name(filename: str) -> str:
    """Return a file's name as a message may show it, whatever the browser sent."""
    return "".join(character for character in filename if character.isprintable())[:120]


def attach_stored(session: Session, kind: str, record_id: int, stored: StoredFile, *, by: User | None) -> Attachment:
    """Tie a file that is already in the store to a record."""
    row = Attachment(
        token=stored.token,
        filename=stored.filename,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        is_photo=stored.kind is Kind.IMAGE,
        uploaded_by_id=by.id if by else None,
    )
    setattr(row, f"{kind}_id", record_id)
    session.add(row)
    session.flush()
    return row


def describe_file(
    session: Session, row: Attachment, *, caption: str, credit: str, alt_text: str, in_report: bool
) -> None:
    """Set what the report prints with the file."""
    row.caption, row.credit, row.alt_text, row.in_report = caption, credit, alt_text, in_report
    session.flush()


@dataclass
class Cleaning:
    """How many photographs were looked at and cleaned; the names of those that are missing or damaged."""

    looked_at: int = 0
    cleaned: int = 0
    left: list[str] = field(default_factory=list)


def clean_photographs(session: Session, store: FileStore, *, keep: Callable[[], None]) -> Cleaning:
    """Take place, time and device out of the photographs that were attached before this was done as they came.

    Args:
        keep: commits. It is called before a file changes: a row that is ahead of its file says at the next attempt
            that the file was left behind, while a file that is ahead of its row would look damaged.
    """
    done = Cleaning()
    types = {item.content_type for item in PHOTOGRAPHS}
    last = 0
    while rows := of_types(session, types, after=last):
        for row in rows:
            last = row.id
            done.looked_at += 1
            done.cleaned += _clean(row, store, keep, done.left)
    return done


def _clean(row: Attachment, store: FileStore, keep: Callable[[], None], left: list[str]) -> bool:
    """Clean one photograph and tell whether there was anything to clean."""
    try:
        data = store.path(row.token).read_bytes()
    except (UnknownFile, OSError):
        left.append(f"{row.filename} ({row.id})")
        return False
    clean = without_metadata(data)
    known = {hashlib.sha256(content).hexdigest() for content in (data, clean)}
    if row.sha256 not in known:
        left.append(f"{row.filename} ({row.id})")
        return False
    if clean == data:
        return False
    row.size, row.sha256 = len(clean), hashlib.sha256(clean).hexdigest()
    keep()
    store.replace(row.token, clean)
    return True


def remove_file(session: Session, row: Attachment) -> None:
    """Remove a file's row; what is on the disk is cleared by `./run manage sweep` once nothing names it."""
    session.delete(row)
    session.flush()


def delete_after_commit(session: Session, store: FileStore, token: str) -> None:
    """Delete a stored file once the transaction in which nothing leads to it any more is committed."""
    session.info.setdefault(_DOOMED, []).append((store, token))


@event.listens_for(Session, "after_commit")
def _delete_files(session: Session) -> None:
    for store, token in session.info.pop(_DOOMED, []):
        store.delete(token)


@event.listens_for(Session, "after_rollback")
def _keep_files(session: Session) -> None:
    session.info.pop(_DOOMED, None)
