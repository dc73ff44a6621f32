"""Verbs of fundraising: write down efforts, set what the forecast reckons with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.investments import EffortSource, EffortWork, check_effort
from app.domain.money import Currency
from app.services.money import convert
from models.fundraising import ForecastSettings, FundraisingEffort


@dataclass(frozen=True, kw_only=True)
class EffortData:
    """An effort as typed: for an application, a campaign or a giver, or for none of them; `rate` only if typed."""

    done_on: date
    application_id: int | None = None
    campaign_id: int | None = None
    donor_id: int | None = None
    work: EffortWork = EffortWork.WRITING
    minutes: int = 0
    amount: Decimal = Decimal(0)
    currency: Currency = Currency.UAH
    rate: Decimal | None = None
    who_id: int | None = None
    branch_id: int | None = None
    note: str = ""

    @property
    def source(self) -> EffortSource:
        """Return what the effort was for.

        Raises:
            RuleError: `one_source_only`.
        """
        records = {
            EffortSource.APPLICATION: self.application_id,
            EffortSource.CAMPAIGN: self.campaign_id,
            EffortSource.DONOR: self.donor_id,
        }
        named = [source for source, record_id in records.items() if record_id is not None]
        if len(named) > 1:
            raise RuleError("one_source_only", field=f"{named[1].value}_id")
        return named[0] if named else EffortSource.OTHER


@dataclass(frozen=True, kw_only=True)
class SettingsData:
    """The settings of the forecast as typed."""

    prior_weight: int
    wait_days: int
    hour_rate: Decimal | None = None
    rate_basis: str = ""


def save_effort(
    session: Session, data: EffortData, effort: FundraisingEffort | None = None, *, today: date
) -> FundraisingEffort:
    """Write an effort down, or change one; its money is converted at the rate of the day on which it was spent.

    Raises:
        RuleError: what `app.domain.investments.check_effort` and `app.services.money.convert` refuse;
            `effort_in_future`; `one_source_only`.
    """
    check_effort(data.minutes, data.amount)
    if data.done_on > today:
        raise RuleError("effort_in_future", data.done_on, field="done_on")
    source = data.source
    money = convert(session, data.amount, data.currency, data.done_on, rate=data.rate)
    if effort is None:
        effort = FundraisingEffort()
    effort.source = source
    for name in ("done_on", "application_id", "campaign_id", "donor_id", "work", "minutes", "who_id", "branch_id"):
        setattr(effort, name, getattr(data, name))
    for name, value in money.items():
        setattr(effort, name, value)
    effort.note = data.note.strip()
    session.add(effort)
    session.flush()
    return effort


def remove_effort(session: Session, effort: FundraisingEffort) -> None:
    """Remove an effort that was written down by mistake; the audit log keeps it."""
    session.delete(effort)
    session.flush()


def save_settings(session: Session, settings: ForecastSettings, data: SettingsData) -> None:
    """Set how chances are reckoned and what an hour is worth.

    Raises:
        RuleError: `rate_not_positive`, field `hour_rate`.
    """
    if data.hour_rate is not None and data.hour_rate <= 0:
        raise RuleError("rate_not_positive", data.hour_rate, field="hour_rate")
    settings.prior_weight = data.prior_weight
    settings.wait_days = data.wait_days
    settings.hour_rate = data.hour_rate
    settings.rate_basis = data.rate_basis.strip()
    session.flush()
