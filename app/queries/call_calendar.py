"""The calendar of grants: every date of the calls, and what is due to funders, day by day."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import GrantDateKind
from app.domain.go_no_go import Decision
from app.domain.grants import DeliverableKind
from app.domain.periods import Period
from app.i18n import _l
from app.labels import choices
from app.queries.go_no_go import last_assessment_id
from app.queries.grant_list import funder_choices
from app.queries.grants import RESTING_STAGES, in_scope
from app.queries.listing import Filter, ListSpec, ListState, filtered
from app.scope import Scope
from models.base import enum_type
from models.calls import Call
from models.contacts import Contact
from models.go_no_go import Assessment
from models.grants import Application, Deliverable

MOST = 2000
COLUMNS: dict[GrantDateKind, Any] = {
    GrantDateKind.OPENS: Call.opens_on,
    GrantDateKind.QUESTIONS: Call.questions_until,
    GrantDateKind.LETTER_OF_INTENT: Call.loi_due_on,
    GrantDateKind.PROPOSAL: Call.deadline_on,
    GrantDateKind.DECISION: Call.decision_on,
}
# What a person must not miss, in the personal calendar.
REMINDED = (GrantDateKind.LETTER_OF_INTENT, GrantDateKind.PROPOSAL, GrantDateKind.DECISION)


@dataclass(frozen=True)
class Day:
    """A day of the month and what falls on it."""

    day: date
    dates: list[Any]
    in_month: bool


@dataclass(frozen=True)
class GrantMonth:
    """Weeks from Monday to Sunday, and how many dates the month has."""

    weeks: list[list[Day]]
    count: int


def _kind(value: GrantDateKind) -> Any:
    return sa.literal(value.value, sa.String(32)).label("kind")


def _of_calls(kind: GrantDateKind) -> sa.Select[Any]:
    day = COLUMNS[kind]
    return sa.select(
        _kind(kind),
        day.label("on_day"),
        Call.id.label("record_id"),
        Call.title.label("title"),
        Call.funder_id.label("funder_id"),
        (Call.deadline_note if kind is GrantDateKind.PROPOSAL else sa.literal("")).label("note"),
        sa.literal(None, sa.String(32)).label("due_kind"),
        sa.false().label("is_done"),
    ).where(day.is_not(None), Call.archived_at.is_(None))


def _of_deliverables(scope: Scope) -> sa.Select[Any]:
    return (
        sa.select(
            _kind(GrantDateKind.DELIVERABLE),
            Deliverable.due_on.label("on_day"),
            Application.id.label("record_id"),
            Application.title.label("title"),
            Application.funder_id.label("funder_id"),
            Deliverable.note.label("note"),
            sa.cast(Deliverable.kind, sa.String(32)).label("due_kind"),
            Deliverable.submitted_on.is_not(None).label("is_done"),
        )
        .join(Application, Deliverable.application_id == Application.id)
        .where(
            Application.archived_at.is_(None),
            sa.or_(Application.stage.not_in(RESTING_STAGES), Deliverable.submitted_on.is_not(None)),
            in_scope(scope),
        )
    )


def _select(scope: Scope) -> sa.Select[Any]:
    dates = sa.union_all(*(_of_calls(kind) for kind in COLUMNS), _of_deliverables(scope)).subquery("dates")
    return sa.select(
        sa.type_coerce(dates.c.kind, enum_type(GrantDateKind, "kind")).label("kind"),
        dates.c.on_day,
        dates.c.record_id,
        dates.c.title,
        dates.c.note,
        sa.type_coerce(dates.c.due_kind, enum_type(DeliverableKind, "kind")).label("due_kind"),
        dates.c.is_done,
        Contact.display_name.label("funder"),
    ).join_from(dates, Contact, dates.c.funder_id == Contact.id)


def _by_kind(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    kinds = [GrantDateKind(item).value for item in value.split(",")]
    return statement.where(statement.selected_columns.kind.in_(kinds))


def _by_funder(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Contact.id == int(value))


GRANT_DATES = ListSpec(
    name="grant-dates",
    title=_l("Calendar of grants"),
    select=_select,
    id_column=Contact.id,
    columns=(),
    default_sort="",
    filters=(
        Filter("dates", _l("Kind of date"), _by_kind, options=lambda _session, _scope: choices(GrantDateKind)),
        Filter("funder", _l("Funder"), _by_funder, options=funder_choices),
        Filter("month", _l("Month"), lambda statement, _value: statement, kind="hidden"),
    ),
)


def month_of_dates(session: Session, state: ListState, scope: Scope, period: Period) -> GrantMonth:
    """Return the dates of a calendar month under the filters of the calendar: one statement.

    Raises:
        RuleError: `bad_list_address`.
    """
    statement = filtered(GRANT_DATES, state, scope)
    columns = statement.selected_columns
    rows = session.execute(
        statement.where(columns.on_day >= period.start, columns.on_day < period.end)
        .order_by(columns.on_day, columns.kind, columns.title)
        .limit(MOST)
    ).all()
    by_day: dict[date, list[Any]] = defaultdict(list)
    for row in rows:
        by_day[row.on_day].append(row)
    weeks = [
        [Day(day, by_day[day] if period.contains(day) else [], period.contains(day)) for day in week]
        for week in calendar.Calendar().monthdatescalendar(period.start.year, period.start.month)
    ]
    return GrantMonth(weeks, len(rows))


def dates_to_remind(session: Session, since: date, until: date) -> Sequence[Any]:
    """Return what the personal calendar holds of the calls: the letter of intent, the proposal, the decision.

    Calls that were decided against and archived ones are left out.

    Returns:
        Rows of kind, day, call_id, title, note, funder, version and updated_at, the earliest first.
    """
    refused = sa.exists().where(Assessment.id == last_assessment_id(), Assessment.decision == Decision.NO_GO)
    parts = [
        sa.select(
            _kind(kind),
            COLUMNS[kind].label("on_day"),
            Call.id.label("call_id"),
            Call.title,
            (Call.deadline_note if kind is GrantDateKind.PROPOSAL else sa.literal("")).label("note"),
            Contact.display_name.label("funder"),
            Call.version,
            Call.updated_at,
        )
        .join(Contact, Call.funder_id == Contact.id)
        .where(COLUMNS[kind].between(since, until), Call.archived_at.is_(None), sa.not_(refused))
        for kind in REMINDED
    ]
    found = sa.union_all(*parts).subquery()
    kind = sa.type_coerce(found.c.kind, enum_type(GrantDateKind, "kind")).label("kind")
    others = [column for column in found.c if column.name != "kind"]
    return session.execute(sa.select(kind, *others).order_by(found.c.on_day, found.c.call_id, found.c.kind)).all()
