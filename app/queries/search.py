"""Finding records by words, on both databases."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
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
# Among fewer interactions than these the index of words is quick for any word.
MILLIONS = 500_000
# So many of the newest interactions, and as many spread over all, say how common a word is: it is, when `MANY` of
# them have it. Where `COMMON` of `NEAR` neighbours among those spread have it, a walk finds it soon; but only where
# so many have it that the walk ends before it comes through all interactions.
SAMPLE, MANY = 400, 40
NEAR, COMMON = 10, 3
ENOUGH = 2 * MATCH_LIMIT
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


def _in_index(session: Session, spellings: list[list[str]], *, talk: bool, whole: bool = False) -> Any:
    """Return the condition that an entry holds words that begin with the terms, or on PostgreSQL the `whole` terms."""
    ending = "" if whole else "*"
    return words_in_index(session, [[[f"{term}{ending}"] for term in terms] for terms in spellings], talk=talk)


def words_in_index(session: Session, asked: list[list[list[str]]], *, talk: bool = False) -> Any:
    """Return the condition that an entry holds the words of one of the alternatives: of each group one word.

    A word with an asterisk is the beginning of one; words are folded as the index is.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = _written(asked, " & ", " | ", lambda word: f"{word[:-1]}:*" if word.endswith("*") else word)
        vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), SearchEntry.search_text)
        found = vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), query))
        # The planner supposes that any beginning of a word stands in one of fifty records, and would rather read all
        # ten million of them. Of two values of a row that it knows nothing of it supposes that they are equal in one
        # of two hundred, so with both the index is asked.
        rare = SearchEntry.id == SearchEntry.id + 0
        # Written out, since the two indexes have these conditions.
        kind: sa.ColumnElement[str] = sa.literal_column(f"'{TALK}'")
        return sa.and_(SearchEntry.kind == kind if talk else SearchEntry.kind != kind, found, rare)
    query = _written(asked, " AND ", " OR ", lambda word: f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"')
    # A join reads the matches one by one, as far as they are wanted; a subquery would gather all of them first.
    words = FTS_TALK if talk else FTS
    # By a sum SQLite cannot look a row of the index up: it would begin with the entries and match each by itself.
    return sa.and_(SearchEntry.id == words.c.rowid + 0, words.c[words.name].op("MATCH")(query))


def _written(asked: list[list[list[str]]], every: str, either: str, word: Callable[[str], str]) -> str:
    alternatives = [every.join(f"({either.join(map(word, group))})" for group in groups) for groups in asked]
    return either.join(f"({alternative})" for alternative in alternatives)


def _in_text(column: Any, spellings: list[list[str]]) -> sa.ColumnElement[bool]:
    """Return the same condition without an index; texts are folded as queries are.

    Of a LIKE PostgreSQL supposes that it fits hardly any row, and would not walk the rows in their order.
    """
    line = sa.literal(" ").concat(column)
    return sa.or_(*[sa.and_(*[sa.func.replace(line, f" {term}", "") != line for term in terms]) for terms in spellings])


class _Asked(NamedTuple):
    """Selects of (id, record_id) of the entries that match, to be asked in turn until there are enough.

    With a `start` the first select has the records up to that id, the second one those after it.
    """

    entries: list[Any]
    newest_first: bool = False
    start: int | None = None


def _by_words(session: Session, kinds: Any, spellings: list[list[str]], *, talk: bool) -> _Asked:
    """Ask the index of words for entries of the kinds.

    PostgreSQL gathers whatever begins with a word before it gives the first, but whole words it gives at once.
    """
    entries = sa.select(SearchEntry.id, SearchEntry.record_id).where(kinds)
    if session.get_bind().dialect.name != "postgresql":
        return _Asked([entries.where(_in_index(session, spellings, talk=talk))])
    # The empty offset keeps the planner from turning the question round: it would look through the records.
    conditions = [_in_index(session, spellings, talk=talk, whole=whole) for whole in (True, False)]
    return _Asked([entries.where(condition).offset(0) for condition in conditions])


def _talks(session: Session, spellings: list[list[str]]) -> _Asked:
    """Ask for entries of interactions.

    An index is slow for a word of millions: where there are so many interactions, a sample tells how common each
    word is, in one statement. Where the whole text is common, entries are walked from the newest on, or from where it
    becomes common, and only then the newer ones; else the index is asked for the rarer words only.
    """
    kinds: Any = SearchEntry.kind == TALK
    last = session.scalar(sa.select(sa.func.max(SearchEntry.record_id)).where(kinds)) or 0
    if last < MILLIONS:
        return _by_words(session, kinds, spellings, talk=True)
    terms = list(dict.fromkeys(term for spelling in spellings for term in spelling))
    newest, spread = _sample(session, last, [spellings, *[[[term]] for term in terms]])
    entries = sa.select(SearchEntry.id, SearchEntry.record_id).where(kinds)
    walk = entries.where(_in_text(SearchEntry.search_text, spellings))
    dense = [sum(near[1] for near in spread[place : place + NEAR]) >= COMMON for place in range(len(spread))]
    start = next((row[0] for row, is_dense in zip(spread, dense, strict=True) if row[1] and is_dense), None)
    step = 1 + last // SAMPLE
    if start is not None and step * sum(row[1] for row in spread) >= ENOUGH:
        if dense[0] and sum(row[1] for row in newest) >= MANY:
            return _Asked([walk], newest_first=True)
        older, newer = walk.where(SearchEntry.record_id <= start), walk.where(SearchEntry.record_id > start)
        return _Asked([older, newer], newest_first=True, start=start)
    often = [max(sum(row[2 + at] for row in rows) for rows in (newest, spread)) for at in range(len(terms))]
    common = {term for term, times in zip(terms, often, strict=True) if times >= MANY}
    rare = [[term for term in spelling if term not in common] or spelling for spelling in spellings]
    if rare != spellings:
        kinds = sa.and_(kinds, _in_text(SearchEntry.search_text, spellings))
    return _by_words(session, kinds, rare, talk=True)


def _sample(session: Session, last: int, asked: list[list[list[str]]]) -> tuple[list[Any], list[Any]]:
    """Return the newest interactions, and some spread over all: rows of the id and whether each text is found."""
    spot = sa.select(sa.literal(0).label("number")).cte("spot", recursive=True)
    spot = spot.union_all(sa.select(spot.c.number + 1).where(spot.c.number < SAMPLE - 1))
    step = 1 + last // SAMPLE

    def rows(far: Any, is_spread: int) -> sa.Select[Any]:
        has = [sa.case((_in_text(SearchEntry.search_text, one), 1), else_=0) for one in asked]
        there = sa.and_(SearchEntry.kind == TALK, SearchEntry.record_id == sa.literal(last) - spot.c.number * far)
        chosen = sa.select(SearchEntry.record_id, *has, sa.literal(is_spread).label("is_spread"))
        return chosen.select_from(spot).join(SearchEntry, there)

    found = session.execute(sa.union_all(rows(1, 0), rows(step, 1))).all()
    ordered = sorted(found, key=lambda row: -row.record_id)
    return [row for row in ordered if not row.is_spread], [row for row in ordered if row.is_spread]


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
    spellings = _spellings(text)
    if not spellings:
        return []
    rows = rows.order_by(None)
    stages = []
    beginning = sort_key(text)
    if name is not None and beginning:
        named = rows.with_only_columns(key.label("id"))
        stages.append(named.where(name >= beginning, name < beginning + LAST_LETTER).order_by(name))
    if kind == TALK:
        asked = _talks(session, spellings)
    else:
        asked = _by_words(session, SearchEntry.kind == kind, spellings, talk=False)
    for place, entries in enumerate(asked.entries):
        words = entries.subquery("words")
        found = rows.with_only_columns(key.label("id")).where(key == words.c.record_id)
        if asked.start is not None:
            # Known of both sides, it lets neither be read from its end on.
            found = found.where(key > asked.start if place else key <= asked.start)
        stages.append(found.order_by(words.c.record_id.desc()) if asked.newest_first else found)
    found_ones = session.execute(in_turn(session, stages, limit)).all()
    return list(dict.fromkeys(row[1] for row in sorted(found_ones, key=itemgetter(0))))[:limit]


def among(session: Session, column: Any, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of up to thousands of ids, sent as one value."""
    if session.get_bind().dialect.name == "postgresql":
        return column == sa.any_(sa.cast(list(ids), ARRAY(sa.Integer)))  # type: ignore[no-any-return]
    each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(sa.select(each.c.value))  # type: ignore[no-any-return]


def in_turn(
    session: Session, stages: Sequence[sa.Select[Any]], limit: int, name: str = "stage", *, enough: int | None = None
) -> sa.CompoundSelect[Any]:
    """Return a select of (place, id) of up to `limit` of each stage, asked only where none before has `enough`."""
    enough = limit if enough is None else enough
    parts: list[Any] = []
    for place, stage in enumerate(stages):
        wanting = [sa.select(sa.func.count()).select_from(part).scalar_subquery() < enough for part in parts]
        if not wanting:
            some = stage.limit(limit)
        elif session.get_bind().dialect.name == "postgresql":
            some = stage.where(*wanting).limit(limit)
        else:
            # SQLite would look at the condition again for every row that it reads in vain.
            some = stage.limit(sa.case((sa.and_(*wanting), limit), else_=0))
        parts.append(some.cte(f"{name}_{place}"))
    return sa.union_all(*[sa.select(sa.literal(place).label("place"), part.c.id) for place, part in enumerate(parts)])


def search(session: Session, text: str, kinds: frozenset[str], scope: Scope, limit: int = 20) -> list[Hit]:
    """Return the best hits among records of the kinds that the reader may see.

    Titles that begin with the typed text come first, then shorter titles. Of more than `MATCH_LIMIT` records
    that match, the contacts whose names begin with the text are surely compared, and of the rest as many.
    """
    spellings = _spellings(text)
    if not spellings or not kinds:
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
    asked = _by_words(session, sa.and_(*seen), spellings, talk=False)
    words = in_turn(
        session, [entries.with_only_columns(SearchEntry.id) for entries in asked.entries], MATCH_LIMIT, "words"
    )
    named = (
        sa.select(Contact.id)
        .where(Contact.sort_key >= sort_key(text), Contact.sort_key < sort_key(text) + LAST_LETTER)
        .order_by(Contact.sort_key)
        .limit(limit)
    )
    people = sa.select(SearchEntry.id).where(
        SearchEntry.kind == "contact", SearchEntry.record_id.in_(sa.select(named.subquery().c.id)), *seen
    )
    parts = [sa.select(words.subquery().c.id), people]
    if TALK in kinds:
        talks = _talks(session, spellings)
        first = [entries.with_only_columns(SearchEntry.id) for entries in talks.entries]
        if talks.newest_first:
            first = [entries.order_by(SearchEntry.record_id.desc()) for entries in first]
        parts.append(sa.select(in_turn(session, first, limit, "talks").subquery().c.id))
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
