"""The contacts in the database that the lines of a file may repeat."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_duplicates import Known
from app.domain.contact_import import ContactRow
from app.domain.contacts import ContactKind
from app.domain.matching import Candidate
from app.domain.text import search_text
from app.queries.imports.portions import portions
from app.queries.tags import every_tag
from models.contacts import Contact, ContactEmail, ContactPhone, Tag, contact_tags


def nearby_contacts(session: Session, rows: Sequence[ContactRow]) -> list[Known]:
    """Return every contact that shares an e-mail, phone, code, birth date or exact name with a line.

    Archived contacts are among them, so that importing does not bring back what was put away.
    """
    ids: set[int] = set()
    ids |= _having(session, ContactEmail.contact_id, ContactEmail.email, {e for row in rows for e in row.emails})
    ids |= _having(session, ContactPhone.contact_id, ContactPhone.number, {p for row in rows for p in row.phones})
    ids |= _having(session, Contact.id, Contact.edrpou, {row.edrpou for row in rows if row.edrpou})
    ids |= _having(session, Contact.id, Contact.sort_key, {row.sort_key for row in rows})
    ids |= _born_alike(session, rows)
    return list(_known(session, ids))


def _having(session: Session, wanted: Any, column: Any, values: Collection[str]) -> set[int]:
    found: set[int] = set()
    for some in portions(values):
        found.update(session.scalars(sa.select(wanted).where(column.in_(some))))
    return found


def _born_alike(session: Session, rows: Sequence[ContactRow]) -> set[int]:
    """Find people with a birth date and a word of the name from the file; one pass, as dates have no index."""
    wanted = {(row.birth_date, word) for row in rows if row.birth_date for word in row.sort_key.split()}
    if not wanted:
        return set()
    days = {day for day, _letter in wanted}
    statement = sa.select(Contact.id, Contact.birth_date, Contact.sort_key).where(
        Contact.birth_date.between(min(filter(None, days)), max(filter(None, days)))
    )
    return {
        contact_id
        for contact_id, day, key in session.execute(statement.execution_options(yield_per=5000))
        if day in days and any((day, word) in wanted for word in key.split())
    }


def _known(session: Session, ids: Iterable[int]) -> Iterable[Known]:
    for some in portions(sorted(ids)):
        emails, phones = defaultdict(set), defaultdict(set)
        for contact_id, email in session.execute(
            sa.select(ContactEmail.contact_id, ContactEmail.email).where(ContactEmail.contact_id.in_(some))
        ):
            emails[contact_id].add(email)
        for contact_id, number in session.execute(
            sa.select(ContactPhone.contact_id, ContactPhone.number).where(ContactPhone.contact_id.in_(some))
        ):
            phones[contact_id].add(number)
        for row in session.execute(
            sa.select(
                Contact.id, Contact.kind, Contact.display_name, Contact.sort_key, Contact.edrpou, Contact.birth_date
            )
            .where(Contact.id.in_(some), Contact.anonymised_at.is_(None))
            .order_by(Contact.id)
        ):
            candidate = Candidate(
                row.display_name, frozenset(emails[row.id]), frozenset(phones[row.id]), row.edrpou, row.birth_date
            )
            yield Known(row.kind, row.sort_key, candidate, contact_id=row.id)


def organisations_named(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the ids of organisations by the sort key of their names, the oldest of namesakes."""
    found: dict[str, int] = {}
    for some in portions(keys):
        statement = (
            sa.select(Contact.sort_key, Contact.id)
            .where(Contact.kind == ContactKind.ORGANISATION, Contact.sort_key.in_(some))
            .order_by(Contact.archived_at.is_not(None), Contact.id)
        )
        for key, contact_id in session.execute(statement):
            found.setdefault(key, contact_id)
    return found


def tags_by_key(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the ids of the tags with these keys."""
    found: dict[str, int] = {}
    for some in portions(keys):
        for key, tag_id in session.execute(sa.select(Tag.key, Tag.id).where(Tag.key.in_(some))):
            found[key] = tag_id
    return found


def exclusive_tags(session: Session) -> dict[str, int]:
    """Return the group of each tag of which a contact may have one, by the tag's key."""
    return {
        search_text(tag.name): tag.group_id
        for tag in every_tag(session)
        if tag.is_exclusive and tag.group_id is not None
    }


def tags_held(session: Session, ids: Collection[int], keys: Collection[str]) -> dict[int, list[str]]:
    """Return which of the tags with these keys each of the contacts has."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in portions(ids):
        statement = sa.select(contact_tags.c.contact_id, Tag.name).join(Tag, Tag.id == contact_tags.c.tag_id)
        for contact_id, name in session.execute(
            statement.where(contact_tags.c.contact_id.in_(some), Tag.key.in_(keys))
        ):
            found[contact_id].append(name)
    return found
