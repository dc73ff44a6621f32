"""What was agreed with a partner, and what each side gave."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.labels import label, tone
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, noon
from models.agreements import Agreement, LedgerEntry


def _agreements(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for paper in rows:
        number = " " + _("No. %(number)s", number=paper.number) if paper.number else ""
        name = label(paper.kind) + number
        begun = paper.signed_on or paper.valid_from
        if begun is not None:
            yield _entry(begun, "file-earmark-check", "success", _("Signed: %(paper)s", paper=name), reader)
        if paper.terminated_on is not None:
            told = _("Terminated: %(paper)s", paper=name)
            yield _entry(paper.terminated_on, "file-earmark-x", "warning", told, reader, paper.termination_reason)


def _given(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        yield _entry(
            row.happened_on,
            "arrow-left-right",
            tone(row.direction),
            f"{label(row.direction)}: {row.description}",
            reader,
            link=("partnerships.show_entry", {"ledger_id": row.id}),
        )


def _entry(
    day: date,
    icon: str,
    colour: str,
    title: str,
    reader: Reader,
    body: str = "",
    link: tuple[str, dict[str, Any]] | None = None,
) -> Entry:
    return Entry(noon(day, reader), icon, colour, title, body, link=link, day_only=True)


def _newest_agreements(_view: View) -> Any:
    paper = Agreement
    return (
        sa.select(
            paper.kind,
            paper.number,
            paper.signed_on,
            paper.valid_from,
            paper.terminated_on,
            paper.termination_reason,
        )
        .where(paper.partnership_id == RECORD, paper.archived_at.is_(None))
        .order_by(paper.id.desc())
        .limit(MOST)
    )


def _newest_given(_view: View) -> Any:
    return (
        sa.select(LedgerEntry.id, LedgerEntry.happened_on, LedgerEntry.direction, LedgerEntry.description)
        .where(LedgerEntry.partnership_id == RECORD, LedgerEntry.archived_at.is_(None))
        .order_by(LedgerEntry.happened_on.desc(), LedgerEntry.id.desc())
        .limit(MOST)
    )


# When the agreements of a partnership were signed and when they were terminated.
agreements = Source(_newest_agreements, _agreements)
# What each side gave, as the ledger has it.
given = Source(_newest_given, _given)
