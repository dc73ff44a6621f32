"""What background jobs do, by kind."""

import logging
import tempfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app import (
    digest,
    job_files,
    letter_work,
    memoranda,
    paper_work,
    report_batch,
    retention,
    shift_letters,
    sign_up_terms,
    upkeep,
)
from app.bulk_work import change_contacts
from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind
from app.i18n import _l
from app.jobs import Progress, handles
from app.list_files import file_name, write_workbook
from app.live_report import Wanted, printed, report_file_name, report_files
from app.queries.accounts import account_by_id
from app.queries.duplicate_pairs import SCAN
from app.queries.erasures import request_by_id
from app.queries.imports import run_by_id
from app.queries.listing import ListState, complete, every_row
from app.queries.lists import LISTS
from app.queries.report_records import report_by_id
from app.schedule import periodic
from app.scope import scope_of
from app.services.duplicates import scan
from app.services.erasures import carry_out
from app.services.imports.forgetting import forget_old_imports
from app.services.imports.runs import check_run, finish_run
from app.uploads import Kind, upload_store
from models.base import utc_now
from models.grants import Application
from models.jobs import Job
from models.search import forget_removed_words

logger = logging.getLogger("mistok.jobs")

MAX_EXPORT = 500 * 1024 * 1024


def register() -> None:
    """Tell the queue who does which kind of job."""
    handles("import")(import_file)
    handles("import_check")(check_file)
    handles("grant_report")(make_grant_report)
    handles(report_batch.BATCH)(report_batch.make_batch)
    handles("export")(export_list)
    handles("contacts_bulk")(change_contacts)
    handles(letter_work.LETTER)(letter_work.send_letter)
    handles(letter_work.MAILING)(letter_work.send_mailing)
    handles(shift_letters.LETTER)(shift_letters.send_shift_letter)
    handles(shift_letters.GAP)(shift_letters.send_gap)
    handles("erasure")(erase_people)
    job_files.leaves_file("export", lambda _job: "")
    job_files.leaves_file("grant_report", lambda job: f"/reports/grants/{job.arguments['application_id']}")
    job_files.leaves_file(report_batch.BATCH, lambda job: f"/reports/due?month={job.arguments['month']}")
    job_files.leaves_file(paper_work.PAPERS, lambda job: f"/volunteers/papers?job={job.id}")
    handles(paper_work.PAPERS)(paper_work.issue_papers)
    periodic("daily", "table-statistics", title=_l("Counting the tables of the database"))(upkeep.count_tables)
    periodic("daily", "sent-forms", title=_l("Forms that were sent"))(upkeep.forget_forms)
    periodic("daily", "sign-ins", title=_l("Sessions that have ended"))(upkeep.forget_old_sign_ins)
    periodic("daily", "stored-files", title=_l("Stored files that nothing names"))(upkeep.sweep_files)
    periodic("daily", "paper-bundles", title=_l("Old bundles of papers"))(paper_work.forget_bundles)
    periodic("daily", "report-batches", title=_l("Old batches of reports"))(report_batch.forget_batches)
    periodic("daily", "job-files", title=_l("Old tables and reports"))(forget_job_files)
    periodic("daily", "imports", title=_l("What was copied from imported files"))(forget_imports)
    periodic("daily", "job-details", title=_l("What old refusals of jobs name"))(job_files.forget_details)
    periodic("daily", "jobs", title=_l("Old background jobs"))(job_files.forget_jobs)
    periodic("monthly", "retention", title=_l("Whom to erase: terms of keeping"))(retention.propose)
    periodic("daily", "sign-ups", title=_l("Sign-ups: terms of keeping"))(sign_up_terms.erase_old_sign_ups)
    handles(SCAN)(scan_for_duplicates)
    at, again = time(9), time(13)
    periodic("daily", "shift-reminders", title=_l("Reminders of shifts"), at=at)(shift_letters.remind)
    title = _l("Reminders of shifts, second try")
    periodic("daily", "shift-reminders-again", title=title, at=again)(shift_letters.remind)
    at, again = time(7), time(10)
    periodic("daily", "checklists", title=_l("Checklists of memoranda"))(memoranda.start_memorandum_checklists)
    periodic("daily", "digest", title=_l("Letters of the day"), at=at, on_weekdays=True)(digest.send_digests)
    title = _l("Letters of the day, second try")
    periodic("daily", "digest-again", title=title, at=again, on_weekdays=True)(digest.retry_digests)


