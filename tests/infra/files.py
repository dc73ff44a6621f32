"""Files as people send them, made for the tests of the spreadsheet reader."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter

from app.spreadsheets import UnreadableTable, read_table


def cells(data: bytes, filename: str = "a.csv", **options: Any) -> list[list[str | None]]:
    return read_table(data, filename, **options).rows.to_numpy().tolist()


def refusal(data: bytes, filename: str = "a.csv", **options: Any) -> UnreadableTable:
    with pytest.raises(UnreadableTable) as caught:
        read_table(data, filename, **options)
    return caught.value


def workbook(sheets: dict[str, list[list[Any]]], **options: Any) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    formats = {
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        time: book.add_format({"num_format": "hh:mm"}),
        timedelta: book.add_format({"num_format": "[h]:mm"}),
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for position, value in enumerate(row):
                if type(value) in formats:
                    sheet.write_datetime(line, position, value, formats[type(value)])
                elif isinstance(value, str):
                    sheet.write_string(line, position, value)
                elif value is not None:
                    sheet.write(line, position, value)
    book.close()
    return buffer.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def open_document(rows: str) -> bytes:
    namespaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{namespaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Аркуш1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return archive({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


def cell(text: str, attributes: str = "") -> str:
    value = f'<table:table-cell office:value-type="string" {attributes}>'
    return f"{value}<text:p>{text}</text:p></table:table-cell>"


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = {member: source.read(member) for member in source.namelist()}
    members[name] = change(members[name])
    return archive(members)
