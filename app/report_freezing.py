"""Freezing a report: its document as canonical JSON, the pictures beside it, and the way back."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.frozen import Change, changes, freeze, restore, thaw
from app.domain.grant_report import GrantReport, Issue, ReportStatus
from app.queries.report_records import pictures
from models.reports import ReportVersion

SCHEMA = 1
# What tells the rows of the report's tables apart when two copies are compared.
_KEYS = (
    ("code",),
    ("code", "source"),
    ("number", "issued_on", "counterparty"),
    ("number",),
    ("title", "planned_from"),
    ("title",),
    ("caption",),
    ("name", "role"),
    ("name",),
    ("band",),
    ("month",),
    ("key",),
)

# Changes are told in the order in which the report is put together, not by the alphabet of the frozen fields.
_PLACES = {field.name: place for place, field in enumerate(fields(GrantReport))}


def frozen(report: GrantReport) -> str:
    """Return everything that a report prints as canonical JSON; it is final whatever the report says of itself.

    A draft shows where something is missing. What is handed in leaves such a block out with its heading.
    """
    blocks = tuple(replace(block, hide_when_empty=True) for block in report.blocks)
    whole = replace(report, status=ReportStatus.FINAL, issue=None, blocks=blocks)
    return freeze({"schema": SCHEMA, "report": whole})


def pictures_of(report: GrantReport) -> list[bytes]:
    """Return the files that the frozen document names by their checksums."""
    return [
        *(photo.data for photo in report.photos),
        *(logo.data for logo in report.logos),
        *([report.funder_logo] if report.funder_logo else []),
    ]


def thawed(session: Session, document: str) -> GrantReport:
    """Return a frozen document as the report that it was.

    Raises:
        RuleError: `picture_missing`: a picture of it is not kept any more.
    """
    found: dict[str, Any] = thaw(document)["report"]
    wanted = {row["data"]["checksum"] for row in (*found["photos"], *found["logos"])}
    if found["funder_logo"]:
        wanted.add(found["funder_logo"]["checksum"])
    files = pictures(session, wanted)
    if wanted - files.keys():
        raise RuleError("picture_missing")
    return restore(GrantReport, found, files=files)


def issued(session: Session, version: ReportVersion) -> GrantReport:
    """Return an issued version as it was printed, with its number, moment and checksum.

    Raises:
        RuleError: `version_damaged`: what is stored is not what was issued, nor what an erasure left of it.
    """
    if not version.is_untouched:
        raise RuleError("version_damaged", version.number)
    about = Issue(
        number=version.number,
        as_of=version.as_of,
        checksum=version.checksum,
        reason=version.reason,
        redacted_at=version.redacted_at,
    )
    return replace(thawed(session, version.document), issue=about)


def as_draft(report: GrantReport) -> GrantReport:
    """Return a copy that is being approved: with the watermark."""
    return replace(report, status=ReportStatus.DRAFT)


def changed_since(document: str, present: GrantReport) -> list[Change]:
    """Return what would be printed otherwise today, line by line.

    The day of the report, the places of blocks that were only renumbered, and whether an empty block would leave, which
    it does in every copy, do not count as changes.
    """
    before, after = thaw(document)["report"], thaw(frozen(present))["report"]
    _speak_of_agreements_as_then(before, after)
    for copy in (before, after):
        copy.pop("as_of", None)
        for block in copy["blocks"]:
            block.pop("key", None)
            block.pop("hide_when_empty", None)
        _name_participants(copy["participants"])
    found = changes(before, after, keys=_KEYS)
    return sorted(found, key=lambda change: _PLACES.get(change.path[0], len(_PLACES)))


def _name_participants(table: dict[str, Any]) -> None:
    """Put the names of ways of taking part and of groups to the numbers that the copy keeps by their places."""
    for row in table["rows"]:
        row |= dict(zip(table["modes"], row.pop("counts"), strict=True))
    table["marks"] = dict(table["marks"])
    del table["modes"]


def _speak_of_agreements_as_then(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write the agreements of partners in one text where the earlier copy does, so that the same ones are no change."""
    if any("agreement_on" in row for row in before["partners"]):
        return
    for row in after["partners"]:
        number, day = row.pop("agreement_number"), row.pop("agreement_on")
        parts = [f"№ {number}" if number else "", f"{date.fromisoformat(day):%d.%m.%Y}" if day else ""]
        row["memorandum"] = row["memorandum"] or ", ".join(filter(None, parts))
