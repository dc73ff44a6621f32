"""Who is new, who came back and who lapsed, as conditions on a `Partnership` and as what each `PartnerSpan` tells.

They say in SQL what `app.domain.partner_growth.move_between` says in Python, for the lists behind the figures and
for the figures of one period.
"""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.partner_growth import Growth, PartnerMove, counted_day, counted_period, ends_of
from app.domain.partnerships import PartnerType
from app.domain.periods import Period
from app.i18n import _l
from app.queries.listing import Filter
from app.queries.partnerships.activity import covers, seen_spans
from app.queries.places import SCOPES_KEPT, day_place
from app.scope import Scope
from models.branches import Branch
from models.partner_spans import PartnerSpan
from models.partnerships import Partnership

_OPENING, _CLOSING = day_place("opening"), day_place("closing")


class Told(StrEnum):
    """What a span says about its partner between two days."""

    ENDED = "e"  # Active at opening by this span, which is over at closing.
    LASTED = "l"  # Active at both by this span.
    NEW = "n"  # Active at closing, and never up to opening.
    RESUMED = "s"  # Active at closing by this span and at opening by another one.
    RETURNED = "r"  # Active at closing, not at opening, but before.


def _partners(branch_id: int | None) -> sa.Select[Any]:
    """Return a select of whose the spans are in the whole system or in one branch; no partner has two on a day."""
    place = PartnerSpan.branch_id.is_(None) if branch_id is None else PartnerSpan.branch_id == branch_id
    return sa.select(PartnerSpan.partnership_id).where(place)


def active_condition(on: date, branch_id: int | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that the partner is active on the day, in the whole system or in one branch.

    In a branch a partner is active when its partnership names the branch, or when a joint event was held there in
    the twelve months that end with the day.
    """
    return Partnership.id.in_(_partners(branch_id).where(covers(on)))


def move_condition(
    move: PartnerMove | None, opening: date, closing: date, branch_id: int | None = None
) -> sa.ColumnElement[bool]:
    """Return the condition that the partner made the move between the two days; without one, that it made any."""
    ended = sa.and_(covers(opening), PartnerSpan.last_day < closing)
    begun = sa.and_(covers(closing), PartnerSpan.first_day > opening)
    # Who has one span that ended and another that began is active on both days.
    moved = (
        _partners(branch_id)
        .where(PartnerSpan.last_day >= opening, sa.or_(ended, begun))
        .group_by(PartnerSpan.partnership_id)
        .having(sa.func.count() == 1)
    )
    is_active = sa.func.max(PartnerSpan.last_day) >= closing
    is_known = sa.func.max(PartnerSpan.since) <= opening
    if move is PartnerMove.LAPSED:
        moved = moved.having(sa.not_(is_active))
    elif move is PartnerMove.NEW:
        moved = moved.having(sa.not_(is_known))
    elif move is PartnerMove.RETURNED:
        moved = moved.having(is_active, is_known)
    return Partnership.id.in_(moved)


@lru_cache(maxsize=SCOPES_KEPT)
def _told(scope: Scope, partner_type: PartnerType | None, *, by_branch: bool) -> Any:
    """Return a select of one text, a `Told` for each span that says anything: once, or a row a branch.

    A partner has at most one span on a day, so spans are counted as partners. One letter costs less than the counts.
    """
    earlier = aliased(PartnerSpan)
    same_place = earlier.branch_id == PartnerSpan.branch_id if by_branch else earlier.branch_id.is_(None)
    active_before = (
        sa.select(earlier.id)
        .where(
            earlier.partnership_id == PartnerSpan.partnership_id,
            same_place,
            earlier.first_day <= _OPENING,
            earlier.last_day >= _OPENING,
        )
        .correlate(PartnerSpan)
        .exists()
    )
    at_opening = PartnerSpan.first_day <= _OPENING
    # Written into the statement: SQLite looks a parameter up again for every row.
    letter = {what: sa.literal_column(f"'{what}'", sa.String) for what in Told}
    told = sa.case(
        (PartnerSpan.last_day < _CLOSING, sa.case((at_opening, letter[Told.ENDED]))),
        (PartnerSpan.since > _OPENING, letter[Told.NEW]),
        (at_opening, letter[Told.LASTED]),
        # Few spans are left over for the last question, which costs most.
        (active_before, letter[Told.RESUMED]),
        else_=letter[Told.RETURNED],
    )
    # No span is read that ends before the opening or begins after the closing.
    text = sa.select(sa.func.aggregate_strings(told, "")).where(
        PartnerSpan.last_day >= _OPENING, PartnerSpan.first_day <= _CLOSING, seen_spans(scope, partner_type)
    )
    if not by_branch:
        return text.where(PartnerSpan.branch_id.is_(None))
    own = sa.true() if scope.branch_id is None else Branch.id == scope.branch_id
    return sa.select(Branch.id, text.where(PartnerSpan.branch_id == Branch.id).scalar_subquery()).where(own)


def _growth(told: str | None) -> Growth:
    ended, lasted, new, resumed, returned = ((told or "").count(what) for what in Told)
    return Growth(before=ended + lasted, new=new, returned=returned, lapsed=ended - resumed)


def growth_in(session: Session, period: Period, scope: Scope, today: date) -> Growth:
    """Return the growth of partners in a period up to the present day; one statement."""
    opening, closing = ends_of(period, today)
    asked = {"opening": opening, "closing": closing}
    return _growth(session.scalar(_told(scope, None, by_branch=False), asked))


def growth_by_branch(
    session: Session, period: Period, scope: Scope, today: date, partner_type: PartnerType | None = None
) -> dict[int, Growth]:
    """Return the growth of partners in each branch that had any, by its id; one statement."""
    opening, closing = ends_of(period, today)
    asked = {"opening": opening, "closing": closing}
    rows = session.execute(_told(scope, partner_type, by_branch=True), asked)
    grown = {branch_id: _growth(told) for branch_id, told in rows}
    return {branch_id: growth for branch_id, growth in grown.items() if growth != Growth()}


def growth_filters(today: date) -> tuple[Filter, ...]:
    """Return the filters of the list of partnerships that open what a figure counted.

    A value is a period or a day, and after a tilde the branch in which the partners are counted.
    """

    def active(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        day, branch_id = counted_day(value)
        return statement.where(active_condition(day, branch_id))

    def moved(move: PartnerMove | None, label: Any) -> Filter:
        def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
            period, branch_id = counted_period(value)
            return statement.where(move_condition(move, *ends_of(period, today), branch_id))

        return Filter(f"{move.value if move else 'moved'}_in", label, apply, kind="hidden")

    return (
        Filter("active_on", _l("Active partner on the day"), active, kind="hidden"),
        moved(PartnerMove.NEW, _l("New partner in the period")),
        moved(PartnerMove.RETURNED, _l("Partner that came back in the period")),
        moved(PartnerMove.LAPSED, _l("Partner that lapsed in the period")),
        moved(None, _l("Partner that came or lapsed in the period")),
    )
