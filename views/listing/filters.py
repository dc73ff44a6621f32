"""What the address of a list asks for, and its filters ready to draw."""

from contextlib import suppress
from datetime import date

from flask import request
from werkzeug.datastructures import MultiDict

from app.clock import today
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, last_months, month, quarter, year
from app.i18n import _, quoted
from app.labels.audit import number_text
from app.labels.imports import period_words
from app.queries.listing import ListSpec, ListState
from app.security import current_scope
from app.templating import day, page_url
from models import db
from views.listing.shapes import FilterView


def state_from(arguments: MultiDict[str, str], spec: ListSpec) -> ListState:
    """Return what the address asks for; unknown arguments are ignored."""
    keys = {item.key for item in spec.filters}
    return ListState(
        query=arguments.get("q", "").strip()[:200],
        filters={key: ",".join(filter(None, arguments.getlist(key))) for key in arguments if key in keys},
        sort=arguments.get("sort", ""),
        after=arguments.get("after", ""),
        before=arguments.get("before", ""),
    )


def period_choices(now: date, chosen: str) -> list[tuple[str, str]]:
    """Return the periods that a filter offers, with the chosen one even when it is none of them."""
    previous = month(now.year - (now.month == 1), (now.month - 2) % 12 + 1)
    offered: list[tuple[Period, str]] = [
        (month(now.year, now.month), _("This month")),
        (previous, _("Last month")),
        (quarter(now.year, (now.month + 2) // 3), _("This quarter")),
        (year(now.year), _("This year")),
        (year(now.year - 1), _("Last year")),
        (last_months(12, now), _("Last 12 months")),
    ]
    choices = dict[str, str]()
    for period, text in offered:
        # In December the last twelve months are this year.
        choices.setdefault(period_text(period), text)
    if chosen:
        choices.setdefault(chosen, _words(chosen))
    return list(choices.items())


def _words(chosen: str) -> str:
    """Return a period of an address as people say it; what is no period stays as it is."""
    with suppress(InvalidPeriod):
        return period_words(parse_period(chosen))
    return chosen


def filter_views(spec: ListSpec, state: ListState) -> list[FilterView]:
    """Return the filters of a list with what they offer; one with nothing to choose from is left out."""
    views = []
    for item in spec.filters:
        value = state.filters.get(item.key, "")
        if item.kind == "period":
            choices = period_choices(today(), value)
        elif item.kind == "flag":
            choices = [("1", _("Yes")), ("0", _("No"))]
        else:
            choices = list(item.options(db.session(), current_scope())) if item.options else []
        if item.kind in {"branch", "choice", "multi"} and not choices and not value:
            continue
        views.append(FilterView(item.key, str(item.label), item.kind, choices, value, item.group_of, item.more))
    return views


def chosen_words(item: FilterView) -> str:
    """Return the value of a filter as a person reads it."""
    if item.kind == "date":
        with suppress(ValueError):
            return day(date.fromisoformat(item.value))
    if item.kind == "hidden":
        return number_text(item.value) if item.value.isdecimal() else _words(item.value)
    if item.kind in {"text", "number", "date"}:
        return item.value
    texts = dict(item.choices)
    return ", ".join(texts.get(part, part) for part in item.value.split(","))


def asked_words(spec: ListSpec, state: ListState) -> str:
    """Return the words of a search and the filters in use as a person reads them."""
    used = [f"{item.label}: {chosen_words(item)}" for item in filter_views(spec, state) if item.value]
    return "; ".join([*([quoted(state.query)] if state.query else []), *used])


def chips(filters: list[FilterView]) -> list[tuple[str, str]]:
    """Return (words, address without the filter) of each filter in use."""
    found = []
    for item in filters:
        if item.value:
            words = chosen_words(item)
            url = page_url(**{item.key: None, "after": None, "before": None})
            found.append((item.label if item.kind == "hidden" else f"{item.label}: {words}", url))
    return found


def filters_and_chips(spec: ListSpec, state: ListState) -> tuple[list[FilterView], list[tuple[str, str]]]:
    """Return the filter bar and the chips of a list, for a page that shows its rows in its own way."""
    filters = filter_views(spec, state)
    return filters, chips(filters)


def asked(spec: ListSpec) -> ListState:
    """Return what the present address asks for."""
    return state_from(request.args, spec)
