"""Imports of files: what can be imported, how far it has come, and why a line was refused.

The rules shared by every kind of file stand here; those of one kind in `attendance_import` and
`contact_import`. Values come as the trimmed text of cells, None for a blank one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.text import search_text, without_unseen

MAX_NUMBER = 2_000_000_000
PREVIEW_ROWS = 10
Row = TypeVar("Row")

_WHOLE = re.compile(r"(-?)([0-9]+)(?:[.,]0+)?")
_THOUSANDS = re.compile(r"(?<=[0-9])[\s\u00a0\u202f’'](?=[0-9]{3}(?![0-9]))")
_DATE_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%d.%m.%y")
# «05.07.1982 р.»: people write the word for the year after it.
_YEAR_WORD = re.compile(r"(?<=[0-9])\s*(?:р\.?|року)$")
# What stands in cells of people without a telephone or an address.
_NOTHING = frozenset(map(search_text, ("немає", "нема", "відсутній", "відсутня", "н/д", "none", "n/a")))
_ONLY_A_DASH = re.compile(r"[-–—−]+")


class ImportKind(StrEnum):
    """What a file holds."""

    CONTACTS = "contacts"
    ATTENDANCE = "attendance"


class ImportStatus(StrEnum):
    """How far an import has come."""

    UPLOADED = "uploaded"
    PREVIEWED = "previewed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RefusalCode(StrEnum):
    """Why a line of a file was not taken over, or what is worth knowing about one that was."""

    MISSING_VALUE = "missing_value"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    BAD_NUMBER = "bad_number"
    NEGATIVE = "negative"
    BAD_DATE = "bad_date"
    BAD_PERIOD = "bad_period"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    BAD_CODE = "bad_code"
    BAD_VALUE = "bad_value"
    TWO_READINGS = "two_readings"
    OTHER_KIND = "other_kind"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_BRANCH = "unknown_branch"
    WRONG_COLUMNS = "wrong_columns"
    OVERLAPPING_PERIOD = "overlapping_period"
    DUPLICATE_LINE = "duplicate_line"
    LIKELY_DUPLICATE = "likely_duplicate"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    ONE_TAG_OF_GROUP = "one_tag_of_group"
    TOTAL_DIFFERS = "total_differs"
    TOTAL_REPLACED = "total_replaced"


class DuplicateChoice(StrEnum):
    """What happens to a line that is most probably a contact known already."""

    SKIP = "skip"
    UPDATE = "update"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Issue:
    """One line that was refused, or only noticed.

    Attributes:
        line: in the file, as a person counts them.
        column: the heading in the file, "" when the whole line is meant.
        code: why.
        value: what was refused, or what it clashes with.
        is_refusal: False for a line that is imported nevertheless, or left out by the person's own choice.
    """

    line: int
    column: str
    code: RefusalCode
    value: str = ""
    is_refusal: bool = True


class LineRefused(Exception):
    """A line cannot be imported; `issue` says why."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"{issue.line}: {issue.code}")
        self.issue = issue


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file, read through the mapping of fields to columns.

    Attributes:
        number: the line in the file.
        cells: by heading.
        mapping: field to heading; fields without a column are absent.
        refused: the headings of cells that were refused already and read as blank.
    """

    number: int
    cells: Mapping[str, str | None]
    mapping: Mapping[str, str]
    refused: frozenset[str] = frozenset()

    def text(self, field: str) -> str:
        """Return the text of a field, "" when the cell is blank or was refused, or the file has no such column.

        A dash alone is how people mark a cell with nothing in it.
        """
        heading = self.mapping.get(field)
        found = (self.cells.get(heading) or "") if heading and heading not in self.refused else ""
        return "" if _ONLY_A_DASH.fullmatch(found) else found

    def told(self, field: str) -> str:
        """Return the text of a field, "" when it says in words that there is nothing."""
        found = self.text(field)
        return "" if search_text(found) in _NOTHING else found

    def lacks(self, fields: Iterable[str]) -> bool:
        """Say whether the cell of one of the fields was refused, so that what follows from them is not known."""
        return any(self.mapping.get(field) in self.refused for field in fields)

    def heading(self, field: str) -> str:
        """Return the heading of a field's column, "" when the file has none."""
        return self.mapping.get(field, "")

    def refuse(self, code: RefusalCode, field: str = "", value: str | None = None) -> LineRefused:
        """Return the refusal of this line, to be raised."""
        shown = self.text(field) if value is None and field else value or ""
        return LineRefused(Issue(self.number, self.heading(field), code, shown[:300]))

    def required(self, field: str) -> str:
        """Return the text of a field, "" when it was refused already. Raises `LineRefused`: missing_value."""
        found = self.text(field)
        if not found and not self.lacks((field,)):
            raise self.refuse(RefusalCode.MISSING_VALUE, field)
        return found

    def short(self, field: str, limit: int) -> str:
        """Return the text of a field on one line. Raises `LineRefused`: too_long."""
        found = " ".join(without_unseen(self.text(field)).split())
        if len(found) > limit:
            raise self.refuse(RefusalCode.TOO_LONG, field)
        return found

    def whole(self, field: str) -> int | None:
        """Return a whole number not below zero, None for a blank. Raises `LineRefused`: bad_number, negative."""
        found = self.text(field)
        if not found:
            return None
        number = whole_number(found)
        if number is None or number > MAX_NUMBER:
            raise self.refuse(RefusalCode.BAD_NUMBER, field)
        if number < 0:
            raise self.refuse(RefusalCode.NEGATIVE, field)
        return number


