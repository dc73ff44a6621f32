"""Changing opportunities: the form, opening and closing, the archive."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.opportunities import OpportunityStatus
from app.forms.opportunities import OpportunityForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries.events import event as event_by_id
from app.queries.hours import grant_choices
from app.queries.opportunities import colleague_choices
from app.queries.shifts import event_choices
from app.security import current_scope, requires
from app.services import opportunities as verbs
from app.services.opportunities import OpportunityData
from models import db
from models.base import utc_now
from models.opportunities import Opportunity
from views.addresses import record_id
from views.editing import Saving, answer_edit, answer_form
from views.messages import flash_undo
from views.opportunities.blueprint import bp
from views.opportunities.helpers import load
from views.pickers import offer_branches

FORM = "opportunities/form.html"


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def create() -> Any:
    """Add an opportunity; `?event=` proposes one for an event that needs helpers."""
    form = OpportunityForm()
    event_id = request.args.get("event", type=record_id)
    _offer(form, event_id=event_id)
    if request.method == "GET":
        form.branch_id.data = current_scope().branch_id
        form.owner_id.data = current_user.id
        form.self_signup.data = True
        _propose(form, event_id)
        return render_template(FORM, form=form, opportunity=None)
    status = OpportunityStatus.DRAFT if "draft" in request.form else OpportunityStatus.OPEN
    saving = Saving(
        lambda: verbs.add_opportunity(db.session(), _data(form), scope=current_scope(), status=status),
        _("Opportunity added. Now say when people are wanted."),
        lambda opportunity: url_for(".add_shift", opportunity_id=opportunity.id),
    )
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), opportunity=None)


@bp.route("/<int:opportunity_id>/edit", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit(opportunity_id: int) -> Any:
    """Change an opportunity."""
    opportunity = load(opportunity_id)
    form = OpportunityForm(obj=opportunity)
    _offer(form, opportunity)
    if request.method == "GET":
        form.show_version(opportunity)
        return render_template(FORM, form=form, opportunity=opportunity)
    saving = Saving(
        lambda: verbs.change_opportunity(db.session(), opportunity, _data(form), today=today(), scope=current_scope()),
        _("Changes saved"),
        lambda _saved: url_for(".show", opportunity_id=opportunity.id),
    )
    return answer_edit(form, opportunity, FORM, saving, valid=form.validate_on_submit(), opportunity=opportunity)


@bp.post("/<int:opportunity_id>/open")
@requires(Permission.VOLUNTEERS_EDIT)
def start(opportunity_id: int) -> Response:
    """Look for people."""
    opportunity = load(opportunity_id)
    verbs.open_opportunity(db.session(), opportunity)
    flash(_("People are looked for again"), "success")
    return redirect(url_for(".show", opportunity_id=opportunity.id))


@bp.post("/<int:opportunity_id>/close")
@requires(Permission.VOLUNTEERS_EDIT)
def close(opportunity_id: int) -> Response:
    """Stop looking for people."""
    opportunity = load(opportunity_id)
    verbs.close_opportunity(db.session(), opportunity)
    flash_undo(
        _("Closed: nobody new can sign up, and those who have places keep them"),
        url_for(".start", opportunity_id=opportunity.id),
    )
    return redirect(url_for(".show", opportunity_id=opportunity.id))


@bp.post("/<int:opportunity_id>/archive")
@requires(Permission.VOLUNTEERS_EDIT)
def archive(opportunity_id: int) -> Response:
    """Put an opportunity into the archive."""
    opportunity = load(opportunity_id)
    try:
        verbs.archive_opportunity(db.session(), opportunity, today=today(), now=utc_now())
    except RuleError as error:
        flash(refusal(error), "warning")
        return redirect(url_for(".show", opportunity_id=opportunity.id))
    flash_undo(_("Opportunity archived"), url_for(".restore", opportunity_id=opportunity.id))
    return redirect(url_for(".index"))


@bp.post("/<int:opportunity_id>/restore")
@requires(Permission.VOLUNTEERS_EDIT)
def restore(opportunity_id: int) -> Response:
    """Bring an opportunity back from the archive."""
    opportunity = load(opportunity_id)
    verbs.restore_opportunity(db.session(), opportunity)
    flash(_("Opportunity restored"), "success")
    return redirect(url_for(".show", opportunity_id=opportunity.id))


def _offer(form: OpportunityForm, opportunity: Opportunity | None = None, *, event_id: int | None = None) -> None:
    session, scope = db.session(), current_scope()
    offer_branches(form.branch_id, _("Choose a branch"))
    form.owner_id.offer(colleague_choices(session, opportunity.owner_id if opportunity else None), blank=_("Nobody"))
    named_event = opportunity.event_id if opportunity else event_id
    form.event_id.offer(event_choices(session, today(), scope, also=named_event), blank=_("No event"))
    grant = opportunity.application_id if opportunity else None
    form.application_id.offer(grant_choices(session, scope, also=grant), blank=_("No grant"))


def _propose(form: OpportunityForm, event_id: int | None) -> None:
    event = event_by_id(db.session(), event_id, current_scope()) if event_id else None
    if event is None:
        return
    form.title.data = _("Helping at “%(title)s”", title=event.title)[:200]
    form.branch_id.data, form.event_id.data = event.branch_id, event.id
    form.application_id.data = event.application_id
    form.kind.data = "one_off"
    form.starts_on.data = form.ends_on.data = event.starts_on


def _data(form: OpportunityForm) -> OpportunityData:
    return OpportunityData(
        title=form.title.data or "",
        branch_id=form.branch_id.data,
        kind=form.kind.data,
        visibility=form.visibility.data,
        description=form.description.data or "",
        needed=form.needed.data,
        min_age=form.min_age.data,
        self_signup=bool(form.self_signup.data),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        owner_id=form.owner_id.data,
        event_id=form.event_id.data,
        application_id=form.application_id.data,
        skills=form.skills.data or [],
    )
