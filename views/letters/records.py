"""Letters to one contact: the list, one letter, what to do with one that did not leave."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.i18n import _
from app.jobs import jobs_of
from app.labels import refusal
from app.labels.mailings import reason_text
from app.letter_work import LETTER
from app.permissions import Permission
from app.queries.letters import LETTER_LIST, TROUBLED, letter_by_id
from app.security import requires
from app.services import letters
from models import db
from models.letters import Letter
from views.editing import get_or_404
from views.letters import bp
from views.letters.tabs import tabs
from views.listing import EmptyState, listing_page

Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.MAIL_SEND)
def index() -> Answer:
    """List the letters to single contacts."""
    empty = EmptyState(
        "envelope",
        _("No letters yet"),
        _("Open a contact and press “Write a letter”: what was sent stays here and in the contact’s timeline."),
        url_for("contacts.index"),
        _("Open the contacts"),
    )
    return listing_page(LETTER_LIST, empty, "letters/index.html", tabs=tabs())


@bp.get("/<int:letter_id>")
@requires(Permission.MAIL_SEND)
def show(letter_id: int) -> Answer:
    """Show one letter as it was written and what became of it."""
    letter = get_or_404(letter_by_id(db.session(), letter_id))
    return render_template(
        "letters/show.html",
        letter=letter,
        troubled=letter.status in TROUBLED,
        reason=reason_text(letter.trouble, letter.detail),
    )


@bp.post("/<int:letter_id>/again")
@requires(Permission.MAIL_SEND)
def again(letter_id: int) -> Answer:
    """Send a letter that did not leave once more."""
    letter = get_or_404(letter_by_id(db.session(), letter_id))
    try:
        letters.try_again(db.session(), letter)
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        hand_over(letter)
        flash(_("The letter is on its way."), "success")
    return redirect(url_for("letters.show", letter_id=letter_id))


@bp.post("/<int:letter_id>/discard")
@requires(Permission.MAIL_SEND)
def discard(letter_id: int) -> Answer:
    """Give up a letter that did not leave; its text stays."""
    letter = get_or_404(letter_by_id(db.session(), letter_id))
    try:
        letters.discard_letter(db.session(), letter)
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("The letter is given up. Its text stays in the list of letters."), "success")
    return redirect(url_for("contacts.show", contact_id=letter.contact_id))


def hand_over(letter: Letter) -> None:
    """Let the worker send a letter once this request is kept."""
    title = _("Letter: %(subject)s", subject=letter.subject)[:200]
    jobs_of(current_app).enqueue(db.session(), LETTER, title, {"letter_id": letter.id}, by_id=letter.author_id)
