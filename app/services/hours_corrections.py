"""The verb of correcting confirmed hours: what was before stays in history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.volunteers import HoursStatus
from app.queries.hours_claims import claiming_grant
from app.scope import Scope
from app.services.hours import HoursData, fill_entry
from models.accounts import User
from models.hours import HoursCorrection
from models.volunteers import HoursEntry

KEPT = ("volunteer_id", "worked_on", "minutes", "activity", "event_id", "opportunity_id", "application_id", "branch_id")


def correct_hours(
    session: Session,
    entry: HoursEntry,
    data: HoursData,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    today: date,
    scope: Scope,
) -> HoursCorrection:
    """Correct confirmed hours; they stay confirmed, and what changed is kept with the reason.

    Hours that a grant counts are not corrected: their value may already stand in a report that a funder has, so
    whoever answers for the grant withdraws them first and counts them anew.

    Raises:
        RuleError: `hours_not_confirmed`, `hours_are_claimed`, `reason_needed`, `nothing_corrected`, or what `log_hours`
            refuses.
    """
    if entry.status is not HoursStatus.CONFIRMED:
        raise RuleError("hours_not_confirmed")
    grant = claiming_grant(session, [entry.id])
    if grant is not None:
        raise RuleError("hours_are_claimed", grant)
    if not reason.strip():
        raise RuleError("reason_needed", field="reason")
    before = _values(entry)
    with session.no_autoflush:
        fill_entry(session, entry, data, today=today, scope=scope)
    after = _values(entry)
    changed = [name for name in KEPT if before[name] != after[name]]
    if not changed:
        raise RuleError("nothing_corrected")
    correction = HoursCorrection(
        hours_entry_id=entry.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason.strip()[:300],
        at=at,
        by_id=by.id if by else None,
    )
    session.add(correction)
    session.flush()
    return correction


def _values(entry: HoursEntry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in KEPT}
    values["worked_on"] = entry.worked_on.isoformat()
    return values
