"""The calendar of grants: dates of calls and what is due to funders."""

from typing import Any

from flask import render_template, request, url_for

from app.clock import today
from app.domain.periods import add_months
from app.i18n import _
from app.permissions import Permission
from app.queries.call_calendar import GRANT_DATES, month_of_dates
from app.security import current_scope, requires
from app.templating import can
from models import db
from views.grants import bp
from views.listing import EmptyState, Listing, filters_and_chips, state_from
from views.months import month_asked, month_code, weekday, words


@bp.get("/calendar")
@requires(Permission.GRANTS_VIEW)
def calendar() -> str:
    """Show a month of dates under the filters of the address."""
    chosen = month_asked(request.args.get("month", ""))
    state = state_from(request.args, GRANT_DATES)
    found = month_of_dates(db.session(), state, current_scope(), chosen)
    filters, chips = filters_and_chips(GRANT_DATES, state)
    hidden = str(GRANT_DATES.filters[-1].label)
    kept: dict[str, Any] = {key: value for key, value in state.filters.items() if value and key != "month"}
    return render_template(
        "grants/calendar.html",
        listing=Listing(
            title=str(GRANT_DATES.title),
            filters=filters,
            active_chips=[chip for chip in chips if chip[0] != hidden],
            empty=_empty(),
        ),
        month=found,
        month_name=words(chosen.start, "LLLL y"),
        weekday=weekday,
        today=today(),
        previous_url=url_for(".calendar", **kept, month=month_code(add_months(chosen.start, -1))),
        next_url=url_for(".calendar", **kept, month=month_code(add_months(chosen.start, 1))),
        now_url=url_for(".calendar", **kept),
    )


def _empty() -> EmptyState:
    return EmptyState(
        "calendar3",
        _("Nothing in this month"),
        _("Choose another month, remove a filter, or add a call with its deadline."),
        url_for(".create_call") if can("grants.edit") else None,
        _("Add a call"),
    )
