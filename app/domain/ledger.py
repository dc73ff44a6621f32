"""The reciprocity ledger: what a partner and the library have given each other."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import RuleError


class LedgerDirection(StrEnum):
    """Who gave."""

    PARTNER_GIVES = "partner_gives"
    LIBRARY_GIVES = "library_gives"


class LedgerKind(StrEnum):
    """What was given."""

    SPACE = "space"
    HOURS = "hours"
    GOODS = "goods"
    MONEY = "money"
    AUDIENCE = "audience"
    OTHER = "other"


class LedgerUnit(StrEnum):
    """What a quantity counts."""

    HOURS = "hours"
    PIECES = "pieces"
    PEOPLE = "people"


# One unit for each kind, so that quantities of a kind always add up; money has its amount, the rest its words.
UNITS: Mapping[LedgerKind, LedgerUnit] = MappingProxyType(
    {
        LedgerKind.SPACE: LedgerUnit.HOURS,
        LedgerKind.HOURS: LedgerUnit.HOURS,
        LedgerKind.GOODS: LedgerUnit.PIECES,
        LedgerKind.AUDIENCE: LedgerUnit.PEOPLE,
    }
)
_WHOLE = frozenset({LedgerUnit.PIECES, LedgerUnit.PEOPLE})


def unit_of(kind: LedgerKind) -> LedgerUnit | None:
    """Return what a quantity of this kind counts; None for kinds that have no quantity."""
    return UNITS.get(kind)


def check_entry(
    kind: LedgerKind, quantity: Decimal | None, value: Decimal | None, happened_on: date, today: date
) -> None:
    """Let an entry pass, or raise `RuleError` at the field that is wrong.

    Codes: `given_in_future`, `money_needs_amount`, `no_quantity_for_kind`, `quantity_not_positive`,
    `quantity_not_whole`, `quantity_or_value` (a kind that is counted needs one of the two).
    """
    unit = unit_of(kind)
    if happened_on > today:
        raise RuleError("given_in_future", field="happened_on")
    if kind is LedgerKind.MONEY and not value:
        raise RuleError("money_needs_amount", field="amount")
    if quantity is not None and unit is None:
        raise RuleError("no_quantity_for_kind", field="quantity")
    if quantity is not None and quantity <= 0:
        raise RuleError("quantity_not_positive", field="quantity")
    if quantity is not None and unit in _WHOLE and quantity != quantity.to_integral_value():
        raise RuleError("quantity_not_whole", field="quantity")
    if unit is not None and quantity is None and not value:
        raise RuleError("quantity_or_value", field="quantity")
