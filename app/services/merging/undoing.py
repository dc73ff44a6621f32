"""Making two contacts again of one.

What was added to the survivor after the merge stays with it. What was edited after the merge is not overwritten:
the newer value stays and is named to whoever undoes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind, display_person_name
from app.domain.errors import RuleError
from app.domain.merging import NO_CHOICES, MoveAction, fields_of, undo_until
from app.domain.text import sort_key
from app.queries.contact_links import groups, primary_key, with_keys
from app.queries.merging import later_merge
from app.services.merging.entries import index_contact, index_moved, searchable_classes, write_entries
from app.services.merging.locking import CONTACTS, locked_contacts
from app.services.merging.moving import Mover, portions
from app.services.merging.values import from_json, row_from_json
from app.services.shift_places import recount_places
from models.accounts import User
from models.base import Base
from models.contacts import Contact
from models.hours import refresh_people
from models.merging import Merge, MergeMove
from models.partner_spans import refresh_partners


@dataclass
class Undone:
    """What undoing left as it is: fields of the survivor that were edited since, and tables whose rows were."""

    fields: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    def note(self, table: str) -> None:
        """Remember a table once."""
        if table not in self.tables:
            self.tables.append(table)


def undo_merge(session: Session, merge: Merge, *, by: User | None, now: datetime) -> Undone:
    """Bring the other contact back with everything that was its own.

    Returns:
        What was edited after the merge and therefore kept.

    Raises:
        RuleError: `merge_undone`, `merge_too_old`, `merge_later_first`, `merge_erased`.
    """
    session.flush()
    locked_contacts(session, [merge.survivor_id, merge.other_id])
    # Somebody else may have undone it, or changed the two, before they were locked.
    session.expire_all()
    survivor, other = session.get_one(Contact, merge.survivor_id), session.get_one(Contact, merge.other_id)
    _check(session, merge, survivor, other, now)
    name = survivor.display_name
    undone = Undone()
    backwards = _Backwards(session, merge, undone)
    backwards.run()
    _restore_contacts(session, merge, undone, now)
    merge.undone_at, merge.undone_by_id = now, by.id if by else None
    session.flush()
    session.expire_all()
    index_contact(session, survivor, renamed=survivor.display_name != name)
    index_contact(session, other, renamed=False)
    index_moved(session, backwards.mover, renamed=survivor.display_name != other.display_name)
    for table, model in searchable_classes().items():
        write_entries(session, model, backwards.restored.get(table, ()))
    refresh_people(session, [merge.survivor_id, merge.other_id])
    refresh_partners(session, [merge.survivor_id, merge.other_id])
    recount_places(session, [merge.survivor_id, merge.other_id])
    session.expire_all()
    return undone


def _check(session: Session, merge: Merge, survivor: Contact, other: Contact, now: datetime) -> None:
    if merge.undone_at is not None:
        raise RuleError("merge_undone")
    if now > undo_until(merge.at):
        raise RuleError("merge_too_old")
    if survivor.anonymised_at is not None or other.anonymised_at is not None or not merge.before:
        raise RuleError("merge_erased")
    later = later_merge(session, merge)
    if later is not None:
        raise RuleError("merge_later_first", later.other_name)


def _restore_contacts(session: Session, merge: Merge, undone: Undone, now: datetime) -> None:
    """Put back what the merge changed of the two contacts themselves."""
    present = session.execute(sa.select(CONTACTS).where(CONTACTS.c.id == merge.survivor_id)).one()._mapping
    before = row_from_json(CONTACTS, merge.before["survivor"])
    after = row_from_json(CONTACTS, merge.after)
    values: dict[str, Any] = {}
    for name in fields_of(ContactKind(present["kind"])):
        if after.get(name) == before[name]:
            continue
        if present[name] == after.get(name):
            values[name] = before[name]
        else:
            undone.fields.append(name)
    whole = {**present, **values}
    if ContactKind(present["kind"]) is ContactKind.PERSON:
        parts = (whole["last_name"], whole["first_name"], whole["middle_name"])
        values["display_name"] = display_person_name(*parts)
    values["sort_key"] = sort_key(values.get("display_name", present["display_name"]))
    if values.get("display_name", present["display_name"]) == before["display_name"]:
        values.update(display_name=before["display_name"], sort_key=before["sort_key"])
    _update(session, merge.survivor_id, values, now)
    archived_at = from_json(CONTACTS.c.archived_at, merge.before["other"]["archived_at"])
    _update(session, merge.other_id, {"archived_at": archived_at}, now)


def _update(session: Session, contact_id: int, values: dict[str, Any], now: datetime) -> None:
    update = sa.update(CONTACTS).where(CONTACTS.c.id == contact_id)
    session.execute(update.values(**values, version=CONTACTS.c.version + 1, updated_at=now))


class _Backwards:
    """Goes through what a merge did, from the last step to the first."""

    def __init__(self, session: Session, merge: Merge, undone: Undone) -> None:
        self.session = session
        self.merge = merge
        self.undone = undone
        self.mover = Mover(session, merge.id, NO_CHOICES)
        self.restored: dict[str, list[int]] = {}
        # Rows whose number was given to another row since, by table and old number.
        self._renumbered: dict[tuple[str, int], int] = {}

    def run(self) -> None:
        """Undo every step."""
        steps = sa.select(MergeMove).where(MergeMove.merge_id == self.merge.id).order_by(MergeMove.id.desc())
        for step in self.session.scalars(steps).all():
            table = Base.metadata.tables.get(step.table_name)
            if table is None:
                continue
            keys = [self._key(table, key) for key in step.keys]
            if step.action is MoveAction.MOVED:
                self._give_back(table, step, keys)
            elif step.action is MoveAction.CHANGED:
                self._change_back(table, keys[0], step)
            else:
                self._bring_back(table, step.before["rows"])

    def _key(self, table: sa.Table, key: Sequence[Any]) -> list[Any]:
        return [from_json(column, value) for column, value in zip(primary_key(table), key, strict=True)]

    def _give_back(self, table: sa.Table, step: MergeMove, keys: list[list[Any]]) -> None:
        column = table.c[step.column_name]
        target = next(iter(column.foreign_keys)).column.table.name
        old, new = step.before[step.column_name], step.after[step.column_name]
        values: dict[str, Any] = {column.name: self._renumbered.get((target, old), old)}
        if "version" in table.c:
            values["version"] = table.c.version + 1
        if "updated_at" in table.c:
            values["updated_at"] = table.c.updated_at
        update = sa.update(table).where(with_keys(table, keys), column == new).values(**values)
        if "created_at" in table.c:
            # The number of a row that was removed may belong to a newer row, which was never the other contact's.
            update = update.where(table.c.created_at <= self.merge.at)
        found = self.session.execute(update.returning(*primary_key(table))).all()
        self.mover.moved.setdefault((table.name, column.name), []).extend(tuple(row) for row in found)
        if len(found) < len(keys):
            self.undone.note(table.name)

    def _change_back(self, table: sa.Table, key: list[Any], step: MergeMove) -> None:
        row = self.session.execute(sa.select(table).where(with_keys(table, [key]))).one_or_none()
        before, after = row_from_json(table, step.before), row_from_json(table, step.after)
        if row is None:
            self.undone.note(table.name)
            return
        values: dict[str, Any] = {}
        for group in groups(table):
            names = [name for name in group if name in before]
            if all(row._mapping[name] == after[name] for name in names):
                values.update({name: before[name] for name in names})
            else:
                self.undone.note(table.name)
        if values:
            self.session.execute(sa.update(table).where(with_keys(table, [key])).values(**values))
            self.mover.changed.setdefault(table.name, []).append(key[0])

    def _bring_back(self, table: sa.Table, kept: Sequence[Mapping[str, Any]]) -> None:
        for some in portions(kept):
            rows = [row for item in some if (row := self._possible(table, row_from_json(table, item))) is not None]
            if len(rows) < len(some):
                self.undone.note(table.name)
            if not rows:
                continue
            taken = self._taken(table, rows)
            plain = [row for row in rows if tuple(self._own_key(table, row)) not in taken]
            if plain:
                self.session.execute(sa.insert(table), plain)
            for row in rows:
                key = tuple(self._own_key(table, row))
                if key in taken and len(key) == 1:
                    fresh = {name: value for name, value in row.items() if name != "id"}
                    made = self.session.execute(sa.insert(table).values(**fresh).returning(table.c.id)).scalar_one()
                    self._renumbered[table.name, key[0]] = made
            if "id" in table.c:
                new = [self._renumbered.get((table.name, row["id"]), row["id"]) for row in rows]
                self.restored.setdefault(table.name, []).extend(new)

    def _taken(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
        keys = [self._own_key(table, row) for row in rows]
        found = self.session.execute(sa.select(*primary_key(table)).where(with_keys(table, keys)))
        return {tuple(row) for row in found}

    def _own_key(self, table: sa.Table, row: Mapping[str, Any]) -> list[Any]:
        return [row[column.name] for column in primary_key(table)]

    def _possible(self, table: sa.Table, row: dict[str, Any]) -> dict[str, Any] | None:
        """Return the row as it can stand now: what it pointed to may be gone since."""
        for column in table.columns:
            for key in column.foreign_keys:
                value = row.get(column.name)
                if value is None or (key.constraint is not None and len(key.constraint.elements) > 1):
                    continue
                parent = key.column
                value = self._renumbered.get((parent.table.name, value), value)
                there = self.session.scalar(sa.select(sa.literal(1)).where(parent == value))
                if there is None and not column.nullable:
                    return None
                row[column.name] = value if there is not None else None
        return row