def import_file(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Import the file of a run. The titles that it writes are in the language of the institution."""
    run = run_by_id(session, int(job.arguments["run_id"]))
    if run is None:
        raise RuleError("not_found")
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        outcome = finish_run(session, upload_store(), run, today=today(), progress=progress)
    return {"url": f"/imports/{run.id}", "rows": outcome.counts["lines"], **_figures(outcome.summary()["counts"])}


def check_file(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Find out what importing the file of a run would do."""
    run = run_by_id(session, int(job.arguments["run_id"]))
    if run is None:
        raise RuleError("not_found")
    check_run(session, upload_store(), run, today=today())
    lines = run.summary["counts"].get("lines", 0)
    progress(lines, lines)
    return {"url": f"/imports/{run.id}", "rows": lines}


def scan_for_duplicates(session: Session, _job: Job, progress: Progress) -> dict[str, Any]:
    """Compare the whole base and keep what the page of duplicates says about the search."""
    outcome = scan(session, now=utc_now(), progress=progress)
    return {"url": "/contacts/duplicates", **outcome.summary()}


def export_list(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Write a list as a workbook, as far as the one who asked for it may see the list now."""
    person = account_by_id(session, job.created_by_id or 0)
    if person is None or not person.is_active:
        raise RuleError("not_found")
    arguments = job.arguments
    spec = complete(session, LISTS[arguments["list"]](today()), today())
    state = ListState(arguments["query"], arguments["filters"], arguments["sort"])
    rows = every_row(session, spec, state, scope_of(person.role, person.branch_id))
    name = file_name(spec, today(), "xlsx")
    written = 0

    def counted() -> Iterator[Any]:
        nonlocal written
        for row in rows:
            yield row
            written += 1
            if written % 1000 == 0:
                progress(written, 0)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_workbook(path, spec, counted(), zone())
        with path.open("rb") as stream:
            stored = upload_store().save(stream, name, max_bytes=MAX_EXPORT, allowed={Kind.SPREADSHEET})
    progress(written, written)
    return {"file": stored.token, "filename": name, "written": written}


def erase_people(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Carry out accepted requests for erasure, each kept by itself: one that cannot be must not undo the others.

    What stands for the names is in the institution's language. Reports that were kept ready may show the people, so
    they are made anew when they are asked for; the same is true of tables and papers that jobs left as files.
    """
    ids = [int(number) for number in job.arguments["request_ids"]]
    erased = failed = 0
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        for done, number in enumerate(ids, start=1):
            try:
                request = request_by_id(session, number)
                if request is not None:
                    erased += carry_out(session, request, store=upload_store(), now=utc_now())
                session.commit()
            except Exception:
                session.rollback()
                logger.exception("request for erasure %s not carried out", number)
                failed += 1
            progress(done, len(ids))
    if erased:
        report_files().forget()
        job_files.forget_every_file(session, utc_now())
        session.commit()
        forget_removed_words(session, session.commit)
    return {"url": "/privacy/erasures", "erased": erased, **({"refused": failed} if failed else {})}


def forget_job_files(session: Session, now: datetime) -> dict[str, Any]:
    """Forget the tables and reports that jobs made a week ago: they hold people's data and can be made again."""
    return {"forgotten": sum(job_files.forget_files(session, kind, now) for kind in ("export", "grant_report"))}


def forget_imports(session: Session, now: datetime) -> dict[str, Any]:
    """Forget what imports copied from their files: see `app.services.imports.forgetting`."""
    return {"url": "/imports", "forgotten": forget_old_imports(session, upload_store(), now)}


def make_grant_report(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Set the PDF of a grant report and keep it as the file of the job."""
    application = session.get(Application, int(job.arguments["application_id"]))
    if application is None:
        raise RuleError("not_found")
    progress(0, 3)
    wanted = Wanted(job.arguments["report_locale"], DeliverableKind(job.arguments["report_kind"]))
    number = job.arguments.get("report_id")
    record = report_by_id(session, application.id, int(number)) if number else None
    report = printed(session, application, record, wanted, today=today())
    progress(1, 3)
    place = report_files().pdf(report)
    progress(2, 3)
    name = report_file_name(report)
    with place.open("rb") as content:
        stored = upload_store().save(content, name, max_bytes=place.stat().st_size, allowed={Kind.PDF})
    progress(3, 3)
    return {"file": stored.token, "filename": name}


def _figures(counts: dict[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in ("created", "updated", "unchanged", "skipped", "refused") if name in counts}
