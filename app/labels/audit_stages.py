"""What people call the fields of stages of applications in the audit log."""

from typing import Any

from app.i18n import _l

STAGE_FIELDS: dict[str, Any] = {
    "approver": _l("Office"),
    "budget_planned": _l("Budget"),
    "held_stage": _l("Stage before the hold"),
    "lapsed_at": _l("Counted until"),
    "needs_accountant": _l("Accountant’s approval"),
    "needs_director": _l("Director’s approval"),
    "probability": _l("Probability, %"),
    "renewal_of_id": _l("Renewal of"),
    "requirement": _l("What is asked for"),
    "resume_on": _l("Work goes on from"),
    "stage_id": _l("Stage"),
}
