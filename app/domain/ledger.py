"""The reciprocity ledger: what a partner and the library have given each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class LedgerSum:
    """What one side gave of one kind in one year: quantity in the kind's unit, value in the base currency."""

    year: int
    kind: LedgerKind
    direction: LedgerDirection
    quantity: Decimal
    value: Decimal
    entries: int
    unvalued: int


@dataclass(frozen=True)
class Side:
    """The two figures of one side in a row of the table; `unvalued` entries have no value in money."""

    quantity: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    entries: int = 0
    unvalued: int = 0

    def plus(self, other: "Side") -> "Side":
        """Add two cells up. Quantities of different kinds have different units: only a row's own are shown."""
        return Side(
            self.quantity + other.quantity,
            self.value + other.value,
            self.entries + other.entries,
            self.unvalued + other.unvalued,
        )


@dataclass(frozen=True)
class Row:
    """What both sides gave: of one kind in one year, in one year, or in all."""

    partner: Side = Side()
    library: Side = Side()

    @property
    def balance(self) -> Decimal:
        """What the partner gave beyond what the library gave; negative when the library gave more."""
        return self.partner.value - self.library.value

    def plus(self, other: "Row") -> "Row":
        """Add two rows up."""
        return Row(self.partner.plus(other.partner), self.library.plus(other.library))


@dataclass(frozen=True)
class LedgerYear:
    """One year of the table: its kinds in the order of `LedgerKind`, and its total."""

    year: int
    kinds: tuple[tuple[LedgerKind, Row], ...]
    total: Row


@dataclass(frozen=True)
class LedgerTable:
    """The ledger of a partner, the newest year first, with the total of all years."""

    years: tuple[LedgerYear, ...]
    total: Row


def ledger_table(sums: Iterable[LedgerSum]) -> LedgerTable:
    """Arrange the sums by year and kind and add them up, exactly; no sum is lost and none counted twice."""
    cells: dict[int, dict[LedgerKind, Row]] = {}
    for item in sums:
        side = Side(item.quantity, item.value, item.entries, item.unvalued)
        row = Row(partner=side) if item.direction is LedgerDirection.PARTNER_GIVES else Row(library=side)
        kinds = cells.setdefault(item.year, {})
        kinds[item.kind] = kinds.get(item.kind, Row()).plus(row)
    years = tuple(
        LedgerYear(
            year,
            tuple((kind, kinds[kind]) for kind in LedgerKind if kind in kinds),
            _total(kinds.values()),
        )
        for year, kinds in sorted(cells.items(), reverse=True)
    )
    return LedgerTable(years, _total(year.total for year in years))


def _total(rows: Iterable[Row]) -> Row:
    total = Row()
    for row in rows:
        total = total.plus(row)
    return total
