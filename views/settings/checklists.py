"""Checklists: which tasks an event starts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.tasks import ChecklistTrigger, StepAssignee
from app.forms.tasks import ChecklistForm
from app.i18n import _, quoted
from app.permissions import Permission
from app.queries import checklists as questions
from app.queries.tasks import assignee_choices
from app.security import current_scope, requires
from app.services import checklists as verbs
from app.services.checklists import StepData, TemplateData
from models import db
from models.base import utc_now
from models.tasks import ChecklistTemplate
from views.editing import conflict_page, get_or_404
from views.messages import flash_undo
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
FORM = "settings/checklist_form.html"


@bp.get("/checklists")
@requires(Permission.SETTINGS_MANAGE)
def checklists() -> str:
    """List the checklists with what starts them."""
    return render_template("settings/checklists.html", rows=questions.templates(db.session()))


@bp.post("/checklists/ready-made")
@requires(Permission.SETTINGS_MANAGE)
def ship_checklists() -> Response:
    """Write down the checklists that Mistok comes with."""
    made = verbs.ship_checklists(db.session(), now=utc_now())
    if made:
        flash(_("Added: %(names)s", names=", ".join(quoted(item.name) for item in made)), "success")
    return redirect(url_for(".checklists"))


@bp.route("/checklists/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_checklist() -> Answer:
    """Add a checklist."""
    return _edit(None)


@bp.route("/checklists/<int:checklist_template_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_checklist(checklist_template_id: int) -> Answer:
    """Change a checklist; what it has started goes on as it is."""
    return _edit(_load(checklist_template_id))


@bp.post("/checklists/<int:checklist_template_id>/remove")
@requires(Permission.SETTINGS_MANAGE)
def remove_checklist(checklist_template_id: int) -> Response:
    """Put a checklist away."""
    template = _load(checklist_template_id)
    verbs.remove_template(db.session(), template, now=utc_now())
    flash_undo(
        _("Removed: %(title)s", title=template.name), url_for(".restore_checklist", checklist_template_id=template.id)
    )
    return redirect(url_for(".checklists"))


@bp.post("/checklists/<int:checklist_template_id>/restore")
@requires(Permission.SETTINGS_MANAGE)
def restore_checklist(checklist_template_id: int) -> Response:
    """Bring a checklist back."""
    template = _load(checklist_template_id)
    verbs.restore_template(db.session(), template)
    flash(_("Restored: %(title)s", title=template.name), "success")
    return redirect(url_for(".edit_checklist", checklist_template_id=template.id))


def _load(template_id: int) -> ChecklistTemplate:
    return get_or_404(questions.template(db.session(), template_id))


def _edit(template: ChecklistTemplate | None) -> Answer:
    form = ChecklistForm(obj=template)
    if request.method == "GET":
        if template is not None:
            form.show_version(template)
        form.add_spare_steps()
    people = assignee_choices(db.session(), current_scope())
    for entry in form.steps:
        entry.form.account_id.offer(people, blank=_("Choose a person"))
    if request.method == "POST" and template is not None and form.is_stale(template):
        return conflict_page(form, template, FORM, plan=template)
    if form.validate_on_submit():
        try:
            saved = verbs.save_template(db.session(), template, _data(form), now=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Saved: %(name)s.", name=saved.name), "success")
            return redirect(url_for(".checklists"))
    status = 422 if form.is_submitted() else 200
    return render_template(FORM, form=form, plan=template), status


def _data(form: ChecklistForm) -> TemplateData:
    steps = [
        StepData(
            entry.title.data or "",
            entry.days_after.data or 0,
            bool(entry.skip_weekends.data),
            entry.assignee.data or StepAssignee.RESPONSIBLE,
            entry.role.data,
            entry.account_id.data,
            entry.team_role.data,
        )
        for entry in (item.form for item in form.steps)
        if entry.title.data
    ]
    return TemplateData(
        form.name.data or "",
        form.trigger.data or ChecklistTrigger.BY_HAND,
        form.days_before.data or 0,
        bool(form.is_active.data),
        steps,
    )
