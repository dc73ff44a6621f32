"""Which grants can be reported on."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.contacts import Contact
from models.grants import Application
from models.reports import Report


def reportable(session: Session) -> list[sa.Row[Any]]:
    """Return the applications that a report can be made of, won ones, with the state of the newest report."""
    state = (
        sa.select(Report.state)
        .where(Report.application_id == Application.id)
        .order_by(Report.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.agreement_number,
            Application.ends_on,
            state.label("report_state"),
            Contact.display_name.label("funder"),
        )
        .join(Contact, Contact.id == Application.funder_id)
        .where(Application.awarded_amount.is_not(None), Application.archived_at.is_(None))
        .order_by(Application.awarded_on.desc(), Application.id.desc())
    )
    return list(session.execute(statement))
