"""One page of a list, how many rows it has and what they add up to, and every row of it.

`run` answers one page with two statements: the rows, and their number together with the sums that the list has. Pages
are found by key (keyset), never by offset, so that the thousandth page costs as much as the first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.queries.cursors import decode_cursor, encode_cursor
from app.queries.listing.specs import Column, ListSpec, ListState
from app.queries.search import MATCH_LIMIT, among, first_matches, found_ids
from app.scope import Scope

PAGE_SIZE = 50
# What filters leave has to be looked at row by row to be counted.
COUNT_LIMIT, FILTERED_LIMIT = 10_000, 1_000
# No record and no year has so many digits; the databases would refuse them with an error.
TOO_LONG_A_NUMBER = re.compile(r"\d{10}")


@dataclass(frozen=True)
class ListPage:
    """One page of rows. `count` is exact up to a limit, and always in a list with sums; else `count_capped`."""

    rows: list[Any]
    count: int
    count_capped: bool
    after: str | None
    before: str | None
    totals: dict[str, Any]


def _with_expressions(statement: sa.Select[Any], spec: ListSpec, *, for_file: bool) -> sa.Select[Any]:
    """Add what only some columns need, so that no page reads what only files show."""
    wanted = [c for c in spec.columns if c.expression is not None and (for_file or not c.export_only)]
    return statement.add_columns(*[column.expression.label(column.key) for column in wanted])


def filtered(
    spec: ListSpec, state: ListState, scope: Scope, *, counting: bool = False, place: "_Place | None" = None
) -> sa.Select[Any]:
    """Return the list’s select under the filters alone, not yet sorted; `RuleError` as `run`, if one cannot be read.

    What lies beyond a `place` is asked for before the filters: of two bounds of a day SQLite goes by the first.
    """
    reach = place.reach if place is not None and spec.ids_first else None
    statement = spec.counted(scope) if (counting or reach) and spec.counted is not None else spec.select(scope)
    if reach is not None:
        statement = reach(statement)
    if place is not None and place.beyond is not None:
        statement = statement.where(place.beyond)
    for item in spec.filters:
        value = state.filters.get(item.key, "")
        if value:
            if item.kind not in {"text", "number"} and TOO_LONG_A_NUMBER.search(value):
                raise RuleError("bad_list_address")
            try:
                apply = item.count if counting and item.count is not None else item.apply
                statement = apply(statement, value)
            except ValueError as error:
                raise RuleError("bad_list_address") from error
    return statement


def narrowed(
    session: Session,
    spec: ListSpec,
    state: ListState,
    scope: Scope,
    *,
    counting: bool = False,
    place: "_Place | None" = None,
) -> sa.Select[Any]:
    """Return the list's select under the search and filters of `state`, not yet sorted; `place` as in `filtered`."""
    statement = filtered(spec, state, scope, counting=counting, place=place)
    if state.query and spec.find is not None:
        statement = statement.where(spec.find(session, state.query))
    elif state.query and spec.search_kind:
        ids = found_ids(session, spec.search_kind, state.query)
        statement = statement.where(sa.false() if ids is None else spec.id_column.in_(ids))
    return statement


def _order(spec: ListSpec, state: ListState) -> tuple[Column, bool]:
    wanted = state.sort if spec.column(state.sort.removeprefix("-")) else spec.default_sort
    column = spec.column(wanted.removeprefix("-"))
    if column is None:
        raise RuntimeError(f"{spec.name}: the default sort is not a sortable column")
    return column, wanted.startswith("-")


class RowCount(NamedTuple):
    """How many rows a list has; `capped` says that there are more than the limit, which `rows` then is."""

    rows: int
    capped: bool


def count_rows(session: Session, spec: ListSpec, state: ListState, scope: Scope) -> RowCount:
    """Return how many rows the list has, counting no further than the limit; one statement.

    Raises:
        RuleError: `bad_list_address`.
    """
    return _count(session, spec, narrowed(session, spec, state, scope, counting=True), COUNT_LIMIT)


def _count(session: Session, spec: ListSpec, statement: sa.Select[Any], limit: int) -> RowCount:
    inner = statement.with_only_columns(spec.id_column).order_by(None).limit(limit + 1).subquery()
    found = session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0
    return RowCount(min(found, limit), found > limit)


