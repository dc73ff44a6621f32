"""What is no table is refused with a reason, and before it can do harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.spreadsheets import Refusal, UnreadableTable, read_table
from tests.infra.files import archive, cell, open_document, refusal, repacked, workbook


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n;;\r\n", Refusal.EMPTY),
        (b"1,2,3\n4,5,6\n", Refusal.NO_HEADER),
        (b"name,Name\n1,2\n", Refusal.DUPLICATE_COLUMN),
        (b"a,b\n\x00\x01\x02,\x03\n", Refusal.NOT_A_TABLE),
        (bytes(range(256)) * 40, Refusal.NOT_A_TABLE),
        (b"<html><table><tr><td>x</td></tr></table>", Refusal.NOT_A_TABLE),
        (b'a,b\n"open,2\n3,4\n', Refusal.BROKEN_QUOTES),
        ("Прізвище,Примітки\nА,{}\n".format("x" * 200_000).encode(), Refusal.LONG_CELL),
        (b"a" * 200_000, Refusal.LONG_CELL),
        (",".join(f"c{number}" for number in range(50_000)).encode(), Refusal.TOO_MANY_COLUMNS),
        (",".join(f"c{number}" for number in range(501)).encode(), Refusal.TOO_MANY_COLUMNS),
        (b"a" * (50 * 1024 * 1024 + 1), Refusal.TOO_LARGE),
        (b"PK\x03\x04 not a zip", Refusal.DAMAGED),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, Refusal.DAMAGED),
        (archive({"word/document.xml": b"<x/>"}), Refusal.NOT_A_TABLE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: Refusal) -> None:
    assert refusal(data).code is code


def test_a_quote_out_of_place_is_reported_with_its_line() -> None:
    assert refusal('Назва,Сума\nА,1\n"ТОВ "Ромашка"",2\n'.encode()).line == 3


def test_a_duplicate_heading_is_named() -> None:
    assert refusal("Назва;назва\n1;2\n".encode()).detail == "Назва"


def test_an_open_document_that_repeats_itself_endlessly_is_refused() -> None:
    wide = cell("x", 'table:number-columns-repeated="900"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'

    assert refusal(open_document(rows)).code is Refusal.TOO_LARGE


@pytest.mark.parametrize(("far", "code"), [(b"XFD1", Refusal.TOO_MANY_COLUMNS), (b"SZ1048576", Refusal.TOO_LARGE)])
def test_a_cell_at_the_far_corner_is_refused_before_it_is_laid_out(far: bytes, code: Refusal) -> None:
    data = workbook({"A": [["а", "б"], ["1", "2"]]})
    sheet = repacked(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'"B2"', b'"' + far + b'"'))

    assert refusal(sheet).code is code


def test_a_zip_bomb_is_refused() -> None:
    data = workbook({"A": [["а"], ["1"]]})
    bomb = repacked(data, "xl/styles.xml", lambda _: b" " * (410 * 1024 * 1024))

    assert len(bomb) < 1024 * 1024
    assert refusal(bomb).code is Refusal.TOO_LARGE


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    size = 410 * 1024 * 1024
    bomb = repacked(workbook({"A": [["а"], ["1"]]}), "xl/styles.xml", lambda _: b" " * size)
    lie = bomb.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert lie != bomb
    assert refusal(lie).code is Refusal.TOO_LARGE


def test_a_damaged_workbook_is_refused() -> None:
    data = workbook({"A": [["а"], ["1"]]})

    assert refusal(data[: len(data) // 2]).code is Refusal.DAMAGED
    assert refusal(repacked(data, "xl/workbook.xml", lambda _: b"<broken")).code is Refusal.DAMAGED


@settings(max_examples=150)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n"]),
)
def test_any_bytes_are_a_table_or_a_refusal(data: bytes, start: bytes) -> None:
    try:
        table = read_table(start + data, "x.csv")
    except UnreadableTable:
        return
    assert table.rows.shape[1] == len(table.columns)
