"""Pages of events: list and calendar, record, forms, participants."""

from views.events import changes, counting, pages
from views.events.blueprint import bp

__all__ = ["bp", "changes", "counting", "pages"]
