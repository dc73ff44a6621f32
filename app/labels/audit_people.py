"""What people call the columns of rows that lead to a person, for the download about a person and the audit log."""

from typing import Any

from app.i18n import _l

PEOPLE_FIELDS: dict[str, Any] = {
    "attempts": _l("Attempts"),
    "availability": _l("When the person is free"),
    "bounced_at": _l("Came back at"),
    "counts": _l("Counts against the address"),
    "date_value": _l("Value"),
    "emergency_name": _l("Whom to call in an emergency"),
    "entries": _l("Entries"),
    "evidence": _l("What speaks for it"),
    "filters": _l("Filters"),
    "first_id": _l("First contact"),
    "flag_value": _l("Value"),
    "follows_id": _l("Repeats the task"),
    "found_at": _l("Found at"),
    "from_status": _l("Status before"),
    "guardian_email": _l("Guardian’s e-mail"),
    "html": _l("Letter as a page"),
    "interaction_id": _l("Interaction"),
    "last_used_at": _l("Last used"),
    "letter_id": _l("Letter"),
    "number_value": _l("Value"),
    "option_id": _l("Value"),
    "part": _l("Part of the day"),
    "phone": _l("Phone"),
    "recipient_id": _l("Recipient"),
    "repeat_from": _l("Repeats from"),
    "repeated_as": _l("Repeated as"),
    "rows": _l("Rows"),
    "second_id": _l("Second contact"),
    "skill_id": _l("Skill"),
    "strength": _l("How sure"),
    "text_value": _l("Value"),
    "to_status": _l("Status after"),
    "try_after": _l("Next attempt"),
    "unsubscribed_at": _l("Unsubscribed at"),
    "weekday": _l("Day of the week"),
}
