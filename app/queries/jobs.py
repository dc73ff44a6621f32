"""Questions about background jobs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.jobs import JobStatus
from app.i18n import _, _l
from app.queries.duplicate_pairs import SCAN
from app.queries.filters import enum_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.jobs import ImportRun, Job
from models.mailings import Mailing
from models.tasks import ScheduledRun
from models.volunteer_papers import IssuedPaper


def job_for(session: Session, job_id: int, owner_id: int | None) -> Job | None:
    """Return a job if it belongs to the owner; an owner of None may see every job."""
    job = session.get(Job, job_id)
    if job is None or (owner_id is not None and job.created_by_id != owner_id):
        return None
    return job


def finished_before(session: Session, kind: str, moment: datetime) -> list[Job]:
    """Return the jobs of a kind that ended before a moment."""
    return list(session.scalars(sa.select(Job).where(Job.kind == kind, Job.finished_at < moment).order_by(Job.id)))


def failed_before(session: Session, moment: datetime) -> list[Job]:
    """Return the jobs that failed before a moment."""
    failed = sa.select(Job).where(Job.status == JobStatus.FAILED, Job.finished_at < moment)
    return list(session.scalars(failed.order_by(Job.id)))


def unneeded_before(session: Session, moment: datetime, *, most: int = 500) -> list[int]:
    """Return the numbers of jobs that ended before a moment and that nothing leads to any more, the oldest first.

    A mailing, an import and the papers of a batch lead to their jobs, a person to a file that is still there, and the
    page of duplicates to the last search.
    """
    newest = sa.select(sa.func.max(Job.id)).where(Job.kind == SCAN).scalar_subquery()
    named = [sa.exists().where(column == Job.id) for column in (Mailing.job_id, ImportRun.job_id, IssuedPaper.job_id)]
    statement = sa.select(Job.id).where(
        Job.finished_at < moment,
        Job.status.in_([JobStatus.DONE, JobStatus.FAILED]),
        Job.result["file"].as_string().is_(None),
        sa.func.coalesce(Job.id != newest, sa.true()),
        *(sa.not_(lead) for lead in named),
    )
    return list(session.scalars(statement.order_by(Job.id).limit(most)))


def old_runs(moment: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that periodic work was begun before a moment and again since."""
    newest = sa.select(sa.func.max(ScheduledRun.id)).group_by(ScheduledRun.name)
    return sa.and_(ScheduledRun.claimed_at < moment, ScheduledRun.id.not_in(newest))


def jobs_list(owner_id: int | None) -> ListSpec:
    """Return the list of one person's jobs, or of everybody's when `owner_id` is None."""

    def select(_scope: Scope) -> Any:
        statement = sa.select(
            Job.id, Job.title, Job.status, Job.created_at, Job.finished_at, User.name.label("owner")
        ).outerjoin(User, Job.created_by_id == User.id)
        return statement if owner_id is None else statement.where(Job.created_by_id == owner_id)

    owner = Column("owner", _l("Who"), lambda row: row.owner or _("The system"))
    return ListSpec(
        name="jobs",
        title=_l("Background jobs"),
        select=select,
        id_column=Job.id,
        columns=(
            Column(
                "title",
                _l("Job"),
                lambda row: row.title,
                Kind.LINK,
                sort=Job.title,
                url=lambda row: ("jobs.show", {"job_id": row.id}),
                primary=True,
            ),
            Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, sort=Job.status, secondary=True),
            Column(
                "created",
                _l("Started"),
                lambda row: row.created_at,
                Kind.DATETIME,
                sort=Job.created_at,
                secondary=True,
            ),
            Column("finished", _l("Finished"), lambda row: row.finished_at, Kind.DATETIME),
            *((owner,) if owner_id is None else ()),
        ),
        default_sort="-created",
        filters=(enum_filter("status", _l("Status"), Job.status, JobStatus),),
    )
