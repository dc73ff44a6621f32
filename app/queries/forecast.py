"""Questions of the forecast: the chances of the stages, what is open, what was won this year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.forecast import Award, OpenApplication
from app.domain.grant_outcomes import StageRecord, chances
from app.domain.grants import OPEN_STAGES, Stage
from app.queries.grant_outcomes import StageFlow, records, stage_flows
from app.queries.grants import in_scope
from app.scope import Scope
from models.fundraising import ForecastSettings
from models.grants import Application, Call


@dataclass(frozen=True)
class StageChances:
    """The chances of the open stages, and what they come from.

    Attributes:
        values: each stage's own chance, in per cent.
        flows: how former applications went on from each stage.
        chances: in tenths of a per cent.
    """

    settings: ForecastSettings
    values: dict[Stage, int]
    flows: list[StageFlow]
    chances: dict[Stage, int]

    @property
    def records(self) -> dict[Stage, StageRecord]:
        """Return the record of each stage."""
        return dict(records(self.flows))


def forecast_settings(session: Session) -> ForecastSettings:
    """Return what an administrator has set.

    Raises:
        LookupError: the row that the migrations make is missing.
    """
    found = session.get(ForecastSettings, 1)
    if found is None:
        raise LookupError("forecast_settings has no row")
    return found


def stage_chances(session: Session, scope: Scope) -> StageChances:
    """Return the chances of the open stages as of now; three statements."""
    settings = forecast_settings(session)
    values = stage_values(session)
    flows = stage_flows(session, scope)
    return StageChances(settings, values, flows, chances(values, records(flows), settings.prior_weight))


def open_ones() -> sa.ColumnElement[bool]:
    """Return the condition that an application is in the pipeline: not decided, not put on hold, not archived."""
    return sa.and_(Application.stage.in_(OPEN_STAGES), Application.archived_at.is_(None))


def open_applications(session: Session, scope: Scope) -> list[OpenApplication]:
    """Return the applications in the pipeline with the dates that say when they are decided; one statement."""
    text = sa.String
    rows = session.execute(
        sa.select(
            sa.type_coerce(Application.stage, text),
            sa.type_coerce(Application.currency, text),
            Application.requested_amount,
            Call.decision_on,
            Application.submitted_on,
            Call.deadline_on,
        )
        .outerjoin(Call, Call.id == Application.call_id)
        .where(open_ones(), in_scope(scope))
    )
    stages, currencies = _by_value(Stage), _by_value(Application.currency.type.enum_class)
    return [OpenApplication(stages[stage], currencies[money], *more) for stage, money, *more in rows]


def _by_value(members: Any) -> dict[str, Any]:
    return {member.value: member for member in members}


def awards_since(session: Session, scope: Scope, day: date) -> list[Award]:
    """Return what was won from a day on; one statement."""
    rows = session.execute(
        sa.select(Application.currency, Application.awarded_amount, Application.awarded_on).where(
            Application.awarded_amount.is_not(None),
            Application.awarded_on >= day,
            Application.archived_at.is_(None),
            in_scope(scope),
        )
    )
    return [Award(*row) for row in rows]
