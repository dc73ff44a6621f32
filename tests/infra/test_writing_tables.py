"""Files that people take away: right in Excel, harmless everywhere."""

import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.spreadsheets import Column, Format, read_table, write_csv, write_xlsx
from app.spreadsheets.writing import safe_title

# A workbook knows no time zones.
WALL_CLOCK = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001


def csv_lines(*values: object) -> list[str]:
    return b"".join(write_csv(["a"], [[value] for value in values])).decode("utf-8-sig").split("\r\n")[1:-1]


def sheet_xml(path: Path, member: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(member).decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+380501234567", "-x", "@SUM(A1)", "\tx", " =1+1", "-1+2", "--1", "-", "＝1+1", "＠SUM(A1)"]
)
def test_a_formula_in_a_csv_is_made_harmless(text: str) -> None:
    assert csv_lines(text) in ([f"'{text}"], [f'"\'{text}"'])


def test_a_carriage_return_in_front_is_made_harmless() -> None:
    assert b"".join(write_csv(["a"], [["\r=1+1"]])).endswith(b'"\'\r=1+1"\r\n')


def test_a_heading_cannot_be_a_formula_either() -> None:
    assert b"".join(write_csv(["=1+1"], [])) == b"\xef\xbb\xbf'=1+1\r\n"


@pytest.mark.parametrize("value", [-5, -1.5, Decimal("-1234.50"), "-12.50"])
def test_a_number_in_a_csv_stays_a_number(value: object) -> None:
    assert csv_lines(value) == [str(value)]


def test_values_in_a_csv_are_plain() -> None:
    values = [None, Decimal("1E+3"), date(2026, 12, 31), WALL_CLOCK, "Лу;цьк", 'a"b,c']

    assert csv_lines(*values) == ['""', "1000", "2026-12-31", "2026-01-02 03:04:00", "Лу;цьк", '"a""b,c"']


def test_a_csv_is_written_as_it_is_read_back() -> None:
    rows = [["Ґудзь", "Луцьк, центр"], ["Їжак", 'лапки "тут"\nі рядок']]
    data = b"".join(write_csv(["Назва", "Місце"], rows))

    assert read_table(data, "a.csv").rows.to_numpy().tolist() == rows


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+380501234567", "-x", "@дім", "- перший\n- другий", "'=1", "''=1", "' -x", "'тут", "’=1", "-12.5", "＝1"],
)
def test_the_guard_of_a_csv_is_taken_off_again(text: str) -> None:
    data = b"".join(write_csv(["Назва", "Місце"], [[text, "Луцьк"]]))

    assert read_table(data, "a.csv").rows.to_numpy().tolist() == [[text, "Луцьк"]]


def test_a_csv_is_streamed() -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(100_000):
            taken.append(number)
            yield [number]

    pieces = write_csv(["a"], rows())
    next(pieces)
    next(pieces)

    assert len(taken) < 2000


def test_a_workbook_holds_real_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = ["Назва", "Сума", "Дата", "Час", "Код", "Так", "Порожньо"]
    row = [
        "Луцьк", Decimal("1234.56"), date(2026, 12, 31), WALL_CLOCK.replace(tzinfo=UTC), "007", True, None,
    ]  # fmt: skip
    write_xlsx(path, "Звіт", columns, [row], {"Сума": Format.MONEY, "Код": Format.TEXT})
    seen = CalamineWorkbook.from_path(path).get_sheet_by_name("Звіт").to_python()

    assert seen == [
        columns,
        ["Луцьк", 1234.56, date(2026, 12, 31), WALL_CLOCK, "007", True, ""],
    ]
    assert 'formatCode="dd.mm.yyyy"' in sheet_xml(path, "xl/styles.xml")
    assert 'formatCode="#,##0.00"' in sheet_xml(path, "xl/styles.xml")


def test_a_workbook_never_holds_a_formula_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = ["=1+1", "{=1+1}", "http://example.org", "+380", "@x"]
    write_xlsx(path, "A", ["=A1"], [[text] for text in texts])

    assert "<f>" not in sheet_xml(path)
    assert "hyperlink" not in sheet_xml(path)
    assert read_table(path.read_bytes(), "a.xlsx").rows.iloc[:, 0].tolist() == texts


def test_the_headings_of_a_workbook_stay_in_view_and_filter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, "A", ["Назва", "Нотатка"], [["а", "б"]], {"Нотатка": Column(width=40)})
    xml = sheet_xml(path)

    assert 'ySplit="1"' in xml and 'state="frozen"' in xml
    assert '<autoFilter ref="A1:B2"/>' in xml
    assert 'min="2" max="2" width="40.' in xml


def test_a_long_number_is_not_rounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, "A", ["IBAN"], [[12345678901234567890], [Decimal("NaN")], [float("inf")]])

    seen = read_table(path.read_bytes(), "a.xlsx").rows["IBAN"].tolist()
    assert seen == ["12345678901234567890", "NaN", "inf"]


@pytest.mark.parametrize(
    ("title", "safe"),
    [
        ("Заявки: 2025/26 [чернетка]", "Заявки 2025 26 чернетка"),
        ("'лапки'", "лапки"),
        ("", "Sheet1"),
        ("???", "Sheet1"),
        ("History", "History_"),
        ("д" * 40, "д" * 31),
    ],
)
def test_a_sheet_title_is_one_that_excel_accepts(title: str, safe: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, title, ["a"], [])

    assert safe_title(title) == safe
    assert CalamineWorkbook.from_path(path).sheet_names == [safe]


def test_a_row_of_another_width_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        write_xlsx(tmp_path / "a.xlsx", "A", ["a"], [[1, 2]])


def test_a_long_workbook_is_not_kept_in_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        write_xlsx(tmp_path / "a.xlsx", "A", list("abcde"), ([f"рядок {n}"] * 5 for n in range(4000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 3 * 1024 * 1024


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_xlsx(tmp_path / "missing" / "a.xlsx", "A", ["a"], [])
