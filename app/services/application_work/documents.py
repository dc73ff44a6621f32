"""Verbs of the documents that are handed in with an application."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import USUAL_AGE, UsualDocument
from app.domain.errors import RuleError
from app.labels import label
from app.services.call_forms import DOCUMENT_FACTS, DocumentData, check_document, facts_of
from models.application_work import ApplicationDocument, CallDocument
from models.files import Attachment
from models.grants import Application


@dataclass(frozen=True, kw_only=True)
class DocumentStanding:
    """How it stands with a document, as typed: the file, its days, or the reason why it is not needed."""

    attachment_id: int | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    not_needed: str = ""


def take_documents(session: Session, application: Application) -> int:
    """Give an application the documents of its call that it does not have yet; return how many came."""
    taken = sa.select(ApplicationDocument.call_document_id).where(
        ApplicationDocument.application_id == application.id, ApplicationDocument.call_document_id.is_not(None)
    )
    wanted = session.scalars(
        sa.select(CallDocument)
        .where(CallDocument.call_id == (application.call_id or 0), CallDocument.id.not_in(taken))
        .order_by(CallDocument.position, CallDocument.id)
    ).all()
    for row in wanted:
        add_document(session, application, DocumentData(**facts_of(row, DOCUMENT_FACTS)), call_document_id=row.id)
    return len(wanted)


def add_usual_documents(session: Session, application: Application, chosen: Iterable[UsualDocument]) -> int:
    """Add documents that funders usually ask for, in the present language; return how many are new."""
    present = set(
        session.scalars(
            sa.select(ApplicationDocument.title).where(ApplicationDocument.application_id == application.id)
        )
    )
    new = [item for item in chosen if label(item) not in present]
    for item in new:
        add_document(session, application, DocumentData(title=label(item), max_age_months=USUAL_AGE.get(item)))
    return len(new)


def add_document(
    session: Session, application: Application, data: DocumentData, *, call_document_id: int | None = None
) -> ApplicationDocument:
    """Add a document below the others. Raises `RuleError` as `check_document` does."""
    check_document(data)
    last = session.scalar(
        sa.select(sa.func.max(ApplicationDocument.position)).where(ApplicationDocument.application_id == application.id)
    )
    document = ApplicationDocument(
        application_id=application.id, call_document_id=call_document_id, position=(last or 0) + 1, **asdict(data)
    )
    session.add(document)
    session.flush()
    return document


def edit_document(
    session: Session, document: ApplicationDocument, data: DocumentData, standing: DocumentStanding
) -> ApplicationDocument:
    """Change a document and how it stands with it.

    Raises:
        RuleError: as `check_document`; `document_days`; `document_file` (a file of another record);
            `document_both` (a file and a reason why none is needed).
    """
    check_document(data)
    if standing.issued_on and standing.valid_until and standing.valid_until < standing.issued_on:
        raise RuleError("document_days", field="valid_until")
    if standing.attachment_id is not None:
        _check_file(session, document, standing.attachment_id)
        if standing.not_needed:
            raise RuleError("document_both", field="not_needed")
    for name, value in {**asdict(data), **asdict(standing)}.items():
        setattr(document, name, value)
    session.flush()
    return document


def attach(session: Session, document: ApplicationDocument, attachment: Attachment) -> None:
    """Link a file of the application to a document. Raises `RuleError` as `edit_document` does."""
    _check_file(session, document, attachment.id)
    document.attachment_id, document.not_needed = attachment.id, ""
    session.flush()


def remove_document(session: Session, document: ApplicationDocument) -> None:
    """Take a document off the list; its file stays among the files of the application."""
    session.delete(document)
    session.flush()


def _check_file(session: Session, document: ApplicationDocument, attachment_id: int) -> None:
    row = session.get(Attachment, attachment_id)
    if row is None or row.application_id != document.application_id:
        raise RuleError("document_file", field="attachment_id")
