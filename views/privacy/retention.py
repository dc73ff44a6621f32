"""People whose terms of keeping have run out: somebody decides about each, or about all."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.domain.errors import RuleError
from app.domain.periods import add_months
from app.domain.privacy import ProposalState
from app.forms.privacy import CarryOutForm, KeepForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries import erasures as questions
from app.security import requires
from app.services import erasures as verbs
from models import db
from models.base import utc_now
from models.privacy import RetentionProposal
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.privacy import bp
from views.privacy.common import Answer, offer_lists
from views.privacy.erasures import consequences, start_erasing


@bp.get("/privacy/retention")
@requires(Permission.PRIVACY_MANAGE)
def proposals() -> Answer:
    """List the proposals, the longest unused people first."""
    empty = EmptyState(
        "hourglass-bottom",
        _("Nobody is proposed for erasure"),
        _("Once a month people whose term of keeping has run out are proposed here. Nobody is erased by itself."),
    )
    waiting = questions.open_proposal_count(db.session())
    adjust = offer_lists("privacy.proposals")
    return listing_page(questions.PROPOSALS, empty, "privacy/proposals.html", adjust=adjust, waiting=waiting)


@bp.get("/privacy/retention/<int:proposal_id>")
@requires(Permission.PRIVACY_MANAGE)
def proposal(proposal_id: int) -> Answer:
    """Show one proposal with what would go and what stays."""
    record = get_or_404(questions.proposal_by_id(db.session(), proposal_id))
    keep = KeepForm()
    keep.keep_until.data = add_months(today(), 12)
    return _page(record, CarryOutForm(), keep)


@bp.post("/privacy/retention/<int:proposal_id>/accept")
@requires(Permission.PRIVACY_MANAGE)
def accept_proposal(proposal_id: int) -> Answer:
    """Decide that the person is erased; a background job does it."""
    record = get_or_404(questions.proposal_by_id(db.session(), proposal_id))
    form, keep = CarryOutForm(), KeepForm(formdata=None)
    if not form.validate_on_submit():
        return _page(record, form, keep), 422
    if form.is_stale(record):
        form.refuse(RuleError("stale_record"))
        return _page(record, form, keep), 409
    try:
        if not form.understood.data:
            raise RuleError("confirmation_needed", field="understood")
        ids = verbs.accept_proposals(db.session(), [record], by=current_user, now=utc_now(), today=today())
    except RuleError as error:
        form.refuse(error)
        return _page(record, form, keep), 422
    if not ids:
        flash(_("The person became active again and is not erased."), "info")
        return redirect(url_for("privacy.proposals"))
    return start_erasing(ids)


@bp.post("/privacy/retention/<int:proposal_id>/keep")
@requires(Permission.PRIVACY_MANAGE)
def keep_proposal(proposal_id: int) -> Answer:
    """Keep the person until a day, with a reason."""
    record = get_or_404(questions.proposal_by_id(db.session(), proposal_id))
    form, accept = KeepForm(), CarryOutForm(formdata=None)
    if not form.validate_on_submit():
        return _page(record, accept, form), 422
    if form.is_stale(record):
        form.refuse(RuleError("stale_record"))
        return _page(record, accept, form), 409
    try:
        verbs.keep_person(
            db.session(),
            record,
            form.keep_until.data,
            form.reason.data or "",
            by=current_user,
            now=utc_now(),
            today=today(),
        )
    except RuleError as error:
        form.refuse(error)
        return _page(record, accept, form), 422
    flash(_("The person is kept."), "success")
    return redirect(url_for("privacy.proposals"))


@bp.route("/privacy/retention/accept-all", methods=["GET", "POST"])
@requires(Permission.PRIVACY_MANAGE)
def accept_all() -> Answer:
    """Erase everybody who is proposed, after the number is shown and ticked."""
    waiting = questions.open_proposals(db.session())
    form = CarryOutForm()
    # The number that the reader saw: proposals that came meanwhile were not agreed to.
    if request.method == "GET":
        form.version.data = _fingerprint(waiting)
    elif form.validate_on_submit():
        try:
            if form.version.data != _fingerprint(waiting):
                raise RuleError("stale_record")
            if not form.understood.data:
                raise RuleError("confirmation_needed", field="understood")
            ids = verbs.accept_proposals(db.session(), waiting, by=current_user, now=utc_now(), today=today())
        except RuleError as error:
            form.refuse(error)
            form.version.data = _fingerprint(waiting)
        else:
            if ids:
                return start_erasing(ids)
            flash(_("Nobody is left to erase."), "info")
            return redirect(url_for("privacy.proposals"))
    text = _n("%(num)d person will be erased.", "%(num)d people will be erased.", len(waiting))
    page = render_template("privacy/accept_all.html", form=form, waiting=waiting, text=text)
    return page, 422 if form.is_submitted() else 200


def _fingerprint(waiting: object) -> str:
    assert isinstance(waiting, list)
    return f"{len(waiting)}-{max((item.id for item in waiting), default=0)}"


def _page(record: RetentionProposal, accept_form: CarryOutForm, keep_form: KeepForm) -> str:
    accept_form.show_version(record)
    keep_form.show_version(record)
    is_open = record.state is ProposalState.OPEN
    return render_template(
        "privacy/proposal.html",
        record=record,
        contact=record.contact,
        form=accept_form,
        keep_form=keep_form,
        is_open=is_open,
        **(consequences(record.contact_id) if is_open else {}),
    )
