"""What changed in a report since it was frozen, in words: where, what stood there, what stands there now."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.events import AttendanceMode, Mark
from app.domain.frozen import Change, ChangeKind
from app.domain.grant_report import RateRule
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType, NarrativeSection
from app.domain.money import RateSource
from app.domain.report_blocks import BlockKind, Column
from app.domain.text_limits import LimitUnit
from app.i18n import _, _l
from app.labels import label
from app.templating import day, number

_FIELDS: dict[str, Any] = {
    "achieved": _l("Achieved"),
    "activities": _l("Activities"),
    "actual": _l("Actual"),
    "agreed": _l("Agreed plan"),
    "agreement_number": _l("Agreement number"),
    "agreement_on": _l("Agreement"),
    "alt": _l("Description"),
    "amount": _l("Amount"),
    "annexes": _l("Attached papers"),
    "applicant": _l("Applicant"),
    "applicant_details": _l("Details of the applicant"),
    "award": _l("Grant amount"),
    "award_base": _l("Grant amount in the base currency"),
    "band": _l("Age"),
    "base_amount": _l("Amount in the base currency"),
    "base_currency": _l("The base currency"),
    "baseline": _l("Baseline"),
    "blocks": _l("Blocks of the report"),
    "call": _l("Call"),
    "caption": _l("Caption"),
    "category": _l("Category"),
    "category_names": _l("Names of categories"),
    "claimed": _l("Hours as co-financing"),
    "code": _l("Code"),
    "condition": _l("Condition"),
    "continues": _l("Continues the block before it"),
    "contribution": _l("Contribution"),
    "conversion": _l("Rate"),
    "count": _l("Number of rates"),
    "counterparty": _l("Counterparty"),
    "counts": _l("Participants"),
    "covers": _l("Time that the report covers"),
    "credit": _l("Photo credit"),
    "currency": _l("Currency"),
    "data": _l("Picture"),
    "definitions": _l("How the figures are counted"),
    "disclaimer": _l("Disclaimer"),
    "documents": _l("Register of supporting documents"),
    "done_on": _l("Done on"),
    "due_on": _l("Due on"),
    "end": _l("Ends on"),
    "events": _l("Events"),
    "finance": _l("Budget and spending"),
    "funder": _l("Funder"),
    "funder_logo": _l("Logo"),
    "grant_amount": _l("Amount in the grant’s currency"),
    "heading": _l("Heading"),
    "hidden": _l("Columns that are left out"),
    "hide_when_empty": _l("Left out when empty"),
    "hours": _l("Hours"),
    "in_period": _l("In the period"),
    "indicators": _l("Indicators"),
    "is_children": _l("Under 18"),
    "is_unstated": _l("Age is not stated"),
    "issued_on": _l("Date"),
    "item": _l("Item"),
    "kind": _l("Kind"),
    "leader": _l("Project leader"),
    "limit": _l("Limit"),
    "limit_unit": _l("Unit of the limit"),
    "line_code": _l("Budget line"),
    "locale": _l("Language"),
    "logos": _l("Logo"),
    "marks": _l("Groups among participants"),
    "memorandum": _l("Memorandum"),
    "modes": _l("Way of taking part"),
    "month": _l("Month"),
    "months": _l("The project month by month"),
    "name": _l("Name"),
    "narratives": _l("Texts of the report"),
    "note": _l("Note"),
    "number": _l("Number"),
    "outlet": _l("Where it was published"),
    "participants": _l("Participants"),
    "partners": _l("Partners"),
    "period": _l("Project period"),
    "photos": _l("Photographs"),
    "place": _l("Place"),
    "planned": _l("Planned"),
    "planned_from": _l("Planned from"),
    "planned_to": _l("Planned until"),
    "project_title": _l("Title of the project"),
    "publications": _l("Publications about the project"),
    "published_on": _l("Day of publication"),
    "rate": _l("Rate"),
    "rate_missing": _l("The rate is not known"),
    "rate_on": _l("Date of the rate"),
    "rate_source": _l("Source of the rate"),
    "rates": _l("Values of an hour"),
    "received_on": _l("Received on"),
    "required": _l("Required"),
    "required_indicators": _l("Required indicators"),
    "responsible": _l("Responsible"),
    "role": _l("Role"),
    "rows": _l("By age"),
    "rule": _l("Rate"),
    "section": _l("Section"),
    "signatures": _l("Signatures"),
    "since": _l("Since"),
    "source": _l("Source"),
    "spent": _l("Spent"),
    "start": _l("Begins on"),
    "target": _l("Target"),
    "text": _l("Text"),
    "title": _l("Title"),
    "total": _l("Total"),
    "tranches": _l("Tranches"),
    "tranches_before": _l("Tranches received earlier"),
    "unit": _l("Unit"),
    "unreadable_photos": _l("Photographs that cannot be read"),
    "until": _l("Until"),
    "url": _l("Address"),
    "value": _l("Value"),
    "volunteers": _l("Volunteers"),
}
_CODED: tuple[type[StrEnum], ...] = (
    NarrativeSection,
    BudgetCategory,
    BudgetSource,
    DocumentType,
    AttendanceMode,
    Mark,
    BlockKind,
    RateSource,
    RateRule,
    LimitUnit,
    Column,
)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# What looks like a number and is none.
_MARKS = frozenset({"agreement_number", "code", "line_code", "number"})
# A budget line that several sources pay for is told apart by its code and the source, which the item follows.
_SHARE = re.compile(rf"(\S+) ({'|'.join(BudgetSource)})( .*)?")
_NUMBER = re.compile(r"-?\d{1,17}(\.\d+)?")
_LONG = 400
# Fields of bytes: a frozen copy keeps their checksum and size.
_FILES = ("data", "funder_logo")


@dataclass(frozen=True)
class ChangeLine:
    """One changed line in words; an empty side means that nothing stood there."""

    where: str
    before: str
    after: str
    kind: ChangeKind


def lines(changes: Iterable[Change]) -> list[ChangeLine]:
    """Return changes in the reader's words; a file that became another is one line."""
    return [
        ChangeLine(
            " › ".join(filter(None, map(_name, path))), _said(before, path[-1]), _said(after, path[-1]), change.kind
        )
        for change in changes
        for path, before, after in _of_files(change)
    ]


