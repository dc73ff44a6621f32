"""What the profile of a partner says, from the present data."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.agreements import agreement_state
from app.domain.contacts import ChannelLabel
from app.domain.events import EventStatus
from app.domain.ledger import LedgerDirection
from app.domain.money import Currency
from app.domain.partner_profile import (
    AGREEMENTS,
    EVENTS,
    GRANTS,
    PEOPLE,
    YEARS,
    ContactPerson,
    EventRow,
    EventYear,
    GrantRow,
    PaperRow,
    PartnerProfile,
    Shown,
    YearRow,
)
from app.permissions import Permission, may
from app.queries.hours import CONFIRMED
from app.queries.hours import in_scope as hours_in_scope
from app.queries.partnerships import agreements_of, ledger_sums, standing
from app.queries.relationship_links import holding
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.contacts import Affiliation, Contact, ContactAddress, ContactEmail, ContactPhone
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partnerships import Partnership
from models.volunteers import HoursEntry, Volunteer


def partner_profile(
    session: Session,
    partnership: Partnership,
    *,
    reader: User,
    scope: Scope,
    today: date,
    locale: str,
    institution: str,
    base: Currency,
) -> PartnerProfile:
    """Return the profile of a partner as the reader may see it; a fixed number of statements.

    Branch staff see the joint events and volunteers' hours of their branch; grants are left out for those who may
    not see them.
    """
    organisation = partnership.organisation
    is_active, _last = standing(session, partnership.id, today)
    papers = agreements_of(session, partnership.id)
    events, years, first_event = _events(session, organisation.id, scope, today)
    grants = _grants(session, organisation.id) if may(reader.role, Permission.GRANTS_VIEW) else None
    volunteers, minutes = _volunteers(session, organisation.id, scope, today)
    begun = [day for paper in papers if (day := paper.valid_from or paper.signed_on) and day <= today]
    address = session.scalar(
        sa.select(ContactAddress.address)
        .where(ContactAddress.contact_id == organisation.id, ContactAddress.label == ChannelLabel.WORK)
        .order_by(ContactAddress.position, ContactAddress.id)
        .limit(1)
    )
    return PartnerProfile(
        locale=locale,
        as_of=today,
        institution=institution,
        base_currency=base,
        name=organisation.display_name,
        legal_name=organisation.legal_name,
        edrpou=organisation.edrpou or "",
        address=address or organisation.city,
        website=organisation.website,
        partner_type=partnership.partner_type,
        stage=partnership.stage,
        is_archived=partnership.archived_at is not None,
        commitment=partnership.commitment,
        scope=partnership.scope,
        branch=partnership.branch.name if partnership.branch else "",
        owner=partnership.owner.name if partnership.owner else "",
        is_active=is_active,
        since=min([*begun, *([first_event] if first_event else [])], default=None),
        partner_gives=partnership.partner_gives,
        library_gives=partnership.library_gives,
        people=_people(session, organisation.id, today),
        agreements=Shown(
            tuple(
                PaperRow(
                    paper.kind,
                    paper.number,
                    paper.valid_from or paper.signed_on,
                    paper.terms.last_day,
                    agreement_state(paper.terms, today),
                )
                for paper in papers[:AGREEMENTS]
            ),
            len(papers),
        ),
        events=events,
        event_years=years,
        grants=grants,
        volunteers=volunteers,
        minutes=minutes,
        ledger=_ledger(session, partnership.id),
    )


def _channel(table: type[ContactEmail] | type[ContactPhone], value: Any) -> Any:
    """Return the first address of a person that is marked as one of work."""
    return (
        sa.select(value)
        .where(table.contact_id == Contact.id, table.label == ChannelLabel.WORK)
        .order_by(table.position, table.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


def _people(session: Session, organisation_id: int, today: date) -> Shown[ContactPerson]:
    rows = session.execute(
        sa.select(
            Contact.display_name,
            Affiliation.role,
            _channel(ContactEmail, ContactEmail.email),
            _channel(ContactPhone, ContactPhone.number),
            sa.func.count().over(),
        )
        .join(Affiliation, Affiliation.person_id == Contact.id)
        .where(
            Affiliation.organisation_id == organisation_id,
            holding(today)(Affiliation),
            Contact.archived_at.is_(None),
            Contact.anonymised_at.is_(None),
        )
        .order_by(Affiliation.role == "", Contact.sort_key, Affiliation.id)
        .limit(PEOPLE)
    ).all()
    return Shown(
        tuple(ContactPerson(name, role, email or "", phone or "") for name, role, email, phone, _total in rows),
        rows[0][4] if rows else 0,
    )


def _events(
    session: Session, organisation_id: int, scope: Scope, today: date
) -> tuple[Shown[EventRow], tuple[EventYear, ...], date | None]:
    joint = (
        sa.select(Event.id, Event.title, Event.starts_on, Event.events_count, Branch.name, Event.participants)
        .join(event_partners, event_partners.c.event_id == Event.id)
        .join(Branch, Branch.id == Event.branch_id)
        .where(
            event_partners.c.organisation_id == organisation_id,
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
            Event.starts_on <= today,
            sa.true() if scope.branch_id is None else Event.branch_id == scope.branch_id,
        )
    )
    newest = session.execute(joint.order_by(Event.starts_on.desc(), Event.id.desc()).limit(EVENTS)).all()
    each = joint.subquery()
    year = sa.cast(sa.extract("year", each.c.starts_on), sa.Integer)
    counted = session.execute(
        sa.select(
            year,
            sa.func.sum(each.c.events_count),
            sa.func.sum(each.c.participants),
            sa.func.count(),
            sa.func.min(each.c.starts_on),
        )
        .group_by(year)
        .order_by(year)
    ).all()
    rows = tuple(EventRow(row.title, row.starts_on, row.name, row.participants) for row in newest)
    years = tuple(EventYear(int(row[0]), _whole(row[1]), _whole(row[2])) for row in counted)
    first = counted[0][4] if counted else None
    return Shown(rows, sum(row[3] for row in counted)), years, first


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _grants(session: Session, organisation_id: int) -> Shown[GrantRow]:
    funder = aliased(Contact)
    rows = session.execute(
        sa.select(
            Application.title,
            funder.display_name,
            Application.stage,
            Application.submitted_on,
            Application.awarded_amount,
            Application.currency,
            sa.func.count().over(),
        )
        .join(application_partners, application_partners.c.application_id == Application.id)
        .join(funder, funder.id == Application.funder_id)
        .where(application_partners.c.organisation_id == organisation_id, Application.archived_at.is_(None))
        .order_by(sa.func.coalesce(Application.submitted_on, date(1, 1, 1)).desc(), Application.id.desc())
        .limit(GRANTS)
    ).all()
    return Shown(tuple(GrantRow(*row[:6]) for row in rows), rows[0][6] if rows else 0)


def _volunteers(session: Session, organisation_id: int, scope: Scope, today: date) -> tuple[int, int]:
    """Return how many people of the partner gave confirmed hours, and the minutes."""
    people = sa.select(Affiliation.person_id).where(
        Affiliation.organisation_id == organisation_id, holding(today)(Affiliation)
    )
    row = session.execute(
        sa.select(
            sa.func.count(sa.distinct(HoursEntry.volunteer_id)), sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0)
        )
        .join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .where(Volunteer.person_id.in_(people), CONFIRMED, hours_in_scope(scope))
    ).one()
    return int(row[0]), int(row[1])


def _ledger(session: Session, partnership_id: int) -> Shown[YearRow]:
    years: dict[int, dict[LedgerDirection, tuple[Decimal, int]]] = {}
    for item in ledger_sums(session, partnership_id):
        sides = years.setdefault(item.year, dict.fromkeys(LedgerDirection, (Decimal(0), 0)))
        value, unvalued = sides[item.direction]
        sides[item.direction] = value + item.value, unvalued + item.unvalued
    newest = sorted(years.items(), reverse=True)[:YEARS]
    rows = tuple(
        YearRow(year, *sides[LedgerDirection.PARTNER_GIVES], *sides[LedgerDirection.LIBRARY_GIVES])
        for year, sides in newest
    )
    return Shown(rows, len(years))
