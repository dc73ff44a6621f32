"""The applications behind the figures of the forecast and of outcomes, with their chances and expected values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.domain.contacts import OrganisationType
from app.domain.forecast import NO_DATE, PASSED
from app.domain.grant_outcomes import BAND_FROM, WHOLE, Outcome, SizeBand
from app.domain.grants import Stage
from app.domain.money import Currency
from app.domain.partnerships import BranchScope
from app.domain.period_text import parse_period
from app.i18n import _l
from app.labels import choices, label
from app.queries.filters import enum_filter, flag_filter
from app.queries.forecast import StageChances, open_ones
from app.queries.grant_list import APPLICATION_LIST, with_funder
from app.queries.grant_outcomes import places, with_outcome
from app.queries.grants import in_scope
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.places import SCOPES_KEPT
from app.queries.renewals import has_ended, was_renewed
from app.scope import Scope
from models.base import MONEY
from models.calls import Call
from models.contacts import Contact
from models.grants import Application, ApplicationStageChange

EVERY = "all"
_IN_THE_BAR = ("kind", "stage")
_KEPT_COLUMNS = ("title", "funder", "stage", "requested", "awarded", "currency", "submitted_on", "awarded_on")
_KEPT_FILTERS = ("kind", "stage", "funder", "branch", "submitted", "awarded")


def band() -> Any:
    """Return the band of what an application asks for in the base currency."""
    falling = sorted(BAND_FROM.items(), key=lambda item: -item[1])
    return sa.case(
        *((Application.requested_base >= bound, item.value) for item, bound in falling), else_=SizeBand.SMALL.value
    )


def decided() -> sa.ColumnElement[bool]:
    """Return the condition that the funder has decided: an award or a rejection, as the list of funders counts it."""
    return sa.or_(Application.awarded_base.is_not(None), Application.stage == Stage.REJECTED)


def _expected(chance: Any) -> Any:
    """Return the expected value, rounded to the kopiyka halves up, as `app.domain.forecast.expected_value` does."""
    amount = sa.type_coerce(Application.requested_amount, sa.BigInteger)
    return sa.type_coerce((2 * amount * chance + WHOLE) // (2 * WHOLE), MONEY)


def _with_outcome(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(with_outcome(Outcome(value)))


def _came_into(statement: sa.Select[Any], stages: Iterable[Stage]) -> sa.Select[Any]:
    # Asked once for all: to look up the history of every application takes longer than to read it.
    change = ApplicationStageChange
    return statement.where(Application.id.in_(sa.select(change.application_id).where(change.to_stage.in_(stages))))


def _reached(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    stage = Stage(value)
    return statement if stage is Stage.IDEA else _came_into(statement, [stage])


def _beyond(order: Sequence[Stage]) -> Any:
    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        start = order.index(Stage(value))
        return _came_into(statement, [stage for stage, place in places(order).items() if place > start])

    return apply


def _slots(wait_days: int, today: date) -> Callable[[str], Any]:
    """Return what gives the condition that the decision is expected in a slot."""
    wait = timedelta(days=wait_days)
    begun = sa.func.coalesce(Application.submitted_on, Call.deadline_on)

    def between(start: date | None, end: date) -> Any:
        known, unknown = [Call.decision_on < end], [begun < end - wait]
        if start is not None:
            known.append(Call.decision_on >= start)
            unknown.append(begun >= start - wait)
        return sa.or_(sa.and_(*known), sa.and_(Call.decision_on.is_(None), *unknown))

    def condition(slot: str) -> Any:
        if slot == NO_DATE:
            return sa.and_(Call.decision_on.is_(None), begun.is_(None))
        if slot == PASSED:
            return between(None, today)
        period = parse_period(slot)
        return between(max(period.start, today), period.end)

    return condition


def _expected_in(by_slot: Callable[[str], Any]) -> Any:
    return lambda statement, value: statement.where(by_slot(value))


def _best(by_slot: Callable[[str], Any], today: date) -> Any:
    """Narrow to the best case of a slot, or of all of them: what is open there, and what was won in it already."""

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        won = Application.awarded_amount.is_not(None)
        if value == EVERY:
            return statement.where(
                sa.or_(open_ones(), sa.and_(won, Application.awarded_on >= today.replace(month=1, day=1)))
            )
        expected = sa.and_(open_ones(), by_slot(value))
        if value in (NO_DATE, PASSED):
            return statement.where(expected)
        period = parse_period(value)
        awarded = sa.and_(won, Application.awarded_on >= period.start, Application.awarded_on < period.end)
        return statement.where(sa.or_(expected, awarded))

    return apply


def forecast_list(known: StageChances, today: date, currency: Currency | None) -> ListSpec:
    """Return the list; sums stand under it only when it is narrowed to one currency.

    Args:
        today: a decision that was expected before it has passed.
        currency: the one that the list is narrowed to.
    """
    return _list(tuple(known.chances.items()), known.settings.wait_days, today, currency)


# The chances change with the outcomes only, so many a page finds its list described already.
@lru_cache(maxsize=SCOPES_KEPT)
def _list(chances: tuple[tuple[Stage, int], ...], wait_days: int, today: date, currency: Currency | None) -> ListSpec:
    chance = sa.case({stage.value: value for stage, value in chances}, value=Application.stage)
    expected = _expected(chance)
    stages = [stage for stage, _value in chances]
    kept = {column.key: column for column in APPLICATION_LIST.columns if column.key in _KEPT_COLUMNS}
    filters = {item.key: item for item in APPLICATION_LIST.filters if item.key in _KEPT_FILTERS}
    by_slot = _slots(wait_days, today)
    of_type = enum_filter("funder_type", _l("Kind of funder"), Contact.organisation_type, OrganisationType)

    def present(statement: sa.Select[Any]) -> sa.Select[Any]:
        return statement.outerjoin(Call, Call.id == Application.call_id).where(Application.archived_at.is_(None))

    def select(scope: Scope) -> sa.Select[Any]:
        return present(with_funder(scope)).add_columns(
            chance.label("chance"),
            expected.label("expected"),
            Call.decision_on,
            Call.deadline_on,
        )

    def counted(scope: Scope) -> sa.Select[Any]:
        return present(sa.select(Application.id).where(in_scope(scope)))

    def count_type(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return of_type.apply(statement.join(Contact, Contact.id == Application.funder_id), value)

    def money(column: Column, sort: Any) -> Column:
        return replace(column, sort=sort, sum_currency=currency.value if currency else None)

    nothing = sa.literal(0, MONEY)
    return ListSpec(
        name="grants-forecast",
        title=_l("Applications of the forecast"),
        select=select,
        counted=counted,
        id_column=Application.id,
        columns=(
            kept["title"],
            kept["funder"],
            kept["stage"],
            Column(
                "chance",
                _l("Chance, %"),
                lambda row: None if row.chance is None else row.chance / 10,
                Kind.NUMBER,
                sort=sa.func.coalesce(chance, -1),
                digits=1,
            ),
            money(kept["requested"], Application.requested_base),
            Column(
                "expected",
                _l("Expected amount"),
                lambda row: row.expected,
                Kind.MONEY,
                sort=sa.func.coalesce(expected, nothing),
                currency=lambda row: row.currency.value,
                sum_currency=currency.value if currency else None,
                secondary=True,
            ),
            money(kept["awarded"], kept["awarded"].sort),
            Column("decision", _l("Decision expected by the call"), lambda row: row.decision_on, Kind.DATE),
            kept["currency"],
            kept["submitted_on"],
            kept["awarded_on"],
        ),
        default_sort="-requested",
        filters=(
            Filter("outcome", _l("Outcome"), _with_outcome, options=lambda _session, _scope: choices(Outcome)),
            *(replace(item, more=item.key not in _IN_THE_BAR) for item in filters.values()),
            enum_filter("currency", _l("Currency"), Application.currency, Currency),
            Filter(
                "reached",
                _l("Came to the stage"),
                _reached,
                options=lambda _session, _scope: [(stage.value, label(stage)) for stage in stages],
            ),
            Filter("beyond", _l("Came further than a stage"), _beyond(stages), kind="hidden"),
            replace(enum_filter("place", _l("Whom it concerns"), Application.scope, BranchScope), kind="hidden"),
            Filter("expected", _l("By the expected decision"), _expected_in(by_slot), kind="hidden"),
            Filter("best", _l("The best case"), _best(by_slot, today), kind="hidden"),
            replace(flag_filter("decided", _l("Decided by the funder"), decided()), more=True),
            replace(flag_filter("ended", _l("Grant has ended"), has_ended(today)), more=True),
            replace(flag_filter("renewed", _l("Renewed by another grant"), was_renewed()), more=True),
            replace(enum_filter("size", _l("Size"), band(), SizeBand), more=True),
            replace(of_type, more=True, count=count_type),
        ),
        search_kind="application",
        totals={}
        if currency is None
        else {
            "requested": sa.func.coalesce(sa.func.sum(Application.requested_amount), 0),
            "expected": sa.func.coalesce(sa.func.sum(expected), 0),
            "awarded": sa.func.coalesce(sa.func.sum(Application.awarded_amount), 0),
        },
    )