def read_whole(line: Line, read: Callable[[Line], Row]) -> tuple[Row | None, list[Issue]]:
    """Read a line, or return everything that is wrong in it: what is refused is left out and the rest read again."""
    found: list[Issue] = []
    while True:
        try:
            row = read(line)
        except LineRefused as refused:
            issue = refused.issue
            if issue.column in line.refused:
                return None, found
            found.append(issue)
            if not issue.column:
                return None, found
            line = replace(line, refused=line.refused | {issue.column})
        else:
            return (None if found else row), found


def whole_number(text: str) -> int | None:
    """Read a whole number as spreadsheets write it: 1 234, 1234.0; None when it is not one."""
    found = _WHOLE.fullmatch(_THOUSANDS.sub("", text.strip().replace("−", "-")))
    return int(found[1] + found[2]) if found and len(found[2]) <= 18 else None


def calendar_day(text: str) -> date | None:
    """Read a day as 2026-12-31, 31.12.2026, «31.12.2026 р.» or 31/12/2026; None when it is not one of our age."""
    written = _YEAR_WORD.sub("", text.strip())
    for form in _DATE_FORMS:
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return found if 1900 <= found.year <= 2200 else None
    return None


def guess_mapping(columns: Sequence[str], synonyms: Mapping[Any, Sequence[str]]) -> dict[str, str]:
    """Say which column is most probably which field.

    Args:
        columns: the headings of the file.
        synonyms: for each field its known headings, the best first; letter case and punctuation do not count.

    A column serves one field only; the field that stands first in `synonyms` has the first choice. A heading that
    offers several words, such as «Організація / заклад», is known by any of them, after the headings known as a whole.
    """
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    whole, parts = dict[str, str](), dict[str, str]()
    for column in columns:
        whole.setdefault(search_text(column), column)
        for word in column.split("/"):
            parts.setdefault(search_text(word), column)
    for folded in (whole, parts):
        _match(folded, synonyms, mapping, taken)
    return mapping


def _match(
    folded: Mapping[str, str], synonyms: Mapping[Any, Sequence[str]], mapping: dict[str, str], taken: set[str]
) -> None:
    for field, names in synonyms.items():
        if str(field) in mapping:
            continue
        for name in names:
            column = folded.get(search_text(name), "")
            if column and column not in taken:
                mapping[str(field)] = column
                taken.add(column)
                break
