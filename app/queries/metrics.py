"""The register of figures: one metric, one definition.

A page, an export and a report take a figure from here, so two screens can never disagree. Every metric
says what it is, in which unit, where the rows behind it are, and who may see it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.domain.partner_growth import counted_text
from app.domain.period_text import period_text
from app.domain.periods import Period, growth_percent
from app.domain.retention_of_volunteers import Retention
from app.i18n import _l
from app.permissions import Permission
from app.queries.active_volunteers import active_volunteers
from app.queries.events import events_count, participants, participants_in_both
from app.queries.hours import minutes_in_both, volunteer_minutes
from app.queries.money_raised import money_raised, money_raised_in_both
from app.queries.partnerships import active_partners, active_partners_on_both, growth_in
from app.queries.recognition import retention_counts
from app.scope import Scope

Figure = int | Decimal
Place = tuple[str, dict[str, Any]]


class Unit(StrEnum):
    """How a figure is written."""

    MONEY = "money"
    COUNT = "count"
    HOURS = "hours"


@dataclass(frozen=True)
class Metric:
    """One figure.

    Attributes:
        value: takes the session, the period and the scope, and returns the figure; hours come in minutes.
        rows: takes the period and, when one is chosen, the branch; returns (endpoint, values) of the list of
            what was counted. A reader of one branch needs none: the list knows.
        both: takes the session, two periods and the scope, and returns both figures, for less than twice `value`.
        definition: what is counted, in a sentence that a page shows.
    """

    code: str
    title: Any
    definition: Any
    unit: Unit
    icon: str
    tone: str
    permission: Permission
    value: Callable[[Session, Period, Scope], Figure]
    rows: Callable[[Period, int | None], Place]
    both: Callable[[Session, Period, Period, Scope], tuple[Figure, Figure]] | None = None


@dataclass(frozen=True)
class Reading:
    """A metric's figure for a period beside the same length of time before it; growth is None after zero."""

    metric: Metric
    period: Period
    figure: Figure
    before: Figure
    growth: Decimal | None


def _last_day(period: Period, today: date) -> date:
    return min(period.end - timedelta(days=1), max(today, period.start))


def _place(endpoint: str, branch_id: int | None, key: str = "branch", **values: str) -> Place:
    return endpoint, {**values, **({key: branch_id} if branch_id is not None else {})}


def growth_metrics(today: date) -> tuple[Metric, ...]:
    """Return the growth of partners: each opens to the partners that came, came back or lapsed."""

    def move(code: str, title: Any, definition: Any, icon: str, key: str, figure: str) -> Metric:
        return Metric(
            code,
            title,
            definition,
            Unit.COUNT,
            icon,
            "partners",
            Permission.PARTNERSHIPS_VIEW,
            lambda session, period, scope: getattr(growth_in(session, period, scope, today), figure),
            lambda period, branch_id: _place(
                "partnerships.index", branch_id, "known_to", **{key: counted_text(period)}
            ),
        )

    return (
        move(
            "new_partners",
            _l("New partners"),
            _l("Partners active on the last day of the period that had never been active before it began."),
            "person-plus",
            "new_in",
            "new",
        ),
        move(
            "returned_partners",
            _l("Partners that came back"),
            _l("Partners active on the last day of the period, not on the day before it, but at some time earlier."),
            "arrow-return-left",
            "returned_in",
            "returned",
        ),
        move(
            "lapsed_partners",
            _l("Partners that lapsed"),
            _l("Partners active on the day before the period and no longer on its last day."),
            "person-dash",
            "lapsed_in",
            "lapsed",
        ),
        move(
            "net_partners",
            _l("Net growth of partners"),
            _l("New partners and those that came back, less those that lapsed."),
            "plus-slash-minus",
            "moved_in",
            "net",
        ),
    )


