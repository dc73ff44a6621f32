"""Everything that is kept about one person: which rows lead to them, in which tables, with what history."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.erasure import ERASE, ERASURE, FOLLOWED, KEEP, Fate, Policy
from app.domain.grants import Stage
from app.domain.volunteers import VolunteerStatus
from app.queries.audit_names import linked_names
from app.queries.unlinked_data import barred_addresses, is_barred, mentions, unlinked_sign_ups
from models.audit import AuditEntry
from models.base import Base
from models.contacts import Contact
from models.files import Attachment
from models.grant_money import Expenditure
from models.grants import Application
from models.mailings import SuppressedAddress
from models.merging import Merge
from models.signups import SignUp
from models.volunteers import Volunteer

# What only machines read, and what is another form of a column beside it.
INTERNAL = frozenset(
    {
        "search_text",
        "sort_key",
        "token",
        "sha256",
        "version",
        "is_demo",
        "import_key",
        "token_hash",
        "ip_hash",
        "confirm_hash",
        "hour",
        "updated_at",
        "text_key",
        "due_key",
        "email_hash",
        "fingerprint",
    }
)
_PORTION = 500
SIGN_UPS = "sign_ups"
SUPPRESSED = "suppressed_addresses"
# The key of rows that no foreign key leads to.
BY_EMAIL = f"{SIGN_UPS}.email"
RUNNING = (Stage.CONTRACTING, Stage.IMPLEMENTATION, Stage.REPORTING)


@dataclass(frozen=True)
class Link:
    """A foreign key whose rows lead to a person: straight, or through a row about the person."""

    key: str
    table: sa.Table
    column: sa.Column[Any]
    parent: str

    @property
    def policy(self) -> Policy:
        """Return what an erasure does to the rows."""
        return ERASURE[self.key]

    def about(self, contact_id: int) -> sa.ColumnElement[bool]:
        """Return the condition that a row of the table leads to the person."""
        if self.parent == "contacts":
            return self.column == contact_id
        parent = Base.metadata.tables[self.parent]
        owner = parent.c[FOLLOWED[self.parent]]
        return self.column.in_(sa.select(parent.c.id).where(owner == contact_id))


@cache
def links() -> tuple[Link, ...]:
    """Return every foreign key that leads to a person, in the order of the tables' names."""
    found = []
    for table in sorted(Base.metadata.tables.values(), key=lambda item: item.name):
        for column in table.columns:
            for key in column.foreign_keys:
                if key.column.table.name in FOLLOWED and key.column.name == "id":
                    found.append(Link(f"{table.name}.{column.name}", table, column, key.column.table.name))
    return tuple(found)


@dataclass(frozen=True)
class Holding:
    """How many rows of a table lead to a person, and what an erasure does to them."""

    table: str
    count: int
    policy: Policy


def holdings(session: Session, contact_id: int) -> list[Holding]:
    """Return which tables hold rows about the person, and how many.

    A row to which several keys lead, such as a letter of a conversation, is counted once for each fate that it has.
    """
    known: dict[tuple[str, Policy], list[Link]] = {}
    for link in links():
        known.setdefault((link.table.name, link.policy), []).append(link)
    counts = [_count(group, contact_id) for group in known.values()]
    numbers: Counter[tuple[str, Policy]] = Counter()
    numbers.update(dict(zip(known, session.execute(sa.select(*counts)).one(), strict=True)))
    numbers[SIGN_UPS, ERASURE[f"{SIGN_UPS}.volunteer_id"]] += len(
        {*unlinked_sign_ups(session, contact_id).own, *(item.sign_up for item in mentions(session, contact_id))}
    )
    for is_shared, number in barred_addresses(session, contact_id):
        numbers[SUPPRESSED, KEEP if is_shared else ERASE] += number
    return [Holding(table, number, policy) for (table, policy), number in numbers.items() if number]


