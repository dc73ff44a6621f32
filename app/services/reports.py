"""Verbs of grant reports: mark as final, open again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_report import GrantReport
from app.domain.report_gaps import mark_final
from models.accounts import User
from models.grants import Application


def finalise_report(
    session: Session, application: Application, report: GrantReport, *, by: User | None, now: datetime
) -> GrantReport:
    """Mark the report of an application as final.

    The mark remembers who and when. It is of the application: every report of it is printed without the
    watermark as long as nothing required is missing from that very document.

    Args:
        session: the database session.
        application: whose report it is.
        report: the report that was looked at, from the present data.
        by: who marks it.
        now: the present moment.

    Raises:
        ReportIncomplete: something required is missing.
        RuleError: `archived`, `already_final`.
    """
    if application.archived_at is not None:
        raise RuleError("archived")
    if application.report_final_at is not None:
        raise RuleError("already_final")
    final = mark_final(report)
    application.report_final_at = now
    application.report_final_by_id = by.id if by else None
    session.flush()
    return final


def reopen_report(session: Session, application: Application) -> None:
    """Take the final mark back, so that the report can be corrected; the audit log keeps who did it.

    Raises:
        RuleError: `archived`, `not_final`.
    """
    if application.archived_at is not None:
        raise RuleError("archived")
    if application.report_final_at is None:
        raise RuleError("not_final")
    application.report_final_at = None
    application.report_final_by_id = None
    session.flush()
