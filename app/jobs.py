"""Long work in the background, with progress that a page can show.

A job is a row; the queue only carries its number. Progress lives in the queue's own storage, because a
job that writes in one transaction could not show its progress in the database before the end.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import logs
from app.domain.errors import RuleError
from app.domain.jobs import JobStatus
from app.i18n import locale_code
from models import db
from models.base import utc_now
from models.jobs import Job

if TYPE_CHECKING:
    from huey.api import Huey

logger = logging.getLogger("mistok.jobs")


@dataclass(frozen=True)
class Progress:
    """How far a job has come; the handler calls it with what is done and the whole."""

    queue: "Huey"
    job_id: int

    def __call__(self, done: int, total: int) -> None:
        """Remember the progress."""
        self.queue.put(f"progress:{self.job_id}", (done, total))


@dataclass(frozen=True)
class Again:
    """What a handler returns when its work is not finished: the job is taken up again.

    A handler does long work in portions so that other jobs get their turn: it commits what it has done, since what
    left the house cannot be taken back, returns `Again` after some seconds, and begins the next time by asking the
    database what is left. Such a job survives the death of its worker at any point.

    Attributes:
        not_before: when; after the other jobs that wait when None.
    """

    not_before: datetime | None = None


Handler = Callable[[Session, Job, Progress], dict[str, Any] | Again]
HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function as what runs jobs of a kind. It returns the job's result as JSON-ready values."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


@event.listens_for(Session, "after_commit")
def hand_over(session: Session) -> None:
    """Give the jobs of a transaction to the worker once it is committed."""
    for start, job_id in session.info.pop("jobs_waiting", []):
        start(job_id)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    """Forget the jobs of a transaction that was undone."""
    session.info.pop("jobs_waiting", None)


class Jobs:
    """The queue of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @cached_property
    def queue(self) -> "Huey":
        """Return where jobs wait; made when it is first needed, since most pages never need it."""
        from huey import RedisHuey, SqliteHuey

        immediate = bool(self.app.config["JOBS_IMMEDIATE"])
        if self.app.config["REDIS_URL"]:
            return RedisHuey("mistok", url=self.app.config["REDIS_URL"], immediate=immediate)
        path = ":memory:" if immediate else str(self.app.config["DATA_DIR"] / "jobs.db")
        return SqliteHuey("mistok", filename=path, immediate=immediate)

    @cached_property
    def task(self) -> Callable[[int], Any]:
        """Return what hands the number of a job to the worker."""
        task: Callable[[int], Any] = self.queue.task(name="run_job")(self.run)
        return task

    def start(self, job_id: int, not_before: datetime | None = None) -> None:
        """Hand the number of a job to the worker, for now or for later."""
        if not_before is None or not_before <= utc_now():
            self.task(job_id)
        else:
            local = not_before.astimezone().replace(tzinfo=None)
            self.queue.add_schedule(self.task.s(job_id, eta=local))  # type: ignore[attr-defined]

    def enqueue(
        self,
        session: Session,
        kind: str,
        title: str,
        arguments: dict[str, Any],
        *,
        by_id: int | None,
        not_before: datetime | None = None,
    ) -> Job:
        """Add a job; it is handed to the worker once the present transaction is committed.

        Args:
            not_before: when it may begin; at once when None.
        """
        if kind not in HANDLERS:
            raise RuntimeError(f"No handler for jobs of kind {kind!r}")
        job = Job(
            kind=kind,
            title=title,
            arguments={**arguments, **_time_argument(not_before), "locale": locale_code()},
            created_by_id=by_id,
            status=JobStatus.QUEUED,
        )
        session.add(job)
        session.flush()
        job_id = job.id

        session.info.setdefault("jobs_waiting", []).append((partial(self.start, not_before=not_before), job_id))
        return job

    def progress(self, job: Job) -> tuple[int, int]:
        """Return what is done and the whole of a job."""
        if job.status in {JobStatus.DONE, JobStatus.FAILED}:
            return job.progress, job.total
        found = self.queue.get(f"progress:{job.id}", peek=True)
        return found or (0, 0)

    def run(self, job_id: int) -> None:
        """Do one job: its writes are kept whole or not at all. A job that already ran is left alone.

        A handler that works in portions keeps each of them itself, see `Again`.
        """
        from flask_babel import force_locale

        with self.app.app_context():
            session = db.session()
            job = session.get(Job, job_id)
            if job is None or job.status is not JobStatus.QUEUED:
                return
            not_before = _time_of(job)
            if not_before is not None and not_before > utc_now():
                self.start(job_id, not_before)
                return
            logs.bind(job=job_id)
            job.status, job.started_at = JobStatus.RUNNING, job.started_at or utc_now()
            session.commit()
            try:
                with force_locale(job.arguments.get("locale", "uk")):
                    session.info["actor_id"] = job.created_by_id
                    result = HANDLERS[job.kind](session, job, Progress(self.queue, job_id))
                if isinstance(result, Again):
                    job.status = JobStatus.QUEUED
                    job.arguments = {**job.arguments, **_time_argument(result.not_before)}
                    session.commit()
                    self.start(job_id, result.not_before)
                    return
                done, total = self.progress(job)
                job.status, job.result = JobStatus.DONE, result
                job.progress, job.total = done, total
                job.finished_at = utc_now()
                session.commit()
                self._forget_progress(job_id)
            except Exception as error:
                session.rollback()
                if not isinstance(error, RuleError):
                    logger.exception("job failed")
                self._mark_failed(session, job_id, error)
            finally:
                logs.bind(job=None)

    def _mark_failed(self, session: Session, job_id: int, error: Exception) -> None:
        job = session.get(Job, job_id)
        if job is not None:
            job.status, job.finished_at = JobStatus.FAILED, utc_now()
            job.progress, job.total = self.queue.get(f"progress:{job_id}", peek=True) or (0, 0)
            job.error = error.code if isinstance(error, RuleError) else "crashed"
            if isinstance(error, RuleError) and (details := _details(error)):
                job.result = {"error_details": details}
            session.commit()
            self._forget_progress(job_id)

    def _forget_progress(self, job_id: int) -> None:
        """Take the progress of an ended job, which its row now holds, out of the queue's storage."""
        self.queue.get(f"progress:{job_id}")

    def work(self, tick: Callable[[Flask], object] | None = None) -> None:
        """Run the worker until it is stopped; jobs that a dead worker left behind are started again.

        Args:
            tick: called at once and then every five minutes, to begin what has fallen due.
        """
        with self.app.app_context():
            session = db.session()
            unfinished = sa.select(Job).where(Job.status.in_([JobStatus.RUNNING, JobStatus.QUEUED]))
            left = list(session.scalars(unfinished))
            ids = [job.id for job in left]
            for job in left:
                job.status = JobStatus.QUEUED
            session.commit()
        start = self.task
        for job_id in ids:
            start(job_id)
        if tick is not None:
            from huey import crontab

            tick(self.app)
            self.queue.periodic_task(crontab(minute="*/5"), name="tick")(lambda: tick(self.app))
        # Looking oftener than every ten seconds, which is usual, costs nothing: somebody waits for the letter.
        self.queue.create_consumer(workers=1, worker_type="thread", max_delay=1, periodic=tick is not None).run()


def _details(error: RuleError) -> dict[str, str | int]:
    """Return what the words of a refusal name, in a form that can be stored; nothing when they name nothing."""
    return {
        name: value if isinstance(value, int) else str(value) for name, value in error.details.items() if value != ""
    }


def _time_argument(not_before: datetime | None) -> dict[str, str]:
    return {"not_before": not_before.isoformat() if not_before else ""}


def _time_of(job: Job) -> datetime | None:
    """Return when a job may begin. A worker that was started anew finds it here, whatever its queue forgot."""
    text = job.arguments.get("not_before")
    return datetime.fromisoformat(text) if text else None


def init_app(app: Flask) -> None:
    """Attach the queue as `app.extensions["jobs"]`."""
    app.extensions["jobs"] = Jobs(app)


def jobs_of(app: Flask) -> Jobs:
    """Return the queue of an application."""
    queue = app.extensions["jobs"]
    assert isinstance(queue, Jobs)
    return queue