def metrics(today: date) -> tuple[Metric, ...]:
    """Return the register as of a day; «active» is counted on the last day of a period that has come."""
    return (
        Metric(
            "money_raised",
            _l("Money raised"),
            _l("Donations in money and tranches of grants that were received in the period, in the base currency."),
            Unit.MONEY,
            "cash-coin",
            "money",
            Permission.DONATIONS_VIEW,
            money_raised,
            lambda period, branch_id: _place("drivers.money_rows", branch_id, period=period_text(period)),
            money_raised_in_both,
        ),
        Metric(
            "active_partners",
            _l("Active partners"),
            _l("Partners with a valid memorandum or a joint activity in the last 12 months, on the last day."),
            Unit.COUNT,
            "people",
            "partners",
            Permission.PARTNERSHIPS_VIEW,
            lambda session, period, scope: active_partners(session, _last_day(period, today), scope),
            lambda period, branch_id: _place(
                "partnerships.index", branch_id, "known_to", active_on=_last_day(period, today).isoformat()
            ),
            lambda session, period, earlier, scope: active_partners_on_both(
                session, _last_day(period, today), _last_day(earlier, today), scope
            ),
        ),
        Metric(
            "participants",
            _l("Participants of events"),
            _l("Attendances at events that were held, on site and online; one person who came twice counts twice."),
            Unit.COUNT,
            "person-check",
            "participants",
            Permission.EVENTS_VIEW,
            participants,
            lambda period, branch_id: _place("events.index", branch_id, period=period_text(period), status="held"),
            participants_in_both,
        ),
        Metric(
            "volunteer_hours",
            _l("Volunteers’ hours"),
            _l("Hours that were confirmed."),
            Unit.HOURS,
            "person-heart",
            "volunteers",
            Permission.VOLUNTEERS_VIEW,
            volunteer_minutes,
            lambda period, branch_id: _place("hours.index", branch_id, period=period_text(period), status="confirmed"),
            minutes_in_both,
        ),
        Metric(
            "events",
            _l("Events"),
            _l("Events that were held."),
            Unit.COUNT,
            "calendar-event",
            "events",
            Permission.EVENTS_VIEW,
            events_count,
            lambda period, branch_id: _place("events.index", branch_id, period=period_text(period), status="held"),
        ),
        Metric(
            "active_volunteers",
            _l("Volunteers who helped"),
            _l("Volunteers of the branch or system with confirmed hours, wherever they worked them."),
            Unit.COUNT,
            "person-arms-up",
            "volunteers",
            Permission.VOLUNTEERS_VIEW,
            active_volunteers,
            lambda period, branch_id: _place("volunteers.index", branch_id, helped=period_text(period)),
        ),
    )


# (title, what is counted, icon, tone); new and returned volunteers are among the active ones.
_RETENTION: dict[Retention, tuple[Any, Any, str, str]] = {
    Retention.ACTIVE: (
        _l("Active volunteers"),
        _l("Confirmed hours in the last 90 days."),
        "person-check",
        "success",
    ),
    Retention.NEW: (
        _l("New volunteers"),
        _l("Active ones whose first confirmed hours are of the last 90 days."),
        "person-plus",
        "info",
    ),
    Retention.RETURNED: (
        _l("Returned volunteers"),
        _l("Active ones who came again in the last 90 days after 180 days or more without hours."),
        "arrow-return-left",
        "primary",
    ),
    Retention.LAPSING: (
        _l("Have not come for long"),
        _l("Confirmed hours in the last 365 days, but not in the last 90."),
        "hourglass-split",
        "warning",
    ),
    Retention.LAPSED: (
        _l("Come no more"),
        _l("The last confirmed hours are older than 365 days."),
        "hourglass-bottom",
        "neutral",
    ),
}


def retention_metrics(today: date) -> dict[Retention, Metric]:
    """Return how volunteers keep coming, as of the present day whatever the period is."""
    return {state: _retention_metric(state, today) for state in Retention}


def _retention_metric(state: Retention, today: date) -> Metric:
    title, definition, icon, tone = _RETENTION[state]
    return Metric(
        f"volunteers_{state.value}",
        title,
        definition,
        Unit.COUNT,
        icon,
        tone,
        Permission.VOLUNTEERS_VIEW,
        lambda session, _period, scope: retention_counts(session, today, scope)[state],
        lambda _period, branch_id: _place("volunteers.index", branch_id, retention=state.value),
    )


def reading(session: Session, item: Metric, period: Period, before: Period, scope: Scope) -> Reading:
    """Return a metric's figure for a period, beside an earlier one."""
    if item.both is not None:
        figure, earlier = item.both(session, period, before, scope)
    else:
        figure, earlier = item.value(session, period, scope), item.value(session, before, scope)
    return Reading(item, period, figure, earlier, growth_percent(figure, earlier))
