"""Reading opportunities: the list, the archive, one record."""

from typing import Any

from flask import render_template, request, url_for

from app.clock import today
from app.i18n import _
from app.permissions import Permission
from app.queries.opportunities import opportunity_list
from app.queries.shifts import shifts_of_opportunity
from app.security import requires
from app.templating import can
from models import db
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.months import weekday
from views.opportunities.blueprint import bp
from views.opportunities.helpers import hours, load, public_address
from views.tasks.helpers import tasks_card
from views.timeline import entries_for


@bp.get("")
@requires(Permission.VOLUNTEERS_VIEW)
def index() -> Any:
    """Show the opportunities; `?view=archive` shows the archived ones."""
    archived = request.args.get("view") == "archive"
    may_add = can(Permission.VOLUNTEERS_EDIT)
    empty = EmptyState(
        "calendar2-heart",
        _("No opportunities yet"),
        _("Say what volunteers could do, where and when: then they can sign up, and you see where people are lacking."),
        url_for(".create") if may_add else None,
        _("Add an opportunity"),
    )
    if archived:
        empty = EmptyState("archive", _("The archive is empty"), _("Opportunities that are put away stand here."))

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("List"), archived)

    spec = opportunity_list(today(), archived=archived)
    return listing_page(spec, empty, "opportunities/index.html", adjust=adjust)


@bp.get("/<int:opportunity_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def show(opportunity_id: int) -> str:
    """Show one opportunity with its shifts, who is in them, and everything that happened."""
    opportunity = load(opportunity_id)
    return render_template(
        "opportunities/show.html",
        opportunity=opportunity,
        shifts=shifts_of_opportunity(db.session(), opportunity.id, today()),
        address=public_address(opportunity),
        hours=hours,
        weekday=weekday,
        tasks=tasks_card("opportunity", opportunity.id),
        timeline_entries=entries_for("opportunity", opportunity.id),
    )
