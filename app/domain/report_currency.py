"""A report in another currency than the grant's: every amount is multiplied once and rounded once.

Totals are sums of rounded amounts, so that every table adds up to the kopiyka. Tranches and supporting documents keep
the amounts that are printed on them beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.domain.grant_report import Conversion, GrantReport
from app.domain.money import Currency, quantize

_MICRO = Decimal("0.000001")


def average_rate(rates: Sequence[Decimal]) -> Decimal | None:
    """Return the mean of rates, rounded to six decimals; None without any."""
    return ratio(sum(rates, Decimal(0)), Decimal(len(rates))) if rates else None


def ratio(amount: Decimal, by: Decimal) -> Decimal:
    """Return a quotient as a rate: six decimals, halves away from zero."""
    with localcontext(prec=60):
        return (amount / by).quantize(_MICRO, rounding=ROUND_HALF_UP)


def converted(report: GrantReport, conversion: Conversion, currency: Currency) -> GrantReport:
    """Return a report of the grant's currency with its amounts in `currency`."""

    def money(amount: Decimal) -> Decimal:
        return quantize(amount * conversion.rate)

    def if_known(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else money(amount)

    claimed = report.claimed
    return replace(
        report,
        currency=currency,
        conversion=conversion,
        award=if_known(report.award),
        finance=tuple(
            replace(
                row,
                planned=money(row.planned),
                actual=money(row.actual),
                in_period=if_known(row.in_period),
                agreed=if_known(row.agreed),
            )
            for row in report.finance
        ),
        documents=tuple(replace(row, grant_amount=money(row.grant_amount)) for row in report.documents),
        months=tuple(replace(row, spent=money(row.spent)) for row in report.months),
        claimed=claimed
        and replace(claimed, value=money(claimed.value), rates=tuple(money(rate) for rate in claimed.rates)),
    )
