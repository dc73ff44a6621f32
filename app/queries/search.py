"""Finding records by words, on both databases."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.text import fts_terms, latin_variants, sort_key
from app.scope import Scope
from models.contacts import Contact
from models.search import SearchEntry

# Records of one branch, found by it alone; and those that belong to one branch or to the whole system.
OWN_KINDS = frozenset({"event", "donation", "volunteer", "opportunity"})
SHARED_KINDS = frozenset({"partnership"})
# Interactions are many times as many as all other records: their words have an index of their own, so that
# nobody looks for a contact among them.
TALK = "interaction"
# The indexes of words on SQLite; the hidden column of the same name takes the query.
FTS, FTS_TALK = (
    sa.table(name, sa.column("rowid", sa.Integer), sa.column(name, sa.String))
    for name in ("search_fts", "search_fts_talk")
)
# More records than anybody would page through.
MATCH_LIMIT = 1_000
# A word is common when it stands in so many of the newest interactions, of which so many are looked at.
SAMPLE, COMMON = 1_000, 100
# Stands after every letter in the bytewise order of sort keys.
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    """One result of the global search."""

    kind: str
    record_id: int
    title: str
    note: str


def matches(session: Session, text: str, *, talk: bool = False) -> sa.ColumnElement[bool] | None:
    """Return the condition that a `SearchEntry` holds a word starting with each word of `text`.

    It is an entry of an interaction when `talk` is true, and of any other record when it is not.

    Latin words are also looked for in the spellings of Ukrainian names that people use every day.
    None when the text has no word in it.
    """
    spellings = _spellings(text)
    return _in_index(session, spellings, talk=talk) if spellings else None


def _spellings(text: str) -> list[list[str]]:
    return [terms for terms in map(fts_terms, latin_variants(text)) if terms]


def _in_index(session: Session, spellings: list[list[str]], *, talk: bool) -> sa.ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        query = " | ".join(" & ".join(f"{term}:*" for term in terms) for terms in spellings)
        vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), SearchEntry.search_text)
        # The planner supposes that any beginning of a word stands in one of fifty records, and would rather read all
        # ten million of them. Said twice, it is one of 2500, and the index is asked; it looks a word up only once.
        twice = f"({query}) & ({query})"
        found = vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), twice))
        # Written out, since the two indexes have these conditions.
        kind: sa.ColumnElement[str] = sa.literal_column(f"'{TALK}'")
        return sa.and_(SearchEntry.kind == kind if talk else SearchEntry.kind != kind, found)
    query = " OR ".join("(" + " ".join(f'"{term}"*' for term in terms) + ")" for terms in spellings)
    # A join reads the matches one by one, as far as they are wanted; a subquery would gather all of them first.
    words = FTS_TALK if talk else FTS
    return sa.and_(SearchEntry.id == words.c.rowid, words.c[words.name].op("MATCH")(query))


def _in_text(column: Any, spellings: list[list[str]]) -> sa.ColumnElement[bool]:
    """Return the same condition without an index; texts are folded as queries are.

    Of a LIKE PostgreSQL supposes that it fits hardly any row, and would not walk the rows in their order.
    """
    line = sa.literal(" ").concat(column)
    return sa.or_(*[sa.and_(*[sa.func.replace(line, f" {term}", "") != line for term in terms]) for terms in spellings])


class _Talks(NamedTuple):
    """A select of entries of interactions, and whether it has to be read from the newest on."""

    entries: sa.Select[Any]
    newest_first: bool


def _first_talks(session: Session, text: str) -> _Talks | None:
    """Return the entries of interactions that match, made to be read no further than a limit.

    An index gathers everything that begins with a word before it gives the first, which is slow for a word of
    millions. How common each word is, a look at the newest interactions tells, in one statement. Where the whole
    text is common, they are walked from the newest on; else the index is asked for the rarer words only.
    """
    spellings = _spellings(text)
    if not spellings:
        return None
    newest = (
        sa.select(SearchEntry.search_text)
        .where(SearchEntry.kind == TALK)
        .order_by(SearchEntry.record_id.desc())
        .limit(SAMPLE)
        .subquery()
    )
    terms = list(dict.fromkeys(term for spelling in spellings for term in spelling))
    asked = [_in_text(newest.c.search_text, item) for item in (spellings, *[[[term]] for term in terms])]
    often = session.execute(sa.select(*[sa.func.sum(sa.case((one, 1), else_=0)) for one in asked])).one()
    common = {term for term, times in zip(terms, often[1:], strict=True) if (times or 0) >= COMMON}
    entries: Any = sa.select(SearchEntry.id, SearchEntry.record_id).where(SearchEntry.kind == TALK)
    if (often[0] or 0) >= COMMON:
        return _Talks(entries.where(_in_text(SearchEntry.search_text, spellings)), newest_first=True)
    rare = [[term for term in spelling if term not in common] or spelling for spelling in spellings]
    found = entries.where(_in_index(session, rare, talk=True))
    if rare != spellings:
        found = found.where(_in_text(SearchEntry.search_text, spellings))
    return _Talks(found, newest_first=False)


def found_ids(session: Session, kind: str, text: str) -> sa.Select[Any] | None:
    """Return a select of the record ids of one kind that match, or None when there is nothing to look for."""
    condition = matches(session, text, talk=kind == TALK)
    if condition is None:
        return None
    found = sa.select(SearchEntry.record_id).where(SearchEntry.kind == kind, condition)
    if session.get_bind().dialect.name == "postgresql":
        # Left alone, the planner walks the records in their order and reads the words of each until the page
        # is full, which is slow whenever few of them match.
        words = found.cte().prefix_with("MATERIALIZED")
        return sa.select(words.c.record_id)
    return found


def first_matches(
    session: Session,
    kind: str,
    text: str,
    rows: Any,
    key: Any,
    *,
    name: Any = None,
    limit: int = MATCH_LIMIT,
) -> list[int]:
    """Return the ids of those of `rows` that match, up to `limit` of them, in no order; one statement.

    A word that stands in a great many records would otherwise have all of them read and sorted for the few that
    fit on a page. Where more than `limit` match, those whose names begin with the typed text come before others.

    Args:
        rows: a select of the records, narrowed to what the reader may see and asks for.
        key: the column of `rows` that holds the record's id.
        name: the column with the record's sort key, when it is indexed.
    """
    condition = matches(session, text)
    talks = _first_talks(session, text) if kind == TALK else None
    if condition is None:
        return []
    rows = rows.order_by(None)
    entries = sa.select(SearchEntry.record_id).where(SearchEntry.kind == kind, condition)
    if talks is not None:
        entries = talks.entries
    is_walk = talks is not None and talks.newest_first
    if not is_walk and session.get_bind().dialect.name == "postgresql":
        # The empty offset keeps the planner from turning the question round: it would look through the records.
        entries = entries.offset(0)
    words = entries.subquery("words")
    found = rows.with_only_columns(sa.literal(1).label("place"), key.label("id")).where(key == words.c.record_id)
    if is_walk:
        found = found.order_by(words.c.record_id.desc())
    parts = []
    beginning = sort_key(text)
    if name is not None and beginning:
        named = rows.with_only_columns(sa.literal(0).label("place"), key.label("id"))
        named = named.where(name >= beginning, name < beginning + LAST_LETTER).order_by(name).limit(limit)
        first = named.cte("named")
        parts.append(sa.select(first))
        # Words are looked for only where the names leave room.
        found = found.where(sa.select(sa.func.count()).select_from(first).scalar_subquery() < limit)
    parts.append(sa.select(found.limit(limit).subquery()))
    ids = {row.id: None for row in sorted(session.execute(sa.union_all(*parts)), key=lambda row: row.place)}
    return list(ids)[:limit]


def search(session: Session, text: str, kinds: frozenset[str], scope: Scope, limit: int = 20) -> list[Hit]:
    """Return the best hits among records of the kinds that the reader may see.

    Titles that begin with the typed text come first, then shorter titles. Of more than `MATCH_LIMIT` records
    that match, the contacts whose names begin with the text are surely compared, and of the rest as many.
    """
    condition = matches(session, text)
    if condition is None or not kinds:
        return []
    seen: list[sa.ColumnElement[bool]] = [SearchEntry.kind.in_(kinds)]
    if scope.branch_id is not None:
        seen.append(
            sa.or_(
                SearchEntry.kind.not_in(OWN_KINDS | SHARED_KINDS),
                SearchEntry.branch_id == scope.branch_id,
                sa.and_(SearchEntry.kind.in_(SHARED_KINDS), SearchEntry.branch_id.is_(None)),
            )
        )
    some = sa.select(SearchEntry.id).where(condition, *seen).limit(MATCH_LIMIT)
    named = (
        sa.select(Contact.id)
        .where(Contact.sort_key >= sort_key(text), Contact.sort_key < sort_key(text) + LAST_LETTER)
        .order_by(Contact.sort_key)
        .limit(limit)
    )
    people = sa.select(SearchEntry.id).where(
        SearchEntry.kind == "contact", SearchEntry.record_id.in_(sa.select(named.subquery().c.id)), *seen
    )
    parts = [sa.select(some.subquery().c.id), people]
    talks = _first_talks(session, text) if TALK in kinds else None
    if talks is not None:
        newest = talks.entries.order_by(SearchEntry.record_id.desc()) if talks.newest_first else talks.entries
        parts.append(sa.select(newest.limit(limit).subquery().c.id))
    ids = sa.union(*parts)
    beginning = "".join(fts_terms(text)[:1])
    statement = (
        sa.select(SearchEntry)
        .where(SearchEntry.id.in_(ids))
        .order_by(
            sa.case((SearchEntry.search_text.startswith(beginning, autoescape=True), 0), else_=1),
            sa.func.length(SearchEntry.title),
            SearchEntry.id,
        )
        .limit(limit)
    )
    return [Hit(row.kind, row.record_id, row.title, row.note) for row in session.scalars(statement)]
