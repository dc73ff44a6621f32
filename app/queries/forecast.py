"""Questions of the forecast: the chances of the stages, what is open, what was won this year."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.forecast import Award, OpenApplication
from app.domain.grant_outcomes import StageRecord, chances
from app.domain.grants import OPEN_STAGES, Stage
from app.domain.money import Currency
from app.queries.grant_outcomes import StageFlow, records, stage_flows
from app.queries.grant_stages import stage_settings
from app.queries.grants import in_scope
from app.scope import Scope
from models.calls import Call
from models.fundraising import ForecastSettings
from models.grants import Application


@dataclass(frozen=True)
class StageChances:
    """The chances of the open stages, and what they come from.

    Attributes:
        values: each stage's own chance in per cent, in the institution's order.
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


def stage_values(session: Session) -> dict[Stage, int]:
    """Return the own chance of each open stage in per cent, in the institution's order; one statement."""
    return {stage: setting.probability for stage, setting in stage_settings(session).items() if stage in OPEN_STAGES}


def stage_chances(session: Session, scope: Scope) -> StageChances:
    """Return the chances of the open stages as of now; three statements."""
    settings = forecast_settings(session)
    values = {stage: setting.probability for stage, setting in stage_settings(session).items() if stage in OPEN_STAGES}
    flows = stage_flows(session, scope, list(values))
    return StageChances(settings, values, flows, chances(values, records(flows), settings.prior_weight))


def open_ones() -> sa.ColumnElement[bool]:
    """Return the condition that an application is in the pipeline: not decided, not put on hold, not archived."""
    return sa.and_(Application.stage.in_(OPEN_STAGES), Application.archived_at.is_(None))


def open_applications(session: Session, scope: Scope) -> list[OpenApplication]:
    """Return the applications in the pipeline with the dates that say when they are decided; one statement."""
    # Members of enums are made from texts here: the type of the column does the same many times slower.
    rows = session.execute(
        sa.select(
            sa.type_coerce(Application.stage, sa.String),
            sa.type_coerce(Application.currency, sa.String),
            Application.requested_amount,
            Call.decision_on,
            Application.submitted_on,
            Call.deadline_on,
        )
        .outerjoin(Call, Call.id == Application.call_id)
        .where(open_ones(), in_scope(scope))
    )
    stages = {stage.value: stage for stage in Stage}
    currencies = {currency.value: currency for currency in Currency}
    return [
        OpenApplication(stages[stage], currencies[currency], amount, decision_on, submitted_on, deadline_on)
        for stage, currency, amount, decision_on, submitted_on, deadline_on in rows
    ]


def awards_since(session: Session, scope: Scope, day: date) -> list[Award]:
    """Return what was won from a day on, by day; one statement."""
    rows = session.execute(
        sa.select(
            Application.currency, sa.func.sum(Application.awarded_amount), Application.awarded_on, sa.func.count()
        )
        .where(
            Application.awarded_amount.is_not(None),
            Application.awarded_on >= day,
            Application.archived_at.is_(None),
            in_scope(scope),
        )
        .group_by(Application.currency, Application.awarded_on)
    )
    return [
        Award(currency, amount, on, wins)
        for currency, amount, on, wins in rows
        if amount is not None and on is not None
    ]


def on_hold(session: Session, scope: Scope) -> int:
    """Return how many applications are put on hold before they were won; the forecast leaves them out."""
    statement = sa.select(sa.func.count(Application.id)).where(
        Application.stage == Stage.SUSPENDED,
        Application.awarded_amount.is_(None),
        Application.archived_at.is_(None),
        in_scope(scope),
    )
    return session.scalar(statement) or 0
