"""Background jobs: each person sees their own, administrators see all."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.jobs import JobStatus
from app.domain.roles import Role
from app.i18n import _
from app.jobs import jobs_of
from app.labels import refusal
from app.labels.jobs import RESULTS
from app.permissions import Permission
from app.queries.jobs import job_for, jobs_list
from app.report_batch import Outcome, outcome_from, trouble_words
from app.security import requires
from app.uploads import upload_store
from app.uploads.store import UnknownFile
from models import db
from models.jobs import Job
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.local import local_path

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

Answer = str | tuple[Any, ...] | Response


@dataclass(frozen=True)
class JobView:
    """A job ready to draw: what `job_progress` of the components asks for, and its figures."""

    id: int
    title: str
    status: JobStatus
    done: int
    total: int
    finished: bool
    failed: bool
    message: str
    result_url: str
    result_text: str
    figures: list[tuple[str, int]]
    reports: list[Outcome]


def _owner() -> int | None:
    """Return whose jobs the present account sees; None is everybody's."""
    return None if current_user.role is Role.ADMINISTRATOR else current_user.id


@bp.get("")
@requires(Permission.JOBS_VIEW)
def index() -> Answer:
    """List the jobs."""
    empty = EmptyState(
        "hourglass-split",
        _("No background jobs"),
        _("Imports, letters and big reports appear here; you can leave them and come back."),
    )
    return listing_page(jobs_list(_owner()), empty, "jobs/index.html")


@bp.get("/<int:job_id>")
@requires(Permission.JOBS_VIEW)
def show(job_id: int) -> Answer:
    """Show one job; htmx asks for its progress alone, once a second until it is finished."""
    job = get_or_404(job_for(db.session(), job_id, _owner()))
    template = "jobs/_progress.html" if request.headers.get("HX-Request") else "jobs/show.html"
    return render_template(template, job=job_view(job), record=job, trouble_words=trouble_words)


@bp.get("/<int:job_id>/file")
@requires(Permission.JOBS_VIEW)
def download(job_id: int) -> Answer:
    """Send the file that a job made."""
    job = get_or_404(job_for(db.session(), job_id, _owner()))
    store = upload_store()
    try:
        path = store.path(str(job.result.get("file", "")))
    except UnknownFile as error:
        raise RuleError("not_found") from error
    name = str(job.result.get("filename") or f"mistok-{job.id}")
    return send_file(path, as_attachment=True, download_name=name)


def job_view(job: Job) -> JobView:
    """Return a job ready to draw.

    The result of a job may hold `file` (a token of the file store) with `filename`, or `url` (a page of
    ours that shows what was done), and figures named as in `app.labels.jobs.RESULTS`.
    """
    done, total = jobs_of(current_app).progress(job)
    result_url = ""
    if job.result.get("file"):
        result_url = url_for("jobs.download", job_id=job.id)
    elif job.result.get("url"):
        result_url = local_path(str(job.result["url"]), "")
    return JobView(
        id=job.id,
        title=job.title,
        status=job.status,
        done=done,
        total=total,
        finished=job.status.is_finished,
        failed=job.status is JobStatus.FAILED,
        message=_message(job),
        result_url=result_url,
        result_text=_("Download") if job.result.get("file") else _("Open the result"),
        figures=[(str(RESULTS[key]), value) for key, value in job.result.items() if key in RESULTS],
        reports=[outcome_from(values) for values in job.result.get("reports", ())],
    )


def _message(job: Job) -> str:
    match job.status:
        case JobStatus.FAILED:
            return _refusal(job.error, job.result.get("error_details", {}))
        case JobStatus.DONE if job.result.get("file_gone"):
            return _("The file is deleted: it may name people and is kept for a week at most. It can be made again.")
        case JobStatus.DONE:
            return _("The work is done.")
        case JobStatus.QUEUED:
            return _("The work will start in a moment. You can leave this page.")
        case _:
            return ""


def _refusal(code: str, details: dict[str, Any]) -> str:
    """Return the words for the code and the details that a failed job left; old jobs left no details."""
    try:
        return refusal(RuleError(code, **details))
    except KeyError:
        return _("This cannot be done: %(code)s.", code=code)
