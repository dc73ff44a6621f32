"""Erasing a person: nothing that tells who it was stays; sums, hours and counts do."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.erasure import PERSON_COLUMNS, TELLING_NOTHING, Fate, name_forms
from app.domain.errors import RuleError
from app.domain.text import search_text
from app.i18n import _
from app.queries.personal_data import audited_ids, entries_about, files_about, links, merged_into
from app.uploads import FileStore
from models.audit import AuditEntry
from models.base import Base
from models.contacts import Contact, ContactEmail, ContactPhone, Person
from models.search import Searchable, SearchEntry, search_row, upsert_entries

# Rows that say who somebody else is: another contact's name or an account's is not ours to change.
UNTOUCHED = frozenset({"contacts", "contact_emails", "contact_phones", "users", "search_entries"})
# A line that says what a row is: a row without it could not be opened.
HEADINGS = frozenset({"subject", "title"})
Words = Sequence[tuple[str, str]]


def erase_person(session: Session, person: Contact, *, store: FileStore, now: datetime) -> None:
    """Make a person's record tell nobody who it was. It cannot be undone.

    Rows that lead to the person are erased, cleared or kept as `app.domain.erasure.ERASURE` says; what is kept
    loses the name, the e-mails and the phones; so do the audit log and the free texts of every other record,
    unless another contact has the same name or address. Contacts that were merged into the person go too. Stored
    files go once the transaction is committed.

    Raises:
        RuleError: `erasure_people_only`, `person_is_erased`.
    """
    if not isinstance(person, Person):
        raise RuleError("erasure_people_only")
    if person.anonymised_at is not None:
        raise RuleError("person_is_erased")
    for other in merged_into(session, person.id):
        if other.anonymised_at is None:
            erase_person(session, other, store=store, now=now)
    placeholder = _("Anonymised No. %(number)s", number=person.id)
    own, everywhere = _words(session, person, placeholder)
    folded = search_text(person.display_name)
    ids = audited_ids(session, person.id)
    _remove_files(session, person.id, store)
    session.flush()
    _apply_policies(session, person.id)
    session.expire_all()
    _anonymise(person, placeholder, now)
    session.flush()
    for link in links():
        if link.policy.fate is not Fate.ERASE and link.table.name not in UNTOUCHED:
            _replace(session, link.table, own, link.about(person.id))
    _scrub_history(session, ids, own)
    for table in Base.metadata.sorted_tables:
        if table.name not in UNTOUCHED:
            _replace(session, table, everywhere, sa.true())
    session.expire_all()
    _index_again(session, ids, folded)


def _words(session: Session, person: Person, placeholder: str) -> tuple[Words, Words]:
    """Return what to replace with what: in the rows about the person, and in every other row.

    A name or an address that another contact has too stays in the rows that are not about this person.
    """
    code = f"erased-{person.id}"
    forms = name_forms(person.last_name, person.first_name, person.middle_name)
    emails = [item.email for item in person.emails]
    phones = [item.number for item in person.phones]
    own = [(form, placeholder) for form in dict.fromkeys([person.display_name, *forms])]
    own += [(value, code) for value in [*emails, *phones]]
    own += [(number.lstrip("+"), code) for number in phones]
    others = Contact.id != person.id
    shared: set[str] = set()
    namesakes = session.execute(
        sa.select(Contact.display_name, Contact.last_name, Contact.first_name, Contact.middle_name).where(
            others, Contact.last_name == person.last_name, Contact.first_name == person.first_name
        )
    )
    for row in namesakes:
        shared.update([row.display_name, *name_forms(row.last_name, row.first_name, row.middle_name)])
    of_others = (
        sa.select(ContactEmail.email).where(ContactEmail.contact_id != person.id, ContactEmail.email.in_(emails)),
        sa.select(ContactPhone.number).where(ContactPhone.contact_id != person.id, ContactPhone.number.in_(phones)),
    )
    for statement in of_others:
        shared.update(session.scalars(statement))
    shared.update([value.lstrip("+") for value in shared])
    everywhere = [(word, other) for word, other in own if word not in shared and (other == code or word in forms)]
    return own, everywhere


def _remove_files(session: Session, contact_id: int, store: FileStore) -> None:
    tokens = [row.token for row in files_about(session, contact_id)]

    def delete(_session: Session) -> None:
        for token in tokens:
            store.delete(token)

    if tokens:
        event.listen(session, "after_commit", delete, once=True)


def _apply_policies(session: Session, contact_id: int) -> None:
    """Clear first: a cleared row may still name one that is erased."""
    for link in links():
        if link.policy.fate is Fate.CLEAR:
            blank = {link.table.c[name]: _blank(link.table.c[name]) for name in link.policy.clear}
            session.execute(sa.update(link.table).where(link.about(contact_id)).values(blank))
    # What hangs on a row about the person goes before that row.
    for link in sorted(links(), key=lambda item: item.parent == "contacts"):
        if link.policy.fate is Fate.ERASE:
            session.execute(sa.delete(link.table).where(link.about(contact_id)))


def _blank(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    if column.name in HEADINGS:
        return "—"
    return {} if isinstance(column.type, sa.JSON) else ""


def _anonymise(person: Person, placeholder: str, now: datetime) -> None:
    for name in PERSON_COLUMNS:
        column = Contact.__table__.c[name]
        setattr(person, name, None if column.nullable else "")
    person.last_name = placeholder
    person.rename()
    person.anonymised_at = now
    person.archived_at = person.archived_at or now


def _scrub_history(session: Session, ids: dict[str, set[int]], own: Words) -> None:
    """Empty the personal values in the audit log; that something was changed, when and by whom stays."""
    emptied: dict[str, set[str] | None] = {}
    for link in links():
        if link.policy.fate is Fate.ERASE:
            emptied[link.table.name] = None
        elif link.policy.fate is Fate.CLEAR and emptied.get(link.table.name, set()) is not None:
            emptied.setdefault(link.table.name, set()).update(link.policy.clear)  # type: ignore[union-attr]
    changes = []
    for entry in entries_about(session, ids):
        names = emptied.get(entry.table_name, set())
        if entry.table_name == "contacts":
            names = {*(entry.before or ()), *(entry.after or ())} - TELLING_NOTHING
        before, after = (_emptied(values, names, own) for values in (entry.before, entry.after))
        if (before, after) != (entry.before, entry.after):
            changes.append({"id": entry.id, "before": before, "after": after})
    if changes:
        session.execute(sa.update(AuditEntry), changes)


def _emptied(values: dict[str, Any] | None, names: set[str] | None, own: Words) -> dict[str, Any] | None:
    if values is None:
        return None
    kept = {}
    for name, value in values.items():
        personal = not (name == "id" or name.endswith("_id")) if names is None else name in names
        kept[name] = None if personal else _replaced(value, own)
    return kept


def _replaced(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        for word, other in words:
            value = value.replace(word, other)
    elif isinstance(value, dict):
        return {key: _replaced(item, words) for key, item in value.items()}
    elif isinstance(value, list):
        return [_replaced(item, words) for item in value]
    return value


def _replace(session: Session, table: sa.Table, words: Words, condition: Any) -> None:
    """Replace words in every text of a table, in one statement."""
    postgres = session.get_bind().dialect.name == "postgresql"
    position = sa.func.strpos if postgres else sa.func.instr
    values: dict[Any, Any] = {}
    found = []
    for column in table.columns:
        is_json = isinstance(column.type, sa.JSON)
        is_text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
        if not (is_json or is_text) or column.foreign_keys:
            continue
        text: Any = sa.cast(column, sa.Text) if is_json else column
        replaced = text
        for word, other in _written(words) if is_json else words:
            replaced = sa.func.replace(replaced, word, other)
            found.append(position(text, word) > 0)
        if is_json:
            replaced = sa.cast(replaced, sa.JSON) if postgres else replaced
        elif length := getattr(column.type, "length", None):
            replaced = sa.func.substr(replaced, 1, length)
        values[column] = replaced
    if found:
        session.execute(sa.update(table).where(condition, sa.or_(*found)).values(values))


def _written(words: Words) -> Words:
    """Return the words as they stand in stored JSON: letters as they are, and as their codes."""
    pairs = []
    for word, other in words:
        pairs += [(json.dumps(word)[1:-1], json.dumps(other)[1:-1]), (word, other)]
    return list(dict.fromkeys(pairs))


def _index_again(session: Session, ids: dict[str, set[int]], folded: str) -> None:
    """Write anew the search entries of what leads to the person, and of what was found by the name."""
    position = sa.func.strpos if session.get_bind().dialect.name == "postgresql" else sa.func.instr
    stale = session.execute(
        sa.select(SearchEntry.kind, SearchEntry.record_id).where(position(SearchEntry.search_text, folded) > 0)
    ).all()
    for mapper in Base.registry.mappers:
        model: Any = mapper.class_
        if not issubclass(model, Searchable) or mapper.inherits is not None:
            continue
        kind = model.__search_kind__
        wanted = {row.record_id for row in stale if row.kind == kind} | ids.get(model.__tablename__, set())
        for portion in _portions(sorted(wanted)):
            records = list(session.scalars(sa.select(model).where(mapper.columns["id"].in_(portion))))
            if records:
                upsert_entries(session, [search_row(record) for record in records])
            gone = set(portion) - {record.id for record in records}
            session.execute(sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.record_id.in_(gone)))


def _portions(numbers: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
