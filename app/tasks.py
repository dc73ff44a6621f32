"""What background jobs do, by kind."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.jobs import Progress, handles
from app.queries.imports import run_by_id
from app.services.imports.runs import check_run, finish_run
from app.uploads import FileStore
from models.jobs import Job


def register() -> None:
    """Tell the queue who does which kind of job."""
    handles("import")(import_file)
    handles("import_check")(check_file)


def import_file(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Import the file of a run. The titles that it writes are in the language of the institution."""
    run = run_by_id(session, int(job.arguments["run_id"]))
    if run is None:
        raise RuleError("not_found")
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        outcome = finish_run(session, _store(), run, today=_today(), progress=progress)
    return {"url": f"/imports/{run.id}", "rows": outcome.counts["lines"], **_figures(outcome.summary()["counts"])}


def check_file(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Find out what importing the file of a run would do."""
    run = run_by_id(session, int(job.arguments["run_id"]))
    if run is None:
        raise RuleError("not_found")
    check_run(session, _store(), run, today=_today())
    lines = run.summary["counts"].get("lines", 0)
    progress(lines, lines)
    return {"url": f"/imports/{run.id}", "rows": lines}


def _figures(counts: dict[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in ("created", "updated", "unchanged", "skipped", "refused") if name in counts}


def _store() -> FileStore:
    return FileStore(current_app.config["DATA_DIR"] / "uploads")


def _today() -> date:
    return datetime.now(ZoneInfo(current_app.config["TIME_ZONE"])).date()
