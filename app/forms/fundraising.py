"""What a person may type about the cost of fundraising and the settings of the forecast."""

from decimal import Decimal

from wtforms import HiddenField

from app.domain.grant_outcomes import MOST_WEIGHT
from app.domain.investments import EffortWork
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import ContactField, IdSelectField, MoneyField, day, select, text, whole
from app.forms.hours import DurationField
from app.forms.numbers import RateField
from app.i18n import _l
from app.services.fundraising import EffortData, SettingsData
from models.fundraising import MOST_WAIT


class EffortForm(RecordForm):
    """Time and money that went into raising funds."""

    application_id = IdSelectField(_l("Application"))
    campaign_id = IdSelectField(_l("Campaign"))
    donor_id = ContactField(_l("Charitable giver"))
    done_on = day(_l("Date"), required=True)
    work = select(_l("What was done"), EffortWork, default=EffortWork.WRITING)
    minutes = DurationField(_l("How long"))
    amount = MoneyField(_l("Money spent"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"))
    who_id = IdSelectField(_l("Who"))
    branch_id = IdSelectField(_l("Branch"))
    note = text(_l("Note"), limit=300)
    back = HiddenField()

    def effort_data(self) -> EffortData:
        """Return what was typed, for the service."""
        return EffortData(
            done_on=self.done_on.data,
            application_id=self.application_id.data,
            campaign_id=self.campaign_id.data,
            donor_id=self.donor_id.one_id,
            work=self.work.data,
            minutes=self.minutes.data or 0,
            amount=self.amount.data or Decimal(0),
            currency=self.currency.data,
            rate=self.rate.data,
            who_id=self.who_id.data,
            branch_id=self.branch_id.data,
            note=self.note.data or "",
        )


class ForecastSettingsForm(RecordForm):
    """What the forecast reckons with, and what an hour is worth."""

    prior_weight = whole(_l("Weight of the stage’s chance, cases"), most=MOST_WEIGHT, required=True)
    wait_days = whole(_l("Usual wait for a decision, days"), least=1, most=MOST_WAIT, required=True)
    hour_rate = MoneyField(_l("Worth of an hour of fundraising"))
    rate_basis = text(_l("Where the worth of an hour comes from"), limit=300)

    def settings_data(self) -> SettingsData:
        """Return what was typed, for the service."""
        return SettingsData(
            prior_weight=self.prior_weight.data,
            wait_days=self.wait_days.data,
            hour_rate=self.hour_rate.data,
            rate_basis=self.rate_basis.data or "",
        )
