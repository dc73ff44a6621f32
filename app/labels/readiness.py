"""Words of the area: papers of volunteers, and what is missing before a first shift."""

from datetime import date
from typing import Any

from app.domain.readiness import Gap
from app.domain.volunteer_documents import DocumentFacts, DocumentKind, DocumentState
from app.formats import short_day
from app.i18n import _, _l

LABELS: dict[Any, dict[Any, Any]] = {
    DocumentKind: {
        DocumentKind.GUARDIAN_CONSENT: _l("Consent of a parent or guardian"),
        DocumentKind.CONTRACT: _l("Contract"),
        DocumentKind.CERTIFICATE: _l("Volunteer certificate"),
        DocumentKind.MEDICAL_BOOK: _l("Medical book"),
        DocumentKind.OTHER: _l("Other document"),
    },
    DocumentState: {
        DocumentState.VALID: _l("Valid"),
        DocumentState.ENDS_SOON: _l("Ends soon"),
        DocumentState.EXPIRED: _l("Has expired"),
    },
    Gap: {
        Gap.NOT_ACTIVE: _l("The status “volunteering”"),
        Gap.TOO_YOUNG: _l("Under 14"),
        Gap.BIRTH_DATE: _l("Birth date"),
        Gap.GUARDIAN: _l("Name and phone of a parent or guardian"),
        Gap.GUARDIAN_CONSENT: _l("The consent of a parent or guardian, on paper or in person"),
        Gap.ORIENTATION: _l("Orientation"),
        Gap.BRIEFING: _l("Safety briefing"),
        Gap.CONTRACT: _l("Volunteer contract"),
        Gap.CONTRACT_ENDED: _l("A new contract: the present one has ended"),
        Gap.DOCUMENT_EXPIRED: _l("A valid document instead of the one that has expired"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    DocumentState: {
        DocumentState.VALID: "success",
        DocumentState.ENDS_SOON: "warning",
        DocumentState.EXPIRED: "danger",
    },
    Gap: {Gap.TOO_YOUNG: "danger", Gap.GUARDIAN: "danger", Gap.GUARDIAN_CONSENT: "danger"},
}
REFUSALS: dict[str, Any] = {}


def run_out_words(document: DocumentFacts, today: date) -> str:
    """Return what a volunteer is told of an own document that does not hold on the day of a shift."""
    name, last = LABELS[DocumentKind][document.kind], short_day(document.expires_on or today)
    if document.expires_on is not None and document.expires_on < today:
        return _("%(document)s: it ended on %(day)s. Bring a new one to the library.", document=name, day=last)
    return _("%(document)s: it is valid only until %(day)s. Bring a new one to the library.", document=name, day=last)
