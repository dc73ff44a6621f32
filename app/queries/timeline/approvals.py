"""What the director and the accountant said about an application."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.labels import label, tone
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.accounts import User
from models.grant_stages import ApplicationApproval


def _approvals(rows: Sequence[Any], _subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    for row in rows:
        yield Entry(
            row.at,
            "patch-check",
            tone(row.decision),
            f"{label(row.decision)}: {label(row.approver)} ({label(row.stage)})",
            row.note,
            row.name or "",
        )


def _newest_approvals(_view: View) -> Any:
    said = ApplicationApproval
    return (
        sa.select(said.at, said.stage, said.approver, said.decision, said.note, User.name)
        .outerjoin(User, User.id == said.by_id)
        .where(said.application_id == RECORD)
        .order_by(said.id.desc())
        .limit(MOST)
    )


# The approvals and returns of an application.
approvals = Source(_newest_approvals, _approvals)
