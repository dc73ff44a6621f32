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


def _rates(session: Session, scope: Scope, key: Any, name: Any, *, limit: int | None = None) -> list[WinRate]:
    rows = (
        sa.select(key.label("key"), name.label("name"), Application.awarded_base.label("won"))
        .join(Contact, Contact.id == Application.funder_id)
        .where(decided(), Application.archived_at.is_(None), in_scope(scope))
        .subquery("rows")
    )
    number = sa.func.count()
    statement = (
        sa.select(
            rows.c.key, rows.c.name, number, sa.func.count(rows.c.won), sa.func.coalesce(sa.func.sum(rows.c.won), 0)
        )
        .group_by(rows.c.key, rows.c.name)
        .order_by(number.desc(), rows.c.name)
        .limit(limit)
    )
    return [
        WinRate(found, str(words or ""), int(count), int(wins), Decimal(amount))
        for found, words, count, wins, amount in session.execute(statement)
    ]


def overall(session: Session, scope: Scope) -> WinRate:
    """Return how all decided applications fared; one statement."""
    found = _rates(session, scope, sa.literal(1), sa.literal(""))
    return found[0] if found else WinRate(None, "", 0, 0, ZERO)


def by_funder(session: Session, scope: Scope) -> list[WinRate]:
    """Return the funders with most decided applications; one statement."""
    return _rates(session, scope, Contact.id, Contact.display_name, limit=SHOWN)


def by_size(session: Session, scope: Scope) -> list[WinRate]:
    """Return every band of size, from small to large; one statement."""
    size = sa.type_coerce(band(), sa.String)
    found = {row.key: row for row in _rates(session, scope, size, sa.literal(""))}
    return [
        WinRate(item, "", row.decided, row.won, row.won_base)
        for item in SizeBand
        for row in (found.get(item.value, WinRate(None, "", 0, 0, ZERO)),)
    ]


def by_kind(session: Session, scope: Scope) -> list[WinRate]:
    """Return the kinds of funders, most decided first; one statement."""
    rows = _rates(session, scope, sa.type_coerce(Contact.organisation_type, sa.String), sa.literal(""))
    return [
        WinRate(OrganisationType(row.key) if row.key else None, "", row.decided, row.won, row.won_base) for row in rows
    ]


def by_place(session: Session, scope: Scope) -> list[WinRate]:
    """Return whom the applications concern: all branches, the central library, one branch; one statement."""
    rows = _rates(session, scope, sa.type_coerce(Application.scope, sa.String), sa.literal(""))
    return [WinRate(BranchScope(row.key), "", row.decided, row.won, row.won_base) for row in rows]


def by_year(session: Session, scope: Scope) -> list[WinRate]:
    """Return the years of submission, the newest first, those without a date last; one statement."""
    year = sa.extract("year", Application.submitted_on)
    rows = _rates(session, scope, year, sa.literal(""))
    known = [WinRate(int(row.key), "", row.decided, row.won, row.won_base) for row in rows if row.key is not None]
    return sorted(known, key=lambda row: -row.key) + [row for row in rows if row.key is None]
