"""Papers for many: who gets one, a job that survives anything and issues nothing twice, one download."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import paper_work
from app.domain.jobs import JobStatus
from app.jobs import jobs_of
from app.paper_work import PAPERS, arguments_of, forget_bundles
from app.uploads import FileStore, UnknownFile
from models import db
from models.base import utc_now
from models.jobs import Job
from models.volunteer_papers import IssuedPaper
from tests.conftest import SignIn, work_off
from tests.support import factories as make
from tests.volunteer_papers.helping import helper, order
from views.volunteer_papers import batch as batch_page


def start(app: Flask, session: Session, people: list[int]) -> Job:
    by = make.make_user(session, make.Role.COORDINATOR)
    job = jobs_of(app).enqueue(session, PAPERS, "Сертифікати", arguments_of(order(), people), by_id=by.id)
    session.commit()
    return job


def found(session: Session) -> list[IssuedPaper]:
    session.expire_all()
    return list(session.scalars(sa.select(IssuedPaper).order_by(IssuedPaper.number)))


def bundle(app: Flask, job: Job) -> zipfile.ZipFile:
    path = FileStore(app.config["DATA_DIR"] / "uploads").path(job.result["file"])
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_chosen_volunteers_get_papers_in_one_zip(app: Flask, session: Session, login: SignIn) -> None:
    people = [helper(session, last) for last in ("Гай", "Бойко", "Ґудзь")]
    idle = helper(session, "Ледар", minutes=0)
    client = login("coordinator", locale="uk")
    listed = client.get("/volunteers")
    action = str(listed.select(".bulk-bar button")[0]["formaction"])
    page = client.post(action, {"ids": [str(row.id) for row in (*people, idle)]}, 200)
    assert "4 вибрані волонтери" in page.text
    checked = client.submit(page, {"step": "check"}, 200)
    assert "3 волонтери отримають документ" in checked.text
    assert "Немає підтверджених годин за період" in checked.text and "Ледар" in checked.text
    answer = client.submit(checked, {"step": "do"})
    papers = found(session)
    assert [paper.name for paper in papers] == ["Олена Бойко", "Олена Гай", "Олена Ґудзь"]
    assert [paper.number for paper in papers] == [1, 2, 3]
    job = session.scalars(sa.select(Job)).one()
    assert (job.status, job.result["issued"], job.progress, job.total) == (JobStatus.DONE, 3, 6, 6)
    shown = client.follow(answer)
    assert "Видано документів" in shown.text
    file = client.get(f"/jobs/{job.id}/file")
    assert file.headers["Content-Type"] in {"application/zip", "application/x-zip-compressed"}
    assert "filename" in file.headers["Content-Disposition"]
    files = bundle(app, job)
    names = files.namelist()
    assert names[0] == "для друку.pdf"
    assert [name.rpartition("/")[2] for name in names[1:]] == [
        f"{paper.year}-{paper.number:04d} {paper.name}.pdf" for paper in papers
    ]
    printed = pypdf.PdfReader(io.BytesIO(files.read(names[0])))
    assert [page.extract_text().count("Сертифікат") for page in printed.pages] == [1, 1, 1]
    assert printed.trailer["/Root"]["/Lang"] == "uk"  # type: ignore[index]
    single = pypdf.PdfReader(io.BytesIO(files.read(names[2])))
    assert len(single.pages) == 1 and "Олена Гай" in single.pages[0].extract_text().replace("\u00a0", " ")
    again = client.submit(client.post(action, {"ids": str(people[0].id)}, 200), {"step": "do"}, 422)
    assert "Уже має такий документ" in again.text and len(found(session)) == 3


def test_all_that_the_list_shows_may_be_meant(app: Flask, session: Session, login: SignIn) -> None:
    branch = make.make_branch(session, "Філія № 5")
    mine = [helper(session, f"Свій{n}", minutes=60 * (n + 1), branch=branch) for n in range(3)]
    helper(session, "Чужий")
    client = login("staff", branch=branch)
    page = client.get("/volunteers/papers/many")
    checked = client.submit(page, {"step": "check", "least_hours": "2"}, 200)
    assert "2 volunteers get a paper" in checked.text and "1 volunteer gets none" in checked.text
    client.submit(checked, {"step": "do"})
    assert {paper.volunteer_id for paper in found(session)} == {row.id for row in mine[1:]}
    stranger = client.post("/volunteers/papers/many", {"ids": "999999"}, 200)
    assert "chosen" not in stranger.text


@pytest.mark.parametrize("dies_at", ["issuing", "typesetting"])
def test_a_job_cut_off_in_the_middle_goes_on_where_it_was(
    worker_app: Flask, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    session = db.session()
    people = [helper(session, f"Коваль{n}").id for n in range(7)]
    job = start(worker_app, session, people)
    monkeypatch.setattr(paper_work, "AT_ONCE", 3)
    monkeypatch.setattr(paper_work, "PART", 4)
    real = {"issuing": paper_work.issue_many, "typesetting": paper_work.typeset}[dies_at]
    name = {"issuing": "issue_many", "typesetting": "typeset"}[dies_at]
    calls = 0

    def dying(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        result = real(*args, **kwargs)  # type: ignore[operator]
        if calls == 2:
            # The worker is gone before it can commit or go on.
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(paper_work, name, dying)
    with pytest.raises(KeyboardInterrupt):
        while True:
            task = jobs_of(worker_app).queue.dequeue()
            assert task is not None
            task.execute()
    session.rollback()
    half = [paper.id for paper in found(session)]
    assert len(half) == (3 if dies_at == "issuing" else 7)
    monkeypatch.setattr(paper_work, name, real)
    job = session.get_one(Job, job.id)
    job.status = JobStatus.QUEUED
    session.commit()
    jobs_of(worker_app).start(job.id)
    work_off(worker_app)
    papers = found(session)
    assert [paper.id for paper in papers][: len(half)] == half
    assert [paper.number for paper in papers] == list(range(1, 8))
    assert [paper.volunteer_id for paper in papers] == people
    job = session.get_one(Job, job.id)
    assert (job.status, job.result["issued"], job.result["skipped"]) == (JobStatus.DONE, 7, 0)
    names = bundle(worker_app, job).namelist()
    assert names[:2] == ["для друку 1.pdf", "для друку 2.pdf"] and len(names) == 9
    assert not list((worker_app.config["DATA_DIR"] / "cache" / "papers").glob("job-*"))


def test_who_was_erased_or_left_the_branch_meanwhile_gets_none(worker_app: Flask) -> None:
    session = db.session()
    branch = make.make_branch(session, "Філія № 5")
    stays, goes = helper(session, "Бойко", branch=branch), helper(session, "Гай", branch=branch)
    by = make.make_user(session, make.Role.STAFF, branch=branch)
    arguments = arguments_of(order(), [stays.id, goes.id])
    jobs_of(worker_app).enqueue(session, PAPERS, "Сертифікати", arguments, by_id=by.id)
    goes.branch = make.make_branch(session, "Філія № 6")
    session.commit()
    work_off(worker_app)
    assert [paper.volunteer_id for paper in found(session)] == [stays.id]


def test_bundles_are_forgotten_after_a_week(app: Flask, session: Session) -> None:
    job = start(app, session, [helper(session).id])
    session.expire_all()
    token = job.result["file"]
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    assert forget_bundles(session, utc_now())["forgotten"] == 0
    store.path(token)
    assert forget_bundles(session, utc_now() + timedelta(days=8))["forgotten"] == 1
    session.commit()
    session.expire_all()
    assert "file" not in job.result and job.result["url"] == f"/volunteers/papers?job={job.id}"
    with pytest.raises(UnknownFile):
        store.path(token)
    assert len(found(session)) == 1


def test_more_people_than_one_job_takes_are_refused(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for last in ("Бойко", "Гай", "Ґудзь"):
        helper(session, last)
    monkeypatch.setattr(batch_page, "MOST", 2)
    client = login("coordinator")
    page = client.submit(client.get("/volunteers/papers/many"), {"step": "do"}, 422)
    assert "At most 2 volunteers at once" in " ".join(page.errors())
    assert not found(session)
