"""What people call the columns of fundraising efforts and of the forecast's settings, for the audit log."""

from typing import Any

from app.i18n import _l

FUNDRAISING_FIELDS: dict[str, Any] = {
    "hour_rate": _l("Worth of an hour of fundraising"),
    "prior_weight": _l("Weight of the stage’s chance, cases"),
    "rate_basis": _l("Where the worth of an hour comes from"),
    "wait_days": _l("Usual wait for a decision, days"),
    "who_id": _l("Who"),
    "work": _l("What was done"),
}
