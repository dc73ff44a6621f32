"""Reading events: the list, the calendar, one record, and suggestions for pickers."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, render_template, request, url_for

from app.clock import today
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, add_months, month
from app.i18n import _, _l, _n
from app.labels.events import band_name
from app.permissions import Permission
from app.queries import events as questions
from app.queries.events import EVENT_ARCHIVE, EVENT_LIST, with_splits
from app.queries.files import attachments
from app.queries.listing import Filter, Kind, ListSpec, ListState
from app.queries.shifts import shifts_of_event
from app.security import current_scope, requires
from app.templating import can, day
from models import db
from models.base import utc_now
from views.editing import get_or_404
from views.events.blueprint import bp
from views.events.helpers import clock, when
from views.listing import EmptyState, Listing, filters_and_chips, listing_page, state_from
from views.months import month_asked, month_code, weekday, words
from views.opportunities.helpers import hours
from views.tasks.helpers import tasks_card
from views.timeline import entries_for

CALENDAR = replace(
    EVENT_LIST,
    filters=(
        *(item for item in EVENT_LIST.filters if item.key not in {"period", "summary"}),
        Filter("month", _l("Month"), lambda statement, _value: statement, kind="hidden"),
    ),
)


@bp.get("")
@requires(Permission.EVENTS_VIEW)
def index() -> Any:
    """Show the events as a list; `?view=archive` shows the archived ones."""
    archive = request.args.get("view") == "archive"
    spec = with_splits(EVENT_ARCHIVE if archive else EVENT_LIST, request.args)
    empty = _empty_archive() if archive else _empty()

    def adjust(listing: Listing) -> None:
        listing.views = _views("archive" if archive else "list")
        listing.count_text += _whole_summaries(spec)
        listing.specs = tuple(
            replace(column, kind=Kind.TEXT, value=_date_text) if column.key == "date" else column
            for column in listing.specs
        )

    return listing_page(spec, empty, "events/index.html", adjust=adjust)


@bp.get("/calendar")
@requires(Permission.EVENTS_VIEW)
def calendar() -> str:
    """Show a month of events under the same search and filters as the list."""
    chosen = month_asked(request.args.get("month", ""))
    state = state_from(request.args, CALENDAR)
    found = questions.month_of_events(db.session(), CALENDAR, state, current_scope(), chosen)
    filters, chips = filters_and_chips(CALENDAR, state)
    listing = Listing(
        title=_("Calendar of events"),
        filters=filters,
        active_chips=[chip for chip in chips if chip[0] != str(CALENDAR.filters[-1].label)],
        query=state.query,
        searchable=True,
        empty=_empty(),
        views=_views("calendar"),
    )
    kept = _kept(state)
    return render_template(
        "events/calendar.html",
        listing=listing,
        month=found,
        month_name=words(chosen.start, "LLLL y"),
        weekday=weekday,
        start=chosen.start,
        kept=kept,
        today=today(),
        clock=clock,
        when=when,
        previous_url=url_for(".calendar", **kept, month=month_code(add_months(chosen.start, -1))),
        next_url=url_for(".calendar", **kept, month=month_code(add_months(chosen.start, 1))),
        now_url=url_for(".calendar", **kept),
        summaries_url=url_for(".index", **kept, period=period_text(chosen), summary="1"),
    )


@bp.get("/<int:event_id>")
@requires(Permission.EVENTS_VIEW)
def show(event_id: int) -> str:
    """Show one event with everything around it."""
    session = db.session()
    record = get_or_404(questions.event_record(session, event_id, current_scope()))
    event, now = record.event, utc_now()
    return render_template(
        "events/show.html",
        record=record,
        event=event,
        bands=[(band_name(band), counts) for band, counts in record.bands],
        when=when(event),
        begun=event.starts_at is None or event.starts_at <= now,
        now=now,
        over=event.ends_before <= today() if event.ends_at is None else event.ends_at <= now,
        editable=can(Permission.EVENTS_EDIT),
        attachments=attachments(session, "event", event_id),
        shifts=shifts_of_event(session, event_id) if can(Permission.VOLUNTEERS_VIEW) else [],
        hours=hours,
        weekday=weekday,
        tasks=tasks_card("event", event_id),
        timeline_entries=entries_for("event", event_id),
    )


@bp.get("/lookup")
@requires(Permission.EVENTS_VIEW)
def lookup() -> Response:
    """Suggest events to a picker."""
    rows = questions.lookup(db.session(), request.args.get("q", "")[:200], current_scope())
    return jsonify([{"id": row.id, "text": row.title, "note": day(row.starts_on)} for row in rows])


def _whole_summaries(spec: ListSpec) -> str:
    """Say that the list shows summaries whole which the figures of its period take only a share of."""
    if not request.args.get("period"):
        return ""
    state = state_from(request.args, spec)
    count = questions.partly_inside(db.session(), spec, state, current_scope())
    if not count:
        return ""
    return ". " + _n(
        "%(num)d summary reaches beyond the chosen period and is shown whole; reports take only its share.",
        "%(num)d summaries reach beyond the chosen period and are shown whole; reports take only their share.",
        count,
    )


def _date_text(row: Any) -> str:
    return when(row) if row.is_summary else day(row.starts_on)


def _kept(state: ListState) -> dict[str, Any]:
    """Return the search and the filters that the list and the calendar share."""
    own = {"period", "summary", "month"}
    kept: dict[str, Any] = {key: value for key, value in state.filters.items() if value and key not in own}
    return {**kept, "q": state.query} if state.query else kept


def _views(active: str) -> list[tuple[str, str, str, bool]]:
    state = state_from(request.args, EVENT_LIST)
    kept = _kept(state)
    period = state.filters.get("period", "")
    shown = request.args.get("month", "") if active == "calendar" else ""
    month_of_list: dict[str, Any] = {"month": period} if period and _is_month(period) else {}
    period_of_list: dict[str, Any] = {"period": period or shown} if period or _is_month(shown) else {}
    return [
        ("list-ul", _("List"), url_for(".index", **kept, **period_of_list), active == "list"),
        ("calendar3", _("Calendar"), url_for(".calendar", **kept, **month_of_list), active == "calendar"),
        ("archive", _("In the archive"), url_for(".index", **kept, view="archive"), active == "archive"),
    ]


def _is_month(text: str) -> bool:
    try:
        period = parse_period(text)
    except InvalidPeriod:
        return False
    return period == month(period.start.year, period.start.month)


def _empty() -> EmptyState:
    may_add = can(Permission.EVENTS_EDIT)
    return EmptyState(
        "calendar-event",
        _("No events yet"),
        _("Tell what took place today: three answers are enough, the rest can wait."),
        url_for(".log") if may_add else None,
        _("Log an event"),
    )


def _empty_archive() -> EmptyState:
    return EmptyState("archive", _("The archive is empty"), _("Events that are put away stand here."))
