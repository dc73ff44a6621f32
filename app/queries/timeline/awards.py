"""What came of a grant's tranches, and the additional agreements that changed it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import _
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, asked, noon
from app.queries.tranches import written
from models.accounts import User
from models.awards import Amendment, GrantReceipt
from models.grant_money import Disbursement


def receipts(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the money that came, each receipt by itself."""
    for row in session.execute(_receipts(), asked(record_id, reader)):
        title = _("Received: %(amount)s", amount=written(row.amount, row.currency))
        link = ("grants.tranche", {"application_id": record_id, "tranche_id": row.disbursement_id})
        body = "\n".join(filter(None, [_("Tranche %(number)d", number=row.number), row.override_reason]))
        yield Entry(noon(row.received_on, reader), "cash-coin", "success", title, body, link=link, day_only=True)


def amendments(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the additional agreements that were applied."""
    for row in session.execute(_amendments(), asked(record_id, reader)):
        title = _("Amendment № %(number)s was applied", number=row.number)
        link = ("grants.award", {"application_id": record_id})
        yield Entry(row.applied_at, "file-earmark-diff", "info", title, row.reason, row.name or "", link)


@cache
def _receipts() -> Any:
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


@cache
def _amendments() -> Any:
    return (
        sa.select(Amendment.number, Amendment.reason, Amendment.applied_at, User.name)
        .outerjoin(User, User.id == Amendment.applied_by_id)
        .where(Amendment.application_id == RECORD, Amendment.applied_at.is_not(None))
        .order_by(Amendment.applied_at.desc())
        .limit(MOST)
    )
