"""Files as people really send them."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.spreadsheets import Refusal, read_table
from tests.infra.files import cell, cells, open_document, refusal, workbook

# A workbook knows no time zones.
WALL_CLOCK = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001

TEXT = "Прізвище;Ім'я;Телефон\nКоваль;Олена;0501234567\nҐудзь;Їжак;\n"
CELLS = [["Коваль", "Олена", "0501234567"], ["Ґудзь", "Їжак", None]]


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1251", "cp1251"),
        ("koi8-u", "koi8-u"),
    ],
)
def test_every_encoding_is_recognised(codec: str, told: str) -> None:
    table = read_table(TEXT.encode(codec), "контакти.csv")

    assert table.encoding == told
    assert table.columns == ["Прізвище", "Ім'я", "Телефон"]
    assert table.rows.to_numpy().tolist() == CELLS


@pytest.mark.parametrize("codec", ["cp1251", "koi8-u"])
@pytest.mark.parametrize(
    "text",
    [
        "НАЗВА;СУМА\nМІСТО ЛУЦЬК;5\n",
        "id;name\n" + "1;a\n" * 5000 + "2;Єва\n",
        "Назва\nКниги\n",
        "Організація;Місто\n" + "Родина Косачів;Ковель\n" * 2000,
    ],
    ids=["capitals", "one word at the end", "two words", "long"],
)
def test_one_byte_encodings_are_told_apart(codec: str, text: str) -> None:
    assert read_table(text.encode(codec), "a.csv").encoding == codec


def test_one_odd_cell_does_not_make_a_file_unreadable() -> None:
    text = "Ім’я;Місто\r\nКоваль Олена;Луцьк\r\nДуже " + "довге" * 80 + ";\r\n"
    table = read_table(text.encode("cp1251"), "contacts.csv")
    assert table.encoding == "cp1251"
    assert table.columns == ["Ім’я", "Місто"]


def test_the_persons_choice_of_encoding_wins() -> None:
    table = read_table("Назва\nЯ\n".encode("koi8-u"), "a.csv", encoding="koi8-u")

    assert table.columns == ["Назва"]
    assert refusal("Назва\n".encode("cp1251"), encoding="utf-8").code is Refusal.WRONG_ENCODING
    assert refusal(b"a\n", encoding="latin-1").code is Refusal.UNKNOWN_ENCODING


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_recognised(delimiter: str) -> None:
    rows = [["Назва", "Місто", "Сума"], ["А", "Луцьк", "1"], ["Б", "Ковель", "2"]]
    table = read_table("\n".join(delimiter.join(row) for row in rows).encode(), "a.csv")

    assert table.rows.to_numpy().tolist() == rows[1:]


def test_decimal_commas_are_not_taken_for_delimiters() -> None:
    assert cells("Назва;Сума\nа;1,5\nб;2,5\n".encode()) == [["а", "1,5"], ["б", "2,5"]]


def test_excels_own_delimiter_line_is_obeyed() -> None:
    table = read_table(b"sep=|\na|b,c\n1|2,3\n", "a.csv")

    assert (table.columns, table.rows.index.tolist()) == (["a", "b,c"], [3])


def test_a_tsv_file_has_tabs_even_when_it_has_one_column() -> None:
    assert read_table("Назва, повна\nА, Б\n".encode(), "a.tsv").columns == ["Назва, повна"]


def test_one_column_needs_no_delimiter() -> None:
    assert cells("Назва\nЛуцьк\n".encode()) == [["Луцьк"]]


def test_every_record_knows_its_line() -> None:
    data = 'Назва,Нотатка\n\nА,"два\nрядки"\n,\nБ,x\n'.encode()
    table = read_table(data, "a.csv")

    assert table.rows.index.tolist() == [3, 6]
    assert table.rows.iloc[0, 1] == "два\nрядки"


def test_short_rows_are_filled_and_long_ones_are_named() -> None:
    table = read_table(b"a,b,c\n1\n1,2,3,4\n1,2,3,,\n", "a.csv")

    assert table.rows.to_numpy().tolist() == [["1", None, None], ["1", "2", "3"], ["1", "2", "3"]]
    assert table.overlong_lines == [3]


def test_a_title_above_the_headings_is_passed_over() -> None:
    data = "Звіт за 2025 рік;;\n;;\nНазва;Місто;Сума\nА;Луцьк;5\nБ;Луцьк;6\n".encode()
    table = read_table(data, "a.csv")

    assert table.columns == ["Назва", "Місто", "Сума"]
    assert table.rows.index.tolist() == [4, 5]


def test_cells_are_trimmed_and_headings_are_one_line() -> None:
    table = read_table('" Повна\n назва ",b\n"\u00a0x ",  \n'.encode(), "a.csv")

    assert table.columns == ["Повна назва", "b"]
    assert table.rows.to_numpy().tolist() == [["x", None]]


def test_headings_without_records_make_an_empty_table() -> None:
    table = read_table(b"a,b\n", "a.csv")

    assert (len(table.rows), table.columns) == (0, ["a", "b"])


def test_a_workbook_gives_text_as_a_person_sees_it() -> None:
    head = [f"c{number}" for number in range(10)]
    values = [
        380501234567, 0.1 + 0.2, "007", date(2026, 1, 2), WALL_CLOCK, True,
        time(3, 4), timedelta(hours=30), " x ", 1e-7,
    ]  # fmt: skip
    seen = cells(workbook({"Дані": [head, values]}), "a.xlsx")

    assert seen == [
        [
            "380501234567", "0.3", "007", "2026-01-02", "2026-01-02 03:04:00", "TRUE",
            "03:04:00", "30:00", "x", "0.0000001",
        ]
    ]  # fmt: skip


def test_the_first_filled_sheet_is_read_unless_one_is_chosen() -> None:
    data = workbook({"Порожній": [], "Перший": [["а"], ["1"]], "Другий": [["б"], ["2"]]})
    table = read_table(data, "a.xlsx")

    assert (table.sheet, table.sheets) == ("Перший", ["Порожній", "Перший", "Другий"])
    assert table.encoding is None
    assert read_table(data, "a.xlsx", sheet="Другий").columns == ["б"]
    assert refusal(data, sheet="Третій").code is Refusal.NO_SUCH_SHEET
    assert refusal(data, sheet="Порожній").code is Refusal.EMPTY


def test_lines_of_a_sheet_are_counted_from_its_top() -> None:
    table = read_table(workbook({"A": [[], [], ["а", "б"], [], ["1", "2"]]}), "a.xlsx")

    assert table.rows.index.tolist() == [5]


def test_a_workbook_named_csv_is_still_a_workbook() -> None:
    assert cells(workbook({"A": [["а"], ["1"]]}), "a.csv") == [["1"]]


def test_an_open_document_is_read() -> None:
    rows = f"<table:table-row>{cell('Назва')}{cell('Місто')}</table:table-row>"
    rows += f"<table:table-row>{cell('А')}{cell('Луцьк')}</table:table-row>"
    rows += (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read_table(open_document(rows), "a.ods")

    assert (table.columns, table.sheets) == (["Назва", "Місто"], ["Аркуш1"])
    assert table.rows.to_numpy().tolist() == [["А", "Луцьк"]]


def test_a_published_file_is_read_to_the_last_digit() -> None:
    table = read_table(Path(__file__).with_name("event_attendance_extract.csv").read_bytes(), "a.csv")

    assert table.columns == ["Authority", "Event type", "Age group", "Period", "Count"]
    assert len(table.rows) == 20
    assert table.rows["Count"].astype(int).sum() == 60_135
