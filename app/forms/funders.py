"""The form of a funder's profile."""

from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import MoneyField, long_text, select, text
from app.i18n import _l
from app.services.funders import ProfileData


class FunderForm(RecordForm):
    """What the institution knows about a funder."""

    ordered = (("min_amount", "max_amount", "amounts_out_of_order"),)

    interests = long_text(_l("Interests"), limit=5000)
    min_amount = MoneyField(_l("Smallest usual amount"))
    max_amount = MoneyField(_l("Largest usual amount"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    languages = text(_l("Languages"), limit=120)
    reporting_rules = long_text(_l("Reporting rules"), limit=5000)
    partner_note = long_text(_l("Applying through a partner"), limit=5000)

    def profile_data(self) -> ProfileData:
        """Return what was typed, for the service."""
        return ProfileData(
            interests=self.interests.data or "",
            min_amount=self.min_amount.data,
            max_amount=self.max_amount.data,
            currency=self.currency.data,
            languages=self.languages.data or "",
            reporting_rules=self.reporting_rules.data or "",
            partner_note=self.partner_note.data or "",
        )
