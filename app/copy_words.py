"""A frozen copy of an application in words: every value as a person reads it, and the changes between two copies."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from app.amounts import money
from app.domain.application_work import DocumentState
from app.domain.frozen import Change, ChangeKind
from app.domain.grants import BudgetSource
from app.domain.money import RateSource
from app.domain.richtext import to_html
from app.domain.text_diff import Piece, text_diff
from app.domain.text_limits import LimitUnit
from app.i18n import LOCALES, _
from app.labels import label
from app.labels.application_work import COPY_ORDER, COPY_PARTS, COPY_WORDS
from app.labels.audit import field_text
from app.labels.audit_fields import FIELDS
from app.templating import day, filesize, number
from models.base import Base, ScaledDecimal

# Where the values of each part of a copy come from.
_TABLES = {
    "application": "applications",
    "call": "calls",
    "team": "application_members",
    "sections": "application_sections",
    "budget": "budget_lines",
    "documents": "application_documents",
    "files": "attachments",
    "partners": "contacts",
}
# What says nothing beside amounts in the base currency.
_OF_RATE = ("requested_base", "cofinancing_base", "rate", "rate_date", "rate_source")
_UNSAID = frozenset({"id", "form", "checksum", "hint"})
_LONG = 80
_SCALE_OF_MONEY = 2


@dataclass(frozen=True)
class SectionCopy:
    """A section as it was frozen: what was asked, how long the text is, and the text as harmless HTML."""

    title: str
    hint: str
    locale: str
    length: str
    over: bool
    is_ready: bool
    html: Markup


@dataclass(frozen=True)
class Table:
    """A table of a copy: heads, rows of texts, and which columns hold figures."""

    heads: list[str]
    rows: list[list[str]]
    figures: list[bool]


@dataclass(frozen=True)
class Copy:
    """A copy as a page shows it."""

    title: str
    facts: list[tuple[str, str]]
    call: list[tuple[str, str]]
    sections: list[SectionCopy]
    budget: Table
    totals: list[tuple[str, str]]
    team: list[tuple[str, str]]
    documents: list[tuple[str, DocumentState, str]]
    files: list[tuple[str, str, str]]
    partners: list[str]


@dataclass(frozen=True)
class ReadableChange:
    """One change in words: where, of what kind, and either two values or one text with marks."""

    where: str
    kind: ChangeKind
    before: str
    after: str
    pieces: list[Piece] | None = None


def copy_page(copy: Mapping[str, Any]) -> Copy:
    """Return a frozen copy as a page or a paper shows it."""
    currency = copy["application"]["currency"]
    return Copy(
        title=copy["application"]["title"],
        facts=_facts("application", copy["application"], currency, besides=("title", *_needless(copy["application"]))),
        call=_facts("call", copy["call"] or {}, (copy["call"] or {}).get("currency", currency)),
        sections=[_section(row) for row in copy["sections"]],
        budget=_budget(copy["budget"], currency),
        totals=[
            (_total_word(name), money(Decimal(value), currency)) for name, value in _in_order("totals", copy["totals"])
        ],
        team=[(row["name"], value_words("team", "role", row["role"], currency)) for row in copy["team"]],
        documents=[(row["title"], DocumentState(row["state"]), _document(row)) for row in copy["documents"]],
        files=[(row["name"], filesize(row["size"]), row["checksum"]) for row in copy["files"]],
        partners=[row["name"] for row in copy["partners"]],
    )


def readable(found: Iterable[Change], copy: Mapping[str, Any]) -> list[ReadableChange]:
    """Return changes between two copies in words.

    Args:
        copy: the later of the two; its currency is that of amounts.
    """
    currency = copy["application"]["currency"]
    told = [change for change in found if change.path[-1] not in _UNSAID | {"count"}]
    told.sort(key=lambda change: COPY_PARTS.index(change.path[0]) if change.path[0] in COPY_PARTS else len(COPY_PARTS))
    return [_readable(change, currency) for change in told]


def value_words(part: str, name: str, value: Any, currency: str) -> str:
    """Return a value of a part of a copy as a person reads it."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(_part_words(part, name, item, currency) for item in value)
    if isinstance(value, dict):
        return _row_words(part, value, currency)
    return _coded(name, value) or _scalar(part, name, value, currency)


def _coded(name: str, value: Any) -> str:
    if name == "locale":
        return LOCALES.get(str(value), str(value))
    return label(DocumentState(value)) if name == "state" and value in set(DocumentState) else ""


def _scalar(part: str, name: str, value: Any, currency: str) -> str:
    kind = _kind(part, name)
    with suppress(ValueError, ArithmeticError):
        if isinstance(kind, sa.Enum) and kind.enum_class is not None:
            return label(kind.enum_class(value))
        if isinstance(kind, sa.Date):
            return day(date.fromisoformat(value))
        if isinstance(kind, ScaledDecimal):
            amount = Decimal(value)
            is_money = kind.scale == _SCALE_OF_MONEY
            return (
                money(amount, None if name.endswith("_base") else currency) if is_money else number(amount, kind.scale)
            )
        if name == "last_day":
            return day(date.fromisoformat(value))
        if name == "size":
            return filesize(int(value))
    return str(value)


