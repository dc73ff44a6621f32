"""One partnership and what belongs to it."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.permissions import Permission, may
from app.queries.partnerships.activity import active_partner_condition, activity_day, last_activity
from app.queries.partnerships.agreements import in_scope
from app.scope import Scope
from models.accounts import User
from models.contacts import Affiliation, Contact
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partnerships import Partnership

LIMIT = 8


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


def events_with(session: Session, organisation_id: int, scope: Scope, limit: int = LIMIT) -> list[sa.Row[Any]]:
    """Return the newest joint events: (id, title, starts_on, status)."""
    statement = (
        sa.select(Event.id, Event.title, Event.starts_on, Event.status)
        .join(event_partners, event_partners.c.event_id == Event.id)
        .where(event_partners.c.organisation_id == organisation_id, Event.archived_at.is_(None))
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(limit)
    )
    if scope.branch_id is not None:
        statement = statement.where(Event.branch_id == scope.branch_id)
    return list(session.execute(statement))


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


def people_of(session: Session, organisation_id: int) -> list[sa.Row[Any]]:
    """Return the present contact people of an organisation: (id, name, role)."""
    return list(
        session.execute(
            sa.select(Contact.id, Contact.display_name.label("name"), Affiliation.role)
            .join(Affiliation, Affiliation.person_id == Contact.id)
            .where(
                Affiliation.organisation_id == organisation_id,
                Affiliation.ends_on.is_(None),
                Contact.archived_at.is_(None),
            )
            .order_by(Contact.sort_key)
        )
    )
