"""The personal links of a volunteer as staff see them: make one, send it by e-mail, revoke it."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.personal_links import LIFETIME, link_state
from app.i18n import _
from app.jobs import jobs_of
from app.labels import refusal
from app.permissions import Permission
from app.queries import personal_links as questions
from app.security import requires
from app.services import personal_links as verbs
from app.services.personal_link_mail import PERSONAL_LINK, address_of
from models import db
from models.base import utc_now
from views.editing import get_or_404
from views.messages import show_once, shown_once
from views.volunteers.blueprint import load_volunteer

bp = Blueprint("personal_links", __name__, url_prefix="/volunteers")


@bp.get("/<int:volunteer_id>/links")
@requires(Permission.VOLUNTEERS_EDIT)
def index(volunteer_id: int) -> str:
    """Show the personal links of a volunteer."""
    volunteer, now = load_volunteer(volunteer_id), utc_now()
    links = questions.links_of(db.session(), volunteer.id)
    return render_template(
        "volunteers/links.html",
        volunteer=volunteer,
        links=[(link, link_state(link.expires_at, link.revoked_at, now)) for link in links],
        address=shown_once(),
        days=LIFETIME.days,
    )


@bp.post("/<int:volunteer_id>/links/new")
@requires(Permission.VOLUNTEERS_EDIT)
def create(volunteer_id: int) -> Response:
    """Make a link and show it this once."""
    volunteer = load_volunteer(volunteer_id)
    token = verbs.make_link(db.session(), volunteer, by=current_user, now=utc_now())
    address = current_app.config["BASE_URL"].rstrip("/") + url_for("personal.show", token=token)
    return show_once(address, url_for(".index", volunteer_id=volunteer.id))


@bp.post("/<int:volunteer_id>/links/send")
@requires(Permission.VOLUNTEERS_EDIT)
def send(volunteer_id: int) -> Response:
    """Send a new link to the volunteer's own address."""
    volunteer = load_volunteer(volunteer_id)
    try:
        email = address_of(volunteer)
    except RuleError as error:
        flash(refusal(error), "warning")
        return redirect(url_for(".index", volunteer_id=volunteer.id))
    title = _("Personal link: %(name)s", name=volunteer.person.display_name)
    arguments = {"volunteer_id": volunteer.id}
    jobs_of(current_app).enqueue(db.session(), PERSONAL_LINK, title, arguments, by_id=current_user.id)
    flash(_("A personal link is on its way to %(email)s.", email=email), "success")
    return redirect(url_for(".index", volunteer_id=volunteer.id))


@bp.post("/<int:volunteer_id>/links/<int:link_id>/revoke")
@requires(Permission.VOLUNTEERS_EDIT)
def revoke(volunteer_id: int, link_id: int) -> Response:
    """Make a link stop working."""
    volunteer = load_volunteer(volunteer_id)
    link = get_or_404(questions.link_of_volunteer(db.session(), link_id, volunteer.id))
    verbs.revoke_link(db.session(), link, now=utc_now())
    flash(_("The personal link does not work any more."), "success")
    return redirect(url_for(".index", volunteer_id=volunteer.id))
