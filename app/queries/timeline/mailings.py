"""Mailings that a contact got."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.letters import without_fields
from app.i18n import _
from app.permissions import Permission
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.mailings import Mailing, MailingRecipient


def _mailings(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        notes = [without_fields(row.subject)]
        if row.unsubscribed_at:
            notes.append(_("Unsubscribed"))
        if row.bounced_at:
            notes.append(_("Came back"))
        link = ("mailings.show", {"mailing_id": row.id}) if reader.may(Permission.MAILINGS_RUN) else None
        title = _("Mailing: %(name)s", name=row.name)
        yield Entry(row.sent_at, "megaphone", "neutral", title, "\n".join(notes), link=link)


def _newest_mailings(_view: View) -> Any:
    row = MailingRecipient
    return (
        sa.select(row.sent_at, row.unsubscribed_at, row.bounced_at, Mailing.id, Mailing.name, Mailing.subject)
        .join(Mailing, Mailing.id == row.mailing_id)
        .where(row.contact_id == RECORD, row.sent_at.is_not(None))
        .order_by(row.sent_at.desc())
        .limit(MOST)
    )


# The letters of mailings that left to the contact.
mailings = Source(_newest_mailings, _mailings)