def _kind(part: str, name: str) -> Any:
    """Return the type of the column that a value came from; rows that belong to a line stand in tables of their own."""
    own = Base.metadata.tables.get(_TABLES.get(part, ""))
    if own is not None and name in own.columns:
        return own.columns[name].type
    if part == "budget":
        for table in Base.metadata.sorted_tables:
            if table.name.startswith("budget_line") and name in table.columns:
                return table.columns[name].type
    return None


def _in_order(part: str, row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    order = COPY_ORDER.get(part, ())
    return sorted(row.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))


def _needless(row: Mapping[str, Any]) -> tuple[str, ...]:
    return _OF_RATE if row["rate_source"] == RateSource.SAME_CURRENCY else ()


def _word(name: str) -> str:
    return str(COPY_WORDS[name]) if name in COPY_WORDS else field_text(name)


def _facts(part: str, row: Mapping[str, Any], currency: str, besides: Sequence[str] = ()) -> list[tuple[str, str]]:
    return [
        (_word(name), value_words(part, name, value, currency))
        for name, value in _in_order(part, row)
        if name not in besides and value not in (None, "", [])
    ]


def _section(row: Mapping[str, Any]) -> SectionCopy:
    unit = LimitUnit(row["limit_unit"]) if row["limit_unit"] else LimitUnit.CHARACTERS
    count, limit = row["count"], row["limit_count"]
    words = f"{number(count)} / {number(limit)}" if limit else number(count)
    return SectionCopy(
        title=row["title"],
        hint=row["hint"],
        locale=row["locale"],
        length=f"{words} ({label(unit)})",
        over=bool(limit) and count > limit,
        is_ready=row["is_ready"],
        # The text was reduced to harmless HTML by `to_html`.
        html=Markup(to_html(row["text"])),  # noqa: S704
    )


def _budget(rows: Sequence[Mapping[str, Any]], currency: str) -> Table:
    """Return the lines as a table of whatever columns they have that say something in some line."""
    known = [name for name, _value in _in_order("budget", rows[0] if rows else {}) if name != "id"]
    names = [name for name in known if any(row.get(name) not in (None, "", [], "0") for row in rows)]
    return Table(
        heads=[_word(name) for name in names],
        rows=[[value_words("budget", name, row.get(name), currency) for name in names] for row in rows],
        figures=[isinstance(_kind("budget", name), ScaledDecimal) for name in names],
    )


def _total_word(name: str) -> str:
    return label(BudgetSource(name)) if name in set(BudgetSource) else _word(name)


def _document(row: Mapping[str, Any]) -> str:
    if row["not_needed"]:
        return str(row["not_needed"])
    file = row["file"]["name"] if row["file"] else ""
    until = (
        _("valid until %(day)s", day=value_words("documents", "last_day", row["last_day"], ""))
        if row["last_day"]
        else ""
    )
    return " · ".join(filter(None, (file, until)))


def _readable(change: Change, currency: str) -> ReadableChange:
    part, name = change.path[0], change.path[-1]
    steps = [_step(step) for step in change.path]
    if part == "totals" and name != part:
        steps[-1] = _total_word(name)
    where = " › ".join(steps)
    if part == "totals":
        before, after = (
            money(Decimal(value), currency) if isinstance(value, str) else "—"
            for value in (change.before, change.after)
        )
        return ReadableChange(where, change.kind, before, after)
    is_text = isinstance(change.before or change.after, str) and change.kind is ChangeKind.CHANGED
    if is_text and (name == "text" or max(len(str(change.before)), len(str(change.after))) > _LONG):
        return ReadableChange(where, change.kind, "", "", text_diff(str(change.before), str(change.after)))
    return ReadableChange(
        where,
        change.kind,
        value_words(part, name, change.before, currency),
        value_words(part, name, change.after, currency),
    )


def _step(step: str) -> str:
    if step in set(BudgetSource):
        return label(BudgetSource(step))
    return _word(step) if step in COPY_WORDS or step in FIELDS else step


def _part_words(part: str, name: str, item: Any, currency: str) -> str:
    """Return a row that belongs to a line in few words: «Grant 500,00 ₴»."""
    if not isinstance(item, dict):
        return value_words(part, name, item, currency)
    order = sorted(item, key=lambda field: isinstance(_kind(part, field), ScaledDecimal))
    return " ".join(value_words(part, field, item[field], currency) for field in order if item[field] not in (None, ""))


def _row_words(part: str, row: Mapping[str, Any], currency: str) -> str:
    told = [
        f"{_word(name)}: {value_words(part, name, value, currency)}"
        for name, value in row.items()
        if name not in _UNSAID and value not in (None, "", [], False)
    ]
    return "; ".join(told)
