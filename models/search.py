"""The one search index of the product.

A `Searchable` record says which words it can be found by; a session listener keeps `search_entries` in
step. SQLite indexes the text with FTS5 (a virtual table filled by triggers), PostgreSQL with a GIN index
over `to_tsvector('simple', search_text)`; both are made in the migration.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from app.domain.text import index_text
from models.base import Base, IntPk
from models.bulk import insert_at_once

# How the indexes of words on SQLite are merged, and how many pages at once: others may write in between.
_MERGES = (
    sa.text("INSERT INTO search_fts(search_fts, rank) VALUES ('merge', :pages)"),
    sa.text("INSERT INTO search_fts_talk(search_fts_talk, rank) VALUES ('merge', :pages)"),
)
_PAGES = 500


class SearchEntry(Base):
    """What one record can be found by, and how it is shown among the results."""

    __tablename__ = "search_entries"
    __table_args__ = (sa.UniqueConstraint("kind", "record_id"),)

    id: Mapped[IntPk]
    kind: Mapped[str] = mapped_column(sa.String(32))
    record_id: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(400))
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id", ondelete="SET NULL"), index=True)
    search_text: Mapped[str] = mapped_column(sa.Text)


class Searchable:
    """A record that the global search finds. `branch_id`, where a class has it, limits who finds it."""

    __search_kind__: str
    # The key of the contact whose name is among this record's words, if there is one.
    __search_contact__: str | None = None

    def search_title(self) -> str:
        """Return the line shown among the results."""
        raise RuntimeError(f"{type(self).__name__} has no search title")

    def search_note(self) -> str:
        """Return the smaller second line."""
        return ""

    def search_words(self) -> Iterable[str | None]:
        """Return every text that the record can be found by."""
        return (self.search_title(), self.search_note())


class SearchPart:
    """A row of a searchable record, such as an e-mail address: a change of it changes the record's words."""

    def search_owner(self) -> Searchable | None:
        """Return the record, or None when the row was taken off it."""
        raise RuntimeError(f"{type(self).__name__} belongs to no searchable record")


def search_row(record: Any) -> dict[str, Any]:
    """Return the `search_entries` row (without its id) of a `Searchable` record that has an id."""
    return {
        "kind": record.__search_kind__,
        "record_id": record.id,
        "title": record.search_title()[:400],
        "note": record.search_note()[:400],
        "branch_id": getattr(record, "branch_id", None),
        "search_text": index_text(*record.search_words()),
    }


@event.listens_for(Session, "before_flush")
def remember_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Note which searchable records this flush writes, while the session still knows it."""
    touched = session.info.setdefault("search_touched", [])
    touched.extend(record for record in session.new if isinstance(record, Searchable))
    touched.extend(record for record in session.dirty if isinstance(record, Searchable) and session.is_modified(record))
    owners = [record.search_owner() for record in session.dirty if isinstance(record, SearchPart)]
    touched.extend(owner for owner in owners if owner is not None)
    session.info.setdefault("search_removed", []).extend(
        record for record in session.deleted if isinstance(record, Searchable)
    )
    session.info.setdefault("search_renamed", []).extend(
        sa.inspect(record).identity[0]
        for record in session.dirty
        if isinstance(record, Searchable) and _is_renamed(record)
    )


def _is_renamed(record: Any) -> bool:
    name = sa.inspect(record).attrs.get("display_name")
    return name is not None and bool(name.history.has_changes())


def _named_after(session: Session, contact_ids: list[int]) -> Iterator[Any]:
    """Yield the records that are found by the name of one of the contacts."""
    for mapper in Base.registry.mappers:
        key = getattr(mapper.class_, "__search_contact__", None)
        if key is not None:
            named = sa.select(mapper.class_).where(mapper.columns[key].in_(contact_ids))
            yield from session.scalars(named)


@event.listens_for(Session, "after_flush_postexec")
def write_entries(session: Session, _context: UOWTransaction) -> None:
    """Write the entries of the records that the flush wrote, in one statement each way."""
    touched: list[Any] = session.info.pop("search_touched", [])
    removed: list[Any] = session.info.pop("search_removed", [])
    renamed: list[int] = session.info.pop("search_renamed", [])
    if renamed:
        touched.extend(_named_after(session, renamed))
    for record in removed:
        session.execute(
            sa.delete(SearchEntry).where(SearchEntry.kind == record.__search_kind__, SearchEntry.record_id == record.id)
        )
    rows = [search_row(record) for record in dict.fromkeys(touched) if record not in removed]
    if rows:
        upsert_entries(session, rows)


def upsert_entries(session: Session, rows: list[dict[str, Any]]) -> None:
    """Insert or replace search entries; `rows` are as `search_row` makes them."""
    table: Any = SearchEntry.__table__
    statement: Any
    dialect = session.get_bind().dialect.name
    many = dialect == "postgresql" and len(rows) > 1
    if many:
        # One statement may write an entry once only.
        statement = insert_at_once(table, list({(row["kind"], row["record_id"]): row for row in rows}.values()))
    elif dialect == "postgresql":
        statement = postgres_insert(table)
    else:
        statement = sqlite_insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=["kind", "record_id"],
        set_={name: statement.excluded[name] for name in ("title", "note", "branch_id", "search_text")},
    )
    session.execute(statement, None if many else rows)


def forget_removed_words(session: Session, after_each: Callable[[], object]) -> None:
    """Let the index of words keep nothing of what was removed from it, such as the telephone of an erased person.

    SQLite only marks such a word as removed; it goes when the parts of the index are merged. PostgreSQL cleans up by
    itself.

    Args:
        after_each: called after every portion of the work, such as `session.commit`.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    for merge in _MERGES:
        # A negative number begins the merge of all parts, positive ones go on with it.
        pages, changed = -_PAGES, 2
        while changed > 1:
            driver: Any = session.connection().connection.driver_connection
            before = driver.total_changes
            session.execute(merge, {"pages": pages})
            changed, pages = driver.total_changes - before, _PAGES
            after_each()
