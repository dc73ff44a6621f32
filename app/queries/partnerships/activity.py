"""Active partners (active_partners, unit: partnerships, period: a day): the one definition, as SQL.

A partner counts as active on a day with a memorandum or cooperation agreement that is valid on it, or with a
joint event held or a joint application submitted in the twelve months that end with the day. It says in SQL what
`app.domain.partnerships.is_active_partner` says in Python. Archived partnerships are not counted; archived
agreements, events and applications make nobody active.
"""

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.partnerships import joint_activity_since
from app.domain.periods import Period
from app.queries.partnerships.agreements import agreement_condition, agreement_days, in_scope
from app.scope import Scope
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partnerships import Partnership

_NEVER = date(1, 1, 1)


def joint_events() -> sa.Select[Any]:
    """Return a select of the joint events of the partnership in the outer query: held, not archived."""
    return (
        sa.select(Event.id)
        .join(event_partners, event_partners.c.event_id == Event.id)
        .where(
            event_partners.c.organisation_id == Partnership.organisation_id,
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
        )
        .correlate(Partnership)
    )


def joint_applications() -> sa.Select[Any]:
    """Return a select of the joint applications of that partnership: submitted, not archived."""
    return (
        sa.select(Application.id)
        .join(application_partners, application_partners.c.application_id == Application.id)
        .where(
            application_partners.c.organisation_id == Partnership.organisation_id,
            Application.submitted_on.is_not(None),
            Application.archived_at.is_(None),
        )
        .correlate(Partnership)
    )


def active_partner_condition(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that the partner of a `Partnership` counts as active on the day."""
    since = joint_activity_since(on)
    return sa.or_(
        agreement_condition(on),
        joint_events().where(Event.starts_on.between(since, on)).exists(),
        joint_applications().where(Application.submitted_on.between(since, on)).exists(),
    )


def last_activity(on: date) -> Any:
    """Return the day of the last joint activity up to the day; `NEVER` when there was none."""
    newest_event = (
        joint_events().where(Event.starts_on <= on).with_only_columns(sa.func.max(Event.starts_on)).scalar_subquery()
    )
    newest_application = (
        joint_applications()
        .where(Application.submitted_on <= on)
        .with_only_columns(sa.func.max(Application.submitted_on))
        .scalar_subquery()
    )
    never = sa.literal(_NEVER, sa.Date)
    event_day = sa.func.coalesce(newest_event, never)
    application_day = sa.func.coalesce(newest_application, never)
    return sa.case((event_day >= application_day, event_day), else_=application_day)


def activity_day(value: date | None) -> date | None:
    """Return the value of `last_activity` with None for never."""
    return None if value is None or value == _NEVER else value


def active_partners(session: Session, on: date, scope: Scope) -> int:
    """Return how many partners count as active on the day."""
    statement = sa.select(sa.func.count(Partnership.id)).where(_seen(scope), active_partner_condition(on))
    return session.scalar(statement) or 0


def active_partners_by_month(session: Session, period: Period, scope: Scope) -> list[tuple[date, int]]:
    """Return (first day of the month, active partners on its last day within the period), three statements."""
    months = period.months()
    found = _active_on(session, [month.last_day for month in months], scope)
    return [(month.start.replace(day=1), len(ids)) for month, ids in zip(months, found, strict=True)]


def active_partners_by_month_branch(session: Session, period: Period, scope: Scope) -> dict[tuple[date, int], int]:
    """Return active partners on the last day of each month, by (first day of the month, branch id).

    A partner belongs to the branch that its partnership names and to every branch where a joint event was
    held in the twelve months that end with the day; one that works with several branches is counted in each,
    so branches do not add up to `active_partners_by_month`. Five statements.
    """
    months = period.months()
    days = [month.last_day for month in months]
    named = sa.select(Partnership.id, Partnership.branch_id).where(_seen(scope), Partnership.branch_id.is_not(None))
    branch_of = {row.id: row.branch_id for row in session.execute(named)}
    held = (
        _held(days, scope)
        .add_columns(Event.branch_id)
        .where(sa.true() if scope.branch_id is None else Event.branch_id == scope.branch_id)
    )
    partners: defaultdict[tuple[date, int], set[int]] = defaultdict(set)
    for month, ids in zip(months, _active_on(session, days, scope), strict=True):
        for partnership_id in ids & branch_of.keys():
            partners[month.start.replace(day=1), branch_of[partnership_id]].add(partnership_id)
    windows = [
        (month.start.replace(day=1), joint_activity_since(day), day) for month, day in zip(months, days, strict=True)
    ]
    for partnership_id, held_on, branch_id in session.execute(held.distinct()):
        for start, since, day in windows:
            if since <= held_on <= day:
                partners[start, branch_id].add(partnership_id)
    return {key: len(ids) for key, ids in partners.items()}


def _active_on(session: Session, days: list[date], scope: Scope) -> list[set[int]]:
    """Return the partnerships that count as active on each of several days, in order.

    It says of many days what `active_partner_condition` says of one: what is known of a partner is read once.
    """
    active: list[set[int]] = [set() for _day in days]
    for partnership_id, first, last in session.execute(agreement_days(_seen(scope))):
        for day, ids in zip(days, active, strict=True):
            if (first is None or first <= day) and (last is None or last >= day):
                ids.add(partnership_id)
    windows = [(joint_activity_since(day), day, ids) for day, ids in zip(days, active, strict=True)]
    for statement in (_held(days, scope), _submitted(days, scope)):
        for partnership_id, done_on in session.execute(statement.distinct()):
            for since, day, ids in windows:
                if since <= done_on <= day:
                    ids.add(partnership_id)
    return active


def _seen(scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(Partnership.archived_at.is_(None), in_scope(scope))


def _held(days: list[date], scope: Scope) -> Any:
    return (
        sa.select(Partnership.id, Event.starts_on)
        .join(event_partners, event_partners.c.organisation_id == Partnership.organisation_id)
        .join(Event, Event.id == event_partners.c.event_id)
        .where(
            _seen(scope),
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
            Event.starts_on.between(joint_activity_since(days[0]), days[-1]),
        )
    )


def _submitted(days: list[date], scope: Scope) -> Any:
    return (
        sa.select(Partnership.id, Application.submitted_on)
        .join(application_partners, application_partners.c.organisation_id == Partnership.organisation_id)
        .join(Application, Application.id == application_partners.c.application_id)
        .where(
            _seen(scope),
            Application.archived_at.is_(None),
            Application.submitted_on.between(joint_activity_since(days[0]), days[-1]),
        )
    )
