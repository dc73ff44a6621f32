"""Our own record: what became of the applications that reached each stage, and how long they stood there.

Every application begins as an idea; the other stages that it reached are those of its history. Archived applications
are not counted, as everywhere in grants. An application counts once for a stage, however often it came back to it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_outcomes import Move, Outcome, StageRecord
from app.domain.grants import LOST_STAGES, WON_STAGES, Stage
from app.domain.quantiles import quartiles
from app.queries.grants import in_scope
from app.scope import Scope
from models.grants import Application, ApplicationStageChange

_CHANGE = ApplicationStageChange
WON = (*WON_STAGES, Stage.CLOSED)
ENDS = frozenset(stage.value for stage in (*WON, *LOST_STAGES))
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


def places(order: Sequence[Stage]) -> dict[Stage, int]:
    """Return the places of the stages on the way to an award, in the institution's order of the open stages.

    All won stages are at the end; those that lead nowhere have no place.
    """
    return {stage: place for place, stage in enumerate(order)} | dict.fromkeys(WON, len(Stage))


def stage_flows(session: Session, scope: Scope, order: Sequence[Stage]) -> list[StageFlow]:
    """Return how applications went on from each open stage; one statement.

    Args:
        order: the open stages as the institution arranged them; the answer keeps to it.
    """
    # Many applications went the same way: adding up the few different ways is quicker here than in the database.
    known = {stage.value: place for stage, place in places(order).items()}
    ways = [
        (is_won, is_lost, path, max((known.get(stage, -1) for stage in path), default=-1), number)
        for is_won, is_lost, path, number in (
            (is_won, is_lost, set(path.split()) if path else set(), number)
            for is_won, is_lost, path, number in session.execute(_ways(scope))
        )
    ]
    flows = []
    for place, stage in enumerate(order):
        came = [way for way in ways if stage is Stage.IDEA or stage.value in way[2]]
        reached = sum(number for *_way, number in came)
        won = sum(number for is_won, *_way, number in came if is_won)
        lost = sum(number for _won, is_lost, *_way, number in came if is_lost)
        further = sum(number for *_way, furthest, number in came if furthest > place)
        flows.append(StageFlow(stage, reached, further, won, lost, reached - won - lost))
    return flows


@lru_cache(maxsize=64)
def _ways(scope: Scope) -> sa.Select[Any]:
    """Return the statement of how applications ended, the stages that they came into, and how many went that way."""
    stages = sa.func.aggregate_strings(sa.type_coerce(_CHANGE.to_stage, sa.String), " ")
    each = (
        sa.select(
            with_outcome(Outcome.WON).label("won"),
            with_outcome(Outcome.LOST).label("lost"),
            stages.label("path"),
        )
        .select_from(Application)
        .outerjoin(_CHANGE, _CHANGE.application_id == Application.id)
        .where(*_counted(scope))
        .group_by(Application.id)
        .subquery("each_one")
    )
    return sa.select(*each.c, sa.func.count().label("number")).group_by(*each.c)


def records(flows: list[StageFlow]) -> Mapping[Stage, StageRecord]:
    """Return the record of each open stage as the rule of chances asks for it."""
    return {flow.stage: StageRecord(flow.won + flow.lost, flow.won) for flow in flows}


@lru_cache(maxsize=64)
def _changes(scope: Scope) -> sa.Select[str, int, str, str]:
    """Return the statement of every change of a stage in time: moment, application, stage, when that was added.

    Moments and stages are left as the database gives them, since the types of their columns take longer over many rows
    than all that is reckoned from them. A history that was written down later begins with its first change.
    """
    return (
        sa.select(
            sa.type_coerce(_CHANGE.at, sa.String),
            _CHANGE.application_id,
            sa.type_coerce(_CHANGE.to_stage, sa.String),
            sa.type_coerce(Application.created_at, sa.String),
        )
        .join(Application, Application.id == _CHANGE.application_id)
        .where(*_counted(scope))
        .order_by(_CHANGE.at, _CHANGE.id)
    )


def moves(session: Session, scope: Scope) -> list[Move]:
    """Return when each application that was ever decided came into each stage, in the order of time; one statement.

    The others say nothing about outcomes. The moments can only be compared.
    """
    began = dict[int, Any]()
    changes = []
    for at, number, stage, created_at in session.execute(_changes(scope)):
        if number not in began:
            began[number] = min(created_at, at)
        changes.append((at, number, stage))
    decided = {number for _at, number, stage in changes if stage in ENDS}
    stages = {stage.value: stage for stage in Stage}
    found = [Move(began[number], number, Stage.IDEA) for number in decided]
    found += [Move(at, number, stages[stage]) for at, number, stage in changes if number in decided]
    # Sorting keeps the order of equal moments: an idea comes before the stages that follow it.
    found.sort(key=itemgetter(0))
    return found


def stage_times(session: Session, scope: Scope) -> list[StageTime]:
    """Return how long applications stood in each stage, in the order of the stages; two statements.

    A stay begins with a move into the stage and ends with the next move.
    """
    present = dict[int, tuple[str, datetime]]()
    stays: defaultdict[str, list[float]] = defaultdict(list)
    for at, number, stage, created_at in session.execute(_changes(scope)):
        moment = _moment(at)
        before, since = present.get(number) or (Stage.IDEA.value, min(_moment(created_at), moment))
        stays[before].append((moment - since).total_seconds() / _SECONDS)
        present[number] = (stage, moment)
    standing = Counter(stage for stage, _since in present.values())
    every = session.scalar(sa.select(sa.func.count(Application.id)).where(*_counted(scope))) or 0
    standing[Stage.IDEA.value] += every - len(present)
    return [
        StageTime(stage, len(stays[stage.value]), *quartiles(stays[stage.value]), standing[stage.value])
        for stage in Stage
        if stage.value in stays and stage not in (*LOST_STAGES, Stage.CLOSED)
    ]


def _moment(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
