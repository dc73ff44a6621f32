"""What was said: interactions with a contact, and comments on any record."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import InteractionKind
from app.i18n import _
from app.labels import label
from app.queries.timeline.entries import LIMIT, Entry, Reader
from models.accounts import User
from models.interactions import Comment, Interaction

ICONS = {
    InteractionKind.MEETING: "people",
    InteractionKind.CALL: "telephone",
    InteractionKind.LETTER: "envelope-paper",
    InteractionKind.EMAIL: "envelope",
    InteractionKind.NOTE: "sticky",
}


def interactions(session: Session, _subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    """Yield what passed between the institution and a contact."""
    statement = (
        sa.select(Interaction.kind, Interaction.occurred_at, Interaction.subject, Interaction.body, User.name)
        .outerjoin(User, User.id == Interaction.author_id)
        .where(Interaction.contact_id == record_id)
        .order_by(Interaction.occurred_at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        title = f"{label(row.kind)}: {row.subject}"
        yield Entry(row.occurred_at, ICONS[row.kind], "info", title, row.body, row.name or "")


def comments(session: Session, subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    """Yield the remarks on a record."""
    statement = (
        sa.select(Comment.at, Comment.body, User.name)
        .join(User, User.id == Comment.author_id)
        .where(getattr(Comment, f"{subject}_id") == record_id)
        .order_by(Comment.at.desc())
        .limit(LIMIT)
    )
    for row in session.execute(statement):
        yield Entry(row.at, "chat-left-text", "accent", _("Comment"), row.body, row.name)
