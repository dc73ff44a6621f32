"""The budget page: plan against actual, the documents."""

from typing import Any

from flask import render_template

from app import charts
from app.i18n import _, locale_code
from app.labels import label
from app.permissions import Permission
from app.queries import grant_money as questions
from app.queries.grant_money import Budget
from app.queries.hours_claims import claimed_sum
from app.queries.tranches import received
from app.security import requires
from app.services.tranches import PAID_STAGES
from app.templating import money
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.record import frame, load


@bp.get("/<int:application_id>/budget")
@requires(Permission.GRANTS_VIEW)
def budget(application_id: int) -> str:
    """Plan against actual, and the documents."""
    application = load(application_id)
    session = db.session()
    found = questions.budget(session, application_id)
    return render_template(
        "grants/money/budget.html",
        **frame(application, "budget"),
        budget=found,
        spec=picture(found) if found.total.planned or found.total.actual else None,
        table=table(application, found),
        expenditures=questions.expenditures(session, application_id),
        received=received(session, application_id),
        claimed=claimed_sum(session, application_id),
        may_pay=application.stage in PAID_STAGES,
    )


def picture(found: Budget) -> dict[str, Any]:
    """Return the chart of plan against actual by category."""
    rows = [
        {"category": label(category), "planned": float(sums.planned), "actual": float(sums.actual)}
        for category, sums in found.by_category().items()
    ]
    return charts.plan_and_actual(
        rows,
        category="category",
        planned="planned",
        actual="actual",
        planned_title=_("Planned"),
        actual_title=_("Actual"),
        value_title=_("Amount"),
        title=_("Planned and actual by category"),
        locale=locale_code(),
    )


def table(application: Application, found: Budget) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the same as a table: columns, rows, totals."""

    def cells(words: str, sums: questions.Sums) -> list[str]:
        return [words, *(money(amount, application.currency) for amount in (sums.planned, sums.actual))]

    columns = [_("Category"), _("Planned"), _("Actual")]
    rows = [cells(label(category), sums) for category, sums in found.by_category().items()]
    return columns, rows, cells(_("Total"), found.total)