def _count(group: Sequence[Link], contact_id: int) -> sa.ScalarSelect[int]:
    """Count the rows of one table to which any of the links leads; apart, each key finds its own index."""
    found = [sa.select(*link.table.primary_key.columns).where(link.about(contact_id)) for link in group]
    rows = sa.union(*found) if len(found) > 1 else found[0]
    return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()


def erased_counts(holdings_found: Sequence[Holding]) -> dict[Fate, dict[str, int]]:
    """Return how many rows of each table are erased, cleared and kept."""
    sums: dict[Fate, dict[str, int]] = {fate: {} for fate in Fate}
    for item in holdings_found:
        row = sums[item.policy.fate]
        row[item.table] = row.get(item.table, 0) + item.count
    return sums


@dataclass(frozen=True)
class Section:
    """The rows of one table that lead to a person; other records are named, not described."""

    key: str
    table: str
    rows: list[dict[str, Any]]


def everything_about(session: Session, contact: Contact, also: Collection[int] = ()) -> list[Section]:
    """Return all that is kept about a person, table by table, the person's own row first.

    A row to which several keys lead stands once: under the key that leads to the person straight, else the first.
    Contacts that were merged into the person stand beside the person's own row. Where somebody else named the person in
    a sign-up, only what is said of the person stands, and the number.

    Args:
        also: the doubtful sign-ups that were found to be the person's.
    """
    same = Contact.id.in_([contact.id, *(other.id for other in merged_into(session, contact.id))])
    own = _plain(session, contact.__table__, same)
    sections = [Section("contacts.id", "contacts", sorted(own, key=lambda row: row["id"] != contact.id))]
    told: dict[str, list[sa.ColumnElement[bool]]] = {}
    for link in sorted(links(), key=lambda link: (link.table.name, link.parent != "contacts")):
        about = link.about(contact.id)
        before = told.setdefault(link.table.name, [])
        rows = _plain(session, link.table, sa.and_(about, *[other.is_not(sa.true()) for other in before]))
        before.append(about)
        if rows:
            sections.append(Section(link.key, link.table.name, rows))
    sections += _sign_ups(session, contact.id, also)
    if barred := _plain(session, SuppressedAddress.__table__, is_barred(contact.id)):
        sections.append(Section(f"{SUPPRESSED}.email", SUPPRESSED, barred))
    return _with_names(session, sections)


def _sign_ups(session: Session, contact_id: int, also: Collection[int]) -> Iterator[Section]:
    """Yield the sign-ups that no foreign key leads to: the person's own, and what others wrote of the person."""
    found = unlinked_sign_ups(session, contact_id)
    own = [record.id for record in found.own] + [record.id for record in found.doubtful if record.id in also]
    if own:
        yield Section(BY_EMAIL, SIGN_UPS, _plain(session, SignUp.__table__, SignUp.id.in_(own)))
    for item in mentions(session, contact_id):
        told = ("reference", "status", "sent_at", *item.columns)
        rows = _plain(session, SignUp.__table__, SignUp.id == item.sign_up.id, told)
        yield Section(f"{SIGN_UPS}.{item.name}", SIGN_UPS, rows)


def _plain(session: Session, table: Any, condition: Any, wanted: Collection[str] = ()) -> list[dict[str, Any]]:
    shown = [c for c in table.columns if c.name not in INTERNAL and (not wanted or c.name in wanted)]
    order = list(table.primary_key.columns)
    statement = sa.select(*shown).where(condition).order_by(*order)
    return [dict(row._mapping) for row in session.execute(statement)]


@dataclass(frozen=True)
class _Values:
    """A row in the shape in which the names of linked records are looked up."""

    table_name: str
    after: Mapping[str, Any]
    before: None = None


