"""The pages of one partnership: finding it, its frame with tabs, and what each tab shows."""

from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from app.clock import today
from app.domain.agreements import agreement_state
from app.domain.ledger import ledger_table, unit_of
from app.domain.partnerships import PartnershipStage, allowed_moves
from app.domain.periods import year
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries import partnerships as questions
from app.queries.files import attachments
from app.queries.relationships import people_of
from app.security import current_scope, requires
from app.templating import can
from models import db
from models.partnerships import Partnership
from views.editing import get_or_404
from views.partnerships import bp
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


@bp.get("/<int:partnership_id>")
@requires(Permission.PARTNERSHIPS_VIEW)
def show(partnership_id: int) -> str:
    """Show a partnership: its facts, agreements, stages, people, tasks, files and timeline."""
    partnership = load(partnership_id)
    session, now = db.session(), today()
    is_active, last = questions.standing(session, partnership.id, now)
    papers = questions.agreements_of(session, partnership.id)
    due = questions.due_agreements(session, current_scope(), now, partnership_id=partnership.id)
    return render_template(
        "partnerships/show.html",
        **_frame(partnership, "show"),
        is_active=is_active,
        last_activity=last,
        agreements=[(paper, agreement_state(paper.terms, now)) for paper in papers],
        due=due,
        needing={item.agreement_id for item in due},
        moves=questions.moves_of(session, partnership.id),
        next_stages=allowed_moves(partnership.stage),
        people=people_of(session, partnership.organisation_id, now),
        attachments=attachments(session, "partnership", partnership.id),
        tasks=tasks_card("partnership", partnership.id),
        timeline_entries=entries_for("partnership", partnership.id),
    )


@bp.get("/<int:partnership_id>/work")
@requires(Permission.PARTNERSHIPS_VIEW)
def work(partnership_id: int) -> str:
    """Show what is done together: events, grants, volunteers from the organisation."""
    partnership = load(partnership_id)
    session, scope, now = db.session(), current_scope(), today()
    organisation_id = partnership.organisation_id
    return render_template(
        "partnerships/work.html",
        **_frame(partnership, "work"),
        joint=questions.joint_events_of(session, organisation_id, scope) if can(Permission.EVENTS_VIEW) else None,
        applications=questions.applications_with(session, organisation_id, current_user),
        volunteers=(
            questions.volunteers_from(session, organisation_id, year(now.year), scope)
            if can(Permission.VOLUNTEERS_VIEW)
            else None
        ),
        this_year=now.year,
    )


@bp.get("/<int:partnership_id>/reciprocity")
@requires(Permission.PARTNERSHIPS_VIEW)
def reciprocity(partnership_id: int) -> str:
    """Show what each side gave, by year and kind, and beside it what is counted elsewhere."""
    partnership = load(partnership_id)
    session, scope = db.session(), current_scope()
    organisation_id = partnership.organisation_id
    gifts = questions.gifts_by_year(session, organisation_id, scope) if can(Permission.DONATIONS_VIEW) else []
    return render_template(
        "partnerships/reciprocity.html",
        **_frame(partnership, "reciprocity"),
        ledger=ledger_table(questions.ledger_sums(session, partnership.id)),
        unit_of=unit_of,
        gifts=gifts,
        cofinancing=questions.cofinancing_of(session, organisation_id) if can(Permission.GRANTS_VIEW) else [],
    )


def _frame(partnership: Partnership, active: str) -> dict[str, Any]:
    """Return what every page of a partnership draws around its own part."""
    if partnership.stage in TRACK:
        steps, step = [label(stage) for stage in TRACK], TRACK.index(partnership.stage) + 1
    else:
        steps, step = [label(stage) for stage in (*TRACK, partnership.stage)], len(TRACK) + 1
    places = (("show", _("Overview")), ("work", _("Joint work")), ("reciprocity", _("What each side gives")))
    return {
        "partnership": partnership,
        "steps": steps,
        "step": step,
        "editable": can(Permission.PARTNERSHIPS_EDIT) and partnership.archived_at is None,
        "tabs": [
            {
                "url": url_for(f"partnerships.{name}", partnership_id=partnership.id),
                "text": text,
                "active": name == active,
            }
            for name, text in places
        ],
    }
