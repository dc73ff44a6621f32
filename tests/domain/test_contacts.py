"""Names, phones, e-mails and registration codes in one normal form."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contacts import (
    InvalidEmail,
    InvalidPhone,
    display_person_name,
    normalise_email,
    normalise_phone,
    normalise_phone_line,
    phone_digits,
    phone_text,
    valid_edrpou,
)


def test_a_person_is_written_surname_first() -> None:
    assert display_person_name(" Іваненко", "Олена ", "Петрівна") == "Іваненко Олена Петрівна"
    assert display_person_name("Іваненко", None, "  ") == "Іваненко"


@pytest.mark.parametrize(
    "typed",
    ["0441234567", "044 123 45 67", "(044) 123-45-67", "+38 044 123 45 67", "380441234567", "8 044 123 45 67",
     "8-044-123-45-67", "80441234567", "00380 44 123 45 67"],
)  # fmt: skip
def test_a_ukrainian_number_has_one_form_however_it_was_typed(typed: str) -> None:
    assert normalise_phone(typed) == "+380441234567"


def test_a_foreign_number_keeps_its_country() -> None:
    assert normalise_phone("+48 22 123 45 67") == "+48221234567"


def test_a_ukrainian_number_is_written_in_groups_and_read_back() -> None:
    written = phone_text("+380671234567")
    assert written.split() == ["+380", "67", "123", "45", "67"] and normalise_phone(written) == "+380671234567"
    assert [phone_text(text) for text in ("+48221234567", "мамі", "")] == ["+48221234567", "мамі", ""]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "not_a_phone"), ("немає", "not_a_phone"), ("123", "no_such_phone"),
     ("044 123 45", "no_such_phone"), ("044 123 45 67 ext. 12", "phone_has_extension"),
     ("(0332) 77 88 99, дод. 5", "phone_has_extension"), ("044 123 45 67 (внутрішній 214)", "phone_has_extension"),
     ("+999 123", "not_a_phone")],
)  # fmt: skip
def test_other_texts_are_no_phones(typed: str, code: str) -> None:
    with pytest.raises(InvalidPhone) as refused:
        normalise_phone(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed",
    ["(0332) 77 88 99, дод. 5", "0332778899 дод.5", "033 277 88 99 (внутрішній 5)", "+380 33 277 88 99 ext. 5",
     "0332 77 88 99 x5", "0332778899x5", "+380332778899;ext=5", "0332 77 88 99; доб: 5"],
)  # fmt: skip
def test_an_extension_is_kept_however_it_was_typed(typed: str) -> None:
    kept = normalise_phone_line(typed)
    assert kept == "+380332778899;ext=5" and phone_digits(kept) == "380332778899"
    assert normalise_phone_line(phone_text(kept)) == normalise_phone_line(phone_text(kept, "дод.")) == kept


def test_a_line_may_break_before_the_extension_only() -> None:
    kept = normalise_phone_line("0332 77 88 99 дод. 5")
    assert phone_text(kept, "дод.").split(" ") == ["+380\xa033\xa0277\xa088\xa099", "дод.\xa05"]


@pytest.mark.parametrize("typed", ["дод. 5", "0332 77 88 99, дод. 1234567", "0332 77 88 99 дод.", "12 дод. 5"])
def test_an_extension_alone_or_too_long_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone):
        normalise_phone_line(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_phone_or_is_refused(text: str) -> None:
    with suppress(InvalidPhone):
        assert normalise_phone(text).startswith("+")
    with suppress(InvalidPhone):
        kept = normalise_phone_line(text)
        assert kept.startswith("+") and len(kept) <= 32 and normalise_phone_line(phone_text(kept)) == kept


def test_an_address_is_lower_case() -> None:
    assert normalise_email(" Olena.Koval@Demo.Example ") == "olena.koval@demo.example"


@pytest.mark.parametrize("typed", ["", "olena", "olena@", "a b@demo.example", "olena@localhost", "a@b"])
def test_other_texts_are_no_addresses(typed: str) -> None:
    with pytest.raises(InvalidEmail):
        normalise_email(typed)


# Published codes of large institutions, one for each range of weights and one that needs the second weights.
@pytest.mark.parametrize("code", ["14360570", "00032106", "31316718", "21133352"])
def test_a_real_edrpou_code_passes(code: str) -> None:
    assert valid_edrpou(code)


@pytest.mark.parametrize("code", ["14360570", "00032106", "31316718"])
def test_a_mistyped_control_digit_fails(code: str) -> None:
    assert [last for last in "0123456789" if valid_edrpou(code[:-1] + last)] == [code[-1]]


@given(st.integers(0, 9_999_999))
def test_every_beginning_has_exactly_one_control_digit(number: int) -> None:
    assert sum(valid_edrpou(f"{number:07}{last}") for last in range(10)) == 1


@given(st.integers(0, 999_999_999))
def test_every_beginning_of_a_tax_number_has_exactly_one_control_digit(number: int) -> None:
    assert sum(valid_edrpou(f"{number:09}{last}") for last in range(10)) == 1


def test_a_sole_trader_is_known_by_ten_digits() -> None:
    assert valid_edrpou("1234567899")
    assert not valid_edrpou("1234567890")


@pytest.mark.parametrize("code", ["", "1436057", "143605700", "1436057o", " 14360570", "١٤٣٦٠٥٧٠"])
def test_other_texts_are_no_codes(code: str) -> None:
    assert not valid_edrpou(code)
