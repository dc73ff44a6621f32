"""What every personal page begins with: whose link this is, and whether it works."""

from typing import Any, NoReturn

from flask import abort, make_response, render_template

from app.domain.personal_links import LinkState, link_state
from app.i18n import locale_code
from app.queries.personal_links import link_by_token
from app.services.letter_values import library_name
from app.services.personal_links import note_use
from models import db
from models.base import utc_now
from models.volunteers import Volunteer


def volunteer_of_link(token: str) -> Volunteer:
    """Return the volunteer whose personal link this is.

    Ends the request with a page in words: 404 for a secret that nobody ever had, 410 for a link that expired, was
    revoked, or whose volunteer is in the archive.
    """
    session, now = db.session(), utc_now()
    link = link_by_token(session, token)
    if link is None:
        _refuse(404, None)
    state = link_state(link.expires_at, link.revoked_at, now)
    if state is not LinkState.WORKS or link.volunteer.archived_at is not None:
        _refuse(410, state)
    note_use(session, link, now=now)
    return link.volunteer


def personal_page(template: str, token: str, volunteer: Volunteer, **more: Any) -> str:
    """Draw a personal page: every template of one gets `token`, `volunteer`, `name` and `library`."""
    return render_template(
        template,
        token=token,
        volunteer=volunteer,
        name=volunteer.person.first_name or volunteer.person.display_name,
        library=library_name(db.session(), locale_code()),
        **more,
    )


def _refuse(status: int, state: LinkState | None) -> NoReturn:
    library = library_name(db.session(), locale_code())
    abort(make_response(render_template("personal/closed.html", state=state, library=library), status))
