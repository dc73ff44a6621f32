"""Forms of grant applications: the record, its partners, and a move to another stage."""

from decimal import Decimal

from wtforms.validators import Optional

from app.domain.grants import LossReason, Stage
from app.domain.money import Currency
from app.domain.partnerships import BranchScope
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import (
    ContactField,
    Filled,
    IdSelectField,
    MoneyField,
    day,
    long_text,
    paper_number,
    select,
    text,
    whole,
)
from app.forms.numbers import RateField
from app.i18n import _l
from app.services.grants import ApplicationData


class ApplicationForm(RecordForm):
    """An application: what is asked for, from whom, by whom."""

    ordered = (("starts_on", "ends_on", "dates_out_of_order"),)
    together = (("scope", "branch_id"),)

    title = text(_l("Project title"), limit=300, required=True)
    funder_id = ContactField(_l("Funder"), kind="organisation")
    call_id = IdSelectField(_l("Call"))
    owner_id = IdSelectField(_l("Responsible"))
    leader = text(_l("Project leader"))
    scope = select(_l("Whom it concerns"), BranchScope, default=BranchScope.ALL)
    branch_id = IdSelectField(_l("Branch"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    requested_amount = MoneyField(_l("Requested amount"), [Filled()])
    cofinancing_amount = MoneyField(_l("Co-financing amount"))
    rate = RateField(_l("Exchange rate"), [Optional()])
    rate_date = day(_l("Day of the rate"))
    awarded_amount = MoneyField(_l("Awarded amount"))
    awarded_on = day(_l("Awarded on"))
    submitted_on = day(_l("Submitted on"))
    starts_on = day(_l("Project begins"))
    ends_on = day(_l("Project ends"))
    agreement_number = paper_number(_l("Agreement number"), limit=80)
    agreement_on = day(_l("Agreement signed on"))
    reallocation_percent = whole(_l("Free reallocation, %"), most=100)

    def application_data(self) -> ApplicationData:
        """Return what was typed, for the service."""
        return ApplicationData(
            title=self.title.data,
            funder_id=self.funder_id.data,
            call_id=self.call_id.data,
            owner_id=self.owner_id.data,
            scope=self.scope.data,
            branch_id=self.branch_id.data,
            currency=self.currency.data,
            requested_amount=self.requested_amount.data or Decimal(0),
            cofinancing_amount=self.cofinancing_amount.data or Decimal(0),
            rate=self.rate.data,
            rate_date=self.rate_date.data,
            awarded_amount=self.awarded_amount.data,
            awarded_on=self.awarded_on.data,
            submitted_on=self.submitted_on.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            agreement_number=self.agreement_number.data or "",
            agreement_on=self.agreement_on.data,
            leader=self.leader.data or "",
            reallocation_percent=self.reallocation_percent.data,
        )


class MoveForm(RecordForm):
    """A move to another stage, with what some moves need: a reason, the awarded amount, or when work goes on."""

    stage = select(_l("Stage"), Stage)
    reason_code = select(_l("Reason"), LossReason, blank=_l("Choose a reason"))
    awarded_amount = MoneyField(_l("Awarded amount"))
    awarded_on = day(_l("Awarded on"))
    resume_on = day(_l("Work goes on from"))
    reason = long_text(_l("What we learnt"), limit=2000)


class PartnersForm(BaseForm):
    """The organisations that carry out the project together with the library."""

    partners = ContactField(_l("Partners"), kind="organisation", multiple=True)
