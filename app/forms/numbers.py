"""Numbers as people type them: whole ones, exchange rates, quantities."""

import re
from decimal import Decimal
from typing import Any

from wtforms import Field, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from app.formats import grouped, may_be_thousands, plain_number
from app.i18n import _

LARGEST_RATE = Decimal(1_000_000)


def thousands_refusal(typed: str) -> str:
    """Return what is said about a number that may be thousands or a fraction."""
    return _(
        "“%(typed)s” can be read in two ways: write %(whole)s or %(fraction)s.",
        typed=typed,
        whole=typed.replace(",", ""),
        fraction=typed.replace(",", "."),
    )


class WholeRange(NumberRange):
    """Whole numbers between two; the refusal writes both as the reader's language does."""

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what lies outside."""
        if field.data is not None and not self.min <= field.data <= self.max:
            least, most = grouped(self.min), grouped(self.max)
            raise ValidationError(_("Enter a whole number from %(min)s to %(max)s.", min=least, max=most))


class WholeField(IntegerField):
    """A whole number; spaces between thousands are allowed."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            try:
                self.data = int("".join(valuelist[0].split()))
            except ValueError as error:
                self.data = None
                raise ValueError(_("Enter a whole number.")) from error
        else:
            self.data = None


class ExactField(Field):  # type: ignore[misc, unused-ignore]
    """A decimal number with at most `places` places, with a comma or a point. Its data is a Decimal or None."""

    widget = TextInput()
    places = 6
    data: Any

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, validators or [Optional()], **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return plain_number(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; an empty field is None."""
        self.data = None
        typed = re.sub(r"\s", "", valuelist[0]).replace("\N{MINUS SIGN}", "-") if valuelist else ""
        if not typed:
            return
        if not re.fullmatch(rf"-?[0-9]{{1,12}}([.,][0-9]{{1,{self.places}}})?", typed):
            raise ValueError(self.refusal())
        if may_be_thousands(typed):
            raise ValueError(thousands_refusal(typed))
        self.data = self.checked(Decimal(typed.replace(",", ".")))

    def checked(self, value: Decimal) -> Decimal:
        """Return the number when it makes sense here; otherwise raise ValueError with the words for it."""
        return value

    def refusal(self) -> str:
        """Return what is said about a text that is no such number."""
        return _("Enter a number, for example 12.5.")


class QuantityField(ExactField):
    """How many or how much, with at most three decimal places."""

    places = 3

    def __init__(
        self, label: Any, validators: Any = None, *, negative: bool = False, zero: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.negative = negative
        self.zero = zero

    def checked(self, value: Decimal) -> Decimal:
        """Refuse a negative number, or zero, unless the field allows it."""
        if value < 0 and not self.negative:
            raise ValueError(_("The number cannot be negative."))
        if not value and not self.zero:
            raise ValueError(_("Enter a number above zero."))
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
        return _("Enter a rate greater than zero, for example 41.5023.")
