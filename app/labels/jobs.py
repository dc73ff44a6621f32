"""Words of the area: background jobs."""

from typing import Any

from app.domain.jobs import JobStatus
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    JobStatus: {
        JobStatus.QUEUED: _l("Waiting"),
        JobStatus.RUNNING: _l("Running"),
        JobStatus.DONE: _l("Done"),
        JobStatus.FAILED: _l("Failed"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    JobStatus: {JobStatus.RUNNING: "info", JobStatus.DONE: "success", JobStatus.FAILED: "danger"},
}
REFUSALS: dict[str, Any] = {
    "crashed": _l("Something broke on our side, and nothing was saved. The details are in the server’s log."),
}

# What the numbers in a job's result count.
RESULTS: dict[str, Any] = {
    "rows": _l("Rows read"),
    "written": _l("Rows written"),
    "total": _l("Total"),
    "created": _l("Added"),
    "updated": _l("Changed"),
    "unchanged": _l("Without changes"),
    "skipped": _l("Skipped"),
    "refused": _l("Refused"),
    "participants": _l("Participants"),
    "sent": _l("Letters sent"),
    "pages": _l("Pages"),
    "compared": _l("Contacts compared"),
    "pairs": _l("Pairs to be decided"),
    "new_pairs": _l("New pairs"),
    "gone_pairs": _l("Pairs that no longer match"),
    "erased": _l("People erased"),
    "proposed": _l("People proposed"),
    "issued": _l("Papers issued"),
    "reports_made": _l("Reports made"),
    "reports_incomplete": _l("Of them drafts that lack something required"),
    "reports_not_made": _l("Reports not made"),
    "forgotten": _l("Files forgotten"),
    "jobs_deleted": _l("Background jobs deleted"),
    "shortened": _l("Old refusals shortened"),
}
