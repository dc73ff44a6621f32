"""Verbs of stages: name, order and weigh them, say what they ask for, and go back to what is built in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_approvals import GATED_STAGES
from app.domain.grant_stages import BUILT_IN_ORDER, DEFAULT_PROBABILITY, Requirement, is_certain, placed
from app.domain.grants import Stage, stage_kind
from app.domain.roles import Approver
from app.queries.grant_stages import BUILT_IN_APPROVERS, stage_row, stage_rows
from models.grant_stages import GrantStage, GrantStageRequirement

STAGES: Any = GrantStage.__table__


@dataclass(frozen=True, kw_only=True)
class StageData:
    """A stage as typed; an empty name is the built-in one, `place` counts from 1 among the stages of its kind."""

    name_uk: str = ""
    name_en: str = ""
    place: int
    probability: int | None = None
    approvers: Sequence[Approver] = ()
    requirements: Sequence[Requirement] = ()


def save_stage(session: Session, stage: Stage, data: StageData) -> GrantStage:
    """Change a stage; the history of applications keeps codes, so it reads with the new name.

    Raises:
        RuleError: `first_stage_stays`; `stage_name_taken`, when another stage has this name in one of the languages.
    """
    row = _locked(session, stage)
    for locale, name in (("name_uk", data.name_uk), ("name_en", data.name_en)):
        _check_name(session, row, locale, name)
    row.name_uk, row.name_en = data.name_uk, data.name_en
    if data.probability is not None and not is_certain(stage):
        row.probability = data.probability
    asked = data.approvers if stage in GATED_STAGES else ()
    row.needs_director, row.needs_accountant = Approver.DIRECTOR in asked, Approver.ACCOUNTANT in asked
    _ask_for(row, data.requirements)
    _put(session, stage, data.place)
    session.flush()
    return row


def move_stage(session: Session, stage: Stage, step: int) -> None:
    """Move a stage one place up (-1) or down (1) among those of its kind.

    Raises:
        RuleError: `first_stage_stays`.
    """
    _locked(session, stage)
    _put(session, stage, place_of(session, stage) + step)
    session.flush()


def place_of(session: Session, stage: Stage) -> int:
    """Return the place of a stage among those of its kind, from 1."""
    return peers(session, stage).index(stage) + 1


def peers(session: Session, stage: Stage) -> list[Stage]:
    """Return the stages of the same kind in their order."""
    kind = stage_kind(stage)
    return [row.code for row in stage_rows(session) if stage_kind(row.code) is kind]


def reset_stage(session: Session, stage: Stage) -> GrantStage:
    """Give a stage back its built-in names, probability and approvals; it asks for nothing. Its place stays."""
    row = _locked(session, stage)
    row.name_uk = row.name_en = ""
    row.probability = DEFAULT_PROBABILITY[stage]
    built_in = BUILT_IN_APPROVERS.get(stage, ())
    row.needs_director, row.needs_accountant = Approver.DIRECTOR in built_in, Approver.ACCOUNTANT in built_in
    _ask_for(row, ())
    session.flush()
    return row


def reset_order(session: Session) -> None:
    """Put the stages back into their built-in order."""
    _locked(session, Stage.IDEA)
    _number(session, BUILT_IN_ORDER)
    session.flush()


def _locked(session: Session, stage: Stage) -> GrantStage:
    """Return a stage's row; whoever else changes stages waits until the transaction ends, on SQLite too."""
    first = STAGES.c.code == Stage.IDEA.value
    session.execute(sa.update(STAGES).where(first).values(position=STAGES.c.position))
    row = stage_row(session, stage)
    if row is None:
        raise RuleError("not_found")
    return row


def _ask_for(row: GrantStage, wanted: Sequence[Requirement]) -> None:
    kept = [item for item in row.requirement_rows if item.requirement in wanted]
    there = {item.requirement for item in kept}
    row.requirement_rows = [
        *kept,
        *(GrantStageRequirement(requirement=item) for item in Requirement if item in wanted and item not in there),
    ]


def _check_name(session: Session, row: GrantStage, column: str, name: str) -> None:
    taken = {getattr(other, column).casefold() for other in stage_rows(session) if other.id != row.id}
    if name and name.casefold() in taken:
        raise RuleError("stage_name_taken", name, field=column)


def _put(session: Session, stage: Stage, place: int) -> None:
    _number(session, placed([row.code for row in stage_rows(session)], stage, place))


def _number(session: Session, order: Sequence[Stage]) -> None:
    places = {stage: number for number, stage in enumerate(order, start=1)}
    for row in stage_rows(session):
        row.position = places[row.code]
