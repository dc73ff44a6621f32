"""Questions about the work on an application: its sections, documents, team, and what is missing until submission."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.application_work import (
    DocumentFacts,
    DocumentState,
    Missing,
    SectionFacts,
    TeamRole,
    WorkFacts,
    document_state,
    expires_on,
    missing,
)
from app.domain.grants import BudgetSource
from app.domain.tasks import TaskState
from app.domain.text_limits import Length, length
from app.queries.budgets import Budget
from models.application_work import (
    ApplicationDocument,
    ApplicationMember,
    ApplicationSection,
    CallDocument,
    CallSection,
)
from models.grants import Application
from models.tasks import Task


def sections_of(session: Session, application_id: int, *, removed: bool = False) -> Sequence[ApplicationSection]:
    """Return the sections of an application in their order, or those that were removed."""
    is_removed = ApplicationSection.archived_at.is_not(None)
    statement = (
        sa.select(ApplicationSection)
        .where(ApplicationSection.application_id == application_id, is_removed if removed else sa.not_(is_removed))
        .order_by(ApplicationSection.position, ApplicationSection.id)
    )
    return session.scalars(statement).all()


def section(session: Session, application_id: int, section_id: int) -> ApplicationSection | None:
    """Return a section of this application, a removed one too, or None."""
    return session.scalar(
        sa.select(ApplicationSection).where(
            ApplicationSection.id == section_id, ApplicationSection.application_id == application_id
        )
    )


def length_of(row: ApplicationSection) -> Length:
    """Return how long the text of a section is beside its limit."""
    return length(row.text, row.limit_unit, row.limit_count)


def documents_of(session: Session, application_id: int) -> Sequence[ApplicationDocument]:
    """Return the wanted documents of an application with their files, in their order."""
    statement = (
        sa.select(ApplicationDocument)
        .where(ApplicationDocument.application_id == application_id)
        .options(joinedload(ApplicationDocument.attachment))
        .order_by(ApplicationDocument.position, ApplicationDocument.id)
    )
    return session.scalars(statement).all()


def document(session: Session, application_id: int, document_id: int) -> ApplicationDocument | None:
    """Return a wanted document of this application, or None."""
    return session.scalar(
        sa.select(ApplicationDocument).where(
            ApplicationDocument.id == document_id, ApplicationDocument.application_id == application_id
        )
    )


def last_day(row: ApplicationDocument) -> date | None:
    """Return the last day on which a document may be handed in, or None when it does not age."""
    return expires_on(row.valid_until, row.issued_on, row.max_age_months)


def state_of(row: ApplicationDocument, needed_on: date) -> DocumentState:
    """Say how it stands with a document that is handed in on a day."""
    return document_state(
        attached=row.attachment_id is not None,
        excused=bool(row.not_needed),
        expires=last_day(row),
        needed_on=needed_on,
    )


def needed_on(application: Application, today: date) -> date:
    """Return the day by which documents must be fresh: the coming deadline, or today."""
    deadline = application.call.deadline_on if application.call is not None else None
    return deadline if deadline is not None and deadline > today else today


def members_of(session: Session, application_id: int) -> list[ApplicationMember]:
    """Return the team of an application with its people, the leader first."""
    statement = (
        sa.select(ApplicationMember)
        .where(ApplicationMember.application_id == application_id)
        .options(joinedload(ApplicationMember.user), joinedload(ApplicationMember.contact))
        .order_by(ApplicationMember.id)
    )
    order = list(TeamRole)
    return sorted(session.scalars(statement), key=lambda member: (order.index(member.role), member.id))


def open_tasks(session: Session, application_id: int) -> dict[int, int]:
    """Return how many tasks of an application each account still has to do."""
    # Counted here: to group them, SQLite would walk the tasks of everybody in the index of assignees.
    statement = sa.select(Task.assignee_id).where(
        Task.application_id == application_id, Task.state == TaskState.OPEN, Task.archived_at.is_(None)
    )
    return Counter(assignee for assignee in session.scalars(statement) if assignee is not None)


def member(session: Session, application_id: int, member_id: int) -> ApplicationMember | None:
    """Return somebody of this application's team, or None."""
    return session.scalar(
        sa.select(ApplicationMember).where(
            ApplicationMember.id == member_id, ApplicationMember.application_id == application_id
        )
    )


def form_of_call(session: Session, call_id: int) -> tuple[Sequence[CallSection], Sequence[CallDocument]]:
    """Return the sections of a call and the documents that it wants, in their order; two statements."""
    sections = sa.select(CallSection).where(CallSection.call_id == call_id)
    documents = sa.select(CallDocument).where(CallDocument.call_id == call_id)
    return (
        session.scalars(sections.order_by(CallSection.position, CallSection.id)).all(),
        session.scalars(documents.order_by(CallDocument.position, CallDocument.id)).all(),
    )


def missing_of(
    application: Application,
    sections: Sequence[ApplicationSection],
    documents: Sequence[ApplicationDocument],
    members: Sequence[ApplicationMember],
    money: Budget,
    *,
    has_timetable: bool,
    today: date,
) -> list[Missing]:
    """Return what an application lacks until submission; everything is given, so that nothing is asked twice."""
    day = needed_on(application, today)
    call = application.call
    from_grant = money.by_source().get(BudgetSource.GRANT)
    return missing(
        WorkFacts(
            has_call=call is not None,
            has_deadline=call is not None and call.deadline_on is not None,
            has_leader=any(row.role is TeamRole.LEADER for row in members),
            has_timetable=has_timetable,
            asked=application.requested_amount,
            budget=(from_grant.planned if from_grant else Decimal(0)) if money.lines else None,
            sections=[
                SectionFacts(row.id, row.title, row.required, not row.text.strip(), length_of(row).over, row.is_ready)
                for row in sections
            ],
            documents=[DocumentFacts(row.id, row.title, row.required, state_of(row, day)) for row in documents],
        )
    )


def applications_of_member(session: Session, user_id: int) -> frozenset[int]:
    """Return the ids of the applications in whose team an account is."""
    member = ApplicationMember
    return frozenset(session.scalars(sa.select(member.application_id).where(member.user_id == user_id)))
