"""Making one contact of two."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.contacts import ContactKind, display_person_name
from app.domain.duplicates import PairStatus
from app.domain.errors import RuleError
from app.domain.merging import NO_CHOICES, Choices, Side, fields_of
from app.domain.text import sort_key
from app.queries.contact_links import counts
from app.queries.merging import standing_merge
from app.services.merging.connections import check_circles, leave_tags, turn_pairs
from app.services.merging.entries import forget_entries, index_contact, index_moved
from app.services.merging.locking import CONTACTS, locked_contacts
from app.services.merging.moving import Mover
from app.services.merging.values import row_to_json
from app.services.shift_places import recount_places
from models.accounts import User
from models.contacts import Contact
from models.duplicates import DuplicatePair
from models.hours import refresh_people
from models.merging import Merge
from models.partner_spans import refresh_partners

PAIRS: Any = DuplicatePair.__table__
MERGES: Any = Merge.__table__


def merge(
    session: Session,
    survivor: Contact,
    other: Contact,
    choices: Choices = NO_CHOICES,
    *,
    by: User | None,
    now: datetime,
) -> Merge:
    """Make one contact of two: everything of `other` goes to `survivor`, and `other` leads to it from then on.

    Args:
        choices: whose value each field keeps, and whose card counts where both have one.

    Raises:
        RuleError: `merge_itself`, `merge_kinds`, `merge_merged`, `merge_erased`, `merge_circle`.
        StaleDataError: somebody saved one of the two a moment ago.
    """
    check_mergeable(session, survivor, other)
    session.flush()
    rows = locked_contacts(session, [survivor.id, other.id])
    ours, theirs = rows[survivor.id], rows[other.id]
    if (ours.version, theirs.version) != (survivor.version, other.version):
        raise StaleDataError("a contact changed before it was merged")
    check_circles(session, survivor, other, lock=True)
    moved = counts(session, other.id)
    record = Merge(
        survivor_id=survivor.id,
        other_id=other.id,
        other_name=theirs.display_name,
        at=now,
        by_id=by.id if by else None,
        records=sum(moved.values()),
        moved=moved,
        before={"survivor": row_to_json(ours._mapping), "other": row_to_json(theirs._mapping)},
    )
    session.add(record)
    session.flush()
    mover = Mover(session, record.id, choices)
    leave_tags(session, mover, survivor.id, other.id)
    turn_pairs(session, mover, survivor.id, other.id)
    mover.give("contacts", other.id, survivor.id)
    _settle_pairs(session, mover, survivor.id, other.id, by=by, now=now)
    mover.write()
    after = _merged_fields(ours._mapping, theirs._mapping, choices)
    _update(session, survivor.id, {**after, "version": ours.version + 1, "updated_at": now})
    _update(session, other.id, {"archived_at": now, "version": theirs.version + 1, "updated_at": now})
    # Past the session, so that the audit log has one entry of the merge and not a second one that fills it in.
    session.execute(sa.update(MERGES).where(MERGES.c.id == record.id).values(after=row_to_json(after)))
    session.expire_all()
    forget_entries(session, "contact", [other.id])
    index_contact(session, survivor, renamed=ours.display_name != survivor.display_name)
    index_moved(session, mover, renamed=theirs.display_name != survivor.display_name)
    refresh_people(session, [survivor.id, other.id])
    refresh_partners(session, [survivor.id, other.id])
    recount_places(session, [survivor.id, other.id])
    session.expire_all()
    return record


def check_mergeable(session: Session, survivor: Contact, other: Contact) -> None:
    """Refuse two contacts that cannot become one.

    Raises:
        RuleError: `merge_itself`, `merge_kinds`, `merge_merged`, `merge_erased`.
    """
    if survivor.id == other.id:
        raise RuleError("merge_itself")
    if survivor.kind is not other.kind:
        raise RuleError("merge_kinds")
    for contact in (survivor, other):
        if contact.anonymised_at is not None:
            raise RuleError("merge_erased")
        if contact.archived_at is not None and standing_merge(session, contact.id) is not None:
            raise RuleError("merge_merged", contact.display_name)


def _merged_fields(ours: Any, theirs: Any, choices: Choices) -> dict[str, Any]:
    """Return the fields of the survivor with the chosen values, its name and the key it is sorted by."""
    kind = ContactKind(ours["kind"])
    names = fields_of(kind)
    after = {name: (theirs if choices.field(name) is Side.OTHER else ours)[name] for name in names}
    if kind is ContactKind.PERSON:
        if not (after["last_name"] or after["first_name"]):
            after["last_name"], after["first_name"] = ours["last_name"], ours["first_name"]
        after["display_name"] = display_person_name(after["last_name"], after["first_name"], after["middle_name"])
    elif not after["display_name"]:
        after["display_name"] = ours["display_name"]
    after["sort_key"] = sort_key(after["display_name"])
    return after


def _update(session: Session, contact_id: int, values: dict[str, Any]) -> None:
    session.execute(sa.update(CONTACTS).where(CONTACTS.c.id == contact_id).values(**values))


def _settle_pairs(
    session: Session, mover: Mover, survivor_id: int, other_id: int, *, by: User | None, now: datetime
) -> None:
    """Close the pair of the two; a decision about the other and a third contact holds for the survivor too."""
    both = [survivor_id, other_id]
    found = session.execute(
        sa.select(PAIRS).where(sa.or_(PAIRS.c.first_id.in_(both), PAIRS.c.second_id.in_(both)))
    ).all()
    known = {(row.first_id, row.second_id) for row in found}
    for row in found:
        ends = {row.first_id, row.second_id}
        if ends == set(both):
            after = {"status": PairStatus.MERGED, "decided_at": now, "decided_by_id": by.id if by else None}
            mover.change(PAIRS, [row.id], {name: row._mapping[name] for name in after}, after)
        elif other_id in ends and row.status is not PairStatus.MERGED:
            third = (ends - {other_id}).pop()
            pair = (min(third, survivor_id), max(third, survivor_id))
            if row.status is PairStatus.DISMISSED and pair not in known:
                before = {"first_id": row.first_id, "second_id": row.second_id}
                mover.change(PAIRS, [row.id], before, {"first_id": pair[0], "second_id": pair[1]})
            else:
                mover.remove(PAIRS, [row])
