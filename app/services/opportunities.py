"""Verbs of opportunities: add, change, open, close, archive, restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.opportunities import OpportunityKind, OpportunityStatus, Visibility
from app.domain.volunteers import MIN_AGE
from app.passwords import new_token
from app.queries.shifts import coming_shifts, coming_with_people
from app.scope import Scope
from app.services.base import refuse_archived
from app.services.volunteers import skills_named
from models.accounts import User
from models.branches import Branch
from models.events import Event
from models.grants import Application
from models.opportunities import Opportunity


@dataclass(frozen=True)
class OpportunityData:
    """What a person types about an opportunity."""

    title: str
    branch_id: int
    kind: OpportunityKind
    visibility: Visibility = Visibility.STAFF
    description: str = ""
    needed: int | None = None
    min_age: int = MIN_AGE
    self_signup: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    owner_id: int | None = None
    event_id: int | None = None
    application_id: int | None = None
    skills: Sequence[str] = ()


def add_opportunity(
    session: Session, data: OpportunityData, *, scope: Scope, status: OpportunityStatus = OpportunityStatus.DRAFT
) -> Opportunity:
    """Add an opportunity.

    Raises:
        RuleError: `other_branch`, `opportunity_dates`, `not_found` (branch, colleague, event or grant).
    """
    opportunity = Opportunity(token=new_token()[0], status=status)
    with session.no_autoflush:
        _fill(session, opportunity, data, scope)
    session.add(opportunity)
    session.flush()
    return opportunity


def change_opportunity(
    session: Session, opportunity: Opportunity, data: OpportunityData, *, today: date, scope: Scope
) -> None:
    """Save what was typed about an opportunity; its coming shifts follow it to another branch.

    Raises:
        RuleError: as `add_opportunity`.
    """
    moves = data.branch_id != opportunity.branch_id
    with session.no_autoflush:
        _fill(session, opportunity, data, scope)
    if moves:
        for shift in coming_shifts(session, opportunity.id, today):
            shift.branch_id = data.branch_id
    session.flush()


def _fill(session: Session, opportunity: Opportunity, data: OpportunityData, scope: Scope) -> None:
    if not scope.allows(data.branch_id):
        raise RuleError("other_branch", field="branch_id")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise RuleError("opportunity_dates", field="ends_on")
    for model, key, name in (
        (Branch, data.branch_id, "branch_id"),
        (User, data.owner_id, "owner_id"),
        (Application, data.application_id, "application_id"),
    ):
        if key is not None and session.get(model, key) is None:
            raise RuleError("not_found", field=name)
    event = session.get(Event, data.event_id) if data.event_id else None
    if data.event_id and (event is None or not scope.allows(event.branch_id)):
        raise RuleError("not_found", field="event_id")
    opportunity.rename(data.title)
    opportunity.branch_id = data.branch_id
    opportunity.branch = session.get_one(Branch, data.branch_id)
    opportunity.kind, opportunity.visibility = data.kind, data.visibility
    opportunity.description, opportunity.needed = data.description, data.needed
    opportunity.min_age, opportunity.self_signup = data.min_age, data.self_signup
    opportunity.starts_on, opportunity.ends_on = data.starts_on, data.ends_on
    opportunity.owner_id, opportunity.event_id = data.owner_id, data.event_id
    opportunity.application_id = data.application_id
    opportunity.skills = skills_named(session, data.skills)


def open_opportunity(session: Session, opportunity: Opportunity) -> None:
    """Look for people.

    Raises:
        RuleError: `archived`, or `not_allowed` when it is open already.
    """
    _move(session, opportunity, OpportunityStatus.OPEN)


def close_opportunity(session: Session, opportunity: Opportunity) -> None:
    """Stop looking for people; those who have places keep them.

    Raises:
        RuleError: `archived`, or `not_allowed` when it is closed already.
    """
    _move(session, opportunity, OpportunityStatus.CLOSED)


def _move(session: Session, opportunity: Opportunity, status: OpportunityStatus) -> None:
    refuse_archived(opportunity)
    if opportunity.status is status:
        raise RuleError("not_allowed")
    opportunity.status = status
    session.flush()


def archive_opportunity(session: Session, opportunity: Opportunity, *, today: date, now: datetime) -> None:
    """Put an opportunity into the archive; its past shifts stay.

    Raises:
        RuleError: `opportunity_has_people`, while somebody has a place in a coming shift.
    """
    if coming_with_people(session, opportunity.id, today):
        raise RuleError("opportunity_has_people")
    opportunity.archived_at = now
    session.flush()


def restore_opportunity(session: Session, opportunity: Opportunity) -> None:
    """Bring an opportunity back from the archive."""
    opportunity.archived_at = None
    session.flush()