def run(session: Session, spec: ListSpec, state: ListState, scope: Scope) -> ListPage:
    """Return one page: two statements: the rows, and their number with the sums that the list has.

    What filters leave is not counted, without sums, when the page shows all of it. A search without sums asks for the
    records that match first, see `first_matches`; of more it lists `MATCH_LIMIT`.

    Raises:
        RuleError: `bad_list_address`, when a cursor or a filter's value cannot be read.
    """
    place = _place(spec, state)
    totals: dict[str, Any] = {}
    if state.query and spec.search_kind and not spec.totals:
        base, key = filtered(spec, state, scope), spec.id_column
        matches = first_matches(
            session, spec.search_kind, state.query, base, key, name=spec.name_key, limit=MATCH_LIMIT + 1
        )
        wanted = filtered(spec, state, scope, place=place).where(among(session, key, matches))
        found, more = _portion(session, spec, scope, wanted, place, are_few=True)
        count = RowCount(min(len(matches), MATCH_LIMIT), len(matches) > MATCH_LIMIT)
    else:
        wanted = narrowed(session, spec, state, scope, place=place)
        found, more = _portion(session, spec, scope, wanted, place)
        is_all = any(state.filters.values()) and not more and not (state.before or state.after)
        all_of_them = len(found) if is_all else None
        count, totals = _count_and_sums(session, spec, state, scope, all_of_them)
    backwards = bool(state.before)
    found = found[:: -1 if backwards else 1]
    rows = [row[0] for row in found] if spec.entities else found

    def cursor_of(position: int) -> str:
        return encode_cursor(found[position][-1], rows[position].id)

    return ListPage(
        rows=rows,
        count=count.rows,
        count_capped=count.capped,
        after=cursor_of(-1) if found and (more or backwards) else None,
        before=cursor_of(0) if found and (state.after or (backwards and more)) else None,
        totals=totals,
    )


class _Place(NamedTuple):
    """By what a list is sorted and how that is joined, whether it is read downwards, what is true beyond the cursor."""

    by: Any
    reach: Callable[[sa.Select[Any]], sa.Select[Any]] | None
    downwards: bool
    beyond: Any


def _place(spec: ListSpec, state: ListState) -> _Place:
    column, descending = _order(spec, state)
    by, downwards = column.sort, descending != bool(state.before)
    cursor = state.before or state.after
    if not cursor:
        return _Place(by, column.reach, downwards, None)
    value, record_id = decode_cursor(cursor, by.type)
    key, bound = sa.tuple_(by, spec.id_column), sa.tuple_(sa.literal(value, by.type), record_id)
    beyond = key < bound if downwards else key > bound
    return _Place(by, column.reach, downwards, beyond)


def _portion(
    session: Session, spec: ListSpec, scope: Scope, wanted: sa.Select[Any], place: _Place, *, are_few: bool = False
) -> tuple[list[Any], bool]:
    """Return the next rows, each with the value it is sorted by at its end, and whether more follow.

    Args:
        wanted: the rows of the list beyond the place, not sorted.
        are_few: that `wanted` names them by their ids.
    """
    # Few rows are sorted by themselves: PostgreSQL must not walk an index of everything in its order.
    by = sa.func.coalesce(place.by, place.by) if are_few else place.by
    order = (by.desc(), spec.id_column.desc()) if place.downwards else (by, spec.id_column)
    if spec.ids_first:
        ids = wanted.with_only_columns(spec.id_column).order_by(*order).limit(PAGE_SIZE + 1)
        wanted = spec.select(scope).where(spec.id_column.in_(ids.correlate(None)))
    statement = _with_expressions(wanted, spec, for_file=False).add_columns(place.by.label("_sort_value"))
    found = list(session.execute(statement.order_by(*order).limit(None if spec.ids_first else PAGE_SIZE + 1)))
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _count_and_sums(
    session: Session, spec: ListSpec, state: ListState, scope: Scope, all_of_them: int | None
) -> tuple[RowCount, dict[str, Any]]:
    """Return how many rows the list has, and its sums, which a list of more than `sums_up_to` rows goes without.

    Args:
        all_of_them: how many rows the filters leave when the page shows all of them, else None.
    """
    if not spec.totals and all_of_them is not None:
        return RowCount(all_of_them, capped=False), {}
    every = narrowed(session, spec, state, scope, counting=True)
    if not spec.totals:
        return _count(session, spec, every, FILTERED_LIMIT if any(state.filters.values()) else COUNT_LIMIT), {}
    if spec.sums_up_to is not None:
        count = _count(session, spec, every, spec.sums_up_to)
        if count.capped:
            return count, {}
    # Sums read every row anyway, so the same statement counts them.
    sums = [value.label(name) for name, value in spec.totals.items()]
    summed = every.with_only_columns(sa.func.count().label("_rows"), *sums).order_by(None)
    totals = dict(session.execute(summed).one()._mapping)
    return RowCount(totals.pop("_rows"), capped=False), totals


def every_row(session: Session, spec: ListSpec, state: ListState, scope: Scope) -> Iterator[Any]:
    """Return every row of the list in its order, read in portions while they are taken; what an export writes.

    Raises:
        RuleError: `bad_list_address`, at once and not while the rows are taken.
    """
    column, descending = _order(spec, state)
    expression = column.sort
    statement = _with_expressions(narrowed(session, spec, state, scope), spec, for_file=True)
    order = (expression.desc(), spec.id_column.desc()) if descending else (expression, spec.id_column)
    return _read(session, statement.order_by(*order).execution_options(yield_per=1000), spec.entities)


def _read(session: Session, statement: sa.Select[Any], entities: bool) -> Iterator[Any]:
    for row in session.execute(statement):
        yield row[0] if entities else row
