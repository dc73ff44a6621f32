"""Questions about chains of renewals: the applications that continue one another, with their years and amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from app.domain.money import Currency
from app.queries.aliases import second
from app.queries.grants import in_scope
from app.scope import Scope
from models.calls import Call
from models.grants import Application


@dataclass(frozen=True)
class Link:
    """One application of a chain; `year` is that of its beginning, its submission or its first note, in this order."""

    id: int
    title: str
    stage: Stage
    currency: Currency
    requested_amount: Decimal
    requested_base: Decimal
    awarded_amount: Decimal | None
    awarded_base: Decimal | None
    year: int


@dataclass(frozen=True)
class Chain:
    """The applications that continue one another, the earliest first; sums are in the base currency."""

    links: list[Link]

    @property
    def requested(self) -> Decimal:
        """Return what was asked for in all."""
        return sum((link.requested_base for link in self.links), Decimal(0))

    @property
    def awarded(self) -> Decimal:
        """Return what was awarded in all."""
        return sum((link.awarded_base or Decimal(0) for link in self.links), Decimal(0))


@dataclass(frozen=True)
class RenewedShare:
    """How many grants have ended, and how many of them another awarded application renews."""

    ended: int
    renewed: int

    @property
    def rate(self) -> Decimal | None:
        """Return the share of renewed ones in per cent; None when no grant has ended."""
        return Decimal(self.renewed * 100) / self.ended if self.ended else None


def has_ended(today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Return the condition that an application was awarded, and its last day has passed or it is closed."""
    over = sa.or_(Application.stage == Stage.CLOSED, Application.ends_on < today)
    return sa.and_(Application.awarded_base.is_not(None), sa.func.coalesce(over, sa.false()))


def was_renewed() -> sa.ColumnElement[bool]:
    """Return the condition that another application that was awarded continues it."""
    later = second(Application, "renewing")
    # Asked once for all: the index of renewals holds mostly nulls, and SQLite reads them all for every application.
    awarded = (later.renewal_of_id.is_not(None), later.awarded_base.is_not(None), later.archived_at.is_(None))
    return Application.id.in_(sa.select(later.renewal_of_id).where(*awarded))


def renewed_share(session: Session, scope: Scope, today: date) -> RenewedShare:
    """Return how many of the grants that have ended were renewed; one statement."""
    found = session.execute(_renewed_share(scope), {"today": today}).one()
    return RenewedShare(*map(int, found))


@lru_cache(maxsize=64)
def _renewed_share(scope: Scope) -> sa.Select[Any]:
    renewed = sa.func.coalesce(sa.func.sum(sa.case((was_renewed(), 1), else_=0)), 0)
    return sa.select(sa.func.count(Application.id), renewed).where(
        has_ended(sa.bindparam("today", type_=sa.Date)), Application.archived_at.is_(None), in_scope(scope)
    )


def ancestors(session: Session, application_id: int) -> list[int]:
    """Return what an application renews, back to the first, the nearest first."""
    return [row.id for row in session.execute(_backwards(), {"application": application_id})][1:]


def chain(session: Session, application_id: int, scope: Scope) -> Chain | None:
    """Return the whole chain of an application, each of its applications once, or None when it stands alone."""
    links = [_link(row) for row in session.execute(_chain(scope), {"application": application_id})]
    return Chain(sorted(links, key=lambda link: (link.year, link.id))) if len(links) > 1 else None


@lru_cache(maxsize=64)
def _chain(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    ids = _backwards().subquery("back")
    root = sa.select(ids.c.id).order_by(ids.c.depth.desc()).limit(1).scalar_subquery()
    onwards = sa.select(Application.id).where(Application.id == root).cte("onwards", recursive=True)
    onwards = onwards.union(sa.select(Application.id).where(Application.renewal_of_id == onwards.c.id))
    return sa.select(
        Application.id,
        Application.title,
        Application.stage,
        Application.currency,
        Application.requested_amount,
        Application.requested_base,
        Application.awarded_amount,
        Application.awarded_base,
        Application.starts_on,
        Application.submitted_on,
        Application.created_at,
    ).where(Application.id.in_(sa.select(onwards.c.id)), in_scope(scope))


def earlier_choices(session: Session, application: Application, scope: Scope) -> list[tuple[str, str]]:
    """Return (id, title with its year) of the funder's other applications, which this one may renew."""
    statement = (
        sa.select(Application.id, Application.title, Application.starts_on, Application.submitted_on)
        .where(Application.funder_id == application.funder_id, Application.id != application.id)
        .order_by(Application.sort_key, Application.id)
    )
    if scope.branch_id is not None:
        statement = statement.where(Application.branch_id == scope.branch_id)
    found = []
    for row in session.execute(statement):
        day: date | None = row.starts_on or row.submitted_on
        found.append((str(row.id), f"{row.title} ({day.year})" if day else row.title))
    return found


def calls_of_funder(session: Session, funder_id: int, today: date) -> Sequence[Any]:
    """Return id, title, deadline and model of the funder's calls that are not over, the nearest deadline first."""
    return session.execute(
        sa.select(Call.id, Call.title, Call.deadline_on, Call.copied_from_id)
        .where(
            Call.funder_id == funder_id,
            Call.archived_at.is_(None),
            sa.or_(Call.deadline_on.is_(None), Call.deadline_on >= today),
        )
        .order_by(Call.deadline_on.is_(None), Call.deadline_on, Call.id)
    ).all()


@cache
def _backwards() -> sa.Select[Any]:
    """Return the statement of an application and all that it renews, with how far back each stands."""
    application = sa.bindparam("application", type_=sa.Integer)
    start = sa.select(Application.id, Application.renewal_of_id, sa.literal(0).label("depth"))
    back = start.where(Application.id == application).cte("backwards", recursive=True)
    step = sa.select(Application.id, Application.renewal_of_id, back.c.depth + 1)
    back = back.union_all(step.join(back, Application.id == back.c.renewal_of_id))
    return sa.select(back.c.id, back.c.depth).order_by(back.c.depth)


def _link(row: Any) -> Link:
    began: date = row.starts_on or row.submitted_on or row.created_at.date()
    return Link(
        row.id,
        row.title,
        row.stage,
        row.currency,
        row.requested_amount,
        row.requested_base,
        row.awarded_amount,
        row.awarded_base,
        began.year,
    )
