"""Finding records by words, on both databases."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.text import fts_terms, latin_variants
from app.scope import Scope
from models.search import SearchEntry

# Records of one branch, found by it alone; and those that belong to one branch or to the whole system.
OWN_KINDS = frozenset({"event", "donation", "volunteer"})
SHARED_KINDS = frozenset({"partnership"})


@dataclass(frozen=True)
class Hit:
    """One result of the global search."""

    kind: str
    record_id: int
    title: str
    note: str


def matches(session: Session, text: str) -> sa.ColumnElement[bool] | None:
    """Return the condition that a `SearchEntry` holds a word starting with each word of `text`.

    Latin words are also looked for in the spellings of Ukrainian names that people use every day.
    None when the text has no word in it.
    """
    spellings = [terms for terms in map(fts_terms, latin_variants(text)) if terms]
    if not spellings:
        return None
    if session.get_bind().dialect.name == "postgresql":
        query = " | ".join(" & ".join(f"{term}:*" for term in terms) for terms in spellings)
        vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), SearchEntry.search_text)
        return vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), query))
    query = " OR ".join("(" + " ".join(f'"{term}"*' for term in terms) + ")" for terms in spellings)
    found = sa.text("SELECT rowid FROM search_fts WHERE search_fts MATCH :fts_query").bindparams(fts_query=query)
    return SearchEntry.id.in_(found.columns(rowid=sa.Integer).scalar_subquery())


def found_ids(session: Session, kind: str, text: str) -> sa.Select[Any] | None:
    """Return a select of the record ids of one kind that match, or None when there is nothing to look for."""
    condition = matches(session, text)
    if condition is None:
        return None
    found = sa.select(SearchEntry.record_id).where(SearchEntry.kind == kind, condition)
    if session.get_bind().dialect.name == "postgresql":
        # Left alone, the planner walks the records in their order and reads the words of each until the page
        # is full, which is slow whenever few of them match.
        words = found.cte().prefix_with("MATERIALIZED")
        return sa.select(words.c.record_id)
    return found


def search(session: Session, text: str, kinds: frozenset[str], scope: Scope, limit: int = 20) -> list[Hit]:
    """Return the best hits among records of the kinds that the reader may see.

    Titles that begin with the typed text come first, then shorter titles.
    """
    condition = matches(session, text)
    if condition is None or not kinds:
        return []
    statement = sa.select(SearchEntry).where(condition, SearchEntry.kind.in_(kinds))
    if scope.branch_id is not None:
        statement = statement.where(
            sa.or_(
                SearchEntry.kind.not_in(OWN_KINDS | SHARED_KINDS),
                SearchEntry.branch_id == scope.branch_id,
                sa.and_(SearchEntry.kind.in_(SHARED_KINDS), SearchEntry.branch_id.is_(None)),
            )
        )
    beginning = "".join(fts_terms(text)[:1])
    statement = statement.order_by(
        sa.case((SearchEntry.search_text.startswith(beginning, autoescape=True), 0), else_=1),
        sa.func.length(SearchEntry.title),
        SearchEntry.id,
    ).limit(limit)
    return [Hit(row.kind, row.record_id, row.title, row.note) for row in session.scalars(statement)]
