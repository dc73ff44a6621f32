"""What came of a grant's tranches, and the additional agreements that changed it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.amounts import money
from app.i18n import _
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, noon
from models.accounts import User
from models.awards import Amendment, GrantReceipt
from models.grant_money import Disbursement


def _receipts(rows: Sequence[Any], _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        title = _("Received: %(amount)s", amount=money(row.amount, row.currency))
        link = ("grants.tranche", {"application_id": record_id, "tranche_id": row.disbursement_id})
        body = "\n".join(filter(None, [_("Tranche %(number)d", number=row.number), row.override_reason]))
        yield Entry(noon(row.received_on, reader), "cash-coin", "success", title, body, link=link, day_only=True)


def _amendments(rows: Sequence[Any], _subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    for row in rows:
        title = _("Amendment No. %(number)s was applied", number=row.number)
        link = ("grants.award", {"application_id": record_id})
        yield Entry(row.applied_at, "file-earmark-diff", "info", title, row.reason, row.name or "", link)


def _newest_receipts(_view: View) -> Any:
    return (
        sa.select(
            GrantReceipt.received_on,
            GrantReceipt.amount,
            GrantReceipt.currency,
            GrantReceipt.override_reason,
            GrantReceipt.disbursement_id,
            Disbursement.number,
        )
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .where(Disbursement.application_id == RECORD)
        .order_by(GrantReceipt.received_on.desc(), GrantReceipt.id.desc())
        .limit(MOST)
    )


def _newest_amendments(_view: View) -> Any:
    return (
        sa.select(Amendment.number, Amendment.reason, Amendment.applied_at, User.name)
        .outerjoin(User, User.id == Amendment.applied_by_id)
        .where(Amendment.application_id == RECORD, Amendment.applied_at.is_not(None))
        .order_by(Amendment.applied_at.desc())
        .limit(MOST)
    )


# The money that came, each receipt by itself.
receipts = Source(_newest_receipts, _receipts)
# The additional agreements that were applied.
amendments = Source(_newest_amendments, _amendments)
