"""The first page behind a personal link."""

from app.queries import personal_links as questions
from models import db
from models.base import utc_now
from views.personal.blueprint import bp
from views.personal.common import personal_page, volunteer_of_link


@bp.get("/<token>")
def show(token: str) -> str:
    """Show the volunteer's coming shifts and log of hours."""
    volunteer = volunteer_of_link(token)
    session = db.session()
    return personal_page(
        "personal/show.html",
        token,
        volunteer,
        shifts=questions.coming_shifts(session, volunteer.id, utc_now()),
        entries=questions.own_entries(session, volunteer.id),
        minutes=questions.own_minutes(session, volunteer.id),
    )
