"""The last steps of an import: preview, decision, progress, result."""

import re
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_login import current_user

from app import spreadsheets
from app.domain.errors import RuleError
from app.domain.imports import ImportKind, ImportStatus, RefusalCode
from app.forms.imports import StartForm
from app.i18n import _
from app.jobs import jobs_of
from app.labels import label
from app.labels.imports import counts_words
from app.permissions import Permission
from app.queries.imports import every_issue, is_failed, issues_of
from app.security import requires
from app.services.imports.runs import attach_job, discard_run, reopen_run, start_run
from models import db
from models.jobs import ImportIssue, ImportRun
from views.imports.home import Answer, bp, load, page, steps
from views.jobs import JobView, job_view

SHOWN = 50
_FIGURE = re.compile(r"[0-9][0-9,\s]*(?:\.[0-9]+)?")


@bp.get("/<int:run_id>")
@requires(Permission.IMPORTS_RUN)
def show(run_id: int) -> Answer:
    """Show how far an import has come: preview, progress or result."""
    run = load(run_id)
    job = _job(run)
    if job is not None and not job.finished:
        return page("imports/progress.html", run, 3 if run.status is ImportStatus.UPLOADED else 4, job=job)
    if run.status is ImportStatus.UPLOADED and (job is None or not job.failed):
        return redirect(url_for("imports.columns", run_id=run.id))
    if is_failed(run) or run.status is ImportStatus.UPLOADED:
        return page("imports/failed.html", run, 3, job=job)
    return _checked_page(run, StartForm())


@bp.get("/<int:run_id>/progress")
@requires(Permission.IMPORTS_RUN)
def progress(run_id: int) -> Answer:
    """Answer htmx with the progress alone; once the work is finished, the page is loaded anew."""
    run = load(run_id)
    job = _job(run)
    if job is None or job.finished:
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("imports/_progress.html", run=run, job=job)


@bp.post("/<int:run_id>/start")
@requires(Permission.IMPORTS_RUN)
def start(run_id: int) -> Answer:
    """Import the checked file in the background."""
    run = load(run_id)
    session = db.session()
    form = StartForm()
    if not form.validate_on_submit():
        return _checked_page(run, form, 422)
    try:
        start_run(session, run, skip_refused=bool(form.skip_refused.data))
    except RuleError as error:
        if error.code == "import_not_ready":
            raise
        form.refuse(error)
        return _checked_page(run, form, 422)
    title = _("Import of “%(name)s”", name=run.filename)
    job = jobs_of(current_app).enqueue(session, "import", title[:200], {"run_id": run.id}, by_id=current_user.id)
    attach_job(session, run, job)
    return redirect(url_for("imports.show", run_id=run.id))


@bp.post("/<int:run_id>/retry")
@requires(Permission.IMPORTS_RUN)
def retry(run_id: int) -> Answer:
    """Return a failed import to its preview."""
    run = load(run_id)
    reopen_run(db.session(), run)
    return redirect(url_for("imports.show", run_id=run.id))


@bp.post("/<int:run_id>/discard")
@requires(Permission.IMPORTS_RUN)
def discard(run_id: int) -> Answer:
    """Remove an import that has not begun."""
    run = load(run_id)
    name = run.filename
    discard_run(db.session(), run)
    flash(_("“%(name)s” is removed", name=name), "success")
    return redirect(url_for("imports.index"))


@bp.get("/<int:run_id>/issues.csv")
@requires(Permission.IMPORTS_RUN)
def issues(run_id: int) -> Response:
    """Send every refused or noticed line."""
    run = load(run_id)
    heads = [_("Line"), _("Column"), _("Reason"), _("Value"), _("Refused")]
    rows = ([str(line), *rest] for line, *rest in map(_issue_cells, every_issue(db.session(), run.id)))
    body = b"".join(spreadsheets.write_csv(heads, rows))
    response = current_app.response_class(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{run.id}.csv"'
    return response


def _job(run: ImportRun) -> JobView | None:
    return job_view(run.job) if run.job is not None else None


def _issue_cells(issue: ImportIssue) -> list[Any]:
    reason = label(RefusalCode(issue.code))
    return [issue.line, issue.column or "", reason, issue.value, label(issue.is_refusal)]


def _columns(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the headings of the preview, each with the side of its column: figures stand at the end."""
    heading, rows = summary.get("heading", []), summary.get("preview", [])
    filled = [{row[place] for row in rows} - {"—"} for place in range(len(heading))]
    figures = [bool(cells) and all(map(_FIGURE.fullmatch, cells)) for cells in filled]
    return [(text, "end" if place and figures[place] else "start") for place, text in enumerate(heading)]


def _checked_page(run: ImportRun, form: StartForm, status: int = 200) -> Answer:
    """Return the preview of a checked file, or the result of an imported one."""
    if run.status not in (ImportStatus.PREVIEWED, ImportStatus.DONE):
        raise RuleError("import_not_ready")
    counts = run.summary.get("counts", {})
    found = issues_of(db.session(), run.id, limit=SHOWN + 1)
    done = run.status is ImportStatus.DONE
    strange = any(issue.code == RefusalCode.UNKNOWN_BRANCH for issue in found)
    return page(
        "imports/result.html" if done else "imports/preview.html",
        run,
        len(steps()) + 1 if done else 3,
        status,
        form=form,
        counts=counts,
        columns=_columns(run.summary),
        figures=[(words, counts[name]) for name, words in counts_words(is_written=done).items() if counts.get(name)],
        changed=any(counts.get(name) for name in ("created", "updated", "branches", "branches_updated")),
        ready=counts.get("lines", 0) - counts.get("refused", 0) - counts.get("skipped", 0),
        issues=[_issue_cells(issue) for issue in found[:SHOWN]],
        more_issues=len(found) > SHOWN,
        is_contacts=run.kind is ImportKind.CONTACTS,
        branches_left_out=strange and not run.mapping.get("add_branches"),
    )
