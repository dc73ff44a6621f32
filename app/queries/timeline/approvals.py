"""What the director and the accountant said about an application."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.labels import label, tone
from app.queries.timeline.entries import Entry, Reader
from models.accounts import User
from models.grant_stages import ApplicationApproval


def approvals(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the approvals and returns of an application."""
    said = ApplicationApproval
    statement = (
        sa.select(said.at, said.stage, said.approver, said.decision, said.note, User.name)
        .outerjoin(User, User.id == said.by_id)
        .where(said.application_id == record_id)
        .order_by(said.id.desc())
        .limit(reader.limit)
    )
    for row in session.execute(statement):
        yield Entry(
            row.at,
            "patch-check",
            tone(row.decision),
            f"{label(row.decision)}: {label(row.approver)} ({label(row.stage)})",
            row.note,
            row.name or "",
        )
