"""Spreadsheets in and out: tables that people upload, and files that they take away.

Reading accepts what people really have (CSV in four encodings, XLSX, XLS, ODS) and gives every cell
as text, so that the importing code alone decides what is a number. Writing gives CSV and XLSX that
cannot carry formulas.
"""

from app.spreadsheets.reading import read_table
from app.spreadsheets.table import ENCODINGS, Refusal, Table, UnreadableTable
from app.spreadsheets.writing import Column, Format, write_csv, write_xlsx

__all__ = [
    "ENCODINGS",
    "Column",
    "Format",
    "Refusal",
    "Table",
    "UnreadableTable",
    "read_table",
    "write_csv",
    "write_xlsx",
]
