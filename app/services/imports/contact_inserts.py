"""Inserting the contacts of a file by portions, past the audit listener."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_import import ContactRow
from app.domain.text import search_text, sort_key
from app.services.custom_field_values import insert_values
from app.services.imports.contact_notes import insert_notes
from models.bulk import insert_at_once
from models.contacts import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactEmail,
    ContactPhone,
    contact_tags,
)
from models.search import search_row, upsert_entries


def insert_rows(
    session: Session,
    rows: Sequence[ContactRow],
    tags: dict[str, int],
    workplaces: dict[str, int],
    author_id: int | None,
) -> None:
    """Add the contacts of the rows with all that belongs to them; notes become comments of the author."""
    pairs = list(zip(_insert_contacts(session, [_contact_values(row) for row in rows]), rows, strict=True))
    _add(session, ContactEmail, [
        {"contact_id": own, "email": email, "position": place}
        for own, row in pairs for place, email in enumerate(row.emails)
    ])  # fmt: skip
    _add(session, ContactPhone, [
        {"contact_id": own, "number": number, "position": place}
        for own, row in pairs for place, number in enumerate(row.phones)
    ])  # fmt: skip
    _add(session, ContactAddress, [{"contact_id": own, "address": row.address} for own, row in pairs if row.address])
    links = [{"contact_id": own, "tag_id": tags[search_text(tag)]} for own, row in pairs for tag in row.tags]
    if links:
        session.execute(sa.insert(contact_tags), links)
    _add(session, Affiliation, [
        {"person_id": own, "organisation_id": place, "role": row.role}
        for own, row in pairs
        if row.workplace and (place := workplaces.get(sort_key(row.workplace)))
    ])  # fmt: skip
    insert_values(session, [(own, row.custom) for own, row in pairs if row.custom])
    insert_notes(session, pairs, author_id)
    upsert_entries(session, [search_row(_Imported(own, row)) for own, row in pairs])


def _insert_contacts(session: Session, values: list[dict[str, Any]]) -> Sequence[int]:
    """Insert contacts and return their ids in order.

    PostgreSQL gives out the numbers first, as RETURNING keeps no order. SQLite would insert the rows one by one;
    nobody else writes to it meanwhile, so that the newest numbers are those of the rows.
    """
    table = cast(sa.Table, Contact.__table__)
    if session.get_bind().dialect.name != "postgresql":
        session.execute(sa.insert(table), values)
        newest = sa.select(table.c.id).order_by(table.c.id.desc()).limit(len(values))
        return session.scalars(newest).all()[::-1]
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "id"))
    ids = session.scalars(sa.select(sequence).select_from(sa.func.generate_series(1, len(values)))).all()
    session.execute(insert_at_once(table, [{**value, "id": own} for own, value in zip(ids, values, strict=True)]))
    return ids


def _add(session: Session, model: type[Any], values: list[dict[str, Any]]) -> None:
    if values and session.get_bind().dialect.name == "postgresql":
        session.execute(insert_at_once(model.__table__, values))
    elif values:
        session.execute(sa.insert(cast(sa.Table, model.__table__)), values)


def _contact_values(row: ContactRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "display_name": row.display_name,
        "sort_key": row.sort_key,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "middle_name": row.middle_name,
        "birth_date": row.birth_date,
        "organisation_type": row.organisation_type,
        "edrpou": row.edrpou,
        "website": row.website,
        "city": row.city,
    }


@dataclass(frozen=True, slots=True)
class _Email:
    email: str


@dataclass(frozen=True, slots=True)
class _Phone:
    number: str


class _Imported:
    """A row that is searched for by the words of `Contact`, at a fraction of the price of a mapped object."""

    __search_kind__ = Contact.__search_kind__

    def __init__(self, own: int, row: ContactRow) -> None:
        self.id = own
        self.display_name, self.legal_name = row.display_name, ""
        self.edrpou, self.city = row.edrpou, row.city
        self.emails = [_Email(email) for email in row.emails]
        self.phones = [_Phone(number) for number in row.phones]

    def search_title(self) -> str:
        """Return the line shown among the results."""
        return self.display_name

    def search_note(self) -> str:
        """Return the smaller second line."""
        return Contact.search_note(cast(Contact, self))

    def search_words(self) -> Iterable[str | None]:
        """Return every text that the contact can be found by."""
        return Contact.search_words(cast(Contact, self))
