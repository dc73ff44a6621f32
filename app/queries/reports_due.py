"""Which reports funders wait for."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import DeliverableKind
from app.domain.periods import Period
from models.contacts import Contact
from models.grants import Application, Deliverable

REPORTS = (DeliverableKind.INTERIM_REPORT, DeliverableKind.FINAL_REPORT)


def reports_due(session: Session, period: Period, ids: Collection[int] | None = None) -> list[sa.Row[Any]]:
    """Return the reports due in a period, the first one first; grants in the archive are left out.

    Args:
        session: the database session.
        period: of the due dates.
        ids: of the deliverables that are meant; all when None.
    """
    statement = (
        sa.select(
            Deliverable.id,
            Deliverable.kind,
            Deliverable.due_on,
            Deliverable.submitted_on,
            Deliverable.accepted_on,
            Application.id.label("application_id"),
            Application.title,
            Contact.display_name.label("funder"),
        )
        .join(Application, Application.id == Deliverable.application_id)
        .join(Contact, Contact.id == Application.funder_id)
        .where(
            Deliverable.kind.in_(REPORTS),
            Deliverable.due_on >= period.start,
            Deliverable.due_on < period.end,
            Application.archived_at.is_(None),
        )
        .order_by(Deliverable.due_on, Application.sort_key, Deliverable.id)
    )
    if ids is not None:
        statement = statement.where(Deliverable.id.in_(ids))
    return list(session.execute(statement))
