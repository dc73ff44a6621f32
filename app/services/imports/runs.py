"""The life of an import: a file is taken in, its columns are settled, it is checked, it is imported.

A run waits in the database between these steps, so that it can be left and found again. What the check says
holds for the file as it is; the import itself decides afresh, because the database may have changed since.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import IO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.imports import ImportKind, ImportStatus
from app.queries.custom_fields import definitions
from app.queries.imports.attendance import branches
from app.services.imports.forgetting import forget_file
from app.services.imports.outcome import Outcome
from app.services.imports.plans import Settings, apply_plan, guess_settings, make_plan, require_fields, settings_of
from app.spreadsheets import Refusal, Table, UnreadableTable, read_table
from app.uploads import FileStore, Kind, UnknownFile, UploadRefused
from models.accounts import User
from models.jobs import ImportIssue, ImportRun, Job

MAX_MEGABYTES = 50
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
ALLOWED = frozenset({Kind.SPREADSHEET, Kind.TEXT})
SAMPLES = 3
OPEN = (ImportStatus.UPLOADED, ImportStatus.PREVIEWED)

Progress = Callable[[int, int], None]


def take_in(
    session: Session,
    store: FileStore,
    stream: IO[bytes],
    filename: str,
    *,
    kind: ImportKind,
    encoding: str | None,
    by: User | None,
) -> ImportRun:
    """Store an uploaded file, read its headings and begin a run.

    Raises:
        RuleError: `upload_…` or `table_…` (field `file`), when the file is refused or is no table.
    """
    try:
        stored = store.save(stream, filename, max_bytes=MAX_BYTES, allowed=ALLOWED)
    except UploadRefused as error:
        raise RuleError(f"upload_{error.code}", filename, field="file") from error
    run = ImportRun(
        kind=kind,
        status=ImportStatus.UPLOADED,
        mapping={},
        filename=stored.filename,
        token=stored.token,
        encoding=encoding or "",
        created_by_id=by.id if by else None,
    )
    try:
        _remember_columns(session, run, _read(store, run))
    except RuleError:
        store.delete(stored.token)
        raise
    session.add(run)
    session.flush()
    return run


def read_again(session: Session, store: FileStore, run: ImportRun, *, encoding: str, sheet: str) -> None:
    """Read the headings again in another encoding or from another sheet.

    Raises:
        RuleError: `import_not_ready`; `table_…` (field `encoding`), and the run stays as it was.
    """
    _require_open(run)
    before = (run.encoding, run.mapping)
    run.encoding, run.mapping = encoding, {**run.mapping, "sheet": sheet or None}
    try:
        _remember_columns(session, run, _read(store, run))
    except RuleError as error:
        run.encoding, run.mapping = before
        raise RuleError(error.code, field="encoding", **error.details) from error
    _forget_check(session, run)


def settle_columns(session: Session, run: ImportRun, settings: Settings) -> None:
    """Remember which column is which field.

    Raises:
        RuleError: `import_not_ready`, and what `require_fields` refuses.
    """
    _require_open(run)
    require_fields(settings)
    run.mapping = {
        **run.mapping,
        "fields": dict(settings.fields),
        "table": settings.table,
        "duplicates": settings.duplicates,
        "add_branches": settings.add_branches,
        "decimal_comma": settings.decimal_comma,
    }
    _forget_check(session, run)


def check_run(session: Session, store: FileStore, run: ImportRun, *, today: date) -> None:
    """Find out what importing would do, and remember it with every refused line.

    Raises:
        RuleError: `import_not_ready`, `import_file_gone`, `table_…`.
    """
    _require_open(run)
    outcome = make_plan(session, _read(store, run), settings_of(run), today=today).outcome
    remember_outcome(session, run, outcome)
    run.status = ImportStatus.PREVIEWED
    session.flush()


def start_run(session: Session, run: ImportRun, *, skip_refused: bool) -> None:
    """Mark a checked run as running, once: of two people who press the button, the second is refused.

    Raises:
        RuleError: `import_not_ready`, `import_has_refusals`, `import_nothing_left`.
    """
    counts = run.summary.get("counts", {})
    if run.status is ImportStatus.PREVIEWED:
        if counts.get("refused") and not skip_refused:
            raise RuleError("import_has_refusals", field="skip_refused")
        if not counts.get("lines", 0) > counts.get("refused", 0):
            raise RuleError("import_nothing_left")
    session.flush()
    claim = sa.update(ImportRun).where(ImportRun.id == run.id, ImportRun.status == ImportStatus.PREVIEWED)
    claimed = session.execute(claim.values(status=ImportStatus.RUNNING))
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise RuleError("import_not_ready")
    session.refresh(run)


def reopen_run(session: Session, run: ImportRun) -> None:
    """Let a run whose background work failed be tried again.

    Raises:
        RuleError: `import_not_ready`, when it has not failed.
    """
    if run.status is not ImportStatus.RUNNING or run.job is None or not run.job.error:
        raise RuleError("import_not_ready")
    run.status, run.job_id = ImportStatus.PREVIEWED, None
    session.flush()


def attach_job(session: Session, run: ImportRun, job: Job) -> None:
    """Remember the job that does the work."""
    run.job_id = job.id
    session.flush()


def finish_run(
    session: Session, store: FileStore, run: ImportRun, *, today: date, progress: Progress | None = None
) -> Outcome:
    """Import the file of a running run: everything but the refused lines, in the session's transaction.

    The file is deleted afterwards: what it says of people is in their records, or was refused.

    Raises:
        RuleError: `import_not_ready`, `import_file_gone`, `table_…`.
    """
    if run.status is not ImportStatus.RUNNING:
        raise RuleError("import_not_ready")
    plan = make_plan(session, _read(store, run), settings_of(run), today=today)
    apply_plan(session, plan, progress, author_id=run.created_by_id)
    plan.outcome.heading, plan.outcome.preview = [], []
    remember_outcome(session, run, plan.outcome)
    run.status = ImportStatus.DONE
    forget_file(session, store, run)
    session.flush()
    return plan.outcome


def discard_run(session: Session, run: ImportRun) -> None:
    """Remove a run that imported nothing; its file is cleared by the sweep of the store.

    Raises:
        RuleError: `import_not_ready`, when it is running or done.
    """
    _require_open(run)
    session.delete(run)
    session.flush()


def record_run(session: Session, filename: str, settings: Settings, outcome: Outcome) -> ImportRun:
    """Write down an import that the command line did at once; its file is not kept."""
    run = ImportRun(
        kind=settings.kind,
        status=ImportStatus.DONE,
        filename=filename[:200],
        token="",
        mapping={"fields": dict(settings.fields), "table": settings.table},
    )
    session.add(run)
    session.flush()
    outcome.heading, outcome.preview = [], []
    remember_outcome(session, run, outcome)
    return run


def remember_outcome(session: Session, run: ImportRun, outcome: Outcome) -> None:
    """Replace what the run says about its file."""
    run.summary = outcome.summary()
    session.flush()
    session.execute(sa.delete(ImportIssue).where(ImportIssue.run_id == run.id))
    values = [
        {
            "run_id": run.id,
            "line": issue.line,
            "column": issue.column[:120],
            "code": issue.code,
            "value": issue.value[:300],
            "is_refusal": issue.is_refusal,
        }
        for issue in outcome.issues
    ]
    if values:
        session.execute(sa.insert(ImportIssue), values)


def _read(store: FileStore, run: ImportRun) -> Table:
    try:
        data = store.path(run.token).read_bytes()
    except (UnknownFile, OSError) as error:
        raise RuleError("import_file_gone") from error
    try:
        table = read_table(data, run.filename, encoding=run.encoding or None, sheet=run.mapping.get("sheet"))
    except UnreadableTable as error:
        raise RuleError(f"table_{error.code}", field="file", detail=error.detail, line=error.line or "") from error
    if table.rows.empty:
        raise RuleError(f"table_{Refusal.EMPTY}", field="file")
    return table


def _remember_columns(session: Session, run: ImportRun, table: Table) -> None:
    own = [field.rule for field in definitions(session)] if run.kind is ImportKind.CONTACTS else []
    settings = guess_settings(run.kind, table.columns, run.filename, own)
    # An institution that has its branches would get one more from every slip of the pen.
    settings = replace(settings, add_branches=not branches(session))
    samples = {column: [str(value) for value in table.rows[column].dropna()[:SAMPLES]] for column in table.columns}
    run.mapping = {
        "columns": table.columns,
        "samples": samples,
        "rows": len(table.rows),
        "sheets": table.sheets,
        "sheet": table.sheet,
        "encoding": table.encoding,
        "fields": dict(settings.fields),
        "table": settings.table,
        "duplicates": settings.duplicates,
        "add_branches": settings.add_branches,
    }


def _forget_check(session: Session, run: ImportRun) -> None:
    run.status, run.summary = ImportStatus.UPLOADED, {}
    session.flush()
    session.execute(sa.delete(ImportIssue).where(ImportIssue.run_id == run.id))


def _require_open(run: ImportRun) -> None:
    if run.status not in OPEN:
        raise RuleError("import_not_ready")
