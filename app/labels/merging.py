"""Words of the area: merging contacts."""

from typing import Any

from app.domain.merging import MoveAction, Side
from app.i18n import _l
from app.labels.audit import table_text

LABELS: dict[Any, dict[Any, Any]] = {
    Side: {
        Side.SURVIVOR: _l("Contact that stays"),
        Side.OTHER: _l("Contact that goes"),
    },
    MoveAction: {
        MoveAction.MOVED: _l("Moved"),
        MoveAction.REMOVED: _l("Removed"),
        MoveAction.CHANGED: _l("Filled in"),
    },
}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "merge_itself": _l("Choose another contact: a contact cannot be merged with itself."),
    "merge_kinds": _l("A person and an organisation cannot be merged."),
    "merge_merged": _l("“%(value)s” was already merged into another contact."),
    "merge_erased": _l(
        "The personal data were erased at the person’s request, so nothing can be merged or undone here."
    ),
    "merge_undone": _l("This merge is already undone."),
    "merge_circle": _l(
        "Merged, the two would close a circle of “%(wording)s”: %(value)s. Remove the relationship that is wrong first."
    ),
    "merge_too_old": _l("A merge can be undone for 30 days. This one is older."),
    "merge_later_first": _l("“%(value)s” was merged later with one of these contacts. Undo that merge first."),
    "merged_contact": _l("This contact was merged into “%(value)s”. Open that one."),
}

# Tables that the audit log does not name.
_LISTS: dict[str, Any] = {
    "application_partners": _l("Partner in applications"),
    "contact_tags": _l("Tags"),
    "event_partners": _l("Partner in events"),
    "interaction_contacts": _l("Took part in interactions"),
    "access_log": _l("Log of access"),
    "letters": _l("Letters"),
    "custom_values": _l("Own fields"),
    "mailing_recipients": _l("Letters of mailings"),
    "event_volunteers": _l("Helped at events"),
    "partnership_stage_changes": _l("Stages of partnerships"),
    "volunteer_availability": _l("Hours when a volunteer can come"),
    "volunteer_languages": _l("Languages"),
    "volunteer_skills": _l("Skills"),
    "volunteer_status_changes": _l("Status history"),
}


def moved_text(table: str) -> str:
    """Return what a person calls the records of a table that a merge moves."""
    return str(_LISTS.get(table) or table_text(table))
