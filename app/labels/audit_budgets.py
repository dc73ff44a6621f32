"""What people call the columns of budgets and funders' headings, for the audit log."""

from typing import Any

from app.i18n import _l

BUDGET_FIELDS: dict[str, Any] = {
    "consent": _l("Beyond the threshold"),
    "from_line_id": _l("From the line"),
    "from_planned": _l("Planned there after it"),
    "kekv": _l("KEKV"),
    "line_id": _l("Budget line"),
    "moved": _l("Moved from other lines"),
    "moved_on": _l("Decided on"),
    "over_reason": _l("Why more is spent than agreed"),
    "reallocation_percent": _l("Free reallocation, %"),
    "set_id": _l("Budget headings"),
    "to_line_id": _l("To the line"),
    "to_planned": _l("Planned here after it"),
}
