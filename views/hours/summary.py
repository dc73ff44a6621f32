"""Sums of hours: by person, role, branch, event or grant, over a period."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template, request, send_file, url_for
from flask_login import current_user

from app import spreadsheets
from app.clock import today
from app.domain.hours import Grouping
from app.domain.period_text import period_text
from app.domain.periods import Period
from app.i18n import _
from app.labels import choices, label
from app.labels.imports import period_words
from app.permissions import Permission
from app.queries.filters import branch_choices
from app.queries.hours_summary import HoursSum, hours_by
from app.scope import Scope
from app.security import current_scope, requires
from app.services.privacy_access import record_list_export
from models import db
from models.base import utc_now
from views.drivers import chosen_period, chosen_scope
from views.hours.blueprint import bp
from views.listing import period_choices

FILTERS = {
    Grouping.PERSON: "volunteer",
    Grouping.ROLE: "role",
    Grouping.BRANCH: "branch",
    Grouping.EVENT: "event",
    Grouping.GRANT: "application",
}
NAMELESS = {"role": "role", "event": "event", "application": "grant"}


@bp.get("/summary")
@requires(Permission.VOLUNTEERS_VIEW)
def summary() -> Any:
    """Show how many confirmed hours each person, role, branch, event or grant has in a period."""
    session = db.session()
    branches = branch_choices(session) if current_scope().branch_id is None else []
    period, scope, grouping = chosen_period(), chosen_scope(branches), _grouping()
    wanted = request.args.get("format")
    if wanted in {"csv", "xlsx"}:
        return _file(grouping, period, scope, wanted)
    found = hours_by(session, grouping, period, scope, today())
    value = period_text(period)
    everything = url_for(".index", period=value, status="confirmed", **_branch(scope))
    return render_template(
        "hours/summary.html",
        rows=[(row, _name(row), f"{everything}&{_chosen(grouping, row)}") for row in found.rows],
        totals=found.totals,
        all_url=everything,
        grouping=grouping,
        groupings=choices(Grouping),
        period=period,
        period_value=value,
        periods=period_choices(today(), value),
        branches=branches,
        branch=scope.branch_id,
    )


def _grouping() -> Grouping:
    try:
        return Grouping(request.args.get("by", ""))
    except ValueError:
        return Grouping.PERSON


def _name(row: HoursSum) -> str:
    return row.name or _("Not named")


def _branch(scope: Scope) -> dict[str, Any]:
    return {"branch": scope.branch_id} if scope.branch_id is not None and current_scope().branch_id is None else {}


def _chosen(grouping: Grouping, row: HoursSum) -> str:
    """Return what the address of the log says to show the entries behind a row alone."""
    key = FILTERS[grouping]
    return f"{key}={row.id}" if row.id is not None else f"without={NAMELESS[key]}"


def _file(grouping: Grouping, period: Period, scope: Scope, wanted: str) -> Response:
    """Return all rows and their total as a file."""
    session = db.session()
    rows = hours_by(session, grouping, period, scope, today(), limit=None).rows
    if grouping is Grouping.PERSON:
        record_list_export(
            session,
            user_id=current_user.id,
            list_name="hours",
            rows=len(rows),
            filters=f"{label(grouping)}; {period_words(period)}",
            now=utc_now(),
        )
    heads = [label(grouping), _("Entries"), _("Hours")]
    values = [[_name(row), row.entries, round(row.minutes / 60, 2)] for row in rows]
    values.append(
        [_("Total"), sum(row.entries for row in rows), round(sum(row.minutes for row in rows) / 60, 2)],
    )
    name = f"hours-by-{grouping.value}-{today().isoformat()}.{wanted}"
    if wanted == "csv":
        body = b"".join(spreadsheets.write_csv(heads, values))
        answer: Response = current_app.response_class(body, mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        spreadsheets.write_xlsx(path, _("Hours"), heads, values)
        return send_file(path.open("rb"), as_attachment=True, download_name=name)
