"""Questions about hours as co-financing: what may be claimed on a grant, what is, and what it is worth.

Hours as co-financing (claimed_hours, unit: the grant's currency) are the sum of the values of the claims, each of
which was rounded by itself. An hour may be claimed on a grant when it is confirmed, was given to the grant or to one
of its events, and is claimed nowhere yet.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.hours_value import HourRate
from app.domain.periods import Period
from app.queries.hours import CONFIRMED
from models.accounts import User
from models.contacts import Contact
from models.events import Event
from models.grants import Application
from models.hours import GrantHourRate, HoursClaim, HoursCorrection
from models.volunteers import HoursEntry, Volunteer

MOST_ROWS = 200


class Sum(NamedTuple):
    """How many entries, their minutes and, for claims, their value."""

    entries: int
    minutes: int
    value: Decimal = Decimal(0)


def claiming_grant(session: Session, entry_ids: Collection[int]) -> str | None:
    """Return the title of a grant that claims one of the entries, or None."""
    if not entry_ids:
        return None
    return session.scalar(
        sa.select(Application.title)
        .join(HoursClaim, HoursClaim.application_id == Application.id)
        .where(HoursClaim.hours_entry_id.in_(entry_ids))
        .limit(1)
    )


def claim_of(session: Session, entry_id: int) -> HoursClaim | None:
    """Return the claim of an entry with its grant."""
    return session.scalar(
        sa.select(HoursClaim).where(HoursClaim.hours_entry_id == entry_id).options(joinedload(HoursClaim.application))
    )


def rates_of(session: Session, application_id: int) -> list[GrantHourRate]:
    """Return the values of an hour that are set on a grant, the latest beginning first."""
    return list(
        session.scalars(
            sa.select(GrantHourRate)
            .where(GrantHourRate.application_id == application_id)
            .options(joinedload(GrantHourRate.created_by))
            .order_by(GrantHourRate.valid_from.desc())
        )
    )


def as_rates(rates: Collection[GrantHourRate]) -> list[HourRate]:
    """Return the rates as the rule takes them."""
    return [HourRate(rate.valid_from, rate.rate) for rate in rates]


def rate_by_id(session: Session, application_id: int, rate_id: int) -> GrantHourRate | None:
    """Return a rate of this grant, or None."""
    return session.scalar(
        sa.select(GrantHourRate).where(GrantHourRate.id == rate_id, GrantHourRate.application_id == application_id)
    )


def _claimable(application_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    claimed = sa.exists().where(HoursClaim.hours_entry_id == HoursEntry.id).correlate(HoursEntry)
    # Two questions that an index answers each; as one condition with OR, PostgreSQL reads every hour of every year.
    entry = aliased(HoursEntry)
    at_events = (
        sa.select(entry.id)
        .join(Event, Event.id == entry.event_id)
        .where(Event.application_id == application_id)
    )  # fmt: skip
    given = sa.union(sa.select(entry.id).where(entry.application_id == application_id), at_events)
    return (CONFIRMED, HoursEntry.id.in_(given), ~claimed)


def claimable(session: Session, application_id: int, *, limit: int | None = MOST_ROWS) -> list[sa.Row[Any]]:
    """Return the entries that the grant may claim, the oldest first.

    Rows of (id, worked_on, minutes, activity, volunteer_name).
    """
    statement = (
        sa.select(
            HoursEntry.id,
            HoursEntry.worked_on,
            HoursEntry.minutes,
            HoursEntry.activity,
            Contact.display_name.label("volunteer_name"),
        )
        .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(*_claimable(application_id))
        .order_by(HoursEntry.worked_on, HoursEntry.id)
    )
    return list(session.execute(statement if limit is None else statement.limit(limit)))


def claimable_sum(session: Session, application_id: int) -> Sum:
    """Return how much the grant may claim."""
    statement = sa.select(sa.func.count(HoursEntry.id), sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0))
    row = session.execute(statement.where(*_claimable(application_id))).one()
    return Sum(row[0], int(row[1]))


def claimable_ids(session: Session, application_id: int) -> list[int]:
    """Return the ids of everything that the grant may claim."""
    return list(session.scalars(sa.select(HoursEntry.id).where(*_claimable(application_id))))


def entries_to_claim(session: Session, application_id: int, ids: Collection[int]) -> list[HoursEntry]:
    """Return those of the entries that the grant may claim."""
    statement = sa.select(HoursEntry).where(HoursEntry.id.in_(ids), *_claimable(application_id))
    return list(session.scalars(statement.order_by(HoursEntry.id)))


def claims_of(session: Session, application_id: int, *, limit: int = MOST_ROWS) -> list[sa.Row[Any]]:
    """Return the claims of a grant, the newest first.

    Rows of (id, hours_entry_id, worked_on, minutes, rate, value, claimed_at, volunteer_name, who).
    """
    return list(
        session.execute(
            sa.select(
                HoursClaim.id,
                HoursClaim.hours_entry_id,
                HoursEntry.worked_on,
                HoursClaim.minutes,
                HoursClaim.rate,
                HoursClaim.value,
                HoursClaim.claimed_at,
                Contact.display_name.label("volunteer_name"),
                User.name.label("who"),
            )
            .join(HoursEntry, HoursEntry.id == HoursClaim.hours_entry_id)
            .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
            .join(Contact, Contact.id == Volunteer.person_id)
            .outerjoin(User, User.id == HoursClaim.claimed_by_id)
            .where(HoursClaim.application_id == application_id)
            .order_by(HoursClaim.id.desc())
            .limit(limit)
        )
    )


def claimed_sum(session: Session, application_id: int, days: Period | None = None) -> Sum:
    """Return what a grant has claimed: the one definition for pages, budget and report.

    With days it is what was worked in them.
    """
    statement = sa.select(
        sa.func.count(HoursClaim.id), sa.func.sum(HoursClaim.minutes), sa.func.sum(HoursClaim.value)
    ).where(HoursClaim.application_id == application_id, *_worked_in(days))
    row = session.execute(statement).one()
    return Sum(row[0], int(row[1] or 0), row[2] or Decimal(0))


def claimed_rates(session: Session, application_id: int, days: Period | None = None) -> list[Decimal]:
    """Return the different rates at which a grant claimed hours (of some days), the lowest first."""
    mine = (HoursClaim.application_id == application_id, *_worked_in(days))
    return sorted(session.scalars(sa.select(HoursClaim.rate).where(*mine).distinct()))


def _worked_in(days: Period | None) -> tuple[sa.ColumnElement[bool], ...]:
    if days is None:
        return ()
    entries = sa.select(HoursEntry.id).where(HoursEntry.worked_on >= days.start, HoursEntry.worked_on < days.end)
    return (HoursClaim.hours_entry_id.in_(entries),)


def claims_by_id(session: Session, application_id: int, ids: Collection[int]) -> list[HoursClaim]:
    """Return those of the claims that are of this grant."""
    statement = sa.select(HoursClaim).where(HoursClaim.application_id == application_id, HoursClaim.id.in_(ids))
    return list(session.scalars(statement))


def corrections_of(session: Session, entry_id: int) -> list[HoursCorrection]:
    """Return the corrections of an entry, the newest first, with who made them."""
    return list(
        session.scalars(
            sa.select(HoursCorrection)
            .where(HoursCorrection.hours_entry_id == entry_id)
            .options(joinedload(HoursCorrection.by))
            .order_by(HoursCorrection.id.desc())
        )
    )
