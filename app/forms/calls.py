"""The form of a funder's call."""

from wtforms import StringField
from wtforms.validators import Length, Optional, Regexp

from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import ContactField, MoneyField, day, long_text, select, text, whole
from app.i18n import _l
from app.services.calls import CallData


class CallForm(RecordForm):
    """A call as the funder announced it."""

    title = text(_l("Title of the call"), limit=300, required=True)
    funder_id = ContactField(_l("Funder"), kind="organisation")
    opens_on = day(_l("Opens on"))
    deadline_on = day(_l("Deadline"))
    decision_on = day(_l("Decision expected on"))
    min_amount = MoneyField(_l("Smallest amount"))
    max_amount = MoneyField(_l("Largest amount"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    cofinancing_percent = whole(_l("Co-financing, %"), most=100)
    eligibility = long_text(_l("Eligibility"), limit=5000)
    url = StringField(
        _l("Web page of the call"),
        [
            Optional(),
            Length(max=500, message=_l("Use at most %(max)d characters.")),
            Regexp(r"https?://\S+$", message=_l("Enter an address that begins with https://.")),
        ],
        filters=[lambda value: value.strip() if value else ""],
    )

    def call_data(self) -> CallData:
        """Return what was typed, for the service."""
        return CallData(
            title=self.title.data,
            funder_id=self.funder_id.data,
            opens_on=self.opens_on.data,
            deadline_on=self.deadline_on.data,
            decision_on=self.decision_on.data,
            min_amount=self.min_amount.data,
            max_amount=self.max_amount.data,
            currency=self.currency.data,
            cofinancing_percent=self.cofinancing_percent.data,
            eligibility=self.eligibility.data or "",
            url=self.url.data or "",
        )
