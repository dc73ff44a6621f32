"""Lists as pages: what `components/list.html` draws, from a `ListSpec` and the page's address."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template, request, send_file, url_for
from werkzeug.datastructures import MultiDict

from app import spreadsheets
from app.domain.period_text import period_text
from app.domain.periods import Period, last_months, month, quarter, year
from app.i18n import _, _n
from app.labels import label, tone
from app.queries.listing import Column, Kind, ListPage, ListSpec, ListState, every_row, run
from app.security import current_scope
from app.templating import day, moment, money, number, page_url
from models import db
from views.clock import today

RESERVED = {"q", "sort", "after", "before", "format"}


@dataclass(frozen=True)
class Cell:
    """One cell: text as the reader sees it, where it leads, its tone when it is a badge."""

    text: Any
    url: str | None = None
    tone: str = ""


@dataclass(frozen=True)
class Head:
    """A column's head."""

    key: str
    label: str
    kind: str
    align: str
    primary: bool
    secondary: bool
    sort_url: str | None
    sorted: str | None


@dataclass(frozen=True)
class FilterView:
    """A filter ready to draw."""

    key: str
    label: str
    kind: str
    choices: list[tuple[str, str]]
    value: str


@dataclass(frozen=True)
class EmptyState:
    """What an empty list says and offers."""

    icon: str
    title: str
    text: str
    action_url: str | None = None
    action_text: str | None = None


@dataclass
class Listing:
    """Everything that the list template asks for."""

    title: str
    rows: list[Any]
    columns: list[Head]
    filters: list[FilterView]
    active_chips: list[tuple[str, str]]
    query: str
    searchable: bool
    count_text: str
    prev_url: str | None
    next_url: str | None
    totals: dict[str, str] | None
    export_urls: dict[str, str]
    empty: EmptyState
    specs: tuple[Column, ...]
    views: list[tuple[str, str, str, bool]] = field(default_factory=list)
    selectable: bool = False
    bulk_actions: list[Any] = field(default_factory=list)
    row_class: Callable[[Any], str] | None = None

    def cells(self, row: Any) -> list[Cell]:
        """Return the cells of a row in the order of the columns."""
        return [cell(column, row) for column in self.specs]


def cell(column: Column, row: Any) -> Cell:
    """Return one value of a row as the reader sees it."""
    value = column.value(row)
    place = column.url(row) if column.url else None
    url = url_for(place[0], **place[1]) if place else None
    match column.kind:
        case Kind.MONEY:
            text: Any = money(value, column.currency(row) if column.currency else None)
        case Kind.NUMBER:
            text = number(value, column.digits)
        case Kind.HOURS:
            text = number(value / 60) if value is not None else "—"
        case Kind.DATE:
            text = day(value)
        case Kind.DATETIME:
            text = moment(value)
        case Kind.BADGE:
            return Cell(label(value) if value is not None else "", url, tone(value))
        case Kind.FLAG:
            text = _("Yes") if value else ""
        case _:
            text = label(value) if value not in (None, "") else ""
    return Cell(text, url, column.tone(row, today()) if column.tone else "")


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
    choices = [(period_text(period), text) for period, text in offered]
    if chosen and chosen not in {value for value, _text in choices}:
        choices.append((chosen, chosen.replace("..", " – ")))
    return choices


def _filters(spec: ListSpec, state: ListState) -> list[FilterView]:
    views = []
    for item in spec.filters:
        value = state.filters.get(item.key, "")
        if item.kind == "period":
            choices = period_choices(today(), value)
        elif item.kind == "flag":
            choices = [("1", _("Yes")), ("0", _("No"))]
        else:
            choices = list(item.options(db.session(), current_scope())) if item.options else []
        if item.kind in {"branch", "choice"} and not choices and not value:
            continue
        views.append(FilterView(item.key, str(item.label), item.kind, choices, value))
    return views


def _chips(filters: list[FilterView]) -> list[tuple[str, str]]:
    chips = []
    for item in filters:
        if item.value:
            texts = dict(item.choices)
            words = ", ".join(texts.get(part, part) for part in item.value.split(","))
            url = page_url(**{item.key: None, "after": None, "before": None})
            chips.append((item.label if item.kind == "hidden" else f"{item.label}: {words}", url))
    return chips


def filters_and_chips(spec: ListSpec, state: ListState) -> tuple[list[FilterView], list[tuple[str, str]]]:
    """Return the filter bar and the chips of a list, for a page that shows its rows in its own way."""
    filters = _filters(spec, state)
    return filters, _chips(filters)


def _head(column: Column, sort: str) -> Head:
    url = None
    direction = None
    if column.sort is not None:
        if sort.removeprefix("-") == column.key:
            direction = "desc" if sort.startswith("-") else "asc"
        target = f"-{column.key}" if direction == "asc" else column.key
        url = page_url(sort=target, after=None, before=None)
    return Head(
        column.key,
        str(column.label),
        column.kind.value,
        column.align,
        column.primary,
        column.secondary,
        url,
        direction,
    )


