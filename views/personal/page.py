"""The first page behind a personal link."""

from app.queries import personal_links as questions
from app.queries.own_shifts import own_places, places_in_line
from models import db
from models.base import utc_now
from views.months import weekday
from views.opportunities.helpers import hours
from views.personal.blueprint import bp
from views.personal.common import personal_page, volunteer_of_link


@bp.get("/<token>")
def show(token: str) -> str:
    """Show the volunteer's coming shifts and log of hours."""
    volunteer = volunteer_of_link(token)
    session, now = db.session(), utc_now()
    places = own_places(session, volunteer.id, now)
    return personal_page(
        "personal/show.html",
        token,
        volunteer,
        places=places,
        positions=places_in_line(session, places),
        hours=hours,
        weekday=weekday,
        now=now,
        entries=questions.own_entries(session, volunteer.id),
        minutes=questions.own_minutes(session, volunteer.id),
    )
