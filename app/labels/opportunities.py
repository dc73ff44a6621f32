"""Words of the area: opportunities to help, shifts and places in them."""

from typing import Any

from app.domain.opportunities import (
    AssignmentSource,
    AssignmentStatus,
    OpportunityKind,
    OpportunityStatus,
    Visibility,
)
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    OpportunityKind: {
        OpportunityKind.ONE_OFF: _l("Once"),
        OpportunityKind.RECURRING: _l("Regularly"),
        OpportunityKind.FLEXIBLE: _l("At any time"),
    },
    OpportunityStatus: {
        OpportunityStatus.DRAFT: _l("Draft"),
        OpportunityStatus.OPEN: _l("People are wanted"),
        OpportunityStatus.CLOSED: _l("Closed"),
    },
    Visibility: {
        Visibility.PUBLIC: _l("Everybody"),
        Visibility.VOLUNTEERS: _l("Volunteers"),
        Visibility.STAFF: _l("Staff only"),
    },
    AssignmentStatus: {
        AssignmentStatus.CONFIRMED: _l("Has a place"),
        AssignmentStatus.WAITING: _l("On the waiting list"),
        AssignmentStatus.CANCELLED: _l("Cancelled"),
    },
    AssignmentSource: {
        AssignmentSource.STAFF: _l("Put in by staff"),
        AssignmentSource.VOLUNTEER: _l("Signed up"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    OpportunityStatus: {
        OpportunityStatus.DRAFT: "neutral",
        OpportunityStatus.OPEN: "success",
        OpportunityStatus.CLOSED: "neutral",
    },
    Visibility: {Visibility.PUBLIC: "info"},
    AssignmentStatus: {
        AssignmentStatus.CONFIRMED: "success",
        AssignmentStatus.WAITING: "warning",
        AssignmentStatus.CANCELLED: "neutral",
    },
}
REFUSALS: dict[str, Any] = {}
