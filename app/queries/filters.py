"""Filters that many lists share: a choice of an enum, a branch, a period, a yes/no."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.period_text import parse_period
from app.i18n import _l
from app.labels import choices
from app.queries.listing import Filter
from app.scope import Scope
from models.branches import Branch


def enum_filter(key: str, label: Any, column: Any, enum: type[StrEnum], within: Any = None) -> Filter:
    """Return a filter by one or, separated by commas, several members of an enum.

    Args:
        within: what is true of every record that has a value, when that narrows the search.
    """

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        chosen = column.in_([enum(item) for item in value.split(",")])
        return statement.where(chosen) if within is None else statement.where(chosen, within)

    return Filter(key, label, apply, options=lambda _session, _scope: choices(enum))


def branch_filter(column: Any) -> Filter:
    """Return a filter by branch; staff who see one branch are not offered the others."""

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(column == int(value))

    def options(session: Session, scope: Scope) -> Sequence[tuple[str, str]]:
        if scope.branch_id is not None:
            return []
        return branch_choices(session)

    return Filter("branch", _l("Branch"), apply, kind="branch", options=options)


def branch_choices(session: Session, *, archived: bool = False) -> list[tuple[str, str]]:
    """Return (id, name) of the branches, central library first."""
    return [(str(row.id), row.name) for row in session.execute(_branches(archived=archived))]


@cache
def _branches(*, archived: bool) -> Any:
    statement = sa.select(Branch.id, Branch.name).order_by(Branch.kind.desc(), Branch.sort_key)
    return statement if archived else statement.where(Branch.archived_at.is_(None))


def period_filter(label: Any, column: Any, key: str = "period") -> Filter:
    """Return a filter by the period in which a date lies (`2026`, `2026-11`, `2026-q3`, `2026-01-01..2026-03-31`)."""

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        period = parse_period(value)
        return statement.where(column >= period.start, column < period.end)

    return Filter(key, label, apply, kind="period")


def flag_filter(key: str, label: Any, condition: Any) -> Filter:
    """Return a yes/no filter: `1` keeps the rows for which the condition holds, `0` the others."""

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        if value not in {"0", "1"}:
            raise ValueError(value)
        return statement.where(condition if value == "1" else sa.not_(condition))

    return Filter(key, label, apply, kind="flag")


def id_filter(key: str, label: Any, column: Any) -> Filter:
    """Return a filter by a linked record, reached by links rather than chosen from a menu."""

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(column == int(value))

    return Filter(key, label, apply, kind="hidden")
