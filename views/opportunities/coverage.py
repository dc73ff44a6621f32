"""The calendar of coverage: a week by branch, or a month, and what is lacking."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import render_template, request, url_for

from app.clock import today
from app.domain.period_text import period_text
from app.domain.periods import Period, add_months, month
from app.domain.shifts import Cover
from app.i18n import _, _l, _n, locale_code
from app.permissions import Permission
from app.queries.coverage import SHIFT_LIST, Coverage, cover_of_row, coverage, month_coverage
from app.queries.listing import Filter
from app.security import current_scope, requires
from app.templating import day as day_text
from models import db
from views.listing import EmptyState, Listing, filters_and_chips, state_from
from views.months import weekday
from views.opportunities.blueprint import bp
from views.opportunities.helpers import hours

CALENDAR = replace(
    SHIFT_LIST,
    totals={},
    filters=(
        *(item for item in SHIFT_LIST.filters if item.key in {"branch", "skill", "lacking"}),
        Filter("day", _l("Day"), lambda statement, _value: statement, kind="hidden"),
    ),
)
WEEK = timedelta(days=7)


@bp.get("/coverage")
@requires(Permission.VOLUNTEERS_VIEW)
def cover() -> str:
    """Show which shifts of a week (or, with `?view=month`, of a month) lack people."""
    is_month = request.args.get("view") == "month"
    chosen = _day(request.args.get("day", ""))
    period = month(chosen.year, chosen.month) if is_month else _week(chosen)
    state = state_from(request.args, CALENDAR)
    ask = month_coverage if is_month else coverage
    found = ask(db.session(), CALENDAR, state, current_scope(), period, today=today())
    filters, chips = filters_and_chips(CALENDAR, state)
    kept: dict[str, Any] = {key: value for key, value in state.filters.items() if value and key != "day"}
    before, after = _neighbours(period, is_month)
    title = _("Coverage of shifts")
    listing = Listing(
        title=title,
        filters=filters,
        active_chips=[chip for chip in chips if chip[0] != str(CALENDAR.filters[-1].label)],
        export_urls={
            wanted: url_for(".all_shifts", **kept, period=period_text(period), format=wanted)
            for wanted in ("csv", "xlsx")
        },
        empty=EmptyState("calendar2-week", "", ""),
        views=[
            ("calendar2-week", _("Week"), url_for(".cover", **kept, day=chosen.isoformat()), not is_month),
            ("calendar3", _("Month"), url_for(".cover", **kept, day=chosen.isoformat(), view="month"), is_month),
            ("list-ul", _("List"), url_for(".all_shifts", **kept, period=period_text(period)), False),
        ],
    )
    mode: dict[str, Any] = {"view": "month"} if is_month else {}
    return render_template(
        "opportunities/coverage.html",
        listing=listing,
        found=found,
        weeks=_weeks(period) if is_month else [],
        is_month=is_month,
        period_name=_name(period, is_month),
        summary=_summary(found, period, is_month),
        is_over=period.end <= today(),
        cover_of=cover_of_row,
        covers=list(Cover),
        hours=hours,
        weekday=weekday,
        today=today(),
        day_url=url_for(".cover", **kept, day=""),
        previous_url=url_for(".cover", **kept, **mode, day=before.isoformat()),
        next_url=url_for(".cover", **kept, **mode, day=after.isoformat()),
        now_url=url_for(".cover", **kept, **mode),
    )


def _day(text: str) -> date:
    """Return the day that the address names, else today; years in which nobody plans count as today."""
    try:
        chosen = date.fromisoformat(text)
    except ValueError:
        return today()
    return chosen if 1900 < chosen.year < 2200 else today()


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + WEEK)


def _neighbours(period: Period, is_month: bool) -> tuple[date, date]:
    if is_month:
        return add_months(period.start, -1), period.end
    return period.start - WEEK, period.end


def _name(period: Period, is_month: bool) -> str:
    if is_month:
        text: str = format_date(period.start, "LLLL y", locale=locale_code())
        return text[:1].upper() + text[1:]
    return f"{day_text(period.start)} – {day_text(period.last_day)}"


def _weeks(period: Period) -> list[list[tuple[date, bool]]]:
    """Return the weeks of a month as (day, whether it is in the month)."""
    weeks = calendar.Calendar().monthdatescalendar(period.start.year, period.start.month)
    return [[(day, period.contains(day)) for day in week] for week in weeks]


def _summary(found: Coverage, period: Period, is_month: bool) -> str:
    """Say how many people are lacking in how many shifts."""
    if not found.short:
        return ""
    people = _n("%(num)d person is lacking", "%(num)d people are lacking", found.lacking)
    shifts = _n("in %(num)d shift", "in %(num)d shifts", found.short)
    if not period.contains(today()):
        first, last = day_text(period.start), day_text(period.last_day)
        return _("%(first)s – %(last)s: %(people)s %(shifts)s", first=first, last=last, people=people, shifts=shifts)
    if is_month:
        return _("This month %(people)s %(shifts)s", people=people, shifts=shifts)
    return _("This week %(people)s %(shifts)s", people=people, shifts=shifts)
