"""Who is new, who came back and who lapsed, as conditions on a `Partnership`.

They say in SQL what `app.domain.partner_growth.move_between` says in Python, for the lists behind the figures and
for the figures of one period.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.partner_growth import Growth, PartnerMove, counted_day, counted_period, ends_of
from app.domain.partnerships import joint_activity_since
from app.domain.periods import Period
from app.i18n import _l
from app.queries.listing import Filter
from app.queries.partnerships.activity import (
    active_partner_condition,
    joint_applications,
    joint_events,
)
from app.queries.partnerships.agreements import agreement_begun, in_scope
from app.scope import Scope
from models.events import Event
from models.grants import Application
from models.partnerships import Partnership


@dataclass(frozen=True)
class Standing:
    """Whether a partner is active on a day and whether it ever was up to it, in the whole system or in one branch.

    In a branch a partner is active when its partnership names the branch, or when a joint event was held there in
    the twelve months that end with the day.
    """

    branch_id: int | None = None

    def active(self, on: date) -> sa.ColumnElement[bool]:
        """Return the condition that the partner is active on the day."""
        whole = active_partner_condition(on)
        if self.branch_id is None:
            return whole
        return sa.or_(
            sa.and_(Partnership.branch_id.is_not_distinct_from(self.branch_id), whole),
            self._held_here().where(Event.starts_on.between(joint_activity_since(on), on)).exists(),
        )

    def known(self, on: date) -> sa.ColumnElement[bool]:
        """Return the condition that the partner was active on the day or on any day before it."""
        whole = sa.or_(
            agreement_begun(on),
            joint_events().where(Event.starts_on <= on).exists(),
            joint_applications().where(Application.submitted_on <= on).exists(),
        )
        if self.branch_id is None:
            return whole
        return sa.or_(
            sa.and_(Partnership.branch_id.is_not_distinct_from(self.branch_id), whole),
            self._held_here().where(Event.starts_on <= on).exists(),
        )

    def _held_here(self) -> sa.Select[Any]:
        return joint_events().where(Event.branch_id == self.branch_id)


def move_condition(
    move: PartnerMove, opening: date, closing: date, branch_id: int | None = None
) -> sa.ColumnElement[bool]:
    """Return the condition that the partner made the move between the two days."""
    standing = Standing(branch_id)
    if move is PartnerMove.LAPSED:
        return sa.and_(standing.active(opening), sa.not_(standing.active(closing)))
    if move is PartnerMove.NEW:
        return sa.and_(standing.active(closing), sa.not_(standing.known(opening)))
    return sa.and_(standing.active(closing), sa.not_(standing.active(opening)), standing.known(opening))


def moved_condition(opening: date, closing: date, branch_id: int | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that the partner came, came back or lapsed between the two days."""
    before, after = Standing(branch_id).active(opening), Standing(branch_id).active(closing)
    return sa.or_(sa.and_(before, sa.not_(after)), sa.and_(after, sa.not_(before)))


def growth_in(session: Session, period: Period, scope: Scope, today: date) -> Growth:
    """Return the growth of partners in a period up to the present day; one statement."""
    opening, closing = ends_of(period, today)
    moves = (PartnerMove.NEW, PartnerMove.RETURNED, PartnerMove.LAPSED)
    conditions = [active_partner_condition(opening), *(move_condition(move, opening, closing) for move in moves)]
    counted = [sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0) for condition in conditions]
    statement = sa.select(*counted).select_from(Partnership).where(Partnership.archived_at.is_(None), in_scope(scope))
    return Growth(*(int(value) for value in session.execute(statement).one()))


def growth_filters(today: date) -> tuple[Filter, ...]:
    """Return the filters of the list of partnerships that open what a figure counted.

    A value is a period or a day, and after a tilde the branch in which the partners are counted.
    """

    def active(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        day, branch_id = counted_day(value)
        return statement.where(Standing(branch_id).active(day))

    def moved(move: PartnerMove | None, label: Any) -> Filter:
        def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
            period, branch_id = counted_period(value)
            ends = ends_of(period, today)
            if move is None:
                return statement.where(moved_condition(*ends, branch_id))
            return statement.where(move_condition(move, *ends, branch_id))

        return Filter(f"{move.value if move else 'moved'}_in", label, apply, kind="hidden")

    return (
        Filter("active_on", _l("Active partner on the day"), active, kind="hidden"),
        moved(PartnerMove.NEW, _l("New partner in the period")),
        moved(PartnerMove.RETURNED, _l("Partner that came back in the period")),
        moved(PartnerMove.LAPSED, _l("Partner that lapsed in the period")),
        moved(None, _l("Partner that came or lapsed in the period")),
    )
