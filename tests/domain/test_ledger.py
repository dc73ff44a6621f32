"""The ledger: what an entry must be like, and how entries add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.ledger import LedgerDirection, LedgerKind, LedgerSum, check_entry, ledger_table, unit_of

ON = date(2026, 11, 28)
amounts = st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))
sums = st.lists(
    st.builds(
        LedgerSum,
        st.integers(2024, 2027),
        st.sampled_from(LedgerKind),
        st.sampled_from(LedgerDirection),
        amounts,
        amounts,
        st.integers(1, 9),
        st.integers(0, 1),
    ),
    max_size=30,
)


@given(found=sums)
def test_cells_add_up_to_their_year_and_years_to_the_total_to_the_kopiyka(found: list[LedgerSum]) -> None:
    table = ledger_table(found)
    for direction, side in ((LedgerDirection.PARTNER_GIVES, "partner"), (LedgerDirection.LIBRARY_GIVES, "library")):
        expected = sum((item.value for item in found if item.direction is direction), Decimal(0))
        cells = [getattr(row, side).value for part in table.years for _kind, row in part.kinds]
        years = [getattr(part.total, side).value for part in table.years]
        assert getattr(table.total, side).value == expected == sum(cells, Decimal(0)) == sum(years, Decimal(0))
        entries = sum(getattr(row, side).entries for part in table.years for _kind, row in part.kinds)
        assert entries == sum(item.entries for item in found if item.direction is direction)
    assert table.total.balance == table.total.partner.value - table.total.library.value
    assert [part.year for part in table.years] == sorted({item.year for item in found}, reverse=True)


@pytest.mark.parametrize(
    ("kind", "quantity", "value", "code", "field"),
    [
        ("money", None, None, "money_needs_amount", "amount"),
        ("money", None, Decimal(0), "money_needs_amount", "amount"),
        ("money", Decimal(1), Decimal(5), "no_quantity_for_kind", "quantity"),
        ("other", Decimal(1), None, "no_quantity_for_kind", "quantity"),
        ("space", None, None, "quantity_or_value", "quantity"),
        ("hours", Decimal(0), None, "quantity_not_positive", "quantity"),
        ("audience", Decimal("1.5"), None, "quantity_not_whole", "quantity"),
        ("goods", Decimal("0.5"), Decimal(5), "quantity_not_whole", "quantity"),
    ],
)
def test_an_entry_that_says_nothing_or_nonsense_is_refused(
    kind: str, quantity: Decimal | None, value: Decimal | None, code: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        check_entry(LedgerKind(kind), quantity, value, ON, ON)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_what_is_in_order_passes_and_the_future_does_not() -> None:
    check_entry(LedgerKind.SPACE, Decimal("1.5"), None, ON, ON)
    check_entry(LedgerKind.MONEY, None, Decimal("0.01"), ON, ON)
    check_entry(LedgerKind.OTHER, None, None, ON, ON)
    with pytest.raises(RuleError) as refused:
        check_entry(LedgerKind.OTHER, None, None, ON + timedelta(days=1), ON)
    assert refused.value.code == "given_in_future"


def test_each_counted_kind_has_one_unit() -> None:
    assert {kind for kind in LedgerKind if unit_of(kind) is None} == {LedgerKind.MONEY, LedgerKind.OTHER}
