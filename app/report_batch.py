"""All reports due in a month as files: each made for itself, an index of what they lack, and the job that packs them.

The job works in portions and keeps what became of each report beside its file, so that a worker that was started anew
goes on where the last one stopped. A report that cannot be made does not keep the others back.
"""

import json
import logging
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind
from app.domain.period_text import parse_period
from app.domain.report_formats import ReportFormat
from app.domain.report_gaps import gaps
from app.grant_report_pdf import gaps_by_code, section_words
from app.i18n import _
from app.job_files import forget_files
from app.jobs import Again, Progress
from app.labels import label, refusal
from app.live_report import Wanted, live_report, report_file_name, report_files
from app.paper_files import BatchFolder
from app.permissions import Permission, may
from app.queries.accounts import account_by_id
from app.queries.reports_due import reports_due
from app.report_files import RenderFailed
from app.spreadsheets import write_csv
from app.uploads import upload_store
from app.uploads.kinds import FileType, Kind
from models.grants import Application
from models.jobs import Job

logger = logging.getLogger("mistok.jobs")

BATCH = "grant_reports"
SECONDS = 20
MAX_ZIP = 2 * 1024 * 1024 * 1024
ZIP = FileType(Kind.DOCUMENT, "application/zip", (".zip",))
INDEX = "index.csv"


@dataclass(frozen=True, slots=True)
class Order:
    """Which files are wanted."""

    locale: str
    format: ReportFormat
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: its file, or why there is none; what it lacks, in its own language."""

    application_id: int
    project: str
    funder: str
    kind: DeliverableKind
    due_on: str
    file: str = ""
    status: str = ""
    required: int = 0
    advised: int = 0
    missing: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def due(self) -> date:
        """When it is due."""
        return date.fromisoformat(self.due_on)


def make_report_file(session: Session, row: Any, order: Order, folder: Path, taken: Iterable[str] = ()) -> Outcome:
    """Make one report into a folder and say what became of it.

    Args:
        session: the database session.
        row: of `reports_due`.
        order: the language and the format.
        folder: where the file goes.
        taken: names of files that are there already.
    """
    base = Outcome(row.application_id, row.title, row.funder, row.kind, row.due_on.isoformat())
    application = session.get(Application, row.application_id)
    if application is None:
        return Outcome(**{**asdict(base), "trouble": "not_found"})
    try:
        report = live_report(session, application, Wanted(order.locale, row.kind), today=order.today)
        place = report_files().file(report, order.format)
    except RenderFailed:
        logger.exception("the report on application %s was not made", row.application_id)
        return Outcome(**{**asdict(base), "trouble": "not_typeset"})
    except RuleError as error:
        return Outcome(**{**asdict(base), "trouble": str(refusal(error))})
    except Exception:
        session.rollback()
        logger.exception("the report on application %s broke", row.application_id)
        return Outcome(**{**asdict(base), "trouble": "broken"})
    name = _free(f"{row.due_on.isoformat()} {report_file_name(report, order.format)}", set(taken))
    shutil.copyfile(place, folder / name)
    with force_locale(order.locale):
        missing = tuple(
            f"{section_words(gap, report)}: {label(gap.code)}" + (f" ({'; '.join(about)})" if about else "")
            for gap, about in gaps_by_code(report)
        )
    required = sum(gap.blocking for gap in gaps(report))
    found = {
        "file": name,
        "status": report.status.value,
        "required": required,
        "advised": len(gaps(report)) - required,
        "missing": missing,
    }
    return Outcome(**{**asdict(base), **found})


def _free(name: str, taken: set[str]) -> str:
    stem, _dot, end = name.rpartition(".")
    numbered = (f"{stem}-{number}.{end}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def write_index(place: Path, outcomes: Sequence[Outcome], locale: str) -> None:
    """Write the list of the reports of a batch with what each lacks, as a table in the language of the reports."""
    with force_locale(locale):
        heads = [
            _("Due on"), _("Project"), _("Funder"), _("Kind"), _("File"), _("Required items missing"),
            _("Advised items missing"), _("What is missing"), _("Why there is no file"),
        ]  # fmt: skip
        rows = [
            [
                row.due, row.project, row.funder, label(row.kind), row.file, row.required,
                row.advised, "\n".join(row.missing), trouble_words(row.trouble),
            ]
            for row in outcomes
        ]  # fmt: skip
        with place.open("wb") as out:
            out.writelines(write_csv(heads, rows))


def trouble_words(code: str) -> str:
    """Return why a report was not made, in the present language. A rule's own words are what was kept."""
    return {
        "not_found": _("The grant is no longer there."),
        "not_typeset": _("The document could not be set. The details are in the server’s log."),
        "broken": _("Something broke on our side. The details are in the server’s log."),
    }.get(code, code)


