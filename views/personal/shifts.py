"""What a volunteer does about shifts behind the personal link: take a place, wait, give it up, hand it over."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.assignments import Objection
from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentStatus
from app.domain.shifts import Told, is_late
from app.i18n import _
from app.labels import label, refusal
from app.labels.readiness import run_out_words
from app.queries import own_shifts as questions
from app.services import shift_signup as verbs
from app.shift_calendar import calendar_of_places
from app.shift_letters import tell, tell_of_gap
from models import db
from models.base import utc_now
from models.opportunities import Assignment, Shift
from models.volunteers import Volunteer
from views.editing import get_or_404
from views.months import weekday
from views.opportunities.helpers import hours
from views.personal.blueprint import bp
from views.personal.common import personal_page, volunteer_of_link

LONGEST_REASON = 300
# What stands against a volunteer rather than against one shift.
OF_THE_PERSON = (
    Objection.UNDER_AGE,
    Objection.NO_GUARDIAN,
    Objection.ARCHIVED,
    Objection.NOT_ACTIVE,
    Objection.NOT_BRIEFED,
)


@bp.get("/<token>/shifts")
def shifts(token: str) -> str:
    """Show the shifts in which volunteers may take a place themselves."""
    return _offers_page(token, volunteer_of_link(token))


def _offers_page(token: str, volunteer: Volunteer, problem: str = "") -> str:
    session, now = db.session(), utc_now()
    found = questions.offers(session, volunteer, now)
    own = [offer.own for offer in found if offer.own is not None]
    shared = _shared(found)
    return personal_page(
        "personal/shifts.html",
        token,
        volunteer,
        offers=found,
        positions=questions.places_in_line(session, own),
        problem=problem,
        hours=hours,
        weekday=weekday,
        shared=[label(item) for item in shared],
        reasons=lambda offer: _reasons(offer, shared),
    )


def _shared(found: list[questions.Offer]) -> list[Objection]:
    """Return what stands against the volunteer in every shift on offer: it is said once, not at each."""
    free = [offer.against for offer in found if offer.own is None]
    return [item for item in OF_THE_PERSON if free and all(item in against for against in free)]


def _reasons(offer: questions.Offer, shared: list[Objection]) -> str:
    """Return why the volunteer may not have this place, naming the documents that do not hold on the day."""
    told = {*shared, Objection.DOCUMENT_EXPIRED}
    words = [label(item) for item in offer.against if item not in told]
    return " ".join([*words, *(run_out_words(document, today()) for document in offer.run_out)])


def _refused(token: str, volunteer: Volunteer, error: RuleError) -> tuple[str, int]:
    """Show what is on offer now, with the reason why the last press came to nothing."""
    text = refusal(error)
    if error.code == "shift_full":
        text = _(
            "%(why)s You can join the waiting list: you would be number %(num)d.",
            why=text,
            num=error.details["position"],
        )
    return _offers_page(token, volunteer, text), 409


@bp.post("/<token>/shifts/<int:shift_id>/sign-up")
def sign_up(token: str, shift_id: int) -> Any:
    """Take a place in a shift."""
    volunteer, shift = volunteer_of_link(token), _shift(shift_id)
    try:
        verbs.sign_up(db.session(), shift, volunteer, now=utc_now())
    except RuleError as error:
        return _refused(token, volunteer, error)
    flash(_("The place is yours: %(title)s. Thank you for helping.", title=shift.opportunity.title), "success")
    return _back(token)


@bp.post("/<token>/shifts/<int:shift_id>/wait")
def wait(token: str, shift_id: int) -> Any:
    """Join the waiting list of a shift."""
    volunteer, shift = volunteer_of_link(token), _shift(shift_id)
    try:
        place = verbs.join_waiting(db.session(), shift, volunteer, now=utc_now())
    except RuleError as error:
        return _refused(token, volunteer, error)
    if place.status is AssignmentStatus.CONFIRMED:
        flash(_("A place has just become free, and it is yours."), "success")
    else:
        flash(_("You are on the waiting list. You get a letter as soon as a place becomes free."), "success")
    return _back(token)


@bp.post("/<token>/places/<int:assignment_id>/take-over")
def take_over(token: str, assignment_id: int) -> Any:
    """Take over the place that another volunteer offers."""
    volunteer = volunteer_of_link(token)
    offered = get_or_404(questions.offered_place(db.session(), assignment_id))
    try:
        verbs.take_over(db.session(), offered, volunteer, now=utc_now())
    except RuleError as error:
        return _refused(token, volunteer, error)
    tell(db.session(), [offered], Told.TAKEN_OVER)
    flash(_("You have taken the place over: %(title)s.", title=offered.shift.opportunity.title), "success")
    return _back(token)


@bp.route("/<token>/places/<int:assignment_id>/give-up", methods=["GET", "POST"])
def give_up(token: str, assignment_id: int) -> Any:
    """Give the own place, or the wait for one, up; a reason is welcome, not asked for."""
    volunteer = volunteer_of_link(token)
    place = _own(assignment_id, volunteer)
    late = is_late(place.shift.starts_at, utc_now()) and place.status is AssignmentStatus.CONFIRMED
    if request.method == "GET":
        return _give_up_page(token, volunteer, place, late=late)
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    try:
        moved_up = verbs.give_up(db.session(), place, reason, now=utc_now())
    except RuleError as error:
        return _give_up_page(token, volunteer, place, late=late, problem=refusal(error)), 409
    tell(db.session(), moved_up, Told.PROMOTED)
    if late:
        tell_of_gap(db.session(), place)
    flash(_("Given up. Thank you for saying so in time."), "success")
    return _back(token)


def _give_up_page(token: str, volunteer: Volunteer, place: Assignment, *, late: bool, problem: str = "") -> str:
    return personal_page(
        "personal/give_up.html",
        token,
        volunteer,
        place=place,
        late=late,
        problem=problem,
        hours=hours,
        weekday=weekday,
    )


@bp.post("/<token>/places/<int:assignment_id>/offer")
def offer(token: str, assignment_id: int) -> BaseResponse:
    """Offer the own place to others; it stays one's own until somebody takes it."""
    volunteer = volunteer_of_link(token)
    verbs.offer_place(db.session(), _own(assignment_id, volunteer), now=utc_now())
    flash(_("Your place is offered to others. It stays yours until somebody takes it over."), "success")
    return _back(token)


@bp.post("/<token>/places/<int:assignment_id>/keep")
def keep(token: str, assignment_id: int) -> BaseResponse:
    """Keep the own place after all."""
    volunteer = volunteer_of_link(token)
    verbs.keep_place(db.session(), _own(assignment_id, volunteer))
    flash(_("You keep your place."), "success")
    return _back(token)


@bp.get("/<token>/shifts.ics")
def calendar(token: str) -> Response:
    """Give the own coming shifts as a file for a calendar."""
    volunteer = volunteer_of_link(token)
    places = questions.own_places(db.session(), volunteer.id, utc_now())
    response = Response(calendar_of_places(places), mimetype="text/calendar")
    response.headers["Content-Disposition"] = "attachment; filename=shifts.ics"
    return response


def _shift(shift_id: int) -> Shift:
    return get_or_404(questions.offered_shift(db.session(), shift_id))


def _own(assignment_id: int, volunteer: Volunteer) -> Assignment:
    """Return the volunteer's own place; that of somebody else is «not found»."""
    return get_or_404(questions.own_place(db.session(), assignment_id, volunteer.id))


def _back(token: str) -> BaseResponse:
    return redirect(url_for(".show", token=token))
