"""Verbs for many contacts at once: put a tag on them, take it off, archive them, bring them back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.tags import BulkAction
from app.queries.contact_bulk import contacts_of
from app.queries.imports.portions import portions
from app.queries.merging import MERGED
from models.audit import note_changes
from models.base import utc_now
from models.contacts import Contact, Tag, contact_tags, tag_group_tags

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class BulkResult:
    """What became of the contacts.

    Attributes:
        done: changed.
        already: were so before.
        refused: have another tag of a group of which there may be one.
    """

    done: int = 0
    already: int = 0
    refused: int = 0

    def counts(self) -> dict[str, int]:
        """Return the numbers by the names that results of jobs have."""
        named = {"updated": self.done, "unchanged": self.already, "refused": self.refused}
        return {name: count for name, count in named.items() if count or name == "updated"}


def apply_bulk(
    session: Session,
    action: BulkAction,
    ids: Sequence[int],
    tag: Tag | None,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> BulkResult:
    """Do the same with all these contacts; what cannot be done with one of them is counted and left.

    Raises:
        RuleError: `nothing_chosen`, `choose_a_tag`.
    """
    if not ids:
        raise RuleError("nothing_chosen")
    if action is not BulkAction.ARCHIVE and tag is None:
        raise RuleError("choose_a_tag", field="tag")
    result = BulkResult()
    done = 0
    for some in portions(ids):
        if action is BulkAction.ARCHIVE:
            _archive(session, some, result, now)
        elif tag is not None:
            _set_tag(session, some, tag, result, add=action is BulkAction.ADD_TAG)
        done += len(some)
        if progress is not None:
            progress(done, len(ids))
    return result


def _archive(session: Session, ids: Sequence[int], result: BulkResult, now: datetime) -> None:
    for portion in contacts_of(session, ids):
        for contact in portion:
            if contact.archived_at is None:
                contact.archived_at = now
                result.done += 1
            else:
                result.already += 1
    session.flush()


def _set_tag(session: Session, ids: Sequence[int], tag: Tag, result: BulkResult, *, add: bool) -> None:
    chosen = sa.select(contact_tags.c.contact_id).where(contact_tags.c.contact_id.in_(ids))
    having = set(session.scalars(chosen.where(contact_tags.c.tag_id == tag.id)))
    if add:
        others = _of_exclusive_group(tag)
        barred = set(session.scalars(chosen.where(contact_tags.c.tag_id.in_(others)))) if others is not None else set()
        changing = [value for value in ids if value not in having and value not in barred]
        result.already += len(having)
        result.refused += len(barred - having)
        _note(session, changing, tag, add=True)
        if changing:
            session.execute(sa.insert(contact_tags), [{"contact_id": own, "tag_id": tag.id} for own in changing])
    else:
        changing = [value for value in ids if value in having]
        result.already += len(ids) - len(changing)
        _note(session, changing, tag, add=False)
        off = sa.delete(contact_tags).where(contact_tags.c.tag_id == tag.id, contact_tags.c.contact_id.in_(changing))
        session.execute(off)
    result.done += len(changing)
    # A form that was opened before must not bring the former tags back.
    session.execute(
        sa.update(Contact)
        .where(Contact.id.in_(changing))
        .values(version=Contact.version + 1, updated_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _note(session: Session, ids: Sequence[int], tag: Tag, *, add: bool) -> None:
    """Write into the audit log which tags the contacts have now and will have."""
    present: dict[int, set[int]] = {contact_id: set() for contact_id in ids}
    pairs = sa.select(contact_tags.c.contact_id, contact_tags.c.tag_id).where(contact_tags.c.contact_id.in_(ids))
    for contact_id, tag_id in session.execute(pairs):
        present[contact_id].add(tag_id)
    note_changes(
        session,
        Contact.__tablename__,
        [
            (contact_id, {"tags": sorted(held)}, {"tags": sorted(held | {tag.id} if add else held - {tag.id})})
            for contact_id, held in present.items()
        ],
    )


def _of_exclusive_group(tag: Tag) -> sa.Select[Any] | None:
    """Return the other tags of the tag's group when there may be one of them only."""
    group = tag.group
    if group is None or not group.is_exclusive:
        return None
    return sa.select(tag_group_tags.c.tag_id).where(
        tag_group_tags.c.group_id == group.id, tag_group_tags.c.tag_id != tag.id
    )


def restore_many(session: Session, ids: Sequence[int]) -> int:
    """Bring contacts back from the archive; return how many there were.

    Those that were merged or erased since stay where they are.
    """
    count = 0
    for portion in contacts_of(session, ids):
        gone = set(session.scalars(sa.select(Contact.id).where(Contact.id.in_([item.id for item in portion]), MERGED)))
        for contact in portion:
            if contact.archived_at is not None and contact.anonymised_at is None and contact.id not in gone:
                contact.archived_at = None
                count += 1
    session.flush()
    return count
