"""Long work: it starts after the commit, shows progress, is kept whole or not at all, and says how it ended."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import jobs
from app.domain.errors import RuleError
from app.domain.jobs import JobStatus
from app.i18n import locale_code
from app.jobs import Jobs, Progress, jobs_of
from models import db
from models.audit import AuditEntry
from models.contacts import Tag
from models.jobs import Job
from tests.conftest import LogLines, work_off
from tests.support import factories


@pytest.fixture(autouse=True)
def trial_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs for these tests: one that works, one that is refused, one that crashes."""
    monkeypatch.setattr(jobs, "HANDLERS", dict(jobs.HANDLERS))

    @jobs.handles("trial")
    def work(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
        total = int(job.arguments["total"])
        for done in range(total):
            session.add(Tag(name=f"t{done}", key=f"t{done}"))
            progress(done + 1, total)
        session.flush()
        factories.make_branch(session)
        if job.arguments.get("refuse"):
            raise RuleError("not_allowed")
        if job.arguments.get("crash"):
            raise ZeroDivisionError
        return {"made": total, "locale": locale_code()}


def start(app: Flask, session: Session, **arguments: Any) -> Job:
    """Enqueue a trial job of three steps and commit."""
    user = factories.make_user(session)
    job = jobs_of(app).enqueue(session, "trial", "Проба", {"total": 3, **arguments}, by_id=user.id)
    session.commit()
    return job


def found(session: Session, job: Job) -> Job:
    """Return the job as it is now."""
    session.expire_all()
    return session.get_one(Job, job.id)


def tags(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Tag)) or 0


def test_a_job_does_its_work_and_says_what_came_of_it(app: Flask, session: Session) -> None:
    job = found(session, start(app, session))
    assert (job.status, job.error) == (JobStatus.DONE, "")
    assert job.result == {"made": 3, "locale": "uk"}
    assert (job.progress, job.total) == jobs_of(app).progress(job) == (3, 3)
    assert job.started_at is not None and job.finished_at is not None
    assert tags(session) == 3


def test_what_a_job_changes_is_audited_under_the_person_who_started_it(app: Flask, session: Session) -> None:
    job = found(session, start(app, session))
    branches = sa.select(AuditEntry).where(AuditEntry.table_name == "branches")
    assert [entry.actor_id for entry in session.scalars(branches)] == [job.created_by_id]


@pytest.mark.parametrize(("how", "error"), [("refuse", "not_allowed"), ("crash", "crashed")])
def test_a_job_that_fails_leaves_nothing_behind(app: Flask, session: Session, how: str, error: str) -> None:
    job = found(session, start(app, session, **{how: True}))
    assert (job.status, job.error, job.result) == (JobStatus.FAILED, error, {})
    assert (job.progress, job.total) == (3, 3)
    assert job.finished_at is not None
    assert tags(session) == 0


def test_a_job_that_crashed_is_named_in_the_log(app: Flask, session: Session, log_lines: LogLines) -> None:
    job = start(app, session, crash=True)
    (crash,) = log_lines()
    assert (crash["message"], crash["job"]) == ("job failed", job.id)
    assert "ZeroDivisionError" in crash["exception"]


def test_a_job_starts_only_after_the_commit(worker_app: Flask) -> None:
    session = db.session()
    jobs_of(worker_app).enqueue(session, "trial", "Проба", {"total": 3}, by_id=None)
    assert len(jobs_of(worker_app).queue) == 0
    session.rollback()
    assert work_off(worker_app) == 0
    job = start(worker_app, session)
    assert len(jobs_of(worker_app).queue) == 1
    assert found(session, job).status is JobStatus.QUEUED
    assert work_off(worker_app) == 1
    assert found(session, job).status is JobStatus.DONE


def test_progress_shows_while_the_job_runs(worker_app: Flask) -> None:
    session = db.session()
    job = start(worker_app, session)
    queue = jobs_of(worker_app)
    assert queue.progress(job) == (0, 0)
    Progress(queue.queue, job.id)(2, 3)
    assert queue.progress(job) == (2, 3)
    assert queue.progress(job) == (2, 3)
    session.commit()
    work_off(worker_app)
    assert queue.progress(found(session, job)) == (3, 3)


def test_a_job_that_was_handed_over_twice_runs_once(worker_app: Flask) -> None:
    session = db.session()
    job = start(worker_app, session)
    jobs_of(worker_app).task(job.id)
    assert work_off(worker_app) == 2
    assert found(session, job).status is JobStatus.DONE
    assert tags(session) == 3


def test_a_job_keeps_the_language_of_who_started_it(app: Flask, session: Session) -> None:
    user = factories.make_user(session)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        job = jobs_of(app).enqueue(db.session(), "trial", "Trial", {"total": 1}, by_id=user.id)
        db.session.commit()
        number = job.id
    session.expire_all()
    assert session.get_one(Job, number).result["locale"] == "en"


def test_an_unknown_kind_of_job_is_refused_at_once(app: Flask, session: Session) -> None:
    with pytest.raises(RuntimeError, match="no_such_kind"):
        jobs_of(app).enqueue(session, "no_such_kind", "?", {}, by_id=None)


def test_jobs_of_another_application_are_kept_apart(app: Flask, worker_app: Flask) -> None:
    assert isinstance(jobs_of(app), Jobs)
    assert jobs_of(app).queue is not jobs_of(worker_app).queue
