"""What people call the columns of calls, funders and assessments, for the audit log."""

from typing import Any

from app.i18n import _l

CALL_FIELDS: dict[str, Any] = {
    "chance": _l("Chance, %"),
    "copied_from_id": _l("Call of the year before"),
    "deadline_note": _l("Hour of the deadline"),
    "decision": _l("Decision"),
    "eligible_costs": _l("Eligible costs"),
    "hint_en": _l("Hint in English"),
    "hint_uk": _l("Hint in Ukrainian"),
    "hourly_base": _l("Expected value of an hour"),
    "hours": _l("Effort in hours"),
    "indirect_percent": _l("Ceiling of indirect costs, %"),
    "ineligible_costs": _l("Ineligible costs"),
    "interests": _l("Interests"),
    "languages": _l("Languages"),
    "list_key": _l("Key in the ready-made list"),
    "loi_due_on": _l("Letter of intent due"),
    "partner_note": _l("Applying through a partner"),
    "questions_until": _l("Questions until"),
    "reporting_rules": _l("Reporting rules"),
    "score": _l("Score, %"),
    "value_base": _l("Expected value"),
    "weight": _l("Weight"),
}
