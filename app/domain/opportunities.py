"""Opportunities to help, their shifts, and the places that volunteers take in them."""

from __future__ import annotations

from enum import StrEnum


class OpportunityKind(StrEnum):
    """How the work of an opportunity is spread over time."""

    ONE_OFF = "one_off"
    RECURRING = "recurring"
    FLEXIBLE = "flexible"


class OpportunityStatus(StrEnum):
    """Whether people are looked for."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Visibility(StrEnum):
    """Who can see an opportunity: everybody, volunteers by their personal link, or accounts only."""

    PUBLIC = "public"
    VOLUNTEERS = "volunteers"
    STAFF = "staff"


class AssignmentStatus(StrEnum):
    """Whether a volunteer has a place in a shift."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class AssignmentSource(StrEnum):
    """Who put the volunteer into the shift."""

    STAFF = "staff"
    VOLUNTEER = "volunteer"
