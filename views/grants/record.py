"""What every page of one application shares: the record, its tabs, its way and the next step."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.domain.grant_approvals import goes_on
from app.domain.grant_stages import open_order
from app.domain.grants import LOST_STAGES, OPEN_STAGES, Stage
from app.i18n import _, _l, locale_code
from app.labels import label
from app.queries import grants as questions
from app.queries.grant_stages import moves_of, ordered
from app.queries.grants import LinkedCounts
from app.security import current_scope
from app.stage_names import present_stages
from models import db
from models.grants import Application
from views.editing import get_or_404
from views.grants.approval_card import ApprovalCard, approval_card

# Fourteen stages are too many for one line: neighbours share a step.
TRACK: tuple[frozenset[Stage], ...] = (
    frozenset({Stage.IDEA, Stage.SELECTION}),
    frozenset({Stage.DRAFTING, Stage.APPROVAL}),
    frozenset({Stage.SUBMITTED, Stage.REVIEW, Stage.CLARIFICATION}),
    frozenset({Stage.AWARDED, Stage.CONTRACTING}),
    frozenset({Stage.IMPLEMENTATION}),
    frozenset({Stage.REPORTING}),
    frozenset({Stage.CLOSED}),
)
NEXT_STEPS: dict[Stage, tuple[Stage, Any]] = {
    Stage.IDEA: (Stage.SELECTION, _l("Choose a call")),
    Stage.SELECTION: (Stage.DRAFTING, _l("Start drafting")),
    Stage.DRAFTING: (Stage.APPROVAL, _l("Send for approval")),
    Stage.APPROVAL: (Stage.SUBMITTED, _l("Mark as submitted")),
    Stage.SUBMITTED: (Stage.REVIEW, _l("The funder is reviewing")),
    Stage.REVIEW: (Stage.AWARDED, _l("Record the award")),
    Stage.CLARIFICATION: (Stage.AWARDED, _l("Record the award")),
    Stage.AWARDED: (Stage.CONTRACTING, _l("Prepare the agreement")),
    Stage.CONTRACTING: (Stage.IMPLEMENTATION, _l("Start the project")),
    Stage.IMPLEMENTATION: (Stage.REPORTING, _l("Start reporting")),
    Stage.REPORTING: (Stage.CLOSED, _l("Close the grant")),
    Stage.REJECTED: (Stage.DRAFTING, _l("Take up again")),
    Stage.WITHDRAWN: (Stage.DRAFTING, _l("Take up again")),
}
TAB_ENDPOINTS = {"report": "reports.grant"}


@dataclass(frozen=True)
class NextStep:
    """The sensible next move; one that needs an answer first leads to a page, the others happen at once."""

    stage: str
    text: str
    asks: bool
    url: str


def load(application_id: int) -> Application:
    """Return the application of the address, or answer «there is no such page»."""
    return get_or_404(questions.application(db.session(), application_id, current_scope()))


def frame(application: Application, active: str) -> dict[str, Any]:
    """Return what `grants/_record.html` needs around the content of the tab `active`."""
    counts = questions.linked_counts(db.session(), application.id, locale_code())
    steps, step = track(application)
    approvals, possible = approval_card(application), moves(application)
    offered = _next(application, possible)
    if approvals.is_open:
        # Nothing that leads forwards would pass: it is not offered, neither as a button nor in the menu.
        order = open_order(present_stages())
        possible = tuple(stage for stage in possible if not goes_on(application.stage, stage, order))
    return {
        "application": application,
        "counts": counts,
        "tabs": tabs(application, counts, active),
        "steps": steps,
        "step": step,
        "approvals": approvals,
        "next_step": next_step(application, approvals, offered),
        "other_moves": other_moves(application, possible, offered),
    }


def tabs(application: Application, counts: LinkedCounts, active: str) -> list[dict[str, Any]]:
    """Return the tabs of the record."""
    awarded = application.awarded_amount is not None
    # Once the grant is awarded, hours are a part of its co-financing.
    hours = ("award", _("Award"), None) if awarded else ("hours", _("Volunteers’ hours"), counts.hours_entries)
    active = "award" if awarded and active == "hours" else active
    places: tuple[tuple[str, str, int | None], ...] = (
        ("show", _("Overview"), None),
        ("application", _("Application"), None),
        ("budget", _("Budget and spending"), counts.budget_lines),
        hours,
        ("work", _("Work and results"), counts.activities + counts.indicators),
        ("narrative", _("Texts of the report"), counts.narratives),
    )
    if application.awarded_amount is not None:
        places = (*places, ("report", _("Report"), None))
    return [
        {
            "url": url_for(TAB_ENDPOINTS.get(name, f"grants.{name}"), application_id=application.id),
            "text": text,
            "count": count,
            "active": name == active,
        }
        for name, text, count in places
        if TAB_ENDPOINTS.get(name, f"grants.{name}") in current_app.view_functions
    ]


def track(application: Application) -> tuple[list[str], int]:
    """Return the steps of an application in words, and which of them is the present one (from 1)."""
    steps = _steps()
    words = [label(members[0]) for members in steps]
    stage = application.held_stage or application.stage
    if stage in LOST_STAGES:
        history = questions.stage_history(db.session(), application.id)
        left = history[0].from_stage if history else Stage.IDEA
        if left is Stage.SUSPENDED:
            left = history[1].from_stage
        place = _place(steps, left)
        return [*words[:place], label(stage)], place + 1
    return words, _place(steps, stage) + (stage is Stage.CLOSED)


Offer = tuple[Stage, str]


def next_step(application: Application, approvals: ApprovalCard, offered: Offer | None) -> NextStep | None:
    """Return the next sensible step; None when there is none, as when the application waits for others' approval."""
    if application.archived_at is not None:
        return None
    if approvals.is_open:
        where = url_for("grants.approval", application_id=application.id)
        return NextStep("", _("Approve or return"), True, where) if approvals.is_mine else None
    if offered is None:
        return None
    stage, text = offered
    where = url_for("grants.move", application_id=application.id, stage=stage.value)
    return NextStep(stage.value, text, stage is Stage.AWARDED, where)


