"""Questions about grant applications: one record, its history, those on hold, how money stands in the pipeline."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grants import (
    BOARD_COLUMNS,
    LOST_STAGES,
    LossReason,
    Stage,
    StageKind,
    stage_kind,
)
from app.queries.places import MOST, SCOPES_KEPT, TODAY
from app.queries.search import found_ids
from app.scope import Scope
from models.accounts import User
from models.contacts import Contact, Organisation
from models.events import Event
from models.grant_money import BudgetLine
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application, ApplicationStageChange, Narrative
from models.volunteers import HoursEntry

FINISHED_STAGES = (*LOST_STAGES, Stage.CLOSED)
# Nobody is reminded of what is finished or on hold.
RESTING_STAGES = (*FINISHED_STAGES, Stage.SUSPENDED)
RUNNING_STAGES = (Stage.AWARDED, Stage.CONTRACTING, Stage.IMPLEMENTATION, Stage.REPORTING)


@dataclass(frozen=True)
class StageMove:
    """One row of an application's history."""

    from_stage: Stage
    to_stage: Stage
    at: Any
    who: str | None
    reason_code: LossReason | None
    reason: str


@dataclass(frozen=True)
class LinkedCounts:
    """How much of everything else is linked to an application. `minutes` are confirmed ones only."""

    events: int
    hours_entries: int
    minutes: int
    budget_lines: int
    activities: int
    indicators: int
    narratives: int


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader may see an application."""
    return sa.true() if scope.branch_id is None else Application.branch_id == scope.branch_id


def stages_of(kind: StageKind) -> list[Stage]:
    """Return the stages of a kind in their order."""
    return [stage for stage in Stage if stage_kind(stage) is kind]


def application(session: Session, application_id: int, scope: Scope) -> Application | None:
    """Return one application with its funder, call, owner, branch and partners, in two statements."""
    found: Application | None = session.scalar(_application(scope), {"application": application_id})
    return found


@lru_cache(maxsize=SCOPES_KEPT)
def _application(scope: Scope) -> Any:
    return (
        sa.select(Application)
        .where(Application.id == sa.bindparam("application", type_=sa.Integer), in_scope(scope))
        .options(
            joinedload(Application.funder),
            joinedload(Application.call),
            joinedload(Application.owner),
            joinedload(Application.branch),
        )
    )


def partners_of(session: Session, application_id: int) -> list[tuple[int, str]]:
    """Return (id, name) of the partners of an application, by name."""
    return [(row.id, row.display_name) for row in session.execute(_partners(), {"application": application_id})]


@cache
def _partners() -> Any:
    return (
        sa.select(Organisation.id, Organisation.display_name)
        .select_from(Application)
        .join(Application.partners.of_type(Organisation))
        .where(Application.id == sa.bindparam("application", type_=sa.Integer))
        .order_by(Organisation.sort_key)
    )


def linked_counts(session: Session, application_id: int, locale: str) -> LinkedCounts:
    """Return the counts of an application's other records in one statement; narratives of one language."""
    row = session.execute(_linked_counts(), {"application": application_id, "locale": locale}).one()
    return LinkedCounts(**row._mapping)


@cache
def _linked_counts() -> sa.Select[Any]:
    application, locale = sa.bindparam("application", type_=sa.Integer), sa.bindparam("locale", type_=sa.String)

    def number(table: Any, *conditions: Any) -> Any:
        counted = sa.select(sa.func.count()).select_from(table)
        return counted.where(table.application_id == application, *conditions).scalar_subquery()

    minutes = (
        sa.select(sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0))
        .where(HoursEntry.application_id == application, HoursEntry.status == "confirmed")
        .scalar_subquery()
    )
    return sa.select(
        number(Event, Event.archived_at.is_(None)).label("events"),
        number(HoursEntry).label("hours_entries"),
        minutes.label("minutes"),
        number(BudgetLine).label("budget_lines"),
        number(PlannedActivity).label("activities"),
        number(GrantIndicator).label("indicators"),
        number(Narrative, Narrative.locale == locale, Narrative.text != "").label("narratives"),
    )


def to_resume(session: Session, scope: Scope, today: date, limit: int) -> list[tuple[int, str, str, date]]:
    """Return (id, title, funder, day) of the applications on hold whose day to go on has come, the earliest first."""
    found = session.execute(_to_resume(scope), {"today": today, "most": limit})
    return [(row.id, row.title, row.display_name, row.resume_on) for row in found]


@lru_cache(maxsize=SCOPES_KEPT)
def _to_resume(scope: Scope) -> Any:
    return (
        sa.select(Application.id, Application.title, Contact.display_name, Application.resume_on)
        .join(Contact, Application.funder_id == Contact.id)
        .where(
            Application.stage == Stage.SUSPENDED,
            Application.resume_on <= TODAY,
            Application.archived_at.is_(None),
            in_scope(scope),
        )
        .order_by(Application.resume_on, Application.id)
        .limit(MOST)
    )


def running_applications(session: Session) -> list[tuple[str, str]]:
    """Return (id, title) of the grants that are won and not closed, for menus of events, hours and costs."""
    statement = (
        sa.select(Application.id, Application.title)
        .where(Application.stage.in_(RUNNING_STAGES), Application.archived_at.is_(None))
        .order_by(Application.sort_key, Application.id)
    )
    return [(str(row.id), row.title) for row in session.execute(statement)]


def stage_history(session: Session, application_id: int) -> list[StageMove]:
    """Return the moves of an application, the newest first."""
    change = ApplicationStageChange
    statement = (
        sa.select(
            change.from_stage,
            change.to_stage,
            change.at,
            User.name.label("who"),
            change.reason_code,
            change.reason,
        )
        .outerjoin(User, change.by_id == User.id)
        .where(change.application_id == application_id)
        .order_by(change.id.desc())
    )
    return [StageMove(**row._mapping) for row in session.execute(statement)]


def lookup(session: Session, text: str, scope: Scope, limit: int = 8) -> list[tuple[int, str, str]]:
    """Return (id, title, funder) of the applications that a picker suggests for the typed text."""
    ids = found_ids(session, "application", text)
    if ids is None:
        return []
    statement = (
        sa.select(Application.id, Application.title, Contact.display_name)
        .join(Contact, Application.funder_id == Contact.id)
        .where(Application.id.in_(ids), Application.archived_at.is_(None), in_scope(scope))
        .order_by(sa.case((Application.stage.in_(BOARD_COLUMNS), 0), else_=1), Application.sort_key)
        .limit(limit)
    )
    return [(row.id, row.title, row.display_name) for row in session.execute(statement)]
