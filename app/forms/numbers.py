"""Exact decimal numbers as people type them: exchange rates and quantities."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from wtforms import Field
from wtforms.widgets import TextInput

from app.i18n import _

LARGEST_RATE = Decimal(1_000_000)


class ExactField(Field):
    """A decimal number with at most `places` places, with a comma or a point. Its data is a Decimal or None."""

    widget = TextInput()
    places = 6
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(format_decimal(self.data, decimal_quantization=False)) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; an empty field is None."""
        self.data = None
        typed = re.sub(r"\s", "", valuelist[0]).replace(",", ".") if valuelist else ""
        if not typed:
            return
        if not re.fullmatch(rf"-?[0-9]{{1,12}}(\.[0-9]{{1,{self.places}}})?", typed):
            raise ValueError(self.refusal())
        self.data = self.checked(Decimal(typed))

    def checked(self, value: Decimal) -> Decimal:
        """Return the number when it makes sense here; otherwise raise ValueError with the words for it."""
        return value

    def refusal(self) -> str:
        """Return what is said about a text that is no such number."""
        return _("Enter a number, for example 12,5.")


class QuantityField(ExactField):
    """How many or how much, with at most three decimal places."""

    places = 3

    def __init__(self, label: Any, validators: Any = None, *, negative: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.negative = negative

    def checked(self, value: Decimal) -> Decimal:
        """Refuse a negative number unless the field allows it."""
        if value < 0 and not self.negative:
            raise ValueError(_("The number cannot be negative."))
        return value


class RateField(ExactField):
    """What one unit of a currency costs in the base currency, with at most six decimal places."""

    def checked(self, value: Decimal) -> Decimal:
        """Refuse a rate of zero, below zero or absurdly large."""
        if not 0 < value < LARGEST_RATE:
            raise ValueError(self.refusal())
        return value

    def refusal(self) -> str:
        """Return what is said about a text that is no rate."""
        return _("Enter a rate greater than zero, for example 41,5023.")
