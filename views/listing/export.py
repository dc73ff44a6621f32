"""A list as a file: exactly the rows that are shown, all its pages, with the columns that only files have."""

import tempfile
from pathlib import Path

from flask import Response, current_app, flash, redirect, send_file, stream_with_context, url_for
from flask_login import current_user

from app import spreadsheets
from app.clock import today, zone
from app.i18n import _
from app.jobs import jobs_of
from app.list_files import file_name, headings, values, write_workbook
from app.queries.listing import ListSpec, RowCount, count_rows, every_row
from app.queries.lists import LISTS
from app.security import current_scope
from app.services.privacy_access import record_list_export
from app.templating import number
from models import db
from models.base import utc_now
from views.listing.filters import asked, asked_words

FORMATS = ("csv", "xlsx")
# Lists of people: taking one away is written into the access log.
OF_PEOPLE = frozenset(
    {
        "bounces",
        "consents",
        "contacts",
        "contacts-archive",
        "donations",
        "duplicates-dismissed",
        "duplicates-merged",
        "duplicates-open",
        "erasures",
        "hours",
        "interactions",
        "interactions-archive",
        "letters",
        "mailing-audience",
        "mailing-recipients",
        "merges",
        "money-raised",
        "retention",
        "sign-ups",
        "suppressed-addresses",
        "volunteer-documents",
        "volunteer-papers",
        "volunteers",
        "volunteers-and-archive",
    }
)


def export(spec: ListSpec, wanted: str) -> Response:
    """Return the rows of a list as a file: CSV as a stream, XLSX at once or, when it is long, as a job."""
    state, scope = asked(spec), current_scope()
    count = count_rows(db.session(), spec, state, scope)
    if spec.name in OF_PEOPLE:
        _note_export(spec, count)
    if wanted == "csv":
        return _as_csv(spec)
    if count.capped and spec.name in LISTS:
        title = _("Table: %(list)s", list=str(spec.title))
        arguments = {
            "list": spec.name,
            "query": state.query,
            "filters": dict(state.filters),
            "sort": state.sort,
        }
        job = jobs_of(current_app).enqueue(db.session(), "export", title, arguments, by_id=current_user.id)
        flash(
            _("More than %(num)s rows: the table is being made. You can leave this page.", num=number(count.rows)),
            "info",
        )
        return current_app.make_response(redirect(url_for("jobs.show", job_id=job.id)))
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as handle:
        path = Path(handle.name)
    try:
        write_workbook(path, spec, every_row(db.session(), spec, state, scope), zone())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    response = send_file(path, as_attachment=True, download_name=file_name(spec, today(), "xlsx"))
    response.call_on_close(lambda: path.unlink(missing_ok=True))
    return response


def _note_export(spec: ListSpec, count: RowCount) -> None:
    record_list_export(
        db.session(),
        user_id=current_user.id,
        list_name=spec.name,
        rows=count.rows,
        filters="; ".join(filter(None, [str(spec.about), asked_words(spec, asked(spec))])),
        now=utc_now(),
    )


def _as_csv(spec: ListSpec) -> Response:
    """Return the file piece by piece, so that its length costs no memory; a bad address is refused first."""
    rows = every_row(db.session(), spec, asked(spec), current_scope())
    pieces = spreadsheets.write_csv(headings(spec), values(spec, rows, zone()))
    response: Response = current_app.response_class(stream_with_context(pieces), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(spec, today(), "csv")}"'
    return response
