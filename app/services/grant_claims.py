"""Verbs of co-financing: let records count on a grant, release them, keep what counts from being changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.queries import grant_claims as questions
from app.queries.grant_claims import Candidate
from app.services.base import refuse_archived
from models.accounts import User
from models.agreements import LedgerEntry
from models.donations import Donation
from models.grant_claims import ClaimRelease, CofinancingClaim
from models.grant_money import Expenditure
from models.grants import Application

TABLES: dict[ClaimSource, Any] = {
    ClaimSource.DONATION: Donation.__table__,
    ClaimSource.LEDGER: LedgerEntry.__table__,
    ClaimSource.EXPENDITURE: Expenditure.__table__,
}


def claim_records(
    session: Session,
    application: Application,
    source: ClaimSource,
    ids: Collection[int],
    *,
    by: User | None,
    now: datetime,
) -> list[CofinancingClaim]:
    """Count records of one kind as co-financing of a grant; all of them or none.

    Raises:
        RuleError: `archived`; `claimed_elsewhere` with the grant that has one of them, also when somebody claimed it
            a moment ago; `nothing_to_count`; `stale_record`, when a record was changed in the same moment.
    """
    refuse_archived(application)
    _hold(session, source, ids)
    taken = questions.claiming_grant(session, source, ids)
    if taken is not None:
        raise RuleError("claimed_elsewhere", taken)
    wanted = [row for row in questions.candidates(session, application, source) if row.id in set(ids)]
    if not wanted or len(wanted) < len(set(ids)):
        raise RuleError("nothing_to_count")
    claims = [_claim(application, row, by, now) for row in wanted]
    try:
        with session.begin_nested():
            session.add_all(claims)
            session.flush()
    except IntegrityError as error:
        raise RuleError("stale_record") from error
    return claims


def release_claims(
    session: Session, claims: Sequence[CofinancingClaim], *, reason: str, by: User | None, now: datetime
) -> Decimal:
    """Let records count no longer, keep why, and return what they were worth.

    Raises:
        RuleError: `release_needs_reason`.
    """
    if not reason:
        raise RuleError("release_needs_reason", field="reason")
    value = sum((claim.value for claim in claims), Decimal(0))
    for claim in claims:
        source, record_id = questions.source_of(claim)
        session.add(
            ClaimRelease(
                application_id=claim.application_id,
                source=source,
                record_id=record_id,
                value=claim.value,
                reason=reason,
                at=now,
                by_id=by.id if by else None,
            )
        )
        session.delete(claim)
    session.flush()
    return value


def refuse_claimed(session: Session, source: ClaimSource, record_id: int | None) -> None:
    """Raise `RuleError` (`record_claimed` with the grant) for a record that counts as co-financing."""
    found = questions.claim_of(session, source, record_id) if record_id is not None else None
    if found is not None:
        raise RuleError("record_claimed", found[1])


def _hold(session: Session, source: ClaimSource, ids: Collection[int]) -> None:
    """Make everybody else who claims or changes these records wait.

    The version goes up, so that who opened a record before it counted cannot change it afterwards.
    """
    table = TABLES[source]
    for record_id in sorted(set(ids)):
        session.execute(sa.update(table).where(table.c.id == record_id).values(version=table.c.version + 1))
    session.expire_all()


def _claim(application: Application, row: Candidate, by: User | None, now: datetime) -> CofinancingClaim:
    return CofinancingClaim(
        application_id=application.id,
        kind=row.kind,
        donation_id=row.id if row.source is ClaimSource.DONATION else None,
        ledger_entry_id=row.id if row.source is ClaimSource.LEDGER else None,
        expenditure_id=row.id if row.source is ClaimSource.EXPENDITURE else None,
        base_amount=row.base_amount,
        value=row.value,
        claimed_at=now,
        claimed_by_id=by.id if by else None,
    )
