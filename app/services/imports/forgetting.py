"""What an import copied from its file is not kept for good: it holds people's data, of those refused too."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.imports import ImportKind, ImportStatus
from app.queries.imports import old_runs
from app.services.files import delete_after_commit
from app.uploads import FileStore
from models.audit import AuditEntry
from models.jobs import ImportIssue, ImportRun

# Refused lines can be looked up and corrected for a week; a check that nobody went on with waits for a month.
DONE_KEPT = timedelta(days=7)
OPEN_KEPT = timedelta(days=30)
GONE = "…"


def forget_file(session: Session, store: FileStore, run: ImportRun) -> None:
    """Forget the file of a run from which nothing is to be read any more, and the samples of its columns."""
    if run.token:
        delete_after_commit(session, store, run.token)
    run.token = ""
    run.mapping = {name: value for name, value in run.mapping.items() if name != "samples"}


def forget_old_imports(session: Session, store: FileStore, now: datetime) -> int:
    """Forget the values of refused lines of contacts, and the runs that nobody finished; return how many runs."""
    forgotten = 0
    for run in old_runs(session, (ImportStatus.DONE,), now - DONE_KEPT):
        if run.token or "samples" in run.mapping:
            forget_file(session, store, run)
            forgotten += 1
        if run.kind is ImportKind.CONTACTS:
            told = sa.and_(ImportIssue.run_id == run.id, ImportIssue.value.not_in(("", GONE)))
            session.execute(sa.update(ImportIssue).where(told).values(value=GONE))
    for run in old_runs(session, (ImportStatus.UPLOADED, ImportStatus.PREVIEWED), now - OPEN_KEPT):
        forget_file(session, store, run)
        session.delete(run)
        forgotten += 1
    session.flush()
    _forget_in_log(session)
    return forgotten


def _forget_in_log(session: Session) -> None:
    """Take out of the audit log what earlier versions wrote there of the content of files."""
    changes = []
    for entry in session.scalars(sa.select(AuditEntry).where(AuditEntry.table_name == ImportRun.__tablename__)):
        before, after = _without_content(entry.before), _without_content(entry.after)
        if (before, after) != (entry.before, entry.after):
            changes.append({"id": entry.id, "before": before, "after": after})
    if changes:
        session.execute(sa.update(AuditEntry), changes)


def _without_content(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in ImportRun.__audit_exclude__}
