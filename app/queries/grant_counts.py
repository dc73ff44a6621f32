"""What is counted for a grant from the records linked to it: each figure has one definition, here.

An indicator bound to a figure, the page of the grant and its report all ask `grant_counts`. A figure is None, not
zero, where there is something to count and nobody wrote its number, age or value down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.donations import COUNTED_IN_KIND
from app.domain.events import AttendanceMode, EventStatus
from app.domain.grant_counts import GrantCount
from app.domain.ledger import LedgerDirection
from app.domain.periods import Period
from app.i18n import _l
from app.queries.events import BandModeCount, participants_by_band_mode
from app.queries.hours import CONFIRMED
from app.queries.partnerships import active_partner_condition, given_to
from models.agreements import LedgerEntry
from models.donations import Donation
from models.events import Event
from models.grants import application_partners
from models.partnerships import Partnership
from models.volunteers import HoursEntry

Place = tuple[str, dict[str, Any]]
MINUTES = Decimal(60)


@dataclass(frozen=True)
class CountDefinition:
    """How a figure is written, what it means, and where its rows are."""

    definition: Any
    unit: Any
    rows: Callable[[int], Place]
    is_money: bool = False


def _events(application_id: int) -> Place:
    return "events.index", {"application": application_id, "status": "held"}


def _children(application_id: int) -> Place:
    return "events.index", {"application": application_id, "status": "held", "children": "1"}


def _online(application_id: int) -> Place:
    return "events.index", {"application": application_id, "status": "held", "online": "1"}


def _hours(application_id: int) -> Place:
    return "hours.index", {"application": application_id, "status": "confirmed"}


def _volunteers(application_id: int) -> Place:
    return "volunteers.index", {"grant": application_id}


def _partners(application_id: int) -> Place:
    return "partnerships.index", {"grant": application_id, "active": "1"}


def _givers(application_id: int) -> Place:
    return "partnerships.index", {"gave": application_id}


def _given(application_id: int) -> Place:
    return "partnerships.ledger", {"application": application_id, "direction": LedgerDirection.PARTNER_GIVES.value}


def _gifts(application_id: int) -> Place:
    return "donations.index", {"application": application_id, "status": ",".join(COUNTED_IN_KIND)}


DEFINITIONS: dict[GrantCount, CountDefinition] = {
    GrantCount.PARTICIPANTS: CountDefinition(
        _l("Attendances at held events of the grant, not unique people."), _l("people"), _events
    ),
    GrantCount.CHILDREN: CountDefinition(_l("The same, in the age bands of people under 18."), _l("people"), _children),
    GrantCount.ONLINE: CountDefinition(_l("The same, of those who took part online."), _l("people"), _online),
    GrantCount.EVENTS: CountDefinition(_l("Held events of the grant."), _l("events"), _events),
    GrantCount.HOURS: CountDefinition(_l("Confirmed hours that volunteers gave to the grant."), _l("h"), _hours),
    GrantCount.VOLUNTEERS: CountDefinition(
        _l("Different volunteers with confirmed hours on the grant."), _l("people"), _volunteers
    ),
    GrantCount.PARTNERS: CountDefinition(
        _l("Partners named in the application whose partnership counts as active today."), _l("partners"), _partners
    ),
    GrantCount.CONTRIBUTING: CountDefinition(
        _l("Partners that gave something to the grant, by the reciprocity ledger."), _l("partners"), _givers
    ),
    GrantCount.CONTRIBUTED: CountDefinition(
        _l("What partners gave to the grant, by the reciprocity ledger, in the base currency."), "", _given, True
    ),
    GrantCount.IN_KIND: CountDefinition(
        _l("Received gifts in kind linked to the grant, by their value in the base currency."), "", _gifts, True
    ),
}


def grant_counts(
    session: Session, application_id: int, today: date, before: date | None = None
) -> dict[GrantCount, Decimal | None]:
    """Return every figure of a grant, in the number of statements that the figures of events take and five more.

    Args:
        session: the database session.
        application_id: the grant.
        today: the day on which partners are active.
        before: the first day that does not count any more, for a report that ends earlier; None counts everything.
    """
    span = None if before is None else Period(date.min, before)
    people = participants_by_band_mode(session, period=span, application_id=application_id)
    events, with_people = session.execute(_held(application_id, before)).one()
    came = with_people or events == 0
    ages = came and (not people or any(row.band.has_ages for row in people))
    hours = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0), sa.func.count(HoursEntry.volunteer_id.distinct())
        ).where(HoursEntry.application_id == application_id, CONFIRMED, *_earlier(HoursEntry.worked_on, before))
    ).one()
    given = session.execute(
        sa.select(sa.func.count(LedgerEntry.partnership_id.distinct()), _value(LedgerEntry.base_amount))
        .join(Partnership, Partnership.id == LedgerEntry.partnership_id)
        .where(
            Partnership.archived_at.is_(None),
            *given_to(application_id),
            *_earlier(LedgerEntry.happened_on, before),
        )
    ).one()
    counted: dict[GrantCount, int | Decimal | None] = {
        GrantCount.PARTICIPANTS: _people(people) if came else None,
        GrantCount.CHILDREN: _people(row for row in people if row.band.is_children) if ages else None,
        GrantCount.ONLINE: _people(row for row in people if row.mode is AttendanceMode.ONLINE) if came else None,
        GrantCount.EVENTS: events,
        GrantCount.HOURS: (Decimal(hours[0]) / MINUTES).quantize(Decimal("0.001")),
        GrantCount.VOLUNTEERS: hours[1],
        GrantCount.PARTNERS: session.scalar(_active_partners(application_id, today)) or 0,
        GrantCount.CONTRIBUTING: given[0],
        GrantCount.CONTRIBUTED: given[1],
        GrantCount.IN_KIND: session.scalar(_in_kind(application_id, before)),
    }
    return {name: None if (value := counted[name]) is None else Decimal(value) for name in GrantCount}


def _people(rows: Any) -> int:
    found: list[BandModeCount] = list(rows)
    return sum(row.count for row in found)


def _known(column: Any, total: Any) -> Any:
    """Return the sum of a column: nothing where there are rows and none of them is known, zero without rows."""
    return sa.case((sa.func.count() == 0, sa.literal(0, column.type)), else_=total)


def _value(column: Any) -> Any:
    """Return the sum of what things are worth; what has no value yet is written down as zero."""
    return _known(column, sa.func.nullif(sa.func.sum(column), sa.literal(0, column.type)))


def _earlier(column: Any, before: date | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if before is None else (column < before,)


def _held(application_id: int, before: date | None) -> Any:
    """Return how many events were held, and of how many rows the participants are known."""
    return sa.select(
        _known(Event.events_count, sa.func.sum(Event.events_count)), sa.func.count(Event.participants)
    ).where(
        Event.application_id == application_id,
        Event.status == EventStatus.HELD,
        Event.archived_at.is_(None),
        *_earlier(Event.starts_on, before),
    )


def _active_partners(application_id: int, today: date) -> Any:
    return (
        sa.select(sa.func.count(Partnership.id.distinct()))
        .join(application_partners, application_partners.c.organisation_id == Partnership.organisation_id)
        .where(
            application_partners.c.application_id == application_id,
            Partnership.archived_at.is_(None),
            active_partner_condition(today),
        )
    )


def _in_kind(application_id: int, before: date | None) -> Any:
    return sa.select(_value(Donation.base_amount)).where(
        Donation.application_id == application_id,
        Donation.archived_at.is_(None),
        Donation.in_kind_status.in_(COUNTED_IN_KIND),
        *_earlier(Donation.received_on, before),
    )
