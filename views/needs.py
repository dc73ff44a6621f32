"""What waits on the home page: one line of it, and the words for when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.i18n import _, _n

# How many lines of one sort the home page shows.
SHOWN = 8
# How many lines of all sorts it shows at once.
AT_ONCE = 10
URGENCY = ("danger", "warning", "info", "neutral")


@dataclass(frozen=True)
class Need:
    """A thing that needs the reader: what, by when, how urgent, where; whether somebody waits for it."""

    icon: str
    text: str
    note: str
    when: str
    tone: str
    url: str
    awaited: bool = False


def is_pressing(need: Need) -> bool:
    """Say whether something is late, or holds others up until the reader acts."""
    return need.tone == "danger" or need.awaited


def in_order(found: Iterable[Need]) -> list[Need]:
    """Return what presses first, then the rest by urgency."""
    return sorted(found, key=lambda need: (not is_pressing(need), URGENCY.index(need.tone)))


def shown_at_once(wanted: Sequence[Need]) -> int:
    """Return how many needs are in sight; the others unfold. What presses always is, and a few are not worth it."""
    most = max(sum(map(is_pressing, wanted)), AT_ONCE)
    return most if len(wanted) > most + 3 else len(wanted)


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
