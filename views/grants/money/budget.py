"""The budget page: plan against actual, what the call asks for, the documents."""

from typing import Any

from flask import render_template, request

from app import charts
from app.amounts import money
from app.domain.report_period import end_passed
from app.i18n import _, locale_code
from app.permissions import Permission
from app.queries import budgets
from app.queries import grant_money as questions
from app.queries.budget_checks import budget_checks
from app.queries.budgets import Budget, Sums
from app.queries.funder_headings import headings_of
from app.queries.hours_claims import claimed_sum
from app.queries.tranches import received
from app.security import requires
from app.services.tranches import PAID_STAGES
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.money.groups import WHOLE, Group, groups
from views.grants.record import frame, load


@bp.get("/<int:application_id>/budget")
@requires(Permission.GRANTS_VIEW)
def budget(application_id: int) -> str:
    """Plan against actual, the checks, and the documents.

    `by=heading` groups the lines by the funder's headings; `open` and `page` say what a long budget shows, `spent`
    which portion of the expenditures.
    """
    application = load(application_id)
    session = db.session()
    found = budgets.budget(session, application_id)
    headings = headings_of(session, application)
    by_heading = headings is not None and request.args.get("by") == "heading"
    shown = groups(found, headings if by_heading else None, request.args.get("open", ""), portion("page"))
    return render_template(
        "grants/money/budget.html",
        **frame(application, "budget"),
        budget=found,
        sources=found.by_source(),
        groups=shown,
        folded=len(found.lines) > WHOLE,
        headings=headings,
        by_heading=by_heading,
        percent=budgets.reallocation_percent(application),
        checks=budget_checks(application, found, headings),
        moves=budgets.reallocations(session, application_id),
        spec=picture(shown) if found.total.planned or found.total.actual else None,
        table=table(application, found, shown),
        expenditures=questions.expenditure_page(session, application_id, portion("spent")),
        received=received(session, application_id),
        claimed=claimed_sum(session, application_id),
        is_outside=lambda day: end_passed(day, application.starts_on, application.ends_on) is not None,
        may_pay=(application.held_stage or application.stage) in PAID_STAGES,
    )


def portion(name: str) -> int:
    """Return the number of a portion in the address, from 1."""
    given = request.args.get(name, "")
    return max(int(given), 1) if given.isdecimal() and given.isascii() and len(given) < 6 else 1


def picture(shown: list[Group]) -> dict[str, Any]:
    """Return the chart of plan against actual by group."""
    rows = [
        {"category": group.title, "planned": float(group.sums.planned), "actual": float(group.sums.actual)}
        for group in shown
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


def table(application: Application, found: Budget, shown: list[Group]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the same as a table: columns, rows, totals."""

    def cells(words: str, sums: Sums) -> list[str]:
        return [words, *(money(amount, application.currency) for amount in (sums.planned, sums.actual))]

    columns = [_("Category"), _("Planned"), _("Actual")]
    return columns, [cells(group.title, group.sums) for group in shown], cells(_("Total"), found.total)
