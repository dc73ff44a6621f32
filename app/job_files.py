"""What background jobs leave behind, and when it is forgotten: files, and what a refusal names."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.queries.jobs import failed_before, finished_before
from app.uploads import upload_store
from models.jobs import Job

KEPT_DAYS = 7
GONE = "…"


def forget_files(session: Session, kind: str, now: datetime, place: Callable[[Job], str]) -> int:
    """Forget the files of a kind of jobs that ended a week ago, and return how many there were.

    Args:
        session: the database session.
        kind: of the jobs.
        now: the present moment.
        place: the address that a job leads to once its file is gone.
    """
    store = upload_store()
    forgotten = 0
    for job in finished_before(session, kind, now - timedelta(days=KEPT_DAYS)):
        token = job.result.get("file")
        if token:
            rest = {name: value for name, value in job.result.items() if name not in ("file", "filename")}
            job.result = {**rest, "url": place(job)}
            store.delete(str(token))
            forgotten += 1
    return forgotten


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
