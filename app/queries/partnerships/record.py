"""One partnership and what belongs to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.events import EventStatus
from app.domain.periods import Period
from app.domain.volunteers import HoursStatus
from app.formats import short_day
from app.permissions import Permission, may
from app.queries.partnerships.activity import active_partner_condition, activity_day, last_activity
from app.queries.partnerships.agreements import in_scope
from app.scope import Scope
from models.accounts import User
from models.contacts import Affiliation, Contact
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import HoursEntry, Volunteer

LIMIT = 8
CHOICES = 100


def partnership(session: Session, partnership_id: int, scope: Scope) -> Partnership | None:
    """Return a partnership that the reader sees, with its organisation, branch and owner, or None."""
    return session.scalar(
        sa.select(Partnership)
        .where(Partnership.id == partnership_id, in_scope(scope))
        .options(
            joinedload(Partnership.organisation),
            joinedload(Partnership.branch),
            joinedload(Partnership.owner),
        )
    )


def partnership_of(session: Session, organisation_id: int) -> Partnership | None:
    """Return the partnership with an organisation, an archived one too."""
    return session.scalar(sa.select(Partnership).where(Partnership.organisation_id == organisation_id))


def standing(session: Session, partnership_id: int, on: date) -> tuple[bool, date | None]:
    """Return whether the partner counts as active on a day, and the day of the last joint activity."""
    row = session.execute(
        sa.select(
            sa.case((active_partner_condition(on), sa.true()), else_=sa.false()).label("active"),
            last_activity(on).label("last"),
        ).where(Partnership.id == partnership_id)
    ).one()
    return bool(row.active), activity_day(row.last)


@dataclass(frozen=True)
class JointEvents:
    """The joint events of a partner: the next planned, the newest held, and the figures of all that were held.

    A figure is None where events were held and nobody counted.
    """

    planned: list[sa.Row[Any]]
    held: list[sa.Row[Any]]
    held_count: int | None
    participants: int | None


def joint_events_of(session: Session, organisation_id: int, scope: Scope, limit: int = LIMIT) -> JointEvents:
    """Return the joint events of an organisation that the reader sees: rows (id, title, starts_on, participants).

    A summary row stands for as many events as it says. Three statements.
    """
    joint = sa.select(event_partners.c.event_id).where(event_partners.c.organisation_id == organisation_id)
    seen: list[sa.ColumnElement[bool]] = [Event.id.in_(joint), Event.archived_at.is_(None)]
    if scope.branch_id is not None:
        seen.append(Event.branch_id == scope.branch_id)
    rows = sa.select(Event.id, Event.title, Event.starts_on, Event.participants).where(*seen).limit(limit)
    planned = rows.where(Event.status == EventStatus.PLANNED).order_by(Event.starts_on, Event.id)
    held = rows.where(Event.status == EventStatus.HELD).order_by(Event.starts_on.desc(), Event.id.desc())
    figures = sa.select(sa.func.sum(Event.events_count), sa.func.sum(Event.participants)).where(
        *seen, Event.status == EventStatus.HELD
    )
    sums = session.execute(figures).one()
    newest: list[sa.Row[Any]] = list(session.execute(held))
    count, came = (int(number or 0) if number is not None or not newest else None for number in sums)
    return JointEvents(list(session.execute(planned)), newest, count, came)


def joint_event_choices(session: Session, organisation_id: int, on: date) -> list[tuple[str, str]]:
    """Return (id, date and title) of the newest joint events up to a day."""
    statement = (
        sa.select(Event.id, Event.title, Event.starts_on)
        .join(event_partners, event_partners.c.event_id == Event.id)
        .where(event_partners.c.organisation_id == organisation_id, Event.archived_at.is_(None), Event.starts_on <= on)
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(CHOICES)
    )
    return [(str(row.id), f"{short_day(row.starts_on)} – {row.title}") for row in session.execute(statement)]


def joint_grant_choices(session: Session, organisation_id: int) -> list[tuple[str, str]]:
    """Return (id, title) of the joint applications."""
    statement = (
        sa.select(Application.id, Application.title)
        .join(application_partners, application_partners.c.application_id == Application.id)
        .where(application_partners.c.organisation_id == organisation_id, Application.archived_at.is_(None))
        .order_by(Application.sort_key)
    )
    return [(str(row.id), row.title) for row in session.execute(statement)]


def volunteers_from(session: Session, organisation_id: int, year: Period, scope: Scope) -> list[sa.Row[Any]]:
    """Return the volunteers who belong to an organisation now: (id, name, status, minutes), by name.

    `minutes` are those confirmed in the period; they stay in the hours log and in no other sum.
    """
    belongs = sa.select(Affiliation.person_id).where(
        Affiliation.organisation_id == organisation_id, Affiliation.ends_on.is_(None)
    )
    minutes = (
        sa.select(sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0))
        .where(
            HoursEntry.volunteer_id == Volunteer.id,
            HoursEntry.status == HoursStatus.CONFIRMED,
            HoursEntry.worked_on >= year.start,
            HoursEntry.worked_on < year.end,
        )
        .correlate(Volunteer)
        .scalar_subquery()
    )
    statement = (
        sa.select(Volunteer.id, Contact.display_name.label("name"), Volunteer.status, minutes.label("minutes"))
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(Volunteer.person_id.in_(belongs), Volunteer.archived_at.is_(None))
        .order_by(Contact.sort_key, Volunteer.id)
    )
    if scope.branch_id is not None:
        statement = statement.where(Volunteer.branch_id == scope.branch_id)
    return list(session.execute(statement))


def moves_of(session: Session, partnership_id: int) -> list[sa.Row[Any]]:
    """Return the moves of a partnership, the newest first: (at, from_stage, to_stage, reason_code, reason, who)."""
    return list(
        session.execute(
            sa.select(
                PartnershipStageChange.at,
                PartnershipStageChange.from_stage,
                PartnershipStageChange.to_stage,
                PartnershipStageChange.reason_code,
                PartnershipStageChange.reason,
                User.name.label("who"),
            )
            .outerjoin(User, User.id == PartnershipStageChange.by_id)
            .where(PartnershipStageChange.partnership_id == partnership_id)
            .order_by(PartnershipStageChange.id.desc())
        )
    )


def applications_with(session: Session, organisation_id: int, reader: User, limit: int = LIMIT) -> list[sa.Row[Any]]:
    """Return the newest joint applications: (id, title, stage, submitted_on).

    Those who may not see grants get none.
    """
    if not may(reader.role, Permission.GRANTS_VIEW):
        return []
    return list(
        session.execute(
            sa.select(Application.id, Application.title, Application.stage, Application.submitted_on)
            .join(application_partners, application_partners.c.application_id == Application.id)
            .where(application_partners.c.organisation_id == organisation_id, Application.archived_at.is_(None))
            .order_by(Application.id.desc())
            .limit(limit)
        )
    )
