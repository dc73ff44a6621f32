"""Win rates: of the applications that funders have decided, how many were awarded.

Decided are awarded and rejected ones, as in the list of funders, so that the two pages cannot disagree; what was
withdrawn before a decision says nothing about the funder. The amount won is at the rate of each application.
"""

from dataclasses import dataclass
from decimal import Decimal
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


def _grouped(scope: Scope, key: Any) -> sa.Subquery:
    """Return the statement that counts decided applications by a key of theirs, without any other table."""
    rows = (
        sa.select(key.label("key"), Application.awarded_base.label("won"))
        .where(decided(), Application.archived_at.is_(None), in_scope(scope))
        .subquery("rows")
    )
    return (
        sa.select(
            rows.c.key,
            sa.func.count().label("decided"),
            sa.func.count(rows.c.won).label("won"),
            sa.func.coalesce(sa.func.sum(rows.c.won), 0).label("amount"),
        )
        .group_by(rows.c.key)
        .subquery("grouped")
    )


def _rates(session: Session, scope: Scope, key: Any) -> list[WinRate]:
    found = _grouped(scope, key)
    return _read(session, sa.select(found.c.key, sa.literal(""), found.c.decided, found.c.won, found.c.amount))


def _read(session: Session, statement: Any) -> list[WinRate]:
    """Return rows of key, name, decided, won and amount; most decided first, then by name and key."""
    key, name, count, *_rest = statement.selected_columns
    ordered = statement.order_by(count.desc(), name, key)
    return [
        WinRate(found, str(words or ""), int(number), int(wins), Decimal(amount))
        for found, words, number, wins, amount in session.execute(ordered)
    ]


def overall(session: Session, scope: Scope) -> WinRate:
    """Return how all decided applications fared; one statement."""
    found = _rates(session, scope, sa.literal(1))
    return found[0] if found else WinRate(None, "", 0, 0, ZERO)


def by_funder(session: Session, scope: Scope) -> list[WinRate]:
    """Return the funders with most decided applications; one statement."""
    found = _grouped(scope, Application.funder_id)
    statement = sa.select(found.c.key, Contact.display_name, found.c.decided, found.c.won, found.c.amount)
    return _read(session, statement.join(Contact, Contact.id == found.c.key).limit(SHOWN))


def by_size(session: Session, scope: Scope) -> list[WinRate]:
    """Return every band of size, from small to large; one statement."""
    size = sa.type_coerce(band(), sa.String)
    found = {row.key: row for row in _rates(session, scope, size)}
    return [
        WinRate(item, "", row.decided, row.won, row.won_base)
        for item in SizeBand
        for row in (found.get(item.value, WinRate(None, "", 0, 0, ZERO)),)
    ]


def by_kind(session: Session, scope: Scope) -> list[WinRate]:
    """Return the kinds of funders, most decided first; one statement."""
    found = _grouped(scope, Application.funder_id)
    kind = sa.type_coerce(Contact.organisation_type, sa.String)
    sums = [sa.func.sum(column) for column in (found.c.decided, found.c.won, found.c.amount)]
    statement = sa.select(kind, sa.literal(""), *sums).join(found, Contact.id == found.c.key).group_by(kind)
    rows = _read(session, statement)
    return [
        WinRate(OrganisationType(row.key) if row.key else None, "", row.decided, row.won, row.won_base) for row in rows
    ]


def by_place(session: Session, scope: Scope) -> list[WinRate]:
    """Return whom the applications concern: all branches, the central library, one branch; one statement."""
    rows = _rates(session, scope, sa.type_coerce(Application.scope, sa.String))
    return [WinRate(BranchScope(row.key), "", row.decided, row.won, row.won_base) for row in rows]


def by_year(session: Session, scope: Scope) -> list[WinRate]:
    """Return the years of submission, the newest first, those without a date last; one statement."""
    year = sa.extract("year", Application.submitted_on)
    rows = _rates(session, scope, year)
    known = [WinRate(int(row.key), "", row.decided, row.won, row.won_base) for row in rows if row.key is not None]
    return sorted(known, key=lambda row: -row.key) + [row for row in rows if row.key is None]
