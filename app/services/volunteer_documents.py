"""Verbs of volunteers’ papers: add, change, remove."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.volunteer_documents import DocumentKind
from app.services.base import refuse_archived
from models.files import Attachment
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer


@dataclass(frozen=True)
class DocumentData:
    """A document as typed; without `expires_on` it does not run out."""

    kind: DocumentKind
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    note: str = ""


def save_document(
    session: Session,
    volunteer: Volunteer,
    data: DocumentData,
    *,
    today: date,
    document: VolunteerDocument | None = None,
) -> VolunteerDocument:
    """Add a document to a volunteer, or change one.

    Raises:
        RuleError: `archived`, `document_issued_in_future`, `document_dates`.
    """
    refuse_archived(volunteer)
    if data.issued_on is not None and data.issued_on > today:
        raise RuleError("document_issued_in_future", field="issued_on")
    if data.issued_on is not None and data.expires_on is not None and data.expires_on < data.issued_on:
        raise RuleError("document_dates", field="expires_on")
    record = document or VolunteerDocument(volunteer_id=volunteer.id)
    record.kind, record.number, record.note = data.kind, data.number, data.note
    record.issued_on, record.expires_on = data.issued_on, data.expires_on
    session.add(record)
    session.flush()
    return record


def attach_scan(session: Session, document: VolunteerDocument, file: Attachment) -> None:
    """Tie the scan of the paper to a document; the scan that it had goes."""
    former = document.attachment
    document.attachment = file
    session.flush()
    if former is not None:
        session.delete(former)
        session.flush()


def remove_document(session: Session, document: VolunteerDocument) -> None:
    """Remove a document together with its scan; the audit log keeps what it was."""
    file = document.attachment
    session.delete(document)
    session.flush()
    if file is not None:
        session.delete(file)
        session.flush()
