"""Who a mailing goes to: the list behind each figure, the letter as each of them gets it, a test letter."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.errors import RuleError
from app.domain.mailings import RecipientState
from app.i18n import _
from app.labels import refusal
from app.letter_making import Maker, send_test
from app.permissions import Permission
from app.queries.mailing_audience import audience_list, audience_member
from app.queries.mailings import mailing_by_id, recipient_list
from app.security import requires
from models import db
from models.mailings import Mailing
from views.addresses import record_id
from views.editing import get_or_404
from views.listing import EmptyState, Listing, listing_page
from views.mailings import bp

Answer = BaseResponse | str | tuple[str, int]
# The letter is shown in a frame of its own, where its own styles hold and nothing else may happen.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@bp.get("/<int:mailing_id>/audience")
@requires(Permission.MAILINGS_RUN)
def audience(mailing_id: int) -> Answer:
    """List the audience of a mailing that has not begun: who gets the letter, and why the others do not."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    spec = audience_list(db.session(), mailing, today())
    empty = EmptyState("people", _("The audience is empty"), _("No contact belongs to it at present."))
    return listing_page(spec, empty, "mailings/recipients.html", mailing=mailing)


@bp.get("/<int:mailing_id>/recipients")
@requires(Permission.MAILINGS_RUN)
def recipients(mailing_id: int) -> Answer:
    """List the letters of a mailing that has begun."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))

    def adjust(listing: Listing) -> None:
        listing.row_class = lambda row: "attention" if row.state is RecipientState.UNKNOWN else ""

    empty = EmptyState("envelope", _("No letters yet"), _("The letters appear here once the mailing begins."))
    return listing_page(recipient_list(mailing), empty, "mailings/recipients.html", adjust=adjust, mailing=mailing)


@bp.get("/<int:mailing_id>/preview")
@requires(Permission.MAILINGS_RUN)
def preview(mailing_id: int) -> Answer:
    """Show the letter of one recipient after another; `?n=` is the place in the audience, from 1."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    place = max(1, request.args.get("n", 1, type=record_id) or 1)
    row, message, missing = _letter(mailing, place - 1)
    following = audience_member(db.session(), mailing, today(), place) if row is not None else None
    return render_template(
        "mailings/preview.html",
        mailing=mailing,
        place=place,
        row=row,
        message=message,
        missing=missing,
        more=following is not None,
    )


def _letter(mailing: Mailing, place: int) -> tuple[Any, Any, str]:
    row = audience_member(db.session(), mailing, today(), place)
    if row is None:
        return None, None, ""
    # The link in this letter leads nowhere: the secret one is its reader’s alone.
    message, missing = Maker(db.session(), mailing, today()).write(row, "example", "")
    return row, message, missing


@bp.get("/<int:mailing_id>/letter")
@requires(Permission.MAILINGS_RUN)
def letter(mailing_id: int) -> Answer:
    """Return the page of one recipient's letter alone, for the frame of the preview."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    place = max(1, request.args.get("n", 1, type=record_id) or 1)
    _row, message, _missing = _letter(mailing, place - 1)
    response = Response(message.html if message else "", mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@bp.post("/<int:mailing_id>/test")
@requires(Permission.MAILINGS_RUN)
def test(mailing_id: int) -> Answer:
    """Send the letter of the first recipient to the account that asks."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    try:
        send_test(db.session(), mailing, current_user.email, today())
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        flash(_("A test letter was sent to %(email)s.", email=current_user.email), "success")
    return redirect(url_for("mailings.show", mailing_id=mailing_id))
