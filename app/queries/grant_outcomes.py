"""Our own record: what became of the applications that reached each stage, and how long they stood there.

Every application begins as an idea; the other stages that it reached are those of its history. Archived applications
are not counted, as everywhere in grants. An application counts once for a stage, however often it came back to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_outcomes import Move, Outcome, StageRecord
from app.domain.grants import LOST_STAGES, WON_STAGES, Stage
from app.domain.quantiles import neighbours, quartiles
from app.queries.grants import in_scope
from app.scope import Scope
from models.grants import Application, ApplicationStageChange

_CHANGE = ApplicationStageChange
WON = (*WON_STAGES, Stage.CLOSED)
_SECONDS = 86_400


@dataclass(frozen=True)
class StageTime:
    """How long finished stays in a stage lasted, in days, and how many applications stand there now."""

    stage: Stage
    stays: int
    lower: float
    median: float
    upper: float
    standing: int


@dataclass(frozen=True)
class StageFlow:
    """Of the applications that reached a stage: how many came further, were won, were not, and are undecided."""

    stage: Stage
    reached: int
    further: int
    won: int
    lost: int
    undecided: int


def with_outcome(outcome: Outcome) -> sa.ColumnElement[bool]:
    """Return the condition that an application has this outcome; a won one that is put on hold stays won."""
    won, lost = Application.awarded_base.is_not(None), Application.stage.in_(LOST_STAGES)
    return {Outcome.WON: won, Outcome.LOST: lost, Outcome.UNDECIDED: sa.not_(sa.or_(won, lost))}[outcome]


def _counted(scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    return (Application.archived_at.is_(None), in_scope(scope))


def _started() -> Any:
    """Return when an application became an idea; a history that was written down later may begin before that."""
    first = (
        sa.select(sa.func.min(_CHANGE.at))
        .where(_CHANGE.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    return sa.case((first < Application.created_at, first), else_=Application.created_at)


def reached(scope: Scope) -> Any:
    """Return a subquery of (application_id, stage): each stage that each application ever came to, once."""
    ideas = sa.select(Application.id.label("application_id"), sa.literal(Stage.IDEA.value).label("stage"))
    later = sa.select(_CHANGE.application_id, sa.type_coerce(_CHANGE.to_stage, sa.String)).join(
        Application, Application.id == _CHANGE.application_id
    )
    return sa.union(ideas.where(*_counted(scope)), later.where(*_counted(scope))).subquery("reached")


def rank(stage: Any, order: Sequence[Stage]) -> Any:
    """Return the place of a stage on the way to an award, in the institution's order of the open stages.

    All won stages are at the end; those that lead nowhere are before the start.
    """
    places: dict[str, Any] = {stage.value: place for place, stage in enumerate(order)}
    places |= {stage.value: len(Stage) for stage in WON}
    return sa.case(places, value=stage, else_=-1)


def _sum(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def stage_flows(session: Session, scope: Scope, order: Sequence[Stage]) -> list[StageFlow]:
    """Return how applications went on from each open stage; one statement.

    Args:
        order: the open stages as the institution arranged them; the answer keeps to it.
    """
    came = reached(scope)
    furthest = (
        sa.select(came.c.application_id, sa.func.max(rank(came.c.stage, order)).label("place"))
        .group_by(came.c.application_id)
        .subquery("furthest")
    )
    statement = (
        sa.select(
            came.c.stage,
            sa.func.count().label("reached"),
            _sum(furthest.c.place > rank(came.c.stage, order)).label("further"),
            _sum(with_outcome(Outcome.WON)).label("won"),
            _sum(with_outcome(Outcome.LOST)).label("lost"),
        )
        .select_from(came)
        .join(furthest, furthest.c.application_id == came.c.application_id)
        .join(Application, Application.id == came.c.application_id)
        .where(came.c.stage.in_([stage.value for stage in order]))
        .group_by(came.c.stage)
    )
    found = {
        row.stage: StageFlow(
            Stage(row.stage), row.reached, row.further, row.won, row.lost, row.reached - row.won - row.lost
        )
        for row in session.execute(statement)
    }
    return [found.get(stage.value, StageFlow(stage, 0, 0, 0, 0, 0)) for stage in order]


def records(flows: list[StageFlow]) -> Mapping[Stage, StageRecord]:
    """Return the record of each open stage as the rule of chances asks for it."""
    return {flow.stage: StageRecord(flow.won + flow.lost, flow.won) for flow in flows}


def moves(session: Session, scope: Scope) -> list[Move]:
    """Return when each application came into each stage, in the order of time; one statement.

    Moves among won stages say nothing about outcomes and are left out. The moments are as the database gives them:
    they are only compared.
    """
    moment = sa.type_coerce
    start = sa.select(
        moment(_started(), sa.String).label("at"),
        Application.id.label("number"),
        sa.literal(Stage.IDEA.value).label("stage"),
        sa.literal(0).label("place"),
    ).where(*_counted(scope))
    later = (
        sa.select(
            moment(_CHANGE.at, sa.String),
            _CHANGE.application_id,
            moment(_CHANGE.to_stage, sa.String),
            _CHANGE.id,
        )
        .join(Application, Application.id == _CHANGE.application_id)
        .where(*_counted(scope), sa.not_(sa.and_(_CHANGE.from_stage.in_(WON), _CHANGE.to_stage.in_(WON))))
    )
    every = sa.union_all(start, later).subquery()
    statement = sa.select(every.c.at, every.c.number, every.c.stage).order_by(every.c.at, every.c.place)
    stages = {stage.value: stage for stage in Stage}
    return [Move(at, number, stages[stage]) for at, number, stage in session.execute(statement)]


def stage_times(session: Session, scope: Scope) -> list[StageTime]:
    """Return how long applications stood in each stage, in the order of the stages; two statements.

    A stay begins with a move into the stage and ends with the next move. Only the values that the quartiles need
    leave the database.
    """
    before = sa.func.lag(_CHANGE.at).over(partition_by=_CHANGE.application_id, order_by=_CHANGE.id)
    stays = (
        sa.select(
            sa.type_coerce(_CHANGE.from_stage, sa.String).label("stage"),
            (sa.extract("epoch", _CHANGE.at) - sa.extract("epoch", sa.func.coalesce(before, _started()))).label("time"),
        )
        .join(Application, Application.id == _CHANGE.application_id)
        .where(*_counted(scope))
        .subquery("stays")
    )
    ranked = sa.select(
        stays.c.stage,
        stays.c.time,
        sa.func.row_number().over(partition_by=stays.c.stage, order_by=stays.c.time).label("place"),
        sa.func.count().over(partition_by=stays.c.stage).label("number"),
    ).subquery("ranked")
    wanted = sa.select(ranked.c.stage, ranked.c.time, ranked.c.place, ranked.c.number).where(
        sa.or_(*(ranked.c.place == place for place in neighbours(ranked.c.number)))
    )
    values: dict[str, dict[int, float]] = {}
    numbers: dict[str, int] = {}
    for row in session.execute(wanted):
        values.setdefault(row.stage, {})[row.place] = max(float(row.time), 0.0) / _SECONDS
        numbers[row.stage] = row.number
    now = sa.select(Application.stage, sa.func.count().label("number")).where(*_counted(scope))
    standing = {row.stage: row.number for row in session.execute(now.group_by(Application.stage))}
    return [
        StageTime(
            stage,
            numbers[stage.value],
            *quartiles(values[stage.value], numbers[stage.value]),
            standing.get(stage, 0),
        )
        for stage in Stage
        if stage.value in numbers and stage not in (*LOST_STAGES, Stage.CLOSED)
    ]