def count_text(page: ListPage) -> str:
    """Return how many records the list holds, in words."""
    if page.count_capped:
        return _("more than %(num)s records", num=number(page.count))
    return _n("%(num)s record", "%(num)s records", page.count, num=number(page.count))


def build(spec: ListSpec, empty: EmptyState) -> Listing:
    """Return the present page of a list, ready to draw."""
    state = state_from(request.args, spec)
    page = run(db.session(), spec, state, current_scope())
    sort = state.sort if spec.column(state.sort.removeprefix("-")) else spec.default_sort
    filters = _filters(spec, state)
    columns = tuple(column for column in spec.columns if not column.export_only)
    kinds = {column.key: column for column in spec.columns}
    totals = {key: _total(kinds[key], value) for key, value in page.totals.items()}
    filtered = bool(state.query or any(state.filters.values()))
    nothing_found = EmptyState(
        "search", _("Nothing found"), _("Try fewer words or remove a filter."), request.path, _("Show all")
    )
    return Listing(
        title=str(spec.title),
        rows=page.rows,
        columns=[_head(column, sort) for column in columns],
        filters=filters,
        active_chips=_chips(filters),
        query=state.query,
        searchable=spec.search_kind is not None,
        count_text=count_text(page),
        prev_url=page_url(before=page.before, after=None) if page.before else None,
        next_url=page_url(after=page.after, before=None) if page.after else None,
        totals=totals or None,
        export_urls={kind: page_url(format=kind, after=None, before=None) for kind in ("csv", "xlsx")},
        empty=nothing_found if filtered else empty,
        specs=columns,
    )


def frame(spec: ListSpec, count: int) -> Listing:
    """Return a list without its rows: title, filters, chips and count, for another view of the same question.

    Args:
        spec: the list whose filters the other view shares.
        count: how many records the other view shows.
    """
    state = state_from(request.args, spec)
    filters = _filters(spec, state)
    return Listing(
        title=str(spec.title),
        rows=[],
        columns=[],
        filters=filters,
        active_chips=_chips(filters),
        query=state.query,
        searchable=spec.search_kind is not None,
        count_text=_n("%(num)s record", "%(num)s records", count, num=number(count)),
        prev_url=None,
        next_url=None,
        totals=None,
        export_urls={},
        empty=EmptyState("search", _("Nothing found"), _("Try fewer words or remove a filter.")),
        specs=(),
    )


def _total(column: Column, value: Any) -> str:
    if column.kind is Kind.MONEY:
        return money(value or 0)
    if column.kind is Kind.HOURS:
        return number((value or 0) / 60)
    return number(value or 0)


def listing_page(
    spec: ListSpec,
    empty: EmptyState,
    template: str,
    *,
    adjust: Callable[[Listing], None] | None = None,
    **more: Any,
) -> Response | str:
    """Return a list as a page, as rows only (htmx), or as a file (`?format=csv` or `xlsx`).

    Args:
        adjust: may add views, bulk actions or classes of rows before the page is drawn.
        more: what the template needs besides `listing`.
    """
    wanted = request.args.get("format")
    if wanted in {"csv", "xlsx"}:
        return export(spec, wanted)
    listing = build(spec, empty)
    if adjust:
        adjust(listing)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "rows":
        return render_template("components/list_rows.html", listing=listing)
    return render_template(template, listing=listing, **more)


def _plain(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.kind is Kind.HOURS:
        return value / 60 if value is not None else None
    if column.kind in {Kind.MONEY, Kind.NUMBER, Kind.DATE}:
        return value
    if column.kind is Kind.DATETIME:
        return moment(value) if value else ""
    if value is None or value == "":
        return ""
    return label(value)


def export(spec: ListSpec, wanted: str) -> Response:
    """Return exactly the rows that the list shows, all its pages, as CSV or XLSX."""
    state = state_from(request.args, spec)
    heads = [str(column.label) for column in spec.columns]
    session = db.session()
    scope = current_scope()

    def rows() -> Iterator[list[Any]]:
        for row in every_row(session, spec, state, scope):
            yield [_plain(column, row) for column in spec.columns]

    name = f"{spec.name}-{today().isoformat()}.{wanted}"
    if wanted == "csv":
        body = b"".join(spreadsheets.write_csv(heads, rows()))
        response = current_app.response_class(body, mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as handle:
        path = Path(handle.name)
    formats = {str(column.label): column.kind.value for column in spec.columns}
    spreadsheets.write_xlsx(path, str(spec.title), heads, rows(), formats)
    response = send_file(path, as_attachment=True, download_name=name)
    response.call_on_close(lambda: path.unlink(missing_ok=True))
    return response
