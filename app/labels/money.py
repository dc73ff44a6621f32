"""Words of the area: money."""

from typing import Any

from app.domain.money import Currency, RateSource
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Currency: {
        Currency.UAH: _l("UAH – hryvnia"),
        Currency.EUR: _l("EUR – euro"),
        Currency.USD: _l("USD – US dollar"),
        Currency.GBP: _l("GBP – pound sterling"),
        Currency.PLN: _l("PLN – Polish zloty"),
        Currency.CHF: _l("CHF – Swiss franc"),
        Currency.CZK: _l("CZK – Czech koruna"),
        Currency.SEK: _l("SEK – Swedish krona"),
        Currency.NOK: _l("NOK – Norwegian krone"),
        Currency.DKK: _l("DKK – Danish krone"),
    },
    RateSource: {
        RateSource.MANUAL: _l("Entered by hand"),
        RateSource.NBU: _l("NBU rate"),
        RateSource.BANK: _l("Bank’s rate"),
        RateSource.SAME_CURRENCY: _l("Same currency"),
    },
}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "not_an_amount": _l("Enter an amount, for example 1,234.56."),
    "too_many_decimals": _l("Use at most two digits after the decimal point."),
    "amount_too_large": _l("The amount is too large."),
    "no_rate": _l("There is no rate of %(currency)s for %(day)s. Enter the rate, or load the rates in the settings."),
    "rate_not_positive": _l("The rate must be greater than zero."),
    "rate_of_base_currency": _l("The base currency needs no rate."),
    "rate_in_future": _l("Enter a date, not later than today."),
    "rates_not_json": _l("This is not a file in the National Bank’s format (JSON)."),
    "rates_not_a_list": _l("This is not a list of rates in the National Bank’s format."),
    "rates_empty": _l("There are no rates for this day yet."),
    "rates_missing_field": _l("The list of rates is incomplete: %(value)s."),
    "rates_bad_date": _l("The list of rates has a wrong date: %(value)s."),
    "rates_bad_rate": _l("The list of rates has a wrong rate: %(value)s."),
    "rates_contradiction": _l("The list has two different rates for the same day: %(value)s."),
    "rates_no_base": _l("The list has no rate of the base currency, %(value)s."),
    "not_won": _l("This is possible once the grant is awarded."),
    "amount_required": _l("Enter an amount greater than zero."),
    "amount_too_small": _l("This is less than one hundredth of the grant’s currency, %(value)s."),
    "already_received": _l("This tranche has already been received."),
    "not_received": _l("This tranche has not been received."),
    "more_than_award": _l("The tranches together would be more than the award of %(value)s."),
    "before_agreement": _l("The money cannot come before the agreement of %(value)s."),
    "rates_unreachable": _l(
        "The National Bank’s service does not answer. Try later, load a file, or enter the rate by hand."
    ),
}
