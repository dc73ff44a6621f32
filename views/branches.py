"""Branches: list, add, edit, archive."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.branches import BranchForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries.branches import BRANCHES, branch_by_id
from app.security import requires
from app.services import branches
from models import db
from models.base import utc_now
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.listing import EmptyState, listing_page
from views.messages import flash_undo

bp = Blueprint("branches", __name__, url_prefix="/settings/branches")

Answer = str | tuple[Any, ...] | Response
FORM = "branches/form.html"


@bp.get("")
@requires(Permission.BRANCHES_MANAGE)
def index() -> Answer:
    """List the branches."""
    empty = EmptyState(
        "building",
        _("No branches yet"),
        _("Add the central library first; events, volunteers and counts belong to a branch."),
        url_for("branches.create"),
        _("Add a branch"),
    )
    return listing_page(BRANCHES, empty, "branches/index.html")


def _typed(form: BranchForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "code": form.code.data,
        "kind": form.kind.data,
        "address": form.address.data or "",
        "opened_year": form.opened_year.data,
        "population": form.population.data,
    }


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.BRANCHES_MANAGE)
def create() -> Any:
    """Add a branch."""
    form = BranchForm()
    if not form.is_submitted():
        return render_template(FORM, form=form, branch=None)
    saving = Saving(
        lambda: branches.create_branch(db.session(), **_typed(form)),
        _("Added: %(name)s.", name=form.name.data),
        lambda _saved: url_for("branches.index"),
    )
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), branch=None)


@bp.route("/<int:branch_id>", methods=["GET", "POST"])
@requires(Permission.BRANCHES_MANAGE)
def edit(branch_id: int) -> Any:
    """Edit a branch."""
    branch = get_or_404(branch_by_id(db.session(), branch_id))
    form = BranchForm(obj=branch)
    if not form.is_submitted():
        form.show_version(branch)
        return render_template(FORM, form=form, branch=branch)
    saving = Saving(
        lambda: branches.update_branch(db.session(), branch, **_typed(form)),
        _("Saved: %(name)s.", name=form.name.data),
        lambda _saved: url_for("branches.index"),
    )
    return answer_edit(form, branch, FORM, saving, valid=form.validate_on_submit(), branch=branch)


@bp.post("/<int:branch_id>/archive")
@requires(Permission.BRANCHES_MANAGE)
def archive(branch_id: int) -> Answer:
    """Archive a branch."""
    branch = get_or_404(branch_by_id(db.session(), branch_id))
    try:
        branches.archive_branch(db.session(), branch, at=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for("branches.edit", branch_id=branch_id))
    undo = url_for("branches.restore", branch_id=branch_id)
    flash_undo(_("In the archive now: %(name)s.", name=branch.name), undo)
    return redirect(url_for("branches.index"))


@bp.post("/<int:branch_id>/restore")
@requires(Permission.BRANCHES_MANAGE)
def restore(branch_id: int) -> Answer:
    """Bring a branch back from the archive."""
    branch = get_or_404(branch_by_id(db.session(), branch_id))
    branches.restore_branch(db.session(), branch)
    flash(_("Back from the archive: %(name)s.", name=branch.name), "success")
    return redirect(url_for("branches.index"))
