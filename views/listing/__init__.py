"""Lists as pages: what `components/list.html` draws, from a `ListSpec` and the page's address."""

from views.listing.cells import Head, cell_markup
from views.listing.filters import filters_and_chips, period_choices, state_from
from views.listing.page import archive_views, build, count_text, frame, listing_page
from views.listing.shapes import EmptyState, FilterView, Listing

__all__ = [
    "EmptyState",
    "FilterView",
    "Head",
    "Listing",
    "archive_views",
    "build",
    "cell_markup",
    "count_text",
    "filters_and_chips",
    "frame",
    "listing_page",
    "period_choices",
    "state_from",
]
