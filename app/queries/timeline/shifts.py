"""Places in shifts: who got one, who gave one up."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.opportunities import AssignmentStatus
from app.formats import short_moment
from app.i18n import _
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, scoped
from models.accounts import User
from models.contacts import Contact
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer


def _places(rows: Sequence[Any], subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        what = row.title if subject == "volunteer" else row.display_name
        words = {
            AssignmentStatus.CONFIRMED: _("Place in a shift: %(what)s", what=what),
            AssignmentStatus.WAITING: _("On the waiting list: %(what)s", what=what),
            AssignmentStatus.CANCELLED: _("Place given up: %(what)s", what=what),
        }
        is_gone = row.status is AssignmentStatus.CANCELLED
        reason = row.cancel_reason if is_gone else row.override_reason
        yield Entry(
            row.cancelled_at if is_gone else row.created_at,
            "calendar2-x" if is_gone else "calendar2-check",
            "neutral" if is_gone else "success",
            words[row.status],
            " · ".join(filter(None, (short_moment(row.starts_at.astimezone(reader.zone)), reason))),
            row.who or "",
            ("opportunities.shift", {"shift_id": row.shift_id}),
        )


def _newest_places(view: View) -> Any:
    mine = Assignment.volunteer_id if view.subject == "volunteer" else Shift.opportunity_id
    at = sa.func.coalesce(Assignment.cancelled_at, Assignment.created_at)
    return scoped(
        sa.select(
            Assignment.status,
            Assignment.cancel_reason,
            Assignment.override_reason,
            Assignment.created_at,
            Assignment.cancelled_at,
            Shift.id.label("shift_id"),
            Shift.starts_at,
            Opportunity.title,
            Contact.display_name,
            User.name.label("who"),
        )
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .outerjoin(User, User.id == Assignment.assigned_by_id)
        .where(mine == RECORD)
        .order_by(at.desc(), Assignment.id.desc())
        .limit(MOST),
        Shift.branch_id,
        view,
    )


# The places in shifts of an opportunity or of a volunteer, as they stand now.
places = Source(_newest_places, _places)
