"""Verbs of hours as co-financing: set what an hour is worth, claim hours, withdraw claims."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.hours_value import rate_on, value_of
from app.queries import hours_claims as questions
from app.services.base import refuse_archived
from models.accounts import User
from models.grants import Application
from models.hours import GrantHourRate, HoursClaim
from models.volunteers import HoursEntry


def set_rate(
    session: Session,
    application: Application,
    *,
    valid_from: date,
    rate: Decimal,
    basis: str,
    by: User | None,
    now: datetime,
) -> GrantHourRate:
    """Set what an hour is worth on a grant from a day on. Hours that are claimed already keep their rate.

    Raises:
        RuleError: `archived`, or `hour_rate_twice` when one begins on that day.
    """
    refuse_archived(application)
    known = questions.rates_of(session, application.id)
    if any(item.valid_from == valid_from for item in known):
        raise RuleError("hour_rate_twice", field="valid_from")
    made = GrantHourRate(
        application_id=application.id,
        valid_from=valid_from,
        rate=rate,
        basis=basis.strip()[:300],
        created_at=now,
        created_by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    return made


def remove_rate(session: Session, rate: GrantHourRate) -> None:
    """Remove a rate; hours that were claimed at it keep it."""
    session.delete(rate)
    session.flush()


def claim_hours(
    session: Session, application: Application, entry_ids: Collection[int], *, by: User | None, now: datetime
) -> list[HoursClaim]:
    """Count confirmed hours as co-financing of a grant, each at the rate of its day; all of them or none.

    Raises:
        RuleError: `archived`; `hours_claimed_elsewhere` with the grant that has one of them, also when somebody claimed
            it a moment ago; `no_hour_rate`; `nothing_to_claim`.
    """
    refuse_archived(application)
    taken = questions.claiming_grant(session, entry_ids)
    if taken is not None:
        raise RuleError("hours_claimed_elsewhere", taken)
    entries = questions.entries_to_claim(session, application.id, entry_ids)
    if not entries or len(entries) < len(set(entry_ids)):
        raise RuleError("nothing_to_claim")
    rates = questions.as_rates(questions.rates_of(session, application.id))
    claims = [_claim(entry, application, rate_on(rates, entry.worked_on), by, now) for entry in entries]
    try:
        with session.begin_nested():
            session.add_all(claims)
            session.flush()
    except IntegrityError as error:
        raise _lost_race(session, entries) from error
    return claims


def withdraw_claims(session: Session, claims: Sequence[HoursClaim]) -> Decimal:
    """Count these hours no longer, and return what they were worth; the audit log keeps what was claimed."""
    value = sum((claim.value for claim in claims), Decimal(0))
    for claim in claims:
        session.delete(claim)
    session.flush()
    return value


def _claim(entry: HoursEntry, application: Application, rate: Decimal, by: User | None, now: datetime) -> HoursClaim:
    return HoursClaim(
        hours_entry_id=entry.id,
        minutes=entry.minutes,
        application_id=application.id,
        rate=rate,
        value=value_of(entry.minutes, rate),
        claimed_at=now,
        claimed_by_id=by.id if by else None,
    )


def _lost_race(session: Session, entries: Sequence[HoursEntry]) -> RuleError:
    """Say what somebody else did a moment earlier: claimed the hours, or changed them."""
    grant = questions.claiming_grant(session, [entry.id for entry in entries])
    return RuleError("hours_claimed_elsewhere", grant) if grant is not None else RuleError("stale_record")
