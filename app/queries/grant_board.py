"""The board of applications: the same question as the list, answered by stage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import BOARD_COLUMNS, LOST_STAGES, WON_STAGES, Stage
from app.queries.grant_list import APPLICATION_LIST, NEVER_DUE
from app.queries.listing import ListState, filtered, narrowed
from app.queries.places import SCOPES_KEPT
from app.scope import Scope
from models.grants import Application, Deliverable

CARDS_A_COLUMN = 8


@dataclass(frozen=True)
class BoardColumn:
    """A stage: how many applications stand in it and what they are worth in the base currency.

    `total` is what is requested in an open stage and what was awarded in a won one.
    """

    stage: Stage
    count: int = 0
    total: Decimal = Decimal(0)
    cards: Sequence[Any] = field(default_factory=tuple)


@dataclass(frozen=True)
class Board:
    """The columns in the order of an application's life, and how many stand outside of them."""

    columns: list[BoardColumn]
    lost: int
    closed: int
    on_hold: int

    @property
    def count(self) -> int:
        """How many applications the columns hold."""
        return sum(column.count for column in self.columns)


def board(session: Session, state: ListState, scope: Scope) -> Board:
    """Return the board under the list's search and filters, in two statements.

    A column shows its first cards, the most urgent on top; `count` tells how many there are.

    Raises:
        RuleError: `bad_list_address`, when a filter's value cannot be read.
    """
    is_whole = not (state.query or any(state.filters.values()))
    sums, first_ones = (
        _of_everything(scope)
        if is_whole
        else _questions(narrowed(session, APPLICATION_LIST, state, scope, counting=True), scope)
    )
    totals = {row.stage: row for row in session.execute(sums)}
    cards: dict[Stage, list[Any]] = {}
    for row in session.execute(first_ones):
        cards.setdefault(row.stage, []).append(row)
    columns = []
    for stage in BOARD_COLUMNS:
        if found := totals.get(stage):
            won = stage in WON_STAGES
            columns.append(
                BoardColumn(stage, found.number, found.awarded if won else found.requested, cards.get(stage, ()))
            )
        else:
            columns.append(BoardColumn(stage))
    return Board(
        columns,
        lost=sum(item.number for stage, item in totals.items() if stage in LOST_STAGES),
        closed=totals[Stage.CLOSED].number if Stage.CLOSED in totals else 0,
        on_hold=totals[Stage.SUSPENDED].number if Stage.SUSPENDED in totals else 0,
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _of_everything(scope: Scope) -> tuple[Any, Any]:
    """Return the questions of a board without a search or filters: to write them anew costs as much as to ask them."""
    return _questions(filtered(APPLICATION_LIST, ListState(), scope, counting=True), scope)


def _questions(base: sa.Select[Any], scope: Scope) -> tuple[Any, Any]:
    """Return the sums of the stages and the first cards of each, over the applications that a select finds."""
    sums = base.with_only_columns(
        Application.stage,
        sa.func.count().label("number"),
        sa.func.coalesce(sa.func.sum(Application.requested_base), 0).label("requested"),
        sa.func.coalesce(sa.func.sum(Application.awarded_base), 0).label("awarded"),
    ).group_by(Application.stage)
    # What all of them have to hand in is found at once, not one by one as for the rows of the list.
    due = (
        sa.select(Deliverable.application_id, sa.func.min(Deliverable.due_on).label("first"))
        .where(Deliverable.submitted_on.is_(None))
        .group_by(Deliverable.application_id)
        .subquery()
    )
    place = sa.func.row_number().over(
        partition_by=Application.stage,
        order_by=(sa.func.coalesce(due.c.first, NEVER_DUE), Application.sort_key, Application.id),
    )
    ranked = (
        base.outerjoin(due, due.c.application_id == Application.id)
        .where(Application.stage.in_(BOARD_COLUMNS))
        .with_only_columns(Application.id, place.label("place"))
        .subquery()
    )
    first_ones = (
        APPLICATION_LIST.select(scope)
        .join(ranked, ranked.c.id == Application.id)
        .where(ranked.c.place <= CARDS_A_COLUMN)
        .order_by(ranked.c.place)
    )
    return sums, first_ones
