"""Questions about the stages of applications: their names, order and probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_stages import BUILT_IN_ORDER, DEFAULT_PROBABILITY
from app.domain.grants import Stage, StageKind, stage_kind
from models.grant_stages import GrantStage


@dataclass(frozen=True)
class StageSetting:
    """A stage as the institution has it; `names` by language, without those that are built in."""

    stage: Stage
    names: Mapping[str, str]
    position: int
    probability: int

    @property
    def kind(self) -> StageKind:
        """Return what the stage means for the pipeline."""
        return stage_kind(self.stage)


def stage_settings(session: Session) -> dict[Stage, StageSetting]:
    """Return every stage in the institution's order, in one statement that writes nothing.

    A stage without a row is as it comes with the product.
    """
    row = GrantStage
    statement = sa.select(row.code, row.name_uk, row.name_en, row.position, row.probability)
    # Names are asked for in the middle of other work, which must not be written out because of that.
    with session.no_autoflush:
        stored = {found.code: found for found in session.execute(statement)}
    settings = []
    for place, stage in enumerate(BUILT_IN_ORDER, start=1):
        if stage in stored:
            found = stored[stage]
            names = {locale: name for locale, name in (("uk", found.name_uk), ("en", found.name_en)) if name}
            settings.append(StageSetting(stage, names, found.position, found.probability))
        else:
            settings.append(StageSetting(stage, {}, place, DEFAULT_PROBABILITY[stage]))
    settings.sort(key=lambda item: item.position)
    return {item.stage: item for item in settings}
