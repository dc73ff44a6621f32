"""The list of funders' calls by deadline, and the comparison of those that were assessed."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import ApplicantKind, CallState, call_state
from app.domain.go_no_go import Decision
from app.domain.money import Currency
from app.i18n import _l
from app.labels import choices, label
from app.queries.alphabet import alphabetical
from app.queries.filters import enum_filter, flag_filter, period_filter
from app.queries.go_no_go import last_assessment_id
from app.queries.grant_list import due_tone, funder_choices
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.calls import Call, CallApplicant
from models.contacts import Contact
from models.go_no_go import Assessment
from models.grants import Application

APPLICATIONS = (
    sa.select(sa.func.count())
    .select_from(Application)
    .where(Application.call_id == Call.id, Application.archived_at.is_(None))
    .correlate(Call)
    .scalar_subquery()
)
THROUGH_PARTNER = sa.exists().where(
    CallApplicant.call_id == Call.id, CallApplicant.kind == ApplicantKind.THROUGH_PARTNER
)
NOT_ASSESSED = "none"


def _urgency(today: date) -> sa.ColumnElement[str]:
    """Return what puts the nearest deadline first, then calls without one, then those that are over."""
    day = sa.cast(Call.deadline_on, sa.String(10))
    return sa.case(
        (Call.deadline_on.is_(None), sa.literal("1", sa.String)),
        (Call.deadline_on >= today, sa.literal("0", sa.String).concat(day)),
        else_=sa.literal("2", sa.String).concat(day),
    )


def _select(_scope: Scope) -> Any:
    # Every call has its funder. Joined so, SQLite begins with the few calls even when it never counted them.
    return (
        sa.select(
            Call.id,
            Call.title,
            Call.opens_on,
            Call.loi_due_on,
            Call.deadline_on,
            Call.decision_on,
            Call.min_amount,
            Call.max_amount,
            Call.currency,
            Call.cofinancing_percent,
            Call.url,
            Contact.display_name.label("funder"),
            APPLICATIONS.label("applications"),
            THROUGH_PARTNER.label("through_partner"),
            Assessment.score,
            Assessment.decision,
            Assessment.chance,
            Assessment.hours,
            Assessment.value_base,
            Assessment.hourly_base,
        )
        .outerjoin(Contact, Call.funder_id == Contact.id)
        .outerjoin(Assessment, Assessment.id == last_assessment_id())
        .where(Call.archived_at.is_(None))
    )


def _by_funder(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Call.funder_id == int(value))


def _by_state(today: date) -> Filter:
    over = Call.deadline_on < today
    coming = sa.and_(Call.opens_on > today, sa.or_(Call.deadline_on.is_(None), Call.deadline_on >= today))
    conditions = {
        CallState.CLOSED: over,
        CallState.COMING: coming,
        CallState.UNDATED: sa.and_(Call.deadline_on.is_(None), sa.or_(Call.opens_on.is_(None), Call.opens_on <= today)),
        CallState.OPEN: sa.and_(Call.deadline_on >= today, sa.or_(Call.opens_on.is_(None), Call.opens_on <= today)),
    }

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(sa.or_(*(conditions[CallState(item)] for item in value.split(","))))

    return Filter("state", _l("State"), apply, options=lambda _session, _scope: choices(CallState))


def _by_decision(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    if value == NOT_ASSESSED:
        return statement.where(Assessment.id.is_(None))
    return statement.where(Assessment.decision == Decision(value))


def _decisions(_session: Session, _scope: Scope) -> list[tuple[str, str]]:
    return [*choices(Decision), (NOT_ASSESSED, str(_l("Not assessed")))]


def _money_or_nothing(column: Any) -> Any:
    return sa.func.coalesce(column, sa.literal(-1, column.type))


def _title(today: date) -> tuple[Column, ...]:
    return (
        Column(
            "title",
            _l("Call"),
            lambda row: row.title,
            Kind.LINK,
            sort=alphabetical(Call.title),
            url=lambda row: ("grants.call", {"call_id": row.id}),
            primary=True,
        ),
        Column("funder", _l("Funder"), lambda row: row.funder, sort=Contact.sort_key, secondary=True),
        Column(
            "deadline",
            _l("Deadline"),
            lambda row: row.deadline_on,
            Kind.DATE,
            sort=_urgency(today),
            secondary=True,
            tone=lambda row, _day: "warning" if due_tone(row.deadline_on, today) == "warning" else "",
        ),
    )


_SCORE = Column(
    "score", _l("Score, %"), lambda row: row.score, Kind.NUMBER, sort=sa.func.coalesce(Assessment.score, -1)
)
_DECISION = Column(
    "decision",
    _l("Decision"),
    lambda row: row.decision,
    Kind.BADGE,
    sort=sa.func.coalesce(sa.cast(Assessment.decision, sa.String(32)), ""),
)


def call_list(today: date) -> ListSpec:
    """Return the list of calls, the most urgent first."""
    return ListSpec(
        name="calls",
        title=_l("Calls"),
        select=_select,
        id_column=Call.id,
        columns=(
            *_title(today),
            Column(
                "amount",
                _l("Largest amount"),
                lambda row: row.max_amount,
                Kind.MONEY,
                currency=lambda row: str(row.currency),
            ),
            Column("applications", _l("Applications"), lambda row: row.applications, Kind.NUMBER, sort=APPLICATIONS),
            _SCORE,
            _DECISION,
            Column(
                "cofinancing",
                _l("Co-financing, %"),
                lambda row: row.cofinancing_percent,
                Kind.NUMBER,
                export_only=True,
            ),
            Column("state", _l("State"), lambda row: label(_state(row, today)), export_only=True),
            Column("opens", _l("Opens on"), lambda row: row.opens_on, Kind.DATE, export_only=True),
            Column("letter", _l("Letter of intent due"), lambda row: row.loi_due_on, Kind.DATE, export_only=True),
            Column("expected", _l("Decision expected on"), lambda row: row.decision_on, Kind.DATE, export_only=True),
            Column(
                "partner",
                _l("Possible through a partner"),
                lambda row: label(bool(row.through_partner)),
                export_only=True,
            ),
            Column("currency", _l("Currency"), lambda row: row.currency.value, export_only=True),
            Column("url", _l("Web page of the call"), lambda row: row.url, export_only=True),
        ),
        default_sort="deadline",
        filters=(
            _by_state(today),
            Filter("funder", _l("Funder"), _by_funder, options=funder_choices),
            Filter("decision", _l("Decision"), _by_decision, options=_decisions),
            flag_filter("partner", _l("Possible through a partner"), THROUGH_PARTNER),
            enum_filter("currency", _l("Currency"), Call.currency, Currency),
            flag_filter("applied", _l("With applications"), sa.exists().where(Application.call_id == Call.id)),
            period_filter(_l("Deadline in"), Call.deadline_on, key="deadline"),
        ),
        search_kind="call",
    )


def comparison(today: date) -> ListSpec:
    """Return the assessed calls that may still be applied to, the best value of an hour first."""

    def assessed_and_open(scope: Scope) -> Any:
        return _select(scope).where(
            Assessment.id.is_not(None), sa.or_(Call.deadline_on.is_(None), Call.deadline_on >= today)
        )

    return ListSpec(
        name="call-comparison",
        title=_l("Comparison of calls"),
        select=assessed_and_open,
        id_column=Call.id,
        columns=(
            *(replace(column, export_only=column.key == "funder") for column in _title(today)),
            replace(_SCORE, secondary=True),
            Column("chance", _l("Chance, %"), lambda row: row.chance, Kind.NUMBER, sort=Assessment.chance),
            Column("hours", _l("Effort, hours"), lambda row: row.hours, Kind.NUMBER, sort=Assessment.hours),
            Column(
                "value",
                _l("Expected value"),
                lambda row: row.value_base,
                Kind.MONEY,
                sort=_money_or_nothing(Assessment.value_base),
            ),
            Column(
                "hourly",
                _l("Expected value of an hour"),
                lambda row: row.hourly_base,
                Kind.MONEY,
                sort=_money_or_nothing(Assessment.hourly_base),
                secondary=True,
            ),
            _DECISION,
        ),
        default_sort="-hourly",
        filters=(
            Filter("decision", _l("Decision"), _by_decision, options=lambda _session, _scope: choices(Decision)),
            Filter("funder", _l("Funder"), _by_funder, options=funder_choices),
        ),
        search_kind="call",
    )


def _state(row: Any, today: date) -> CallState:
    return call_state(row.opens_on, row.deadline_on, today)
