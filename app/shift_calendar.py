"""A volunteer's shifts as a file that calendar programs read (RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.calendar_feed import new_entry
from app.domain.opportunities import AssignmentStatus
from models.opportunities import Assignment

UTC = ZoneInfo("UTC")


def calendar_of_places(places: Iterable[Assignment]) -> bytes:
    """Return the shifts in which there is a place, each with a reminder of two hours before."""
    from icalendar import Alarm, Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Mistok//Mistok//UK")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for place in places:
        if place.status is not AssignmentStatus.CONFIRMED:
            continue
        shift = place.shift
        item = new_entry("shift", shift.id, shift.opportunity.title, shift.updated_at, "", shift.version)
        item.add("dtstart", shift.starts_at.astimezone(UTC))
        item.add("dtend", shift.ends_at.astimezone(UTC))
        item.add("location", ", ".join(filter(None, (shift.branch.name, shift.branch.address))))
        if shift.note:
            item.add("description", shift.note)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", shift.opportunity.title)
        alarm.add("trigger", -timedelta(hours=2))
        item.add_component(alarm)
        calendar.add_component(item)
    return bytes(calendar.to_ical())
