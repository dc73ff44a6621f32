"""A list as a page, as its rows alone, or as a file."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, redirect, render_template, request

from app.clock import today
from app.i18n import _, _n
from app.queries.listing import Column, ListPage, ListSpec, complete, run
from app.security import current_scope
from app.templating import number, page_url
from models import db
from views.listing.cells import Head, total_text
from views.listing.export import FORMATS, export
from views.listing.filters import asked, filters_and_chips
from views.listing.saved import opened_view, saved_views
from views.listing.shapes import EmptyState, Listing


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


def records_text(count: int) -> str:
    """Return a number of records in words."""
    return _n("%(num)s record", "%(num)s records", count, num=number(count))


def count_text(page: ListPage) -> str:
    """Return how many records the list holds, in words."""
    return _("more than %(num)s records", num=number(page.count)) if page.count_capped else records_text(page.count)


def build(spec: ListSpec, empty: EmptyState) -> Listing:
    """Return the present page of a list, ready to draw."""
    state = asked(spec)
    page = run(db.session(), spec, state, current_scope())
    sort = state.sort if spec.column(state.sort.removeprefix("-")) else spec.default_sort
    filters, active = filters_and_chips(spec, state)
    columns = tuple(column for column in spec.columns if not column.export_only)
    kinds = {column.key: column for column in spec.columns}
    totals = {key: total_text(kinds[key], value) for key, value in page.totals.items()}
    filtered = bool(state.query or any(state.filters.values()))
    saved = saved_views(spec, state, filters)
    show_all = saved.everything_url
    nothing_found = EmptyState(
        "search", _("Nothing found"), _("Try fewer words or remove a filter."), show_all, _("Show all")
    )
    return Listing(
        title=str(spec.title),
        rows=page.rows,
        columns=[_head(column, sort) for column in columns],
        filters=filters,
        active_chips=active,
        query=state.query,
        searchable=bool(spec.search_kind or spec.find),
        count_text=count_text(page),
        prev_url=page_url(before=page.before, after=None) if page.before else None,
        next_url=page_url(after=page.after, before=None) if page.after else None,
        totals=totals or None,
        export_urls={kind: page_url(format=kind, after=None, before=None) for kind in FORMATS},
        empty=nothing_found if filtered else empty,
        specs=columns,
        saved=saved,
    )


def frame(spec: ListSpec, count: int) -> Listing:
    """Return a list without its rows: title, filters, chips and count, for another view of the same question.

    Args:
        spec: the list whose filters the other view shares.
        count: how many records the other view shows.
    """
    state = asked(spec)
    filters, active = filters_and_chips(spec, state)
    return Listing(
        title=str(spec.title),
        filters=filters,
        active_chips=active,
        query=state.query,
        searchable=bool(spec.search_kind or spec.find),
        count_text=records_text(count),
        empty=EmptyState("search", _("Nothing found"), _("Try fewer words or remove a filter.")),
        saved=saved_views(spec, state, filters),
    )


def archive_views(present: str, archive: bool) -> list[tuple[str, str, str, bool]]:
    """Return the two views of a list with an archive: what is in use, called `present`, and `?view=archive`."""
    return [
        ("list-ul", present, page_url(view=None, after=None, before=None), not archive),
        ("archive", _("In the archive"), page_url(view="archive", after=None, before=None), archive),
    ]


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
    spec = complete(db.session(), spec, today())
    wanted = request.args.get("format")
    if wanted is None and (place := opened_view(spec)) is not None:
        return current_app.make_response(redirect(place))
    if wanted in FORMATS:
        return export(spec, wanted)
    listing = build(spec, empty)
    if adjust:
        adjust(listing)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "rows":
        return render_template("components/list_rows.html", listing=listing)
    return render_template(template, listing=listing, **more)
