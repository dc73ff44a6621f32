"""Erasing a person: nothing that tells who it was stays; sums, hours and counts do."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.erasure import PERSON_COLUMNS, TELLING_NOTHING, Fate, name_forms
from app.domain.erasure_words import Word, email_word, longest_first, name_word, phone_word, replaced
from app.domain.errors import RuleError
from app.domain.frozen import checksum
from app.domain.signups import SignUpStatus
from app.domain.text import loose_text
from app.i18n import _
from app.queries.personal_data import (
    audited_ids,
    entries_about,
    files_about,
    links,
    merged_into,
)
from app.queries.unlinked_data import mentions, unlinked_sign_ups
from app.services.files import delete_after_commit
from app.services.sign_ups import erase_sign_up
from app.uploads import FileStore
from models.audit import AuditEntry
from models.base import Base
from models.contacts import Contact, ContactEmail, ContactPhone, Person
from models.mailings import SuppressedAddress
from models.search import Searchable, SearchEntry, search_row, upsert_entries
from models.signups import SignUp

# Rows that say who somebody else is: another contact's name or an account's is not ours to change.
UNTOUCHED = frozenset({"contacts", "contact_emails", "contact_phones", "users", "search_entries"})
# A line that says what a row is: a row without it could not be opened.
HEADINGS = frozenset({"subject", "title"})
# Why something was decided: the tables want a reason to stay where there was one, though not what it said.
REASONS = frozenset({"reason", "override_reason"})
Words = Sequence[Word]


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
    _forget_suppressed(session, everywhere)
    folded = loose_text(person.display_name)
    ids = audited_ids(session, person.id)
    _remove_files(session, person.id, store)
    for record in unlinked_sign_ups(session, person.id).own:
        erase_sign_up(record, now)
    for item in mentions(session, person.id):
        # Whoever decides about it then asks for another guardian.
        if item.sign_up.status is SignUpStatus.WAITING:
            for column in item.columns:
                setattr(item.sign_up, column, "")
    session.flush()
    _apply_policies(session, person.id)
    session.expire_all()
    _anonymise(person, placeholder, now)
    session.flush()
    for link in links():
        if link.policy.fate is not Fate.ERASE and link.table.name not in UNTOUCHED:
            _replace(session, link.table, own, link.about(person.id), now)
    _scrub_history(session, ids, own)
    for table in Base.metadata.sorted_tables:
        if table.name not in UNTOUCHED:
            ids.setdefault(table.name, set()).update(_replace(session, table, everywhere, sa.true(), now))
    session.expire_all()
    _index_again(session, ids, folded)


def _words(session: Session, person: Person, placeholder: str) -> tuple[Words, Words]:
    """Return what to replace with what: in the rows about the person, and in every other row.

    A name or an address that another contact has too, or somebody who signed up to help, stays in the rows that are not
    about this person.
    """
    code = f"erased-{person.id}"
    forms = name_forms(person.last_name, person.first_name, person.middle_name)
    emails = [item.email for item in person.emails]
    phones = [item.number for item in person.phones]
    names = [name_word(form, placeholder) for form in dict.fromkeys([person.display_name, *forms]) if form]
    addresses = [email_word(email, code) for email in emails] + [phone_word(number, code) for number in phones]
    others = Contact.id != person.id
    shared: set[str] = set()
    namesakes = session.execute(
        sa.select(Contact.display_name, Contact.last_name, Contact.first_name, Contact.middle_name).where(
            others, Contact.last_name == person.last_name, Contact.first_name == person.first_name
        )
    )
    for row in namesakes:
        shared.update([row.display_name, *name_forms(row.last_name, row.first_name, row.middle_name)])
    waits = sa.select(SignUp.email, SignUp.phone).where(
        SignUp.id.in_([record.id for record in unlinked_sign_ups(session, person.id).doubtful])
    )
    for ways in session.execute(waits):
        shared.update(ways)
    of_others = (
        sa.select(ContactEmail.email).where(ContactEmail.contact_id != person.id, ContactEmail.email.in_(emails)),
        sa.select(ContactPhone.number).where(ContactPhone.contact_id != person.id, ContactPhone.number.in_(phones)),
    )
    for statement in of_others:
        shared.update(session.scalars(statement))
    whole = [word for word in names if word.text in forms]
    everywhere = [word for word in [*whole, *addresses] if word.text not in shared]
    return longest_first([*names, *addresses]), longest_first(everywhere)


def _forget_suppressed(session: Session, everywhere: Words) -> None:
    """Take the person's own addresses off the list of those that get no mailings: nothing is left to write to."""
    emails = [word.text for word in everywhere if word.any_case]
    for row in session.scalars(sa.select(SuppressedAddress).where(SuppressedAddress.email.in_(emails))):
        session.delete(row)


def _remove_files(session: Session, contact_id: int, store: FileStore) -> None:
    for row in files_about(session, contact_id):
        delete_after_commit(session, store, row.token)


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
    if column.name in REASONS:
        return sa.case((column == "", ""), else_="—")
    if isinstance(column.type, sa.JSON):
        # A column that holds a list stays one.
        default: Any = column.default
        return default.arg(None) if default is not None and default.is_callable else {}
    return ""


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
        kept[name] = None if personal else replaced(value, own)
    return kept


def _replace(session: Session, table: sa.Table, words: Words, condition: Any, now: datetime) -> set[int]:
    """Replace words in every text of the rows of a table, and return the ids of what was changed.

    The database finds the rows that may hold them; what is a whole word is decided here. A frozen version counts it as
    a redaction, which is the one change that the database allows there, and keeps the checksum that it was issued with.
    """
    texts = [column for column in table.columns if _is_text(column)]
    found = [_holds(session, column, word) for column in texts for word in words]
    if not found:
        return set()
    keys = list(table.primary_key.columns)
    changed = set()
    for row in session.execute(sa.select(*keys, *texts).where(condition, sa.or_(*found))).all():
        values: dict[str, Any] = {}
        for column in texts:
            present = row._mapping[column]
            if (fresh := replaced(present, words)) != present:
                length = getattr(column.type, "length", None)
                values[column.name] = fresh[:length] if isinstance(fresh, str) and length else fresh
        if not values:
            continue
        if "version" in table.c:
            # A form that was opened before must not bring the words back.
            values["version"] = table.c.version + 1
        if "redactions" in table.c:
            left = values.get("document", row._mapping[table.c.document])
            values |= {"redactions": table.c.redactions + 1, "redacted_at": now, "redacted_checksum": checksum(left)}
        session.execute(sa.update(table).where(*(key == row._mapping[key] for key in keys)).values(values))
        if "id" in table.c:
            changed.add(row._mapping[table.c.id])
    return changed


def _is_text(column: sa.Column[Any]) -> bool:
    is_text = isinstance(column.type, sa.JSON | sa.String) and not isinstance(column.type, sa.Enum)
    return is_text and not column.foreign_keys and not column.primary_key


def _holds(session: Session, column: sa.Column[Any], word: Word) -> sa.ColumnElement[bool]:
    position = sa.func.strpos if session.get_bind().dialect.name == "postgresql" else sa.func.instr
    is_json = isinstance(column.type, sa.JSON)
    text: Any = sa.cast(column, sa.Text) if is_json else column
    text = sa.func.lower(text) if word.any_case else text
    # Stored JSON holds letters as they are, or as their codes.
    needles = {word.needle, json.dumps(word.needle)[1:-1]} if is_json else {word.needle}
    return sa.or_(*(position(text, needle) > 0 for needle in sorted(needles)))


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
