"""Files that background jobs made, and when they are forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.queries.jobs import finished_before
from app.uploads import FileStore
from models.jobs import Job

KEPT_DAYS = 7


def forget_files(session: Session, kind: str, now: datetime, place: Callable[[Job], str]) -> int:
    """Forget the files of a kind of jobs that ended a week ago, and return how many there were.

    Args:
        session: the database session.
        kind: of the jobs.
        now: the present moment.
        place: the address that a job leads to once its file is gone.
    """
    store = FileStore(current_app.config["DATA_DIR"] / "uploads")
    forgotten = 0
    for job in finished_before(session, kind, now - timedelta(days=KEPT_DAYS)):
        token = job.result.get("file")
        if token:
            rest = {name: value for name, value in job.result.items() if name not in ("file", "filename")}
            job.result = {**rest, "url": place(job)}
            store.delete(str(token))
            forgotten += 1
    return forgotten