def other_moves(application: Application, possible: tuple[Stage, ...], offered: Offer | None) -> list[dict[str, Any]]:
    """Return the other allowed moves, and the way into the archive, as lines of a menu."""
    if application.archived_at is not None:
        return []
    items: list[dict[str, Any]] = [
        {
            "text": f"{label(stage)}…",
            "url": url_for("grants.move", application_id=application.id, stage=stage.value),
            "danger": stage in LOST_STAGES,
        }
        for stage in possible
        if offered is None or stage is not offered[0]
    ]
    archive = url_for("grants.archive", application_id=application.id)
    return [*items, {"text": _("Archive"), "url": archive, "post": True}]


def moves(application: Application) -> tuple[Stage, ...]:
    """Return the stages that may follow."""
    return moves_of(db.session(), application, present_stages())


def _next(application: Application, possible: tuple[Stage, ...]) -> Offer | None:
    """Return the sensible one of the possible next stages and the words of its button.

    A stage with a name of its own is called by it.
    """
    stage = application.stage
    if application.held_stage is not None:
        return application.held_stage, _("Resume the work")
    built_in, words = NEXT_STEPS.get(stage, (None, ""))
    if stage is Stage.IDEA and application.call_id and Stage.DRAFTING in possible:
        # The call was chosen with the application.
        built_in, words = NEXT_STEPS[Stage.SELECTION]
        possible = tuple(item for item in possible if item is not Stage.SELECTION)
    if built_in is None:
        return None
    later = [item for item in possible if item in OPEN_STAGES]
    usual = built_in in possible and (built_in not in OPEN_STAGES or built_in is later[0])
    target = built_in if usual or not possible else possible[0]
    if target is not built_in or locale_code() in present_stages()[target].names:
        return target, _("Move to “%(stage)s”", stage=label(target))
    return target, str(words)


def _steps() -> list[list[Stage]]:
    """Return the steps in the institution's order, each with its stages."""
    settings = present_stages()
    steps = [ordered(members, settings) for members in TRACK]
    return sorted(steps, key=lambda members: settings[members[0]].position)


def _place(steps: list[list[Stage]], stage: Stage) -> int:
    return next(place for place, members in enumerate(steps, 1) if stage in members)