def _of_files(change: Change) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield a change with the checksums of a file as files, and without its size, which says nothing more."""
    *place, last = change.path
    if place and place[-1] in _FILES:
        if last == "checksum":
            yield tuple(place), {last: change.before}, {last: change.after}
        return
    yield change.path, change.before, change.after


def _name(step: str) -> str:
    """Return a step of the path: the words for a field, or the name of a row as it is."""
    if step in _FIELDS:
        return str(_FIELDS[step])
    if share := _SHARE.fullmatch(step):
        return f"{share[1]}{share[3] or ''} ({label(BudgetSource(share[2]))})"
    return _coded(step) or _DAY.sub(lambda found: _figure(found[0]), step)


def _said(value: Any, field: str = "") -> str:
    """Return a frozen value of a field as a reader understands it, cut when it is long."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        if "checksum" in value:
            return _("file %(mark)s", mark=value["checksum"][:8])
        said = ((key, _said(item, key)) for key, item in value.items())
        return _cut("; ".join(f"{_name(key)}: {words}" for key, words in said if words))
    if isinstance(value, list):
        return _cut(", ".join(filter(None, map(_said, value))))
    text = str(value)
    return _cut(text) if field in _MARKS else _coded(text) or _cut(_figure(text))


def _coded(text: str) -> str:
    for enum in _CODED:
        if text in frozenset(member.value for member in enum):
            return label(enum(text))
    return ""


def _figure(text: str) -> str:
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            return day(date.fromisoformat(text))
    if _NUMBER.fullmatch(text):
        found = Decimal(text)
        return number(found, 0 if found == found.to_integral_value() else 2)
    return text


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0] + "…"
