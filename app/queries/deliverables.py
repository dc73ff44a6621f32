"""Questions about what must be handed in to funders: of one application, and what is due or waits in all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import REPORT_KINDS, DeliverableKind, DeliverableState, deliverable_state
from app.queries.grants import RESTING_STAGES, in_scope
from app.queries.places import SCOPES_KEPT, day_place
from app.scope import Scope
from models.awards import DeliverableReturn
from models.contacts import Contact
from models.grants import Application, Deliverable


@dataclass(frozen=True)
class DueDeliverable:
    """Something that must be handed in, with the application that it belongs to."""

    id: int
    application_id: int
    title: str
    funder: str
    kind: DeliverableKind
    due_on: date
    state: DeliverableState
    owner_id: int | None
    submitted_on: date | None = None
    returned_on: date | None = None


def deliverables_of(session: Session, application_id: int) -> Sequence[Deliverable]:
    """Return the deliverables of an application, the earliest first."""
    return session.scalars(_of_application(), {"application": application_id}).all()


@cache
def _of_application() -> Any:
    asked = Deliverable.application_id == sa.bindparam("application", type_=sa.Integer)
    return sa.select(Deliverable).where(asked).order_by(Deliverable.due_on, Deliverable.id)


def deliverable(session: Session, application_id: int, deliverable_id: int) -> Deliverable | None:
    """Return one deliverable of an application."""
    return session.scalar(
        sa.select(Deliverable).where(Deliverable.id == deliverable_id, Deliverable.application_id == application_id)
    )


def returns_of(session: Session, application_id: int) -> dict[int, list[DeliverableReturn]]:
    """Return how the funder gave deliverables of an application back, by deliverable, the newest first."""
    found: dict[int, list[DeliverableReturn]] = {}
    for row in session.scalars(_returns(), {"application": application_id}):
        found.setdefault(row.deliverable_id, []).append(row)
    return found


@cache
def _returns() -> Any:
    return (
        sa.select(DeliverableReturn)
        .join(Deliverable, Deliverable.id == DeliverableReturn.deliverable_id)
        .where(Deliverable.application_id == sa.bindparam("application", type_=sa.Integer))
        .order_by(DeliverableReturn.id.desc())
    )


def due_deliverables(session: Session, scope: Scope, today: date, days: int = 30) -> list[DueDeliverable]:
    """Return what must be handed in within `days` and what is overdue, the earliest first.

    Deliverables of applications that are rejected, withdrawn, closed, on hold or archived are nobody's work now.
    """
    return [_due(row, today) for row in session.execute(_due_deliverables(scope), {"last": today + timedelta(days)})]


def waiting_deliverables(session: Session, scope: Scope, today: date) -> list[DueDeliverable]:
    """Return the reports that were handed in and that the funder has not accepted, the earliest first."""
    return [_due(row, today) for row in session.execute(_waiting_deliverables(scope))]


def _due(row: Any, today: date) -> DueDeliverable:
    state = deliverable_state(row.due_on, row.submitted_on, None, today, row.returned_on)
    return DueDeliverable(**row._mapping, state=state)


@lru_cache(maxsize=SCOPES_KEPT)
def _due_deliverables(scope: Scope) -> Any:
    due = (Deliverable.submitted_on.is_(None), Deliverable.due_on <= day_place("last"))
    return _deliverables(scope).where(*due).order_by(Deliverable.due_on, Deliverable.id)


@lru_cache(maxsize=SCOPES_KEPT)
def _waiting_deliverables(scope: Scope) -> Any:
    waiting = (
        Deliverable.submitted_on.is_not(None),
        Deliverable.accepted_on.is_(None),
        Deliverable.kind.in_(REPORT_KINDS),
    )
    return _deliverables(scope).where(*waiting).order_by(Deliverable.submitted_on, Deliverable.id)


def _deliverables(scope: Scope) -> Any:
    return (
        sa.select(
            Deliverable.id,
            Deliverable.application_id,
            Application.title,
            Contact.display_name.label("funder"),
            Deliverable.kind,
            Deliverable.due_on,
            Deliverable.submitted_on,
            Deliverable.returned_on,
            Application.owner_id,
        )
        .join(Application, Deliverable.application_id == Application.id)
        .join(Contact, Application.funder_id == Contact.id)
        .where(Application.stage.not_in(RESTING_STAGES), Application.archived_at.is_(None), in_scope(scope))
    )
