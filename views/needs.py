"""What waits on the home page: one line of it, and the words for when it is due."""

from dataclasses import dataclass
from datetime import date

from app.i18n import _, _n

# How many lines of one sort the home page shows.
SHOWN = 8


@dataclass(frozen=True)
class Need:
    """A thing that needs the reader: what, by when, how urgent, where."""

    icon: str
    text: str
    note: str
    when: str
    tone: str
    url: str


def in_days(due: date, now: date) -> str:
    """Return when something is due, in words: today, in 3 days, 2 days late."""
    days = (due - now).days
    if days == 0:
        return _("today")
    if days < 0:
        return _n("%(num)d day late", "%(num)d days late", -days)
    return _n("in %(num)d day", "in %(num)d days", days)


def ended_or_ends(last: date, now: date) -> str:
    """Return how long something has been over, or how long it still lasts, in words."""
    days = (now - last).days
    return _n("ended %(num)d day ago", "ended %(num)d days ago", days) if days > 0 else in_days(last, now)
