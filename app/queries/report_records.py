"""Questions about written reports: their blocks, approvals, versions, and which of them is printed."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grants import DeliverableKind
from app.domain.report_flow import ReportState
from models.accounts import User
from models.contacts import Contact
from models.grants import Application, Deliverable
from models.reports import Report, ReportApproval, ReportBlock, ReportPicture, ReportTemplate, ReportVersion

# A whole document is long: lists do without it.
_LIGHT = (
    ReportVersion.id,
    ReportVersion.report_id,
    ReportVersion.number,
    ReportVersion.as_of,
    ReportVersion.checksum,
    ReportVersion.reason,
    ReportVersion.issued_at,
)


@dataclass(frozen=True)
class ReportLine:
    """A report in the list of one grant."""

    id: int
    kind: DeliverableKind
    locale: str
    state: ReportState


def report_by_id(session: Session, application_id: int, report_id: int) -> Report | None:
    """Return a report of this grant with its template, or None."""
    statement = (
        sa.select(Report)
        .where(Report.id == report_id, Report.application_id == application_id)
        .options(joinedload(Report.template), joinedload(Report.deliverable), joinedload(Report.final_by))
    )
    return session.scalar(statement)


def any_report(session: Session, report_id: int | None) -> Report | None:
    """Return a report of whichever grant, or None; whoever shows it asks for its grant first."""
    return session.get(Report, report_id) if report_id is not None else None


def newest_report(session: Session, application_id: int, kind: DeliverableKind, locale: str) -> Report | None:
    """Return the report of a kind and a language that was begun last, or None."""
    statement = (
        sa.select(Report)
        .where(Report.application_id == application_id, Report.kind == kind, Report.locale == locale)
        .order_by(Report.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def draft_of(session: Session, application_id: int, locale: str) -> Report | None:
    """Return the report in a language that is being written, the one begun last, or None."""
    statement = (
        sa.select(Report)
        .where(Report.application_id == application_id, Report.locale == locale, Report.state == ReportState.DRAFT)
        .order_by(Report.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def reports_of(session: Session, application_id: int) -> list[ReportLine]:
    """Return the reports of a grant, the newest first."""
    statement = (
        sa.select(Report.id, Report.kind, Report.locale, Report.state)
        .where(Report.application_id == application_id)
        .order_by(Report.id.desc())
    )
    return [ReportLine(**row._mapping) for row in session.execute(statement)]


def blocks_of(session: Session, owner: Report | ReportTemplate, *, removed: bool = False) -> list[ReportBlock]:
    """Return the blocks of a report or a template in their order; or those that were taken out."""
    column = ReportBlock.report_id if isinstance(owner, Report) else ReportBlock.template_id
    out = ReportBlock.removed_at.is_not(None) if removed else ReportBlock.removed_at.is_(None)
    statement = sa.select(ReportBlock).where(column == owner.id, out).order_by(ReportBlock.position, ReportBlock.id)
    return list(session.scalars(statement))


def block_by_id(session: Session, block_id: int) -> ReportBlock | None:
    """Return a block of whichever report or template, or None."""
    return session.get(ReportBlock, block_id)


def approvals_of(session: Session, report: Report) -> list[ReportApproval]:
    """Return what was decided about a report in all rounds, the newest first, with who decided."""
    statement = (
        sa.select(ReportApproval)
        .where(ReportApproval.report_id == report.id)
        .options(joinedload(ReportApproval.by))
        .order_by(ReportApproval.id.desc())
    )
    return list(session.scalars(statement))


def versions_of(session: Session, report: Report) -> list[sa.Row[Any]]:
    """Return the issued versions of a report without their documents, the newest first."""
    statement = (
        sa.select(*_LIGHT, User.name.label("issued_by"))
        .outerjoin(User, User.id == ReportVersion.issued_by_id)
        .where(ReportVersion.report_id == report.id)
        .order_by(ReportVersion.number.desc())
    )
    return list(session.execute(statement))


def version_of(session: Session, report: Report, number: int | None = None) -> ReportVersion | None:
    """Return one issued version, the newest without a number, or None."""
    statement = sa.select(ReportVersion).where(ReportVersion.report_id == report.id)
    if number is not None:
        statement = statement.where(ReportVersion.number == number)
    return session.scalar(statement.order_by(ReportVersion.number.desc()).limit(1))


def pictures(session: Session, checksums: set[str]) -> dict[str, bytes]:
    """Return kept pictures by their checksums."""
    statement = sa.select(ReportPicture.checksum, ReportPicture.data).where(ReportPicture.checksum.in_(checksums))
    return {row.checksum: row.data for row in session.execute(statement)}


def open_deliverables(session: Session, application_id: int, kind: DeliverableKind) -> list[Deliverable]:
    """Return the deliverables of a kind that a report of the grant may fulfil, the earliest first."""
    statement = (
        sa.select(Deliverable)
        .where(Deliverable.application_id == application_id, Deliverable.kind == kind)
        .order_by(Deliverable.due_on, Deliverable.id)
    )
    return list(session.scalars(statement))


def awaiting_approval(session: Session) -> list[sa.Row[Any]]:
    """Return the reports that are in approval with who has decided in the round, the longest waiting first."""
    statement = (
        sa.select(
            Report.id,
            Report.application_id,
            Report.kind,
            Report.pending_at,
            Application.title,
            Contact.display_name.label("funder"),
            ReportApproval.office,
        )
        .join(Application, Application.id == Report.application_id)
        .join(Contact, Contact.id == Application.funder_id)
        .outerjoin(
            ReportApproval,
            sa.and_(ReportApproval.report_id == Report.id, ReportApproval.round == Report.round),
        )
        .where(Report.state == ReportState.IN_APPROVAL)
        .order_by(Report.pending_at, Report.id)
    )
    return list(session.execute(statement))
