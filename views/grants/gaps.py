"""Where each thing that a stage asks for is filled in."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for

from app.domain.grant_stages import Requirement
from app.labels import label
from models.grants import Application

# The field of the application's form that fills a gap.
_FIELDS = {
    Requirement.OWNER: "owner_id",
    Requirement.LEADER: "leader",
    Requirement.CALL: "call_id",
    Requirement.FUNDER_DEADLINE: "call_id",
    Requirement.GO_DECISION: "call_id",
    Requirement.REQUESTED_AMOUNT: "requested_amount",
    Requirement.COFINANCING: "cofinancing_amount",
    Requirement.BRANCH: "scope",
    Requirement.PROJECT_DATES: "starts_on",
    Requirement.AWARD_AMOUNT: "awarded_amount",
    Requirement.AGREEMENT: "agreement_number",
}


class GapLink(NamedTuple):
    """What is missing, and the page where it is filled in."""

    text: str
    url: str


def gap_links(application: Application, gaps: Iterable[Requirement]) -> list[GapLink]:
    """Return each gap with the place where it is filled in."""
    return [GapLink(label(gap), _place(application, gap)) for gap in gaps]


def _place(application: Application, gap: Requirement) -> str:
    number, call = application.id, application.call_id
    of_call = {
        Requirement.FUNDER_DEADLINE: ("grants.edit_call", "deadline_on"),
        Requirement.GO_DECISION: ("grants.assess_call", None),
    }
    if gap in of_call and call is not None:
        endpoint, anchor = of_call[gap]
        return url_for(endpoint, call_id=call, _anchor=anchor)
    elsewhere: dict[Requirement, tuple[str, str | None]] = {
        Requirement.BUDGET_MATCHES: ("grants.budget", None),
        Requirement.SUMMARY: ("grants.edit_narrative", "summary"),
        Requirement.PARTNERS: ("grants.show", "joint"),
        Requirement.FILES: ("grants.show", "files"),
    }
    endpoint, anchor = elsewhere.get(gap) or ("grants.edit", _FIELDS[gap])
    return url_for(endpoint, application_id=number, _anchor=anchor)