def _with_names(session: Session, sections: Sequence[Section]) -> list[Section]:
    entries = [_Values(section.table, row) for section in sections for row in section.rows]
    names = linked_names(session, entries, in_full=True)
    named = []
    for section in sections:
        table = Base.metadata.tables[section.table]
        rows = []
        for row in section.rows:
            values = {}
            for column, value in row.items():
                target = next((key.column.table.name for key in table.columns[column].foreign_keys), None)
                known = names.get((target, value)) if target and isinstance(value, int) else None
                values[column] = known or value
            rows.append(values)
        named.append(Section(section.key, section.table, rows))
    return named


def audited_ids(session: Session, contact_id: int) -> dict[str, set[int]]:
    """Return the numbers of all rows about a person that the audit log may name, those deleted since too."""
    found: dict[str, set[int]] = {"contacts": {contact_id}}
    for link in links():
        if "id" not in link.table.c:
            continue
        ids = found.setdefault(link.table.name, set())
        ids.update(session.scalars(sa.select(link.table.c.id).where(link.about(contact_id))))
        if link.parent == "contacts":
            gone = sa.select(AuditEntry.record_id).where(
                AuditEntry.table_name == link.table.name,
                AuditEntry.action == "delete",
                AuditEntry.before[link.column.name].as_integer() == contact_id,
            )
            ids.update(session.scalars(gone))
    return {table: ids for table, ids in found.items() if ids}


def entries_about(session: Session, ids: Mapping[str, set[int]]) -> Iterator[AuditEntry]:
    """Yield the entries of the audit log about rows of these tables and numbers, read in portions."""
    for table, numbers in ids.items():
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _PORTION):
            statement = sa.select(AuditEntry).where(
                AuditEntry.table_name == table, AuditEntry.record_id.in_(wanted[start : start + _PORTION])
            )
            yield from session.scalars(statement.order_by(AuditEntry.id))


def history(session: Session, contact_id: int) -> Iterator[AuditEntry]:
    """Yield the entries of the audit log about a person, all that leads to them, and contacts merged into them."""
    ids = audited_ids(session, contact_id)
    ids["contacts"].update(other.id for other in merged_into(session, contact_id))
    return entries_about(session, ids)


def merged_into(session: Session, contact_id: int) -> list[Contact]:
    """Return the contacts that were merged into this one and not taken apart again: they are the same person."""
    statement = (
        sa.select(Contact)
        .join(Merge, Merge.other_id == Contact.id)
        .where(Merge.survivor_id == contact_id, Merge.undone_at.is_(None))
    )
    return list(session.scalars(statement.order_by(Contact.id)))


def files_about(session: Session, contact_id: int) -> list[Attachment]:
    """Return the files attached to a person, and to what the person does as a volunteer."""
    own = sa.select(Volunteer.id).where(Volunteer.person_id == contact_id)
    belongs = sa.or_(Attachment.contact_id == contact_id, Attachment.volunteer_id.in_(own))
    return list(session.scalars(sa.select(Attachment).where(belongs).order_by(Attachment.id)))


@dataclass(frozen=True)
class Holds:
    """Obligations that still run when somebody is to be erased: their papers stay."""

    volunteer_id: int | None
    applications: Sequence[Any]

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return self.volunteer_id is not None or bool(self.applications)


def running_obligations(session: Session, contact_id: int) -> Holds:
    """Return an active volunteer's profile and the running grants that the person is named in."""
    volunteer = session.scalar(
        sa.select(Volunteer.id).where(
            Volunteer.person_id == contact_id,
            Volunteer.status == VolunteerStatus.ACTIVE,
            Volunteer.left_on.is_(None),
            Volunteer.archived_at.is_(None),
        )
    )
    paid = sa.select(Expenditure.application_id).where(Expenditure.counterparty_id == contact_id)
    applications = session.execute(
        sa.select(Application.id, Application.title)
        .where(
            sa.or_(Application.funder_id == contact_id, Application.id.in_(paid)),
            Application.stage.in_(RUNNING),
            Application.archived_at.is_(None),
        )
        .order_by(Application.id)
        .limit(20)
    )
    return Holds(volunteer, applications.all())