def make_batch(session: Session, job: Job, progress: Progress) -> dict[str, Any] | Again:
    """Make the reports that a job asks for and pack them with their index.

    Raises:
        RuleError: `not_found`: the account is gone or may no longer read reports; `reports_none_due`.
    """
    person = account_by_id(session, job.created_by_id or 0)
    if person is None or not person.is_active or not may(person.role, Permission.REPORTS_VIEW):
        raise RuleError("not_found")
    arguments = job.arguments
    order = Order(arguments["report_locale"], ReportFormat(arguments["format"]), date.fromisoformat(arguments["as_of"]))
    rows = reports_due(session, parse_period(arguments["month"]), arguments["deliverables"])
    if not rows:
        raise RuleError("reports_none_due")
    folder = BatchFolder(current_app.config["DATA_DIR"], job.id)
    begun, outcomes, fresh = time.monotonic(), list[Outcome](), 0
    for done, row in enumerate(rows):
        kept = folder.path / f"{row.id}.json"
        if not kept.exists():
            if fresh and time.monotonic() - begun > SECONDS:
                return Again()
            made = make_report_file(session, row, order, folder.path, [outcome.file for outcome in outcomes])
            draft = kept.with_suffix(".part")
            draft.write_text(json.dumps(asdict(made)), encoding="utf-8")
            draft.replace(kept)
            fresh += 1
        outcomes.append(outcome_from(json.loads(kept.read_text(encoding="utf-8"))))
        progress(done + 1, len(rows) + 1)
    stored = _pack(folder, outcomes, order.locale, arguments["month"])
    folder.remove()
    progress(len(rows) + 1, len(rows) + 1)
    made_files = [outcome for outcome in outcomes if outcome.file]
    return {
        **stored,
        "reports_made": len(made_files),
        "reports_incomplete": sum(outcome.required > 0 for outcome in made_files),
        "reports_not_made": len(outcomes) - len(made_files),
        "reports": [asdict(outcome) for outcome in outcomes],
    }


def forget_batches(session: Session, now: datetime) -> dict[str, Any]:
    """Forget the files of batches that ended a week ago: each report can be made again, and what it lacked stays."""
    forgotten = forget_files(session, BATCH, now)
    return {"url": "/reports/due", "forgotten": forgotten}


def outcome_from(values: dict[str, Any]) -> Outcome:
    """Return an outcome from what a job kept."""
    return Outcome(**{**values, "kind": DeliverableKind(values["kind"]), "missing": tuple(values["missing"])})


def _pack(folder: BatchFolder, outcomes: Sequence[Outcome], locale: str, month: str) -> dict[str, Any]:
    write_index(folder.path / INDEX, outcomes, locale)
    names = [INDEX, *(outcome.file for outcome in outcomes if outcome.file)]
    place = folder.path / "bundle.zip"
    folder.write_zip(place, [(folder.path / name, name) for name in names])
    with force_locale(locale):
        title = _("Reports due in %(month)s", month=month) + ".zip"
    with place.open("rb") as content:
        stored = upload_store().save(content, title, max_bytes=MAX_ZIP, allowed=set(), known=ZIP)
    return {"file": stored.token, "filename": stored.filename}
