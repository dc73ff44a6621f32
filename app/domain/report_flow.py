"""The way of a report: written, sent for approval, approved by the director and the accountant, issued.

What is approved is a frozen copy: it is made when the report is sent, and the same copy becomes the final version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import RuleError
from app.domain.roles import Approver, Role


class ReportState(StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    FINAL = "final"


class Decision(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    RETURNED = "returned"


_OFFICES: Mapping[Role, tuple[Approver, ...]] = MappingProxyType(
    {
        Role.DIRECTOR: (Approver.DIRECTOR,),
        Role.ACCOUNTANT: (Approver.ACCOUNTANT,),
        Role.ADMINISTRATOR: (Approver.DIRECTOR, Approver.ACCOUNTANT),
    }
)


def offices(role: Role) -> tuple[Approver, ...]:
    """Return in which offices a role may approve reports."""
    return _OFFICES.get(role, ())


def waiting(decided: Iterable[Approver]) -> tuple[Approver, ...]:
    """Return who has not decided yet, in the order of the offices."""
    kept = frozenset(decided)
    return tuple(office for office in Approver if office not in kept)


def check_draft(state: ReportState) -> None:
    """Let a change of a draft pass.

    Raises:
        RuleError: `report_not_draft`: it is being approved, or it is final.
    """
    if state is not ReportState.DRAFT:
        raise RuleError("report_not_draft")


def check_decision(
    state: ReportState, office: Approver, decision: Decision, note: str, *, role: Role, decided: Iterable[Approver]
) -> None:
    """Let the decision of an approver pass.

    Raises:
        RuleError: `not_in_approval`, `not_your_office`, `already_decided`, or `return_needs_note`: whoever returns a
            report says what to mend.
    """
    if state is not ReportState.IN_APPROVAL:
        raise RuleError("not_in_approval")
    if office not in offices(role):
        raise RuleError("not_your_office")
    if office in frozenset(decided):
        raise RuleError("already_decided")
    if decision is Decision.RETURNED and not note.strip():
        raise RuleError("return_needs_note", field="note")


def state_after(decided: Mapping[Approver, Decision]) -> ReportState:
    """Return the state that the decisions of a round lead to: one that returns it makes it a draft."""
    if Decision.RETURNED in decided.values():
        return ReportState.DRAFT
    return ReportState.IN_APPROVAL if waiting(decided) else ReportState.APPROVED
