"""What every page of one application shares: the record, its tabs, its way and the next step."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.domain.grants import LOST_STAGES, Stage, allowed_moves
from app.i18n import _, _l, locale_code
from app.labels import label
from app.queries import grants as questions
from app.queries.grants import LinkedCounts
from app.security import current_scope
from models import db
from models.grants import Application
from views.editing import get_or_404

# Fourteen stages are too many for one line: neighbours share a step.
TRACK: tuple[tuple[Stage, frozenset[Stage]], ...] = (
    (Stage.IDEA, frozenset({Stage.IDEA, Stage.SELECTION})),
    (Stage.DRAFTING, frozenset({Stage.DRAFTING, Stage.APPROVAL})),
    (Stage.SUBMITTED, frozenset({Stage.SUBMITTED, Stage.REVIEW, Stage.CLARIFICATION})),
    (Stage.AWARDED, frozenset({Stage.AWARDED, Stage.CONTRACTING})),
    (Stage.IMPLEMENTATION, frozenset({Stage.IMPLEMENTATION})),
    (Stage.REPORTING, frozenset({Stage.REPORTING})),
    (Stage.CLOSED, frozenset({Stage.CLOSED})),
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


def load(application_id: int) -> Application:
    """Return the application of the address, or answer «there is no such page»."""
    return get_or_404(questions.application(db.session(), application_id, current_scope()))


def frame(application: Application, active: str) -> dict[str, Any]:
    """Return what `grants/_record.html` needs around the content of the tab `active`."""
    counts = questions.linked_counts(db.session(), application.id, locale_code())
    steps, step = track(application)
    return {
        "application": application,
        "counts": counts,
        "tabs": tabs(application, counts, active),
        "steps": steps,
        "step": step,
        "next_step": next_step(application),
        "other_moves": other_moves(application),
    }


def tabs(application: Application, counts: LinkedCounts, active: str) -> list[dict[str, Any]]:
    """Return the tabs of the record."""
    awarded = application.awarded_amount is not None
    # Once the grant is awarded, hours are a part of its co-financing.
    hours = ("award", _("Award"), None) if awarded else ("hours", _("Volunteers’ hours"), counts.hours_entries)
    active = "award" if awarded and active == "hours" else active
    places: tuple[tuple[str, str, int | None], ...] = (
        ("show", _("Overview"), None),
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
    words = [label(stage) for stage, _members in TRACK]
    stage = application.stage
    if stage in LOST_STAGES:
        history = questions.stage_history(db.session(), application.id)
        place = _place(history[0].from_stage) if history else 1
        return [*words[:place], label(stage)], place + 1
    return words, _place(stage) + (stage is Stage.CLOSED)


def next_step(application: Application) -> NextStep | None:
    """Return the next sensible move, or None when the application is finished or archived."""
    found = NEXT_STEPS.get(application.stage)
    if found is None or application.archived_at is not None:
        return None
    stage, text = found
    return NextStep(stage.value, str(text), stage is Stage.AWARDED)


def other_moves(application: Application) -> list[dict[str, Any]]:
    """Return the other allowed moves, and the way into the archive, as lines of a menu."""
    if application.archived_at is not None:
        return []
    offered = NEXT_STEPS.get(application.stage)
    moves: list[dict[str, Any]] = [
        {
            "text": f"{label(stage)}…",
            "url": url_for("grants.move", application_id=application.id, stage=stage.value),
            "danger": stage in LOST_STAGES,
        }
        for stage in allowed_moves(application.stage)
        if offered is None or stage is not offered[0]
    ]
    archive = url_for("grants.archive", application_id=application.id)
    return [*moves, {"text": _("Archive"), "url": archive, "post": True}]


def _place(stage: Stage) -> int:
    return next(place for place, (_name, members) in enumerate(TRACK, 1) if stage in members)
