"""Agreements of a partnership: write down, change, renew, terminate, remove."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.agreements import renewed
from app.domain.errors import RuleError
from app.forms.agreements import AgreementForm, TerminationForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import partnerships as questions
from app.security import current_scope, requires
from app.services import agreements as verbs
from app.services.agreements import AgreementData
from models import db
from models.agreements import Agreement
from models.base import utc_now
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.files import chosen_file
from views.messages import flash_undo
from views.partnerships import bp
from views.partnerships.page import load

FORM = "partnerships/agreement_form.html"
END = "partnerships/agreement_end.html"


@bp.route("/<int:partnership_id>/agreements/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def create_agreement(partnership_id: int) -> Any:
    """Write down an agreement; `?renew=ID` fills in what follows from the agreement that ends."""
    partnership = load(partnership_id)
    former_id = request.args.get("renew", type=record_id)
    former = load_agreement(former_id) if former_id else None
    if former is not None and former.partnership_id != partnership.id:
        raise RuleError("not_found")
    form = AgreementForm()
    context = {"partnership": partnership, "agreement": None, "former": former}
    if request.method == "GET":
        if former is not None:
            _continue(form, former)
        return render_template(FORM, form=form, **context)
    if form.validate_on_submit():
        try:
            agreement = verbs.add_agreement(db.session(), partnership, _data(form), today=today())
            _keep_file(agreement)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Agreement added"), "success")
            return _back(partnership.id)
    return render_template(FORM, form=form, **context), 422


@bp.route("/agreements/<int:agreement_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit_agreement(agreement_id: int) -> Any:
    """Change an agreement; `?signing=1` offers the days that its draft means."""
    agreement = load_agreement(agreement_id)
    form = AgreementForm(obj=agreement)
    context: dict[str, Any] = {"partnership": agreement.partnership, "agreement": agreement, "former": None}
    if request.method == "GET":
        context["meant"] = request.args.get("signing") == "1" and _offer_meant(form, agreement)
        form.show_version(agreement)
        return render_template(FORM, form=form, **context)
    if form.is_stale(agreement):
        return conflict_page(form, agreement, FORM, **context)
    if form.validate_on_submit():
        try:
            verbs.change_agreement(db.session(), agreement, _data(form), today=today())
            _keep_file(agreement)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return _back(agreement.partnership_id)
    return render_template(FORM, form=form, **context), 422


@bp.route("/agreements/<int:agreement_id>/terminate", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def terminate_agreement(agreement_id: int) -> Any:
    """End an agreement before its time."""
    agreement = load_agreement(agreement_id)
    form = TerminationForm()
    if request.method == "GET":
        form.terminated_on.data = today()
        form.show_version(agreement)
        return render_template(END, form=form, agreement=agreement)
    if form.is_stale(agreement):
        return conflict_page(form, agreement, END, agreement=agreement)
    if form.validate_on_submit():
        try:
            verbs.terminate_agreement(
                db.session(),
                agreement,
                last_day=form.terminated_on.data,
                reason=form.termination_reason.data or "",
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash_undo(_("Agreement terminated"), url_for(".reinstate_agreement", agreement_id=agreement.id))
            return _back(agreement.partnership_id)
    return render_template(END, form=form, agreement=agreement), 422


@bp.post("/agreements/<int:agreement_id>/reinstate")
@requires(Permission.PARTNERSHIPS_EDIT)
def reinstate_agreement(agreement_id: int) -> Response:
    """Take a termination back."""
    agreement = load_agreement(agreement_id)
    try:
        verbs.reinstate_agreement(db.session(), agreement)
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("The termination was taken back"), "success")
    return _back(agreement.partnership_id)


@bp.post("/agreements/<int:agreement_id>/archive")
@requires(Permission.PARTNERSHIPS_EDIT)
def archive_agreement(agreement_id: int) -> Response:
    """Remove an agreement that was written down by mistake."""
    agreement = load_agreement(agreement_id)
    verbs.archive_agreement(db.session(), agreement, now=utc_now())
    undo = url_for(".restore_agreement", agreement_id=agreement.id)
    flash_undo(_("%(kind)s removed", kind=label(agreement.kind)), undo)
    return _back(agreement.partnership_id)


@bp.post("/agreements/<int:agreement_id>/restore")
@requires(Permission.PARTNERSHIPS_EDIT)
def restore_agreement(agreement_id: int) -> Response:
    """Bring a removed agreement back."""
    agreement = load_agreement(agreement_id)
    try:
        verbs.restore_agreement(db.session(), agreement)
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("Agreement restored"), "success")
    return _back(agreement.partnership_id)


def load_agreement(agreement_id: int) -> Agreement:
    """Return an agreement that the reader sees, or answer that there is none."""
    return get_or_404(questions.agreement(db.session(), agreement_id, current_scope()))


def _keep_file(agreement: Agreement) -> None:
    stored = chosen_file("partnership", agreement.partnership_id)
    if stored is not None:
        verbs.attach_to_agreement(db.session(), agreement, stored)


def _offer_meant(form: AgreementForm, agreement: Agreement) -> bool:
    """Fill in what the draft of an agreement that is being prepared means; return whether there was anything."""
    text = agreement.text
    if text is None or agreement.signed_on is not None or agreement.terms.has_dates:
        return False
    form.signed_on.data = text.dated if text.dated is not None and text.dated <= today() else None
    form.valid_from.data, form.valid_until.data = text.valid_from, text.valid_until
    return any((form.signed_on.data, text.valid_from, text.valid_until))


def _continue(form: AgreementForm, former: Agreement) -> None:
    terms = renewed(former.terms)
    form.kind.data = former.kind
    form.valid_from.data, form.valid_until.data = terms.valid_from, terms.valid_until


def _data(form: AgreementForm) -> AgreementData:
    return AgreementData(
        kind=form.kind.data,
        number=form.number.data or "",
        signed_on=form.signed_on.data,
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        review_on=form.review_on.data,
        note=form.note.data or "",
    )


def _back(partnership_id: int) -> Response:
    return redirect(url_for(".show", partnership_id=partnership_id) + "#agreements")
