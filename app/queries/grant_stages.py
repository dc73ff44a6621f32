"""Questions about the stages of applications: names, order, probabilities, and what a stage asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.grant_stages import BUILT_IN_ORDER, DEFAULT_PROBABILITY, Requirement, open_order
from app.domain.grants import OPEN_STAGES, LetterOutcome, Stage, StageKind, allowed_moves, stage_kind
from app.domain.roles import Approver
from models.grant_stages import GrantStage, GrantStageRequirement
from models.grants import Application, Deliverable

BUILT_IN_APPROVERS: Mapping[Stage, tuple[Approver, ...]] = {Stage.APPROVAL: tuple(Approver)}


@dataclass(frozen=True)
class StageSetting:
    """A stage as the institution has it.

    Attributes:
        names: by language; a language without its own name has the built-in one.
        approvers: whose approval it takes to leave the stage forwards.
        requirements: what an application needs to enter it.
    """

    stage: Stage
    position: int
    probability: int
    names: Mapping[str, str] = field(default_factory=dict)
    approvers: tuple[Approver, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def kind(self) -> StageKind:
        """Return what the stage means for the pipeline."""
        return stage_kind(self.stage)


Settings = Mapping[Stage, StageSetting]


def built_in_settings() -> dict[Stage, StageSetting]:
    """Return the stages as they come with the product, in their order."""
    return {
        stage: StageSetting(stage, place, DEFAULT_PROBABILITY[stage], approvers=BUILT_IN_APPROVERS.get(stage, ()))
        for place, stage in enumerate(BUILT_IN_ORDER, start=1)
    }


def stage_settings(session: Session) -> dict[Stage, StageSetting]:
    """Return every stage in the institution's order, in one statement that writes nothing.

    A stage without a row is as it comes with the product.
    """
    found: dict[Stage, StageSetting] = built_in_settings()
    needed: dict[Stage, set[Requirement]] = {}
    # Names are asked for in the middle of other work, which must not be written out because of that.
    with session.no_autoflush:
        for item in session.execute(_every_stage()):
            needs = {Approver.DIRECTOR: item.needs_director, Approver.ACCOUNTANT: item.needs_accountant}
            needed.setdefault(item.code, set()).update([item.requirement] if item.requirement else [])
            found[item.code] = StageSetting(
                item.code,
                item.position,
                item.probability,
                {locale: name for locale, name in (("uk", item.name_uk), ("en", item.name_en)) if name},
                tuple(office for office in Approver if needs[office]),
                tuple(one for one in Requirement if one in needed[item.code]),
            )
    return {item.stage: item for item in sorted(found.values(), key=lambda item: item.position)}


@cache
def _every_stage() -> Any:
    row, asked = GrantStage, GrantStageRequirement
    return sa.select(
        row.code,
        row.name_uk,
        row.name_en,
        row.position,
        row.probability,
        row.needs_director,
        row.needs_accountant,
        asked.requirement,
    ).outerjoin(asked, asked.stage_id == row.id)


def stage_row(session: Session, stage: Stage) -> GrantStage | None:
    """Return the row of one stage with what it asks for, or None when it has none."""
    return session.scalar(
        sa.select(GrantStage).where(GrantStage.code == stage).options(selectinload(GrantStage.requirement_rows))
    )


def stage_rows(session: Session) -> list[GrantStage]:
    """Return the rows of all stages in their order."""
    return list(session.scalars(sa.select(GrantStage).order_by(GrantStage.position)))


def gates(settings: Settings) -> frozenset[Stage]:
    """Return the stages that an application leaves only with somebody's approval."""
    return frozenset(stage for stage, setting in settings.items() if setting.approvers)


def moves_from(settings: Settings, stage: Stage) -> tuple[Stage, ...]:
    """Return the stages that may follow under the institution's settings, without a look at the funder's letters."""
    return allowed_moves(stage, None, open_order(settings), gates(settings))


def moves_of(session: Session, application: Application, settings: Settings) -> tuple[Stage, ...]:
    """Return the stages that may follow for one application."""
    refused = application.stage in OPEN_STAGES and letter_refused(session, application.id)
    return allowed_moves(
        application.stage,
        application.held_stage,
        open_order(settings),
        gates(settings),
        letter_refused=refused,
    )


def letter_refused(session: Session, application_id: int) -> bool:
    """Say whether the funder answered the letter of intent of an application with no."""
    return bool(session.scalar(_letter_refused(), {"application": application_id}))


@cache
def _letter_refused() -> sa.Select[bool]:
    application = sa.bindparam("application", type_=sa.Integer)
    refused = sa.exists().where(
        Deliverable.application_id == application, Deliverable.outcome == LetterOutcome.NOT_INVITED
    )
    return sa.select(refused)


def ordered(stages: Iterable[Stage], settings: Settings) -> list[Stage]:
    """Return the stages in the institution's order."""
    return sorted(stages, key=lambda stage: settings[stage].position)


def stage_position() -> sa.ColumnElement[int]:
    """Return the place of an application's stage, as an expression beside `Application`."""
    place = sa.select(GrantStage.position).where(GrantStage.code == Application.stage).scalar_subquery()
    return sa.func.coalesce(place, 0)
