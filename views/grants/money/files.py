"""The budget of a grant as a file."""

from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.grants import BudgetSource
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries.budgets import ZERO, Budget, Sums, budget
from app.queries.funder_headings import headings_of
from app.security import requires
from app.spreadsheets import Format
from models import db
from models.funder_headings import HeadingSet
from views.grants import bp
from views.grants.money.groups import heading_title
from views.grants.record import load
from views.table_files import table_file

SHARE = Decimal("0.01")


@bp.get("/<int:application_id>/budget/file")
@requires(Permission.GRANTS_VIEW)
def budget_file(application_id: int) -> Response:
    """Send every line with its sources and its actual, by `format`: csv, else xlsx."""
    application = load(application_id)
    session = db.session()
    found = budget(session, application_id)
    heads, rows = _table(found, headings_of(session, application))
    amounts = dict.fromkeys(heads[8:-1], Format.MONEY)
    return table_file(
        f"budget-{application_id}-{today().isoformat()}",
        _("Budget"),
        heads,
        rows,
        wanted=request.args.get("format", ""),
        formats={heads[7]: Format.MONEY, **amounts, heads[-1]: Format.PERCENT, heads[0]: Format.TEXT},
    )


def _table(found: Budget, headings: HeadingSet | None) -> tuple[list[str], list[list[Any]]]:
    """Return the headings of the file and its rows: the lines, then the sums of all."""
    heads = [
        _("Code"),
        _("What for"),
        _("Category"),
        _("Funder’s heading"),
        _("KEKV"),
        _("Unit"),
        _("Quantity"),
        _("Price"),
        _("Agreed plan"),
        _("Planned"),
        *(label(source) for source in BudgetSource),
        _("Actual"),
        *(_("%(source)s, actual", source=label(source)) for source in BudgetSource),
        _("Difference"),
        _("Difference, percent"),
    ]
    titles = {one.id: heading_title(one) for one in headings.headings} if headings else {}
    places = headings.mapping if headings else {}
    rows = []
    for row in found.lines:
        line = row.line
        about = [line.code, line.item, label(line.category), titles.get(places.get(line.category, 0), "")]
        about += [line.kekv, line.unit]
        sums = Sums(line.planned, row.actual, line.agreed)
        of = {share.source: share for share in row.shares}
        rows.append([*about, line.quantity, line.price, *_amounts(sums, of)])
    total = [_("Total"), *[None] * 7]
    return heads, [*rows, [*total, *_amounts(found.total, found.by_source())]]


def _amounts(sums: Sums, of: Any) -> list[Any]:
    """Return the amounts of a row; a percentage is a share of one, as workbooks keep it."""
    planned = [of[source].planned if source in of else ZERO for source in BudgetSource]
    actual = [of[source].actual if source in of else ZERO for source in BudgetSource]
    percent = sums.variance.percent
    share = percent * SHARE if percent is not None else None
    return [sums.agreed, sums.planned, *planned, sums.actual, *actual, sums.variance.difference, share]
