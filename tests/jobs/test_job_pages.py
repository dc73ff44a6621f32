"""Background jobs: seen by their owner and by administrators."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.jobs import JobStatus
from app.job_files import forget_details, forget_jobs
from app.queries.duplicate_pairs import SCAN
from models.accounts import User
from models.base import utc_now
from models.jobs import Job
from models.tasks import ScheduledRun
from tests.support import factories


def make_job(session: Session, owner: User | None, status: JobStatus = JobStatus.DONE, **fields: Any) -> Job:
    now = utc_now() if status.is_finished else None
    values = {"kind": "import", "title": "Імпорт контактів", "started_at": now, "finished_at": now}
    job = Job(created_by_id=owner.id if owner else None, status=status, **{**values, **fields})
    session.add(job)
    session.commit()
    return job


def test_people_see_their_own_jobs_and_administrators_all(login: Any, session: Session) -> None:
    owner, other, administrator = login("coordinator"), login("director"), login("administrator")
    job = make_job(session, owner.user)
    assert "Імпорт контактів" in owner.get("/jobs").text
    assert "Імпорт контактів" not in other.get("/jobs").text
    assert "Імпорт контактів" in administrator.get("/jobs").text
    owner.get(f"/jobs/{job.id}")
    other.get(f"/jobs/{job.id}", 404)
    other.get(f"/jobs/{job.id}/file", 404)
    administrator.get(f"/jobs/{job.id}")


def test_a_job_that_nobody_started_is_for_administrators(login: Any, session: Session) -> None:
    job = make_job(session, None)
    login("coordinator").get(f"/jobs/{job.id}", 404)
    assert "The system" in login("administrator").get("/jobs").text


def test_a_finished_job_says_what_was_done(login: Any, session: Session) -> None:
    owner = login("coordinator")
    result = {"created": 1985, "refused": 15, "url": "/imports/7", "internal": "x"}
    page = owner.get(f"/jobs/{make_job(session, owner.user, result=result).id}")
    assert "1,985" in page.text
    assert "Refused" in page.text
    assert "/imports/7" in page.links
    assert "internal" not in page.text


def test_a_result_never_leads_to_another_site(login: Any, session: Session) -> None:
    owner = login("coordinator")
    job = make_job(session, owner.user, result={"url": "//evil.example"})
    assert not any("evil" in link for link in owner.get(f"/jobs/{job.id}").links)


def test_the_file_of_a_job_is_downloaded_under_its_name(app: Flask, login: Any, session: Session) -> None:
    owner = login("coordinator")
    token = "ab" * 16
    folder = app.config["DATA_DIR"] / "uploads" / "ab" / "ab"
    folder.mkdir(parents=True)
    (folder / token).write_bytes(b"%PDF-1.7")
    job = make_job(session, owner.user, result={"file": token, "filename": "звіт.pdf"})
    assert f"/jobs/{job.id}/file" in owner.get(f"/jobs/{job.id}").links
    page = owner.get(f"/jobs/{job.id}/file")
    assert page.response.data == b"%PDF-1.7"
    assert "attachment" in page.headers["Content-Disposition"]


def test_a_job_without_a_file_has_nothing_to_download(login: Any, session: Session) -> None:
    owner = login("coordinator")
    owner.get(f"/jobs/{make_job(session, owner.user).id}/file", 404)
    foul = make_job(session, owner.user, result={"file": "../../mistok.db"})
    owner.get(f"/jobs/{foul.id}/file", 404)


def test_a_running_job_asks_for_its_progress_until_it_is_done(login: Any, session: Session) -> None:
    owner = login("coordinator")
    job = make_job(session, owner.user, JobStatus.RUNNING)
    assert owner.get(f"/jobs/{job.id}").select(f"#job-{job.id}[hx-get]")
    fragment = owner.get(f"/jobs/{job.id}", headers={"HX-Request": "true"})
    assert "<html" not in fragment.html
    job.status = JobStatus.DONE
    session.commit()
    assert not owner.get(f"/jobs/{job.id}", headers={"HX-Request": "true"}).select("[hx-get]")


def test_a_failed_job_says_why(login: Any, session: Session) -> None:
    owner = login("coordinator")
    crashed = make_job(session, owner.user, JobStatus.FAILED, error="crashed")
    assert "nothing was saved" in owner.get(f"/jobs/{crashed.id}").text
    named = make_job(
        session, owner.user, JobStatus.FAILED, error="import_field_gone", result={"error_details": {"value": "Colour"}}
    )
    assert "removed meanwhile: Colour." in owner.get(f"/jobs/{named.id}").text
    named.finished_at = utc_now()
    assert forget_details(session, utc_now())["shortened"] == 0
    assert forget_details(session, utc_now() + timedelta(days=8))["shortened"] == 1
    session.commit()
    assert "removed meanwhile: …." in owner.get(f"/jobs/{named.id}").text
    detailed = make_job(session, owner.user, JobStatus.FAILED, error="branch_has_users")
    assert "branch_has_users" in owner.get(f"/jobs/{detailed.id}").text


def test_ended_jobs_are_kept_for_three_months_and_longer_while_something_leads_to_them(
    app: Flask, session: Session
) -> None:
    now = utc_now()
    long_ago = {"finished_at": now - timedelta(days=91)}
    done = make_job(session, None, **long_ago)
    failed = make_job(session, None, JobStatus.FAILED, **long_ago, result={"error_details": {"value": "…"}})
    former_scan, newest_scan = (make_job(session, None, **long_ago, kind=SCAN) for _ in range(2))
    young = make_job(session, None, finished_at=now - timedelta(days=89))
    waiting = make_job(session, None, JobStatus.QUEUED, created_at=now - timedelta(days=200))
    with_file = make_job(session, None, **long_ago, result={"file": "ab" * 16, "filename": "звіт.pdf"})
    sending, importing, printing = (make_job(session, None, **long_ago) for _ in range(3))
    factories.make_mailing(session, job_id=sending.id)
    factories.make_import(session, job_id=importing.id)
    factories.make_paper(session, job_id=printing.id, job_position=1)
    runs = [
        ScheduledRun(name="digest", period=f"2026-0{month}-01", claimed_at=now - timedelta(days=days), job_id=job.id)
        for month, days, job in ((1, 100, done), (2, 95, failed))
    ]
    session.add_all(runs)
    session.commit()
    gone = {done.id, failed.id, former_scan.id}
    kept = {job.id for job in (newest_scan, young, waiting, with_file, sending, importing, printing)}
    assert forget_jobs(session, now) == {"jobs_deleted": 3}
    session.commit()
    left = set(session.scalars(sa.select(Job.id)))
    assert kept <= left and not gone & left
    # Of periodic work the newest run stays, so that it is known when it was begun last.
    assert [run.period for run in session.scalars(sa.select(ScheduledRun))] == ["2026-02-01"]
    assert forget_jobs(session, now) == {"jobs_deleted": 0}
