"""Forms of the settings: institution, accounts, age bands, exchange rates."""

import re
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional, ValidationError

from app.domain.money import Currency
from app.domain.roles import Role
from app.forms.accounts import email_field
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import Filled, IdSelectField, day, locale_choices, select, text, whole
from app.forms.numbers import RateField
from app.i18n import _, _l
from app.services.rates import MAX_REPLY


class InstitutionForm(RecordForm):
    """What reports print about the library system."""

    name_uk = text(_l("Name in Ukrainian"), limit=300, required=True)
    name_en = text(_l("Name in English"), limit=300)
    edrpou = text(
        _l("EDRPOU code"),
        limit=10,
        render_kw={"inputmode": "numeric"},
    )
    address = text(_l("Address"), limit=300)
    director = text(_l("Director"), description=_l("Signs reports."))
    accountant = text(_l("Chief accountant"), description=_l("Signs financial tables."))

    def validate_edrpou(self, field: Any) -> None:
        """Refuse what cannot be a code of the state register."""
        if field.data and not re.fullmatch(r"[0-9]{8}(?:[0-9]{2})?", field.data):
            raise ValidationError(_("The code has 8 digits, or 10 of a person."))


class UserForm(RecordForm):
    """An account. `is_active` is on the page of an existing one only."""

    name = text(_l("Full name"), required=True, render_kw={"autocomplete": "off"})
    email = email_field()
    role = select(_l("Role"), Role, blank=_l("Choose a role"), validators=[Filled()])
    branch_id = IdSelectField(
        _l("Branch"), [Optional()], description=_l("Branch staff see the records of this branch only.")
    )
    locale = RadioField(
        _l("Language of the letter"),
        choices=locale_choices,
        default="uk",
    )
    is_active = BooleanField(
        _l("Account is open"), default=True, description=_l("Nobody can sign in to a closed account; its past stays.")
    )


class AgeBandForm(RecordForm):
    """An age band of the participants' grid."""

    ordered = (("min_age", "max_age", "ages_in_order"),)

    name_uk = text(_l("Name in Ukrainian"), limit=60, required=True)
    name_en = text(_l("Name in English"), limit=60, required=True)
    code = text(
        _l("Code"),
        limit=20,
        required=True,
        description=_l("For spreadsheets that are imported."),
    )
    min_age = whole(_l("First age"), most=120)
    max_age = whole(_l("Last age"), most=120, description=_l("Without ages the band means “age not stated”."))
    position = whole(_l("Place in the grid"), most=1000, required=True, default=0)
    in_grid = BooleanField(_l("Show in the grid"), default=True)

    def validate_code(self, field: Any) -> None:
        """Refuse a code that a spreadsheet could write in several ways."""
        if field.data and not re.fullmatch(r"[A-Za-z0-9._+-]+", field.data):
            raise ValidationError(_("Use Latin letters, digits, dots and hyphens."))


class RateForm(BaseForm):
    """A rate of one day, entered by hand."""

    currency = select(_l("Currency"), Currency)
    on_date = day(_l("Date"), required=True)
    rate = RateField(
        _l("Rate"),
        [Filled()],
        description=_l("What one unit costs in the base currency."),
    )

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the names of the service's arguments."""
        return {"currency": self.currency.data, "on": self.on_date.data, "rate": self.rate.data}


class LoadRatesForm(BaseForm):
    """Of which day to ask the National Bank."""

    on_date = day(_l("Date"), description=_l("Empty means the newest rates."))


class RatesFileForm(BaseForm):
    """A saved reply of the National Bank's service."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("JSON in the format of the National Bank’s open service."),
        render_kw={"accept": ".json,application/json", "data-most": MAX_REPLY // 2**20},
    )
