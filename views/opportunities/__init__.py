"""Pages of opportunities: list, record, forms, shifts, places in them, coverage."""

from views.opportunities import changes, coverage, pages, places, shifts
from views.opportunities.blueprint import bp

__all__ = ["bp", "changes", "coverage", "pages", "places", "shifts"]
