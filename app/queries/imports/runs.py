"""The runs of imports and the lines that were refused or noticed."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.imports import ImportKind, ImportStatus
from app.domain.jobs import JobStatus
from app.i18n import _l
from app.queries.filters import enum_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.jobs import ImportIssue, ImportRun, Job

# A job that fails rolls back everything, the run's own status too; so the job's status decides.
STATUS: Any = sa.case(
    (
        sa.and_(ImportRun.status == ImportStatus.RUNNING, Job.status == JobStatus.FAILED),
        sa.literal(ImportStatus.FAILED, ImportRun.__table__.c.status.type),
    ),
    else_=ImportRun.status,
)


def _select(_scope: Scope) -> sa.Select[Any]:
    return (
        sa.select(
            ImportRun.id,
            ImportRun.filename,
            ImportRun.kind,
            STATUS.label("status"),
            ImportRun.created_at,
            ImportRun.summary,
            User.name.label("by"),
        )
        .outerjoin(Job, Job.id == ImportRun.job_id)
        .outerjoin(User, User.id == ImportRun.created_by_id)
    )


def _count(name: str) -> Any:
    return lambda row: row.summary.get("counts", {}).get(name)


RUNS = ListSpec(
    name="imports",
    title=_l("Imports"),
    select=_select,
    id_column=ImportRun.id,
    columns=(
        Column(
            "file",
            _l("File"),
            lambda row: row.filename,
            Kind.LINK,
            url=lambda row: ("imports.show", {"run_id": row.id}),
            primary=True,
        ),
        Column("kind", _l("What it holds"), lambda row: row.kind, Kind.BADGE, secondary=True),
        Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
        Column("lines", _l("Lines"), _count("lines"), Kind.NUMBER),
        Column("refused", _l("Refused"), _count("refused"), Kind.NUMBER),
        Column("by", _l("By"), lambda row: row.by or "", Kind.PERSON),
        Column("at", _l("Uploaded"), lambda row: row.created_at, Kind.DATETIME, sort=ImportRun.created_at),
    ),
    default_sort="-at",
    filters=(
        enum_filter("kind", _l("What it holds"), ImportRun.kind, ImportKind),
        enum_filter("status", _l("Status"), STATUS, ImportStatus),
    ),
)


def run_by_id(session: Session, run_id: int) -> ImportRun | None:
    """Return one run with its job and the person who uploaded the file."""
    statement = sa.select(ImportRun).where(ImportRun.id == run_id)
    return session.scalar(statement.options(joinedload(ImportRun.job), joinedload(ImportRun.created_by)))


def old_runs(session: Session, statuses: Collection[ImportStatus], moment: datetime) -> list[ImportRun]:
    """Return the runs that have had one of the statuses since before a moment."""
    old = sa.select(ImportRun).where(ImportRun.status.in_(statuses), ImportRun.updated_at < moment)
    return list(session.scalars(old.order_by(ImportRun.id)))


def is_failed(run: ImportRun) -> bool:
    """Say whether the background work of a run ended in a failure, which left nothing behind."""
    return run.status is ImportStatus.RUNNING and run.job is not None and run.job.status is JobStatus.FAILED


def issues_of(session: Session, run_id: int, *, limit: int) -> Sequence[ImportIssue]:
    """Return the first refused or noticed lines of a run, refusals first."""
    statement = sa.select(ImportIssue).where(ImportIssue.run_id == run_id)
    order = (ImportIssue.is_refusal.desc(), ImportIssue.line, ImportIssue.id)
    return session.scalars(statement.order_by(*order).limit(limit)).all()


def every_issue(session: Session, run_id: int) -> Iterator[ImportIssue]:
    """Yield every refused or noticed line of a run in the order of the file."""
    statement = sa.select(ImportIssue).where(ImportIssue.run_id == run_id)
    ordered = statement.order_by(ImportIssue.line, ImportIssue.id)
    yield from session.scalars(ordered.execution_options(yield_per=1000))
