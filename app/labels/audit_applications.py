"""What people call the columns of the work on applications, for the audit log."""

from typing import Any

from app.i18n import _l

APPLICATION_FIELDS: dict[str, Any] = {
    "call_document_id": _l("Document of the call"),
    "call_section_id": _l("Section of the call"),
    "hint": _l("Hint"),
    "is_ready": _l("Ready"),
    "limit_count": _l("Limit"),
    "limit_unit": _l("What the limit counts"),
    "max_age_months": _l("Not older than, months"),
    "not_needed": _l("Why it is not needed"),
    "number": _l("Number"),
    "team_role": _l("Role in the team"),
    "topic": _l("Topic"),
}
