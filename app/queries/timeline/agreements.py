"""What was agreed with a partner, and what each side gave."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import _
from app.labels import label, tone
from app.queries.timeline.entries import Entry, Reader, noon
from models.agreements import Agreement, LedgerEntry


def agreements(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield when the agreements of a partnership were signed and when they were terminated."""
    statement = (
        sa.select(Agreement)
        .where(Agreement.partnership_id == record_id, Agreement.archived_at.is_(None))
        .order_by(Agreement.id.desc())
        .limit(reader.limit)
    )
    for paper in session.scalars(statement):
        name = f"{label(paper.kind)} № {paper.number}" if paper.number else label(paper.kind)
        begun = paper.signed_on or paper.valid_from
        if begun is not None:
            yield _entry(begun, "file-earmark-check", "success", _("Signed: %(paper)s", paper=name), reader)
        if paper.terminated_on is not None:
            told = _("Terminated: %(paper)s", paper=name)
            yield _entry(paper.terminated_on, "file-earmark-x", "warning", told, reader, paper.termination_reason)


def given(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield what each side gave, as the ledger has it."""
    statement = (
        sa.select(LedgerEntry.id, LedgerEntry.happened_on, LedgerEntry.direction, LedgerEntry.description)
        .where(LedgerEntry.partnership_id == record_id, LedgerEntry.archived_at.is_(None))
        .order_by(LedgerEntry.happened_on.desc(), LedgerEntry.id.desc())
        .limit(reader.limit)
    )
    for row in session.execute(statement):
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
