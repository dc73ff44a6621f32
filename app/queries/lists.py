"""The lists that can be long, by name: a background job finds here the list that a page asked it to write."""

from collections.abc import Callable
from datetime import date

from app.queries.audit import AUDIT
from app.queries.contacts import CONTACT_ARCHIVE, CONTACT_LIST
from app.queries.donations import DONATION_LIST
from app.queries.events import EVENT_ARCHIVE, EVENT_LIST
from app.queries.grant_list import APPLICATION_LIST
from app.queries.hours import HOURS_LIST
from app.queries.listing import ListSpec
from app.queries.money_list import MONEY_LIST
from app.queries.partnerships import partnership_list
from app.queries.volunteers import volunteer_list

# Each takes the present day.
LISTS: dict[str, Callable[[date], ListSpec]] = {
    "audit": lambda _day: AUDIT,
    "contacts": lambda _day: CONTACT_LIST,
    "contacts-archive": lambda _day: CONTACT_ARCHIVE,
    "donations": lambda _day: DONATION_LIST,
    "events": lambda _day: EVENT_LIST,
    "events-archive": lambda _day: EVENT_ARCHIVE,
    "grants": lambda _day: APPLICATION_LIST,
    "hours": lambda _day: HOURS_LIST,
    "money-raised": lambda _day: MONEY_LIST,
    "partnerships": partnership_list,
    "volunteers": volunteer_list,
}
