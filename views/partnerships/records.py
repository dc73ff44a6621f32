"""One partnership: its form, the archive."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.partnerships import NewPartnershipForm, PartnershipForm
from app.i18n import _
from app.permissions import Permission
from app.queries.filters import branch_choices
from app.queries.opportunities import colleague_choices
from app.security import requires
from app.services import partnerships as verbs
from app.services.partnerships import PartnershipData
from models import db
from models.base import utc_now
from views.addresses import record_id
from views.editing import Saving, answer_edit
from views.messages import flash_undo
from views.partnerships import bp
from views.partnerships.page import load
from views.pickers import settle_contact, show_contacts

FORM = "partnerships/form.html"


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def create() -> Any:
    """Begin a partnership."""
    form = NewPartnershipForm()
    _offer(form)
    form.stage.offer_only(verbs.first_stages())
    if request.method == "GET":
        form.owner_id.data = current_user.id
        show_contacts(form.organisation, request.args.get("organisation", type=record_id))
        return render_template(FORM, form=form, partnership=None)
    existing = None
    if _valid(form):
        try:
            partnership = verbs.begin_partnership(
                db.session(),
                form.organisation.one_id or 0,
                _data(form),
                stage=form.stage.data,
                by=current_user,
                at=utc_now(),
            )
        except RuleError as error:
            form.refuse(error)
            existing = error.details.get("partnership_id")
        else:
            flash(_("Partnership added"), "success")
            return redirect(url_for(".show", partnership_id=partnership.id))
    return render_template(FORM, form=form, partnership=None, existing=existing), 422


@bp.route("/<int:partnership_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit(partnership_id: int) -> Any:
    """Change a partnership."""
    partnership = load(partnership_id)
    form = PartnershipForm(obj=partnership)
    _offer(form, partnership.owner_id)
    if request.method == "GET":
        form.show_version(partnership)
        return render_template(FORM, form=form, partnership=partnership)
    saving = Saving(
        lambda: verbs.change_partnership(db.session(), partnership, _data(form)),
        _("Changes saved"),
        lambda _saved: url_for(".show", partnership_id=partnership.id),
    )
    return answer_edit(form, partnership, FORM, saving, valid=form.validate_on_submit(), partnership=partnership)


@bp.post("/<int:partnership_id>/archive")
@requires(Permission.PARTNERSHIPS_EDIT)
def archive(partnership_id: int) -> Response:
    """Put a partnership into the archive."""
    partnership = load(partnership_id)
    verbs.archive_partnership(db.session(), partnership, now=utc_now())
    undo = url_for(".restore", partnership_id=partnership.id)
    flash_undo(_("Partnership archived"), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:partnership_id>/restore")
@requires(Permission.PARTNERSHIPS_EDIT)
def restore(partnership_id: int) -> Response:
    """Bring a partnership back from the archive."""
    partnership = load(partnership_id)
    verbs.restore_partnership(db.session(), partnership)
    flash(_("Partnership restored"), "success")
    return redirect(url_for(".show", partnership_id=partnership.id))


def _offer(form: PartnershipForm, owner_id: int | None = None) -> None:
    session = db.session()
    form.branch_id.offer(branch_choices(session), blank=_("Choose a branch"))
    form.owner_id.offer(colleague_choices(session, owner_id), blank=_("Nobody yet"))


def _valid(form: NewPartnershipForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_contact(form.organisation, required=True) and in_order


def _data(form: PartnershipForm) -> PartnershipData:
    return PartnershipData(
        partner_type=form.partner_type.data,
        scope=form.scope.data,
        branch_id=form.branch_id.data,
        owner_id=form.owner_id.data,
        commitment=form.commitment.data,
        partner_gives=form.partner_gives.data or "",
        library_gives=form.library_gives.data or "",
    )
