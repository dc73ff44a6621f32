"""Win rates: of the applications that funders have decided, how many were awarded.

Decided are awarded and rejected ones, as in the list of funders, so that the two pages cannot disagree; what was
withdrawn before a decision says nothing about the funder. The amount won is at the rate of each application.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import OrganisationType
from app.domain.grant_outcomes import SizeBand
from app.domain.partnerships import BranchScope
from app.queries.forecast_list import band, decided
from app.queries.grants import in_scope
from app.scope import Scope
from models.contacts import Contact
from models.grants import Application

SHOWN = 15
ZERO = Decimal(0)


@dataclass(frozen=True)
class WinRate:
    """How applications of one group fared; `key` is None for those of which it is not known."""

    key: Any
    name: str
    decided: int
    won: int
    won_base: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Return the share of awarded ones in per cent; None when none is decided."""
        return Decimal(self.won * 100) / self.decided if self.decided else None


@dataclass(frozen=True)
class Way:
    """How many decided applications of one size, place and year there are, and how they fared."""

    size: str
    place: str
    year: int | None
    decided: int
    won: int
    won_base: Decimal


def ways(session: Session, scope: Scope) -> list[Way]:
    """Return the decided applications by size, place and year of submission; one statement.

    There are few different ways, so all that does not ask for the funder is added up from them.
    """
    return [
        Way(size, place, None if year is None else int(year), number, wins, Decimal(amount))
        for size, place, year, number, wins, amount in session.execute(_ways(scope))
    ]


@lru_cache(maxsize=64)
def _ways(scope: Scope) -> sa.Select[Any]:
    keys = {
        "size": sa.type_coerce(band(), sa.String),
        "place": sa.type_coerce(Application.scope, sa.String),
        "year": sa.extract("year", Application.submitted_on),
    }
    found = _grouped(scope, keys)
    return sa.select(*found.c)


def _grouped(scope: Scope, keys: Mapping[str, Any]) -> sa.Subquery:
    """Return the statement that counts decided applications by keys of theirs, without any other table."""
    rows = (
        sa.select(*(key.label(name) for name, key in keys.items()), Application.awarded_base.label("won"))
        .where(decided(), Application.archived_at.is_(None), in_scope(scope))
        .subquery("rows")
    )
    groups = [rows.c[name] for name in keys]
    return (
        sa.select(
            *groups,
            sa.func.count().label("decided"),
            sa.func.count(rows.c.won).label("won"),
            sa.func.coalesce(sa.func.sum(rows.c.won), 0).label("amount"),
        )
        .group_by(*groups)
        .subquery("grouped")
    )


def _sum(key: Any, found: Iterable[Way | WinRate]) -> WinRate:
    rows = list(found)
    won_base = sum((row.won_base for row in rows), ZERO)
    return WinRate(key, "", sum(row.decided for row in rows), sum(row.won for row in rows), won_base)


def _sums(found: Iterable[Way], key: Callable[[Way], Any]) -> dict[Any, WinRate]:
    groups = defaultdict[Any, list[Way]](list)
    for row in found:
        groups[key(row)].append(row)
    return {name: _sum(name, rows) for name, rows in groups.items()}


def overall(found: Iterable[Way]) -> WinRate:
    """Return how all decided applications fared."""
    return _sum(None, found)


def funders(session: Session, scope: Scope) -> list[tuple[OrganisationType | None, WinRate]]:
    """Return the funders with decided applications and their kinds, most decided first, then by name; one statement."""
    return [
        (OrganisationType(kind) if kind else None, WinRate(key, name, int(number), int(wins), Decimal(amount)))
        for kind, key, name, number, wins, amount in session.execute(_funders(scope))
    ]


@lru_cache(maxsize=64)
def _funders(scope: Scope) -> sa.Select[Any]:
    found = _grouped(scope, {"key": Application.funder_id})
    kind = sa.type_coerce(Contact.organisation_type, sa.String)
    return (
        sa.select(kind, found.c.key, Contact.display_name, found.c.decided, found.c.won, found.c.amount)
        .join(Contact, Contact.id == found.c.key)
        .order_by(found.c.decided.desc(), Contact.display_name, found.c.key)
    )


def by_funder(found: Sequence[tuple[OrganisationType | None, WinRate]]) -> list[WinRate]:
    """Return the funders with most decided applications."""
    return [rate for _kind, rate in found[:SHOWN]]


def by_kind(found: Iterable[tuple[OrganisationType | None, WinRate]]) -> list[WinRate]:
    """Return the kinds of funders, most decided first."""
    groups = defaultdict[OrganisationType | None, list[WinRate]](list)
    for kind, rate in found:
        groups[kind].append(rate)
    return sorted((_sum(kind, rates) for kind, rates in groups.items()), key=lambda row: (-row.decided, row.key or ""))


def by_size(found: Iterable[Way]) -> list[WinRate]:
    """Return every band of size, from small to large."""
    known = _sums(found, lambda row: row.size)
    return [replace(known.get(item.value, _sum(None, ())), key=item) for item in SizeBand]


def by_place(found: Iterable[Way]) -> list[WinRate]:
    """Return whom the applications concern, all branches, the central library or one branch; most decided first."""
    known = _sums(found, lambda row: BranchScope(row.place))
    return sorted(known.values(), key=lambda row: (-row.decided, row.key))


def by_year(found: Iterable[Way]) -> list[WinRate]:
    """Return the years of submission, the newest first, those without a date last."""
    known = _sums(found, lambda row: row.year)
    return sorted(known.values(), key=lambda row: (row.key is None, -(row.key or 0)))
