"""What people call the fields of stages of applications in the audit log."""

from typing import Any

from app.i18n import _l

STAGE_FIELDS: dict[str, Any] = {
    "held_stage": _l("Stage before the hold"),
    "probability": _l("Probability, %"),
    "resume_on": _l("Work goes on from"),
}
