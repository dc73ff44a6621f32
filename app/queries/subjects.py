"""Records that comments and files can belong to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.permissions import Permission
from app.scope import Scope
from models.calls import Call
from models.contacts import Contact
from models.donations import Donation
from models.events import Event
from models.grants import Application
from models.opportunities import Opportunity
from models.partnerships import Partnership
from models.volunteers import Volunteer

SUBJECTS: dict[str, tuple[type[Any], Permission, str, str]] = {
    "contact": (Contact, Permission.CONTACTS_VIEW, "contacts.show", "contact_id"),
    "application": (Application, Permission.GRANTS_VIEW, "grants.show", "application_id"),
    "event": (Event, Permission.EVENTS_VIEW, "events.show", "event_id"),
    "partnership": (Partnership, Permission.PARTNERSHIPS_VIEW, "partnerships.show", "partnership_id"),
    "volunteer": (Volunteer, Permission.VOLUNTEERS_VIEW, "volunteers.show", "volunteer_id"),
    "donation": (Donation, Permission.DONATIONS_VIEW, "donations.show", "donation_id"),
    "opportunity": (Opportunity, Permission.VOLUNTEERS_VIEW, "opportunities.show", "opportunity_id"),
}
# Records that have files besides, and neither comments nor tasks.
FILED: dict[str, tuple[type[Any], Permission, str, str]] = {
    **SUBJECTS,
    "call": (Call, Permission.GRANTS_VIEW, "grants.call", "call_id"),
}
EDIT: dict[str, Permission] = {
    "contact": Permission.CONTACTS_EDIT,
    "application": Permission.GRANTS_EDIT,
    "event": Permission.EVENTS_EDIT,
    "partnership": Permission.PARTNERSHIPS_EDIT,
    "donation": Permission.DONATIONS_EDIT,
    "volunteer": Permission.VOLUNTEERS_EDIT,
    "call": Permission.GRANTS_EDIT,
}
OWN_BRANCH = frozenset({"event", "volunteer", "donation", "opportunity"})


def subject(
    session: Session,
    kind: str,
    record_id: int,
    scope: Scope,
    among: Mapping[str, tuple[type[Any], Permission, str, str]] = SUBJECTS,
) -> Any:
    """Return the record that a comment or a file belongs to.

    Args:
        among: the kinds of records that are meant; for files `FILED`.

    Raises:
        RuleError: `not_found`, when there is none or it belongs to a branch that the reader does not see.
    """
    if kind not in among:
        raise RuleError("not_found")
    record = session.get(among[kind][0], record_id)
    if record is None or not in_scope(kind, record, scope):
        raise RuleError("not_found")
    return record


def check_writable(record: Any) -> None:
    """Let a record through to which something may be added.

    Raises:
        RuleError: `erased_takes_nothing`: an erased person gets no personal data back.
    """
    if isinstance(record, Contact) and record.anonymised_at is not None:
        raise RuleError("erased_takes_nothing")


def in_scope(kind: str, record: Any, scope: Scope) -> bool:
    """Say whether a reader of this scope sees the record; records of the whole system are seen by all."""
    if scope.branch_id is None or kind in {"contact", "application", "call"}:
        return True
    if kind in OWN_BRANCH:
        return scope.allows(record.branch_id)
    return record.branch_id is None or scope.allows(record.branch_id)
