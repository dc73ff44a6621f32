"""The page of one partnership: finding it, and everything that is shown around it."""

from flask import render_template
from flask_login import current_user

from app.domain.agreements import agreement_state
from app.domain.partnerships import PartnershipStage, allowed_moves
from app.labels import label
from app.queries import partnerships as questions
from app.queries.files import attachments
from app.security import current_scope
from models import db
from models.partnerships import Partnership
from views.clock import today
from views.editing import get_or_404
from views.tasks.helpers import tasks_card
from views.timeline import entries_for

TRACK = (
    PartnershipStage.IDENTIFIED,
    PartnershipStage.CONTACTED,
    PartnershipStage.NEGOTIATING,
    PartnershipStage.ACTIVE,
)


def load(partnership_id: int) -> Partnership:
    """Return a partnership that the reader sees, or answer that there is none."""
    return get_or_404(questions.partnership(db.session(), partnership_id, current_scope()))


def record_page(partnership: Partnership) -> str:
    """Draw the page of a partnership."""
    session, scope, now = db.session(), current_scope(), today()
    if partnership.stage in TRACK:
        steps, step = [label(stage) for stage in TRACK], TRACK.index(partnership.stage) + 1
    else:
        steps, step = [label(stage) for stage in (*TRACK, partnership.stage)], len(TRACK) + 1
    is_active, last = questions.standing(session, partnership.id, now)
    papers = questions.agreements_of(session, partnership.id)
    return render_template(
        "partnerships/show.html",
        partnership=partnership,
        moves=allowed_moves(partnership.stage),
        steps=steps,
        step=step,
        is_active=is_active,
        last_activity=last,
        agreements=[(paper, agreement_state(paper.terms, now)) for paper in papers],
        events=questions.events_with(session, partnership.organisation_id, scope),
        applications=questions.applications_with(session, partnership.organisation_id, current_user),
        people=questions.people_of(session, partnership.organisation_id),
        attachments=attachments(session, "partnership", partnership.id),
        tasks=tasks_card("partnership", partnership.id),
        timeline_entries=entries_for("partnership", partnership.id),
    )
