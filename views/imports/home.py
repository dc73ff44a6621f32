"""The list of imports, sample files, and what the pages of imports share."""

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import spreadsheets
from app.i18n import _, locale_code
from app.permissions import Permission
from app.queries.imports import RUNS, run_by_id
from app.security import requires
from models import db
from models.jobs import ImportRun
from views.editing import get_or_404
from views.imports.samples import SAMPLES
from views.listing import EmptyState, listing_page

bp = Blueprint("imports", __name__, url_prefix="/imports")

Answer = str | tuple[str, int] | BaseResponse


def steps() -> list[str]:
    """Return the steps of an import for the stepper."""
    return [_("File"), _("Columns"), _("Check"), _("Done")]


def load(run_id: int) -> ImportRun:
    """Return a run, or answer «there is no such page»."""
    return get_or_404(run_by_id(db.session(), run_id))


@bp.get("")
@requires(Permission.IMPORTS_RUN)
def index() -> Answer:
    """List the imports, with what can be imported above them."""
    empty = EmptyState(
        "upload",
        _("Nothing has been imported yet"),
        _("Take over contacts or attendance from a spreadsheet. Nothing is saved before you have seen the preview."),
        url_for("imports.create"),
        _("Import a file"),
    )
    return listing_page(RUNS, empty, "imports/index.html")


@bp.get("/sample/<kind>.csv")
@requires(Permission.IMPORTS_RUN)
def sample(kind: str) -> Response:
    """Send a small file that shows which columns are understood."""
    if kind not in SAMPLES:
        abort(404)
    columns, rows = SAMPLES[kind][locale_code()]
    body = b"".join(spreadsheets.write_csv(columns, rows))
    response = current_app.response_class(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="mistok-{kind}.csv"'
    return response


def page(template: str, run: ImportRun | None, step: int, status: int = 200, **more: object) -> Answer:
    """Return a page of an import with the stepper at a step."""
    body = render_template(template, run=run, steps=steps(), step=step, **more)
    return (body, status) if status != 200 else body
