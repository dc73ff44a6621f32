"""What people call the columns of letters and mailings in the audit log."""

from typing import Any

from app.i18n import _l

LETTER_FIELDS: dict[str, Any] = {
    "audience": _l("Audience"),
    "excluded": _l("Not written to"),
    "finished_at": _l("Finished"),
    "mailing_id": _l("Mailing"),
    "per_minute": _l("Letters a minute"),
    "recipient_count": _l("Recipients"),
    "scheduled_at": _l("Begins"),
    "server_failures": _l("Failures of the mail server"),
    "since": _l("Since"),
    "started_at": _l("Began"),
    "tag_id": _l("Tag"),
    "trouble": _l("Trouble"),
    "trouble_detail": _l("What the server said"),
    "view_id": _l("Segment"),
}
