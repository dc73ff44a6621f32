"""The list of applications: its columns, filters and sums; the board asks the same question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import DeliverableState, Stage, StageKind, deliverable_state
from app.domain.partnerships import BranchScope
from app.i18n import _l
from app.labels import choices, label
from app.queries.alphabet import alphabetical
from app.queries.filters import branch_choices, enum_filter, id_filter, period_filter
from app.queries.grant_stages import stage_position
from app.queries.grants import RESTING_STAGES, in_scope, stages_of
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.places import SCOPES_KEPT
from app.scope import Scope
from models.accounts import User
from models.calls import Call
from models.contacts import Contact
from models.grants import Application, Deliverable

NEXT_DUE = (
    sa.select(sa.func.min(Deliverable.due_on))
    .where(
        Deliverable.application_id == Application.id,
        Deliverable.submitted_on.is_(None),
        Application.stage.not_in(RESTING_STAGES),
    )
    .correlate(Application)
    .scalar_subquery()
)
NEVER_DUE = sa.literal(date(9999, 12, 31), sa.Date)
DUE_FIRST = sa.func.coalesce(NEXT_DUE, NEVER_DUE)


def with_funder(scope: Scope) -> Any:
    """Return the statement of applications with their money, their dates and their funder."""
    return (
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.version,
            Application.currency,
            Application.requested_amount,
            Application.requested_base,
            Application.cofinancing_base,
            Application.awarded_amount,
            Application.awarded_base,
            Application.submitted_on,
            Application.awarded_on,
            Contact.display_name.label("funder"),
        )
        .join(Contact, Application.funder_id == Contact.id)
        .where(in_scope(scope))
    )


def _select(scope: Scope) -> Any:
    return (
        with_funder(scope)
        .add_columns(NEXT_DUE.label("next_due"), User.name.label("owner"))
        .outerjoin(User, Application.owner_id == User.id)
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _present(scope: Scope) -> Any:
    return _select(scope).where(Application.archived_at.is_(None))


@lru_cache(maxsize=SCOPES_KEPT)
def _counted(scope: Scope) -> Any:
    return sa.select(Application.id).where(in_scope(scope), Application.archived_at.is_(None))


def _archived(scope: Scope) -> Any:
    return _select(scope).where(Application.archived_at.is_not(None))


def _by_kind(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    stages = [stage for item in value.split(",") for stage in stages_of(StageKind(item))]
    return statement.where(Application.stage.in_(stages))


def _by_place(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    if value in {BranchScope.ALL, BranchScope.CENTRAL}:
        return statement.where(Application.scope == BranchScope(value))
    return statement.where(Application.branch_id == int(value))


def _places(session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
    whole = [(item.value, label(item)) for item in (BranchScope.ALL, BranchScope.CENTRAL)]
    return [*whole, *branch_choices(session)]


def _by_funder(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Application.funder_id == int(value))


def _by_owner(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Application.owner_id == int(value))


def _owners(session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
    return [(str(row.id), row.name) for row in session.execute(_accounts_with_applications())]


@cache
def _accounts_with_applications() -> Any:
    owned = User.id.in_(sa.select(Application.owner_id).where(Application.owner_id.is_not(None)))
    return sa.select(User.id, User.name).where(owned).order_by(alphabetical(User.name))


def funder_choices(session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
    """Return (id, name) of the funders: organisations with calls or applications."""
    return [(str(row.id), row.display_name) for row in session.execute(_funders())]


@cache
def _funders() -> Any:
    # One union is looked up by key; two conditions joined by «or» would read every contact.
    funders = sa.union(sa.select(Application.funder_id), sa.select(Call.funder_id))
    return sa.select(Contact.id, Contact.display_name).where(Contact.id.in_(funders)).order_by(Contact.sort_key)


def due_tone(due_on: date | None, today: date) -> str:
    """Return the tone of a date by which something must be handed in: red once it has passed."""
    if due_on is None:
        return ""
    state = deliverable_state(due_on, None, None, today)
    return {DeliverableState.OVERDUE: "danger", DeliverableState.DUE_SOON: "warning"}.get(state, "")


def _currency(row: Any) -> str:
    return str(row.currency)


APPLICATION_LIST = ListSpec(
    name="grants",
    title=_l("Grants"),
    select=_present,
    counted=_counted,
    id_column=Application.id,
    columns=(
        Column(
            "title",
            _l("Title"),
            lambda row: row.title,
            Kind.LINK,
            sort=Application.sort_key,
            url=lambda row: ("grants.show", {"application_id": row.id}),
            primary=True,
        ),
        Column("funder", _l("Funder"), lambda row: row.funder, sort=Contact.sort_key),
        Column("stage", _l("Stage"), lambda row: row.stage, Kind.BADGE, sort=stage_position(), secondary=True),
        Column(
            "due",
            _l("Next due"),
            lambda row: row.next_due,
            Kind.DATE,
            sort=DUE_FIRST,
            tone=lambda row, today: due_tone(row.next_due, today),
        ),
        Column("owner", _l("Responsible"), lambda row: row.owner, sort=sa.func.coalesce(User.name, "")),
        Column(
            "requested",
            _l("Requested"),
            lambda row: row.requested_amount,
            Kind.MONEY,
            sort=Application.requested_base,
            currency=_currency,
            secondary=True,
        ),
        Column(
            "awarded",
            _l("Awarded amount"),
            lambda row: row.awarded_amount,
            Kind.MONEY,
            sort=sa.func.coalesce(Application.awarded_base, sa.literal(0, Application.awarded_base.type)),
            currency=_currency,
        ),
        Column("currency", _l("Currency"), lambda row: row.currency.value, export_only=True),
        Column(
            "requested_base",
            _l("Requested, base currency"),
            lambda row: row.requested_base,
            Kind.MONEY,
            export_only=True,
        ),
        Column(
            "awarded_base",
            _l("Awarded, base currency"),
            lambda row: row.awarded_base,
            Kind.MONEY,
            export_only=True,
        ),
        Column("submitted_on", _l("Submitted on"), lambda row: row.submitted_on, Kind.DATE, export_only=True),
        Column("awarded_on", _l("Awarded on"), lambda row: row.awarded_on, Kind.DATE, export_only=True),
    ),
    default_sort="due",
    filters=(
        Filter("kind", _l("State"), _by_kind, options=lambda _session, _scope: choices(StageKind)),
        replace(enum_filter("stage", _l("Stage"), Application.stage, Stage), kind="multi"),
        Filter("funder", _l("Funder"), _by_funder, options=funder_choices),
        Filter("owner", _l("Responsible"), _by_owner, options=_owners),
        Filter("branch", _l("Branch"), _by_place, kind="branch", options=_places),
        period_filter(_l("Submitted in"), Application.submitted_on, key="submitted"),
        period_filter(_l("Awarded in"), Application.awarded_on, key="awarded"),
        id_filter("call", _l("Of one call"), Application.call_id),
    ),
    search_kind="application",
    totals={
        "requested": sa.func.coalesce(sa.func.sum(Application.requested_base), 0),
        "awarded": sa.func.coalesce(sa.func.sum(Application.awarded_base), 0),
    },
)

ARCHIVE_LIST = replace(
    APPLICATION_LIST,
    name="grants-archive",
    title=_l("Archived applications"),
    select=_archived,
    counted=None,
    totals={},
)
