"""What background jobs leave behind, and when it is forgotten: files, what a refusal names, the jobs themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries.jobs import failed_before, finished_before, old_runs, unneeded_before
from app.services.files import delete_after_commit
from app.uploads import upload_store
from models.jobs import Job
from models.tasks import ScheduledRun

KEPT_DAYS = 7
# Jobs without their files: who did what when, and what came of it.
ROWS_KEPT = timedelta(days=90)
GONE = "…"
# The kinds of jobs that leave a file, with the address that a job leads to once the file is gone ("" for none).
PLACES: dict[str, Callable[[Job], str]] = {}


def leaves_file(kind: str, place: Callable[[Job], str]) -> None:
    """Say that jobs of a kind leave a file, and where they lead once it is gone: such files are not kept for good."""
    PLACES[kind] = place


def forget_files(session: Session, kind: str, now: datetime, *, days: int = KEPT_DAYS) -> int:
    """Forget the files of a kind of jobs that ended some days ago, a week if not said otherwise; return how many."""
    store = upload_store()
    forgotten = 0
    for job in finished_before(session, kind, now - timedelta(days=days)):
        token = job.result.get("file")
        if token:
            rest = {name: value for name, value in job.result.items() if name not in ("file", "filename")}
            job.result = {**rest, "url": PLACES[kind](job), "file_gone": True}
            delete_after_commit(session, store, str(token))
            forgotten += 1
    return forgotten


def forget_every_file(session: Session, now: datetime) -> None:
    """Forget the files of all finished jobs: one of them may name somebody who was erased."""
    for kind in PLACES:
        forget_files(session, kind, now, days=0)


def forget_details(session: Session, now: datetime) -> dict[str, Any]:
    """Forget what the refusals of jobs that ended a week ago name, such as a value that somebody typed.

    The words of a refusal stay, with «…» in the place of what they named; numbers tell of nobody and stay too.
    """
    shortened = 0
    for job in failed_before(session, now - timedelta(days=KEPT_DAYS)):
        details = job.result.get("error_details", {})
        left = {name: GONE if isinstance(value, str) else value for name, value in details.items()}
        if left != details:
            job.result = {**job.result, "error_details": left}
            shortened += 1
    return {"shortened": shortened}


def forget_jobs(session: Session, now: datetime) -> dict[str, Any]:
    """Delete the jobs that ended three months ago and lead nowhere any more, and what is known of old periodic work."""
    session.execute(sa.delete(ScheduledRun).where(old_runs(now - ROWS_KEPT)))
    deleted = 0
    while ids := unneeded_before(session, now - ROWS_KEPT):
        session.execute(sa.delete(Job).where(Job.id.in_(ids)))
        deleted += len(ids)
    return {"jobs_deleted": deleted}
