"""Sign-ups for staff: the list, a sign-up beside the contacts that look alike, the decision and the way back."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.languages import Language
from app.domain.signups import SignUpStatus
from app.domain.volunteers import DayPart, age_on, needs_guardian
from app.forms.sign_ups import NEW, OTHER, ApprovalForm, DeclineForm
from app.i18n import _
from app.jobs import jobs_of
from app.labels import label, refusal
from app.labels.volunteers import WEEKDAYS
from app.permissions import Permission
from app.queries import sign_ups as questions
from app.queries.duplicates import LikelyDuplicate
from app.security import current_scope, requires
from app.services import sign_up_decisions as verbs
from app.services.sign_up_decisions import Approval, Decider
from app.services.sign_up_mail import DECLINED, WELCOME
from models import db
from models.base import utc_now
from models.signups import SignUp
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.messages import flash_undo
from views.pickers import offer_branches, settle_contact
from views.volunteers.blueprint import bp

Answer = Response | str | tuple[str, int]


@bp.get("/sign-ups")
@requires(Permission.VOLUNTEERS_EDIT)
def sign_ups() -> Any:
    """Show the sign-ups, the newest first."""
    empty = EmptyState(
        "inbox",
        _("No sign-ups yet"),
        _("Make an opportunity public, or give people the address of the form: whoever fills it in appears here."),
        url_for("volunteering.index"),
        _("Open the public page"),
    )
    return listing_page(questions.sign_up_list(today()), empty, "volunteers/sign_ups.html")


@bp.get("/sign-ups/<int:sign_up_id>")
@requires(Permission.VOLUNTEERS_EDIT)
def show_sign_up(sign_up_id: int) -> Answer:
    """Show one sign-up beside the contacts that may be the same person."""
    sign_up = _load(sign_up_id)
    return _page(sign_up)


@bp.post("/sign-ups/<int:sign_up_id>/approve")
@requires(Permission.VOLUNTEERS_EDIT)
def approve_sign_up(sign_up_id: int) -> Answer:
    """Make a volunteer of the person."""
    sign_up = _load(sign_up_id)
    likely = _likely(sign_up)
    form = ApprovalForm()
    _offer(form, likely)
    if form.is_stale(sign_up):
        return _told(sign_up)
    in_order = form.validate_on_submit()
    if in_order and form.who.data == OTHER:
        in_order = settle_contact(form.person, required=True)
    if in_order:
        try:
            approval = Approval(branch_id=form.branch_id.data, person_id=form.chosen_id)
            volunteer = verbs.approve_sign_up(db.session(), sign_up, approval, _decider())
        except RuleError as error:
            form.refuse(error)
        else:
            if form.welcome.data:
                _write(WELCOME, _("Letter of welcome to a volunteer"), sign_up)
            flash_undo(_("%(name)s is a volunteer now", name=sign_up.name), _way_back(sign_up))
            return redirect(url_for(".show", volunteer_id=volunteer.id))
    return _page(sign_up, approval=form, likely=likely), 422


@bp.post("/sign-ups/<int:sign_up_id>/decline")
@requires(Permission.VOLUNTEERS_EDIT)
def decline_sign_up(sign_up_id: int) -> Answer:
    """Decline, for a reason, with a letter if there are words for one."""
    sign_up = _load(sign_up_id)
    form = DeclineForm()
    if form.is_stale(sign_up):
        return _told(sign_up)
    if form.validate_on_submit():
        try:
            verbs.decline_sign_up(db.session(), sign_up, form.reason.data, _decider())
        except RuleError as error:
            form.refuse(error)
        else:
            if form.words.data:
                _write(DECLINED, _("Letter to somebody who was declined"), sign_up, words=form.words.data)
            flash_undo(_("The sign-up is declined"), _way_back(sign_up))
            return redirect(url_for(".sign_ups", status=SignUpStatus.WAITING.value))
    return _page(sign_up, decline=form), 422


@bp.post("/sign-ups/<int:sign_up_id>/reopen")
@requires(Permission.VOLUNTEERS_EDIT)
def reopen_sign_up(sign_up_id: int) -> Response:
    """Take a decision back."""
    sign_up = _load(sign_up_id)
    try:
        verbs.take_back(db.session(), sign_up, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("The sign-up waits for a decision again"), "success")
    return redirect(url_for(".show_sign_up", sign_up_id=sign_up.id))


def _load(sign_up_id: int) -> SignUp:
    return get_or_404(questions.sign_up(db.session(), sign_up_id, current_scope()))


def _way_back(sign_up: SignUp) -> str:
    return url_for(".reopen_sign_up", sign_up_id=sign_up.id)


def _decider() -> Decider:
    return Decider(current_user, utc_now(), zone(), current_scope())


def _write(kind: str, title: str, sign_up: SignUp, **values: str) -> None:
    arguments = {"sign_up_id": sign_up.id, **values}
    jobs_of(current_app).enqueue(db.session(), kind, title, arguments, by_id=current_user.id)


def _told(sign_up: SignUp) -> Answer:
    """Tell the second of two people who decide at once what the first one decided."""
    if sign_up.status is SignUpStatus.WAITING:
        flash(_("Somebody changed this sign-up meanwhile. Look at it once more before you decide."), "warning")
    else:
        flash(refusal(RuleError("sign_up_decided", label(sign_up.status))), "warning")
    return _page(sign_up), 409


def _likely(sign_up: SignUp) -> list[LikelyDuplicate]:
    return questions.likely_people(db.session(), sign_up) if sign_up.status is SignUpStatus.WAITING else []


def _offer(form: ApprovalForm, likely: list[LikelyDuplicate]) -> None:
    form.who.offer([(item.contact.id, item.contact.display_name) for item in likely])
    offer_branches(form.branch_id, _("Choose a branch"))


def _page(
    sign_up: SignUp,
    *,
    approval: ApprovalForm | None = None,
    decline: DeclineForm | None = None,
    likely: list[LikelyDuplicate] | None = None,
) -> str:
    likely = _likely(sign_up) if likely is None else likely
    if approval is None:
        # What was posted to the other form is not for this one.
        approval = ApprovalForm(formdata=None, branch_id=sign_up.branch_id or current_scope().branch_id)
        _offer(approval, likely)
        surest = next((item for item in likely if item.is_likely), None)
        approval.who.data = str(surest.contact.id) if surest else None if likely else NEW
        approval.show_version(sign_up)
    if decline is None:
        decline = DeclineForm(formdata=None)
        decline.show_version(sign_up)
    born = sign_up.birth_date
    return render_template(
        "volunteers/sign_up.html",
        sign_up=sign_up,
        approval=approval,
        decline=decline,
        likely=likely,
        age=age_on(born, today()) if born else None,
        is_minor=bool(born and needs_guardian(born, today())),
        languages=[label(Language(code)) for code in sign_up.languages],
        weekdays=WEEKDAYS,
        parts=list(DayPart),
        free=verbs.slots(sign_up),
    )
