"""Pages of volunteers' hours: the log, the fast form, a whole shift, deciding, correcting, sums."""

from views.hours import correcting, deciding, entries, shifts, summary
from views.hours.blueprint import bp

__all__ = ["bp", "correcting", "deciding", "entries", "shifts", "summary"]
