"""Forms of renewals: applying again, and saying which earlier application one continues."""

from wtforms import BooleanField

from app.forms.base import BaseForm, RecordForm
from app.forms.fields import IdSelectField, text
from app.i18n import _l
from app.services.renewals import RenewalData


class RenewForm(BaseForm):
    """What the new application takes from the earlier one."""

    title = text(_l("Project title"), limit=300, required=True)
    call_id = IdSelectField(_l("Call"))
    with_partners = BooleanField(_l("Take the partners over"), default=True)
    with_budget = BooleanField(_l("Copy the lines of the budget"))

    def renewal_data(self) -> RenewalData:
        """Return what was typed, for the service."""
        return RenewalData(
            title=self.title.data,
            call_id=self.call_id.data,
            with_partners=self.with_partners.data,
            with_budget=self.with_budget.data,
        )


class RenewalOfForm(RecordForm):
    """The earlier application that one continues."""

    renewal_of_id = IdSelectField(_l("Earlier application"))
