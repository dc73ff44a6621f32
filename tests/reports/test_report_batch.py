"""All reports due in a month: the page, the job with its ZIP and its index, a restart in the middle, the command."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import report_batch
from app.domain.grants import DeliverableKind
from app.jobs import Again, Progress, jobs_of
from app.paper_files import BatchFolder
from app.report_batch import forget_batches
from app.report_files import RenderFailed, ReportFiles
from models.base import utc_now
from models.grants import Deliverable
from models.jobs import Job
from tests.conftest import SignIn
from tests.reports.project import complete_project
from tests.support import factories
from tests.support.databases import count_queries

DECEMBER = date(2026, 12, 15)


def due(session: Session, title: str, on: date = DECEMBER, **fields: object) -> Deliverable:
    """A report of a complete grant that is due."""
    kind = fields.pop("kind", DeliverableKind.FINAL_REPORT)
    handed_in = fields.pop("submitted_on", None)
    application = complete_project(session, title, **fields)
    return factories.make_deliverable(session, application, kind=kind, due_on=on, submitted_on=handed_in)


def unpacked(data: bytes) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """Return the files of a ZIP and the rows of its index."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {name: archive.read(name) for name in archive.namelist()}
    rows = csv.DictReader(io.StringIO(files.pop("index.csv").decode("utf-8-sig")))
    return files, list(rows)


def test_the_reports_of_a_month_become_one_zip_with_an_index(session: Session, login: SignIn) -> None:
    first = due(session, "Міст читання")
    second = due(session, "Казки", date(2026, 12, 1), kind=DeliverableKind.INTERIM_REPORT, leader="")
    given = due(session, "Уже в донора", submitted_on=date(2026, 11, 1))
    due(session, "Інший місяць", date(2027, 1, 1))
    due(session, "В архіві", archived_at=utc_now())
    factories.make_deliverable(session, first.application, kind=DeliverableKind.APPLICATION, due_on=DECEMBER)
    me = login("coordinator")
    page = me.get("/reports/due?month=2026-12")
    assert page.texts("main tbody th") == ["Казки", "Міст читання", "Уже в донора"]
    ticked = [str(box["value"]) for box in page.select("input[name=ids][checked]")]
    assert ticked == [str(second.id), str(first.id)]
    assert str(given.id) not in ticked
    done = me.follow(me.submit(page, {"locale": "uk", "format": "xlsx"}, css="main form[action$='/reports/due']"))
    assert "Reports made" in done.text
    job = session.query(Job).one()
    assert job.status.value == "done", job.error
    assert (job.result["reports_made"], job.result["reports_incomplete"], job.result["reports_not_made"]) == (2, 1, 0)
    files, rows = unpacked(me.get(f"/jobs/{job.id}/file").response.get_data())
    assert list(files) == ["2026-12-01 kazky-uk-draft.xlsx", "2026-12-15 mist-chytannia-uk-draft.xlsx"]
    assert rows[0]["Проєкт"] == "Казки"
    assert rows[0]["Бракує обов’язкового"] == "1"
    assert rows[1]["Бракує обов’язкового"] == "0"
    assert "керівник" in rows[0]["Чого бракує"].lower()
    assert forget_batches(session, utc_now() + timedelta(days=6))["forgotten"] == 0
    assert forget_batches(session, utc_now() + timedelta(days=8))["forgotten"] == 1
    session.commit()
    me.get(f"/jobs/{job.id}/file", status=404)
    assert "Казки" in me.get(f"/jobs/{job.id}").text


def test_what_cannot_be_made_is_said_and_keeps_nobody_back(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(session, "Добрий")
    due(session, "Поганий")
    made = ReportFiles.file

    def file(self: ReportFiles, report: object, kind: object) -> Path:
        if report.project_title == "Поганий":  # type: ignore[attr-defined]
            raise RenderFailed("no")
        return made(self, report, kind)  # type: ignore[arg-type]

    monkeypatch.setattr(ReportFiles, "file", file)
    me = login("director")
    page = me.get("/reports/due?month=2026-12")
    done = me.follow(me.submit(page, {"format": "xlsx"}, css="main form[action$='/reports/due']"))
    assert "The document could not be set" in done.text
    assert "Not made" in done.texts(".badge-tone")
    job = session.query(Job).one()
    assert (job.result["reports_made"], job.result["reports_not_made"]) == (1, 1)
    _files, rows = unpacked(me.get(f"/jobs/{job.id}/file").response.get_data())
    assert {row["Project"]: bool(row["File"]) for row in rows} == {"Добрий": True, "Поганий": False}


def test_a_worker_that_begins_anew_goes_on_where_it_stopped(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [due(session, "Перший"), due(session, "Другий")]
    account = factories.make_user(session)
    arguments = {"month": "2026-12", "deliverables": [row.id for row in rows], "report_locale": "uk",
                 "format": "xlsx", "as_of": "2026-11-22"}  # fmt: skip
    job = Job(kind=report_batch.BATCH, title="Звіти", arguments=arguments, created_by_id=account.id)
    session.add(job)
    session.commit()
    progress = Progress(jobs_of(app).queue, job.id)
    monkeypatch.setattr(report_batch, "SECONDS", -1)
    assert isinstance(report_batch.make_batch(session, job, progress), Again)
    folder = BatchFolder(app.config["DATA_DIR"], job.id).path
    kept = list(folder.glob("*.json"))
    assert len(kept) == 1
    values = json.loads(kept[0].read_text(encoding="utf-8"))
    kept[0].write_text(json.dumps({**values, "funder": "Не зроблено вдруге"}), encoding="utf-8")
    result = report_batch.make_batch(session, job, progress)
    assert not isinstance(result, Again)
    assert [row["funder"] for row in result["reports"]].count("Не зроблено вдруге") == 1
    assert result["reports_made"] == 2
    assert not folder.exists()


def test_the_page_of_a_month_is_calm_and_asks_the_database_equally_often(
    app: Flask, session: Session, login: SignIn
) -> None:
    me = login("monitor")
    assert "No report is due in this month" in me.get("/reports/due?month=nonsense").text
    due(session, "Один")
    me.get("/reports/due?month=2026-12")
    counts = []
    for _round in range(2):
        with count_queries(app) as count:
            page = me.get("/reports/due?month=2026-12")
        counts.append(len(count))
        for number in range(3):
            due(session, f"Ще {number} {_round}")
    assert counts[0] == counts[1]
    refused = me.post("/reports/due", {"month": "2026-12", "locale": "uk", "format": "pdf"}, status=422)
    assert "Tick at least one report" in refused.text
    assert page.heading
    login("staff").get("/reports/due", status=403)


def test_the_command_writes_the_reports_of_a_month(app: Flask, session: Session, tmp_path: Path) -> None:
    due(session, "Міст читання")
    session.commit()
    out = tmp_path / "грудень"
    runner = app.test_cli_runner()
    done = runner.invoke(args=["grant-reports", "--due", "2026-12", "--format", "xlsx", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == ["2026-12-15 mist-chytannia-uk-draft.xlsx", "index.csv"]
    assert "1 of 1 reports written" in done.stdout
    assert runner.invoke(args=["grant-reports", "--due", "soon", "--out", str(out)]).exit_code == 2
