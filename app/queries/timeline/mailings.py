"""Mailings that a contact got."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.i18n import _
from app.permissions import Permission
from app.queries.mailings import received_mailings
from app.queries.timeline.entries import Entry, Reader


def mailings(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the letters of mailings that left to the contact."""
    for row in received_mailings(session, record_id, reader.limit):
        notes = [row.subject]
        if row.unsubscribed_at:
            notes.append(_("Unsubscribed"))
        if row.bounced_at:
            notes.append(_("Came back"))
        link = ("mailings.show", {"mailing_id": row.id}) if reader.may(Permission.MAILINGS_RUN) else None
        title = _("Mailing: %(name)s", name=row.name)
        yield Entry(row.sent_at, "megaphone", "neutral", title, "\n".join(notes), link=link)
