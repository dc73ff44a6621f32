"""Public pages for those who want to volunteer: what is offered, the form, the confirmation of the address."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.opportunities import OpportunityKind
from app.domain.privacy import VOLUNTEERING
from app.domain.signups import PHOTO_PURPOSE, check_pace, new_reference, sign_up_refusals
from app.forms.volunteering import SignUpForm
from app.i18n import _, locale_code
from app.jobs import jobs_of
from app.labels import choices, refusal
from app.queries import public_opportunities as questions
from app.queries.filters import branch_choices
from app.security import csrf, limiter
from app.services import sign_ups as verbs
from app.services.letter_values import library_name
from app.services.sign_up_mail import CONFIRM
from app.services.sign_ups import Receipt, SignUpData
from models import db
from models.base import utc_now
from models.opportunities import Opportunity
from models.privacy import ConsentText
from views.addresses import record_id
from views.editing import get_or_404

bp = Blueprint("volunteering", __name__, url_prefix="/volunteer")

Answer = Response | str | tuple[str, int]
# A whole class signs up from the school's one address; a machine sends more.
MOST_AN_HOUR = "30/hour"
REFERENCE = "sign_up_reference"


def page(template: str, **context: Any) -> str:
    """Return a public page with the name of the institution."""
    return render_template(template, library=library_name(db.session(), locale_code()), zone=zone(), **context)


@bp.get("")
def index() -> Answer:
    """Show what is offered to everybody, by branch and kind."""
    day = today()
    branch_id = request.args.get("branch", type=record_id)
    wanted = request.args.get("kind", "")
    kind = OpportunityKind(wanted) if wanted in set(OpportunityKind) else None
    return page(
        "volunteering/index.html",
        opportunities=questions.open_opportunities(db.session(), day, branch_id=branch_id, kind=kind),
        branches=questions.branches_that_offer(db.session(), day),
        kinds=choices(OpportunityKind),
        branch_id=branch_id,
        kind=kind,
    )


@bp.get("/<token>")
def show(token: str) -> Answer:
    """Show one opportunity with its coming shifts."""
    opportunity = get_or_404(questions.open_opportunity(db.session(), token, today()))
    shifts = questions.coming_shifts(db.session(), opportunity.id, utc_now())
    return page("volunteering/opportunity.html", opportunity=opportunity, shifts=shifts)


@bp.route("/sign-up", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator, unused-ignore]
def sign_up() -> Answer:
    """Show the form; `?opportunity=` says for which work. What was typed stays whatever is wrong.

    The token is checked by the form itself: an outdated one must not answer with a page on which nothing is left.
    """
    opportunity = _opportunity()
    text = verbs.consent_text(db.session(), VOLUNTEERING, locale_code())
    form = SignUpForm()
    form.branch_id.offer(branch_choices(db.session()), blank=_("Any branch"))
    if request.method == "GET":
        form.opened.data = _stamps().dumps("")
        form.branch_id.data = request.args.get("branch", type=record_id)
        return _form_page(form, opportunity, text)
    if form.website.data:
        # Whatever fills in the trap is told that all is well, and nothing is kept.
        return _thank(Receipt(new_reference(), None))
    status = 422
    if _is_complete(form, opportunity):
        try:
            with limiter.limit(MOST_AN_HOUR):
                return _thank(_send(form, opportunity))
        except RateLimitExceeded:
            form.refuse(RuleError("sign_up_too_many"))
            status = 429
        except RuleError as error:
            form.refuse(error)
            if error.code == "consent_text_changed":
                form.consent.data = False
    if form.csrf_token.errors:
        status = 400
        form.csrf_token.errors = [refusal(RuleError("form_too_old"))]
    return _form_page(form, opportunity, text), status


@bp.get("/thanks")
def thanks() -> Answer:
    """Say that the form has come, with its number."""
    reference = session.get(REFERENCE)
    if not reference:
        return redirect(url_for(".index"))
    return page("volunteering/thanks.html", reference=reference)


@bp.get("/confirm/<token>")
def confirm(token: str) -> Answer:
    """Ask to confirm the address: opening the page changes nothing, because mail programs open links by themselves."""
    found = verbs.confirmable(db.session(), token, utc_now())
    return page("volunteering/confirm.html", sign_up=found, token=token), 200 if found else 404


@bp.post("/confirm/<token>")
def confirm_address(token: str) -> Answer:
    """Confirm the address."""
    found = verbs.confirmable(db.session(), token, utc_now())
    if found is None:
        return page("volunteering/confirm.html", sign_up=None, token=token), 404
    verbs.confirm_address(db.session(), found, now=utc_now())
    return redirect(url_for(".confirm", token=token))


def _opportunity() -> Opportunity | None:
    token = request.args.get("opportunity", "")
    return questions.open_opportunity(db.session(), token, today()) if token else None


def _is_complete(form: SignUpForm, opportunity: Opportunity | None) -> bool:
    """Check the fields, the box, the pace and the age, so that everything that is wrong is said at once."""
    in_order = bool(form.validate_on_submit())
    try:
        check_pace(_opened_at(form), utc_now())
    except RuleError as error:
        form.refuse(error)
        in_order = False
    if not form.consent.data:
        form.refuse(RuleError("consent_needed", field="consent"))
        in_order = False
    if form.birth_date.data and not form.birth_date.errors:
        least = opportunity.min_age if opportunity is not None else None
        guardian = {"guardian_name": form.guardian_name.data or "", "guardian_phone": form.guardian_phone.data or ""}
        for refused in sign_up_refusals(form.birth_date.data, today(), least=least, **guardian):
            form.refuse(refused)
            in_order = False
    return in_order


def _opened_at(form: SignUpForm) -> datetime:
    """Return when the form was opened.

    Raises:
        RuleError: `form_too_old`, when the moment is missing or not ours.
    """
    try:
        moment: datetime = _stamps().loads(form.opened.data or "", return_timestamp=True)[1]
    except BadData as error:
        form.opened.data = _stamps().dumps("")
        raise RuleError("form_too_old") from error
    return moment


def _stamps() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="volunteer-sign-up")


def _form_page(form: SignUpForm, opportunity: Opportunity | None, text: ConsentText | None) -> str:
    form.text_id.data = str(text.id) if text else ""
    photo = verbs.consent_text(db.session(), PHOTO_PURPOSE, locale_code())
    return page("volunteering/sign_up.html", form=form, opportunity=opportunity, text=text, photo=photo)


def _thank(receipt: Receipt) -> Response:
    if receipt.sign_up is not None:
        title = _("Letter that confirms an address")
        arguments = {"sign_up_id": receipt.sign_up.id}
        jobs_of(current_app).enqueue(db.session(), CONFIRM, title, arguments, by_id=None)
    session[REFERENCE] = receipt.reference
    return redirect(url_for(".thanks"))


def _send(form: SignUpForm, opportunity: Opportunity | None) -> Receipt:
    shown = form.text_id.data or ""
    data = SignUpData(
        last_name=form.last_name.data,
        first_name=form.first_name.data,
        middle_name=form.middle_name.data or "",
        birth_date=form.birth_date.data,
        email=form.email.data,
        phone=form.phone.data,
        city=form.city.data or "",
        branch_id=form.branch_id.data,
        skills=form.skills.data or [],
        languages=form.languages.data or [],
        availability=form.availability.data or [],
        about=form.about.data or "",
        guardian_name=form.guardian_name.data or "",
        guardian_phone=form.guardian_phone.data or "",
        guardian_email=form.guardian_email.data or "",
        emergency_name=form.emergency_name.data or "",
        emergency_phone=form.emergency_phone.data or "",
        photo_consent=bool(form.photo_consent.data),
        consent_text_id=int(shown) if shown.isdecimal() and len(shown) < 10 else 0,
        locale=locale_code(),
    )
    return verbs.send_sign_up(
        db.session(),
        data,
        opportunity=opportunity,
        purpose=VOLUNTEERING,
        today=today(),
        now=utc_now(),
        ip_hash=verbs.visitor_hash(get_remote_address(), current_app.config["SECRET_KEY"]),
    )
