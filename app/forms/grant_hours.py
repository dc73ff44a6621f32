"""The form of what a volunteer's hour is worth on a grant."""

from wtforms.validators import NumberRange

from app.forms.base import BaseForm
from app.forms.fields import Filled, MoneyField, day, text
from app.i18n import _l


class HourRateForm(BaseForm):
    """What an hour is worth from a day on, and on what ground."""

    valid_from = day(_l("Valid from"), required=True)
    rate = MoneyField(
        _l("Value of an hour"),
        [Filled(), NumberRange(min=0.01, max=100_000, message=_l("Enter an amount above zero."))],
    )
    basis = text(_l("On what grounds"), limit=300, required=True)
