"""What a report record and its template add to the data: blocks, currency, names, logos, definitions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_report import Definition, GrantReport, Logo
from app.domain.grants import BudgetCategory
from app.domain.periods import Period
from app.domain.report_blocks import BlockKind
from app.domain.report_currency import converted
from app.i18n import _
from app.queries.grant_report.rates import Wish, conversion
from app.queries.metrics import metrics
from app.queries.report_records import blocks_of
from models.grants import Application
from models.reports import Report, ReportPicture, ReportTemplate, TemplateLogo

# Which figures of the register a kind of block prints.
_FIGURES = {
    BlockKind.FIGURES: ("participants", "events", "volunteer_hours"),
    BlockKind.PARTICIPANTS: ("participants", "events"),
    BlockKind.PARTNERS: ("volunteer_hours",),
}


def with_demands(session: Session, found: GrantReport, application: Application, report: Report) -> GrantReport:
    """Return the report as its record and the template of the record want it."""
    found = replace(found, blocks=tuple(row.block for row in blocks_of(session, report)))
    if report.template_id is not None:
        found = replace(found, **_of_template(session, report.template_id))
    if report.currency is None or report.rate_rule is None or report.currency is found.currency:
        return found
    wish = Wish(report.currency, report.rate_rule, found.covers or found.period, found.as_of, found.base_currency)
    how = conversion(session, application, wish)
    return replace(found, rate_missing=True) if how is None else converted(found, how, report.currency)


def _of_template(session: Session, template_id: int) -> dict[str, Any]:
    template = session.get(ReportTemplate, template_id)
    assert template is not None, "the key is enforced"
    logos = session.execute(
        sa.select(ReportPicture.data, TemplateLogo.name)
        .join(TemplateLogo, TemplateLogo.checksum == ReportPicture.checksum)
        .where(TemplateLogo.template_id == template_id)
        .order_by(TemplateLogo.id)
    )
    return {
        "category_names": {BudgetCategory(name): words for name, words in template.categories.items()},
        "required_indicators": tuple(template.indicators),
        "disclaimer": template.disclaimer,
        "logos": tuple(Logo(row.data, row.name) for row in logos),
    }


def definitions(found: GrantReport) -> tuple[Definition, ...]:
    """Return how the figures that the report prints are counted, in the words of the register of figures."""
    wanted = {code for block in found.blocks for code in _FIGURES.get(block.kind, ())}
    known = [row for row in metrics(found.as_of) if row.code in wanted]
    words = [Definition(str(row.title), str(row.definition)) for row in known]
    if found.covers is not None:
        span = _(
            "Spending, documents, tranches and hours that count as co-financing are those of the time that the report "
            "covers; “since the start” is everything up to its last day. What was paid before the first day of the "
            "project belongs to its first report, what was paid after the last day to the last one."
        )
        words.append(Definition(_("Budget, spending and documents"), span))
    return tuple(words)


def covered(report: Report) -> Period | None:
    """Return the time that a report is about, when it is not the whole project."""
    if report.covers_from is None or report.covers_until is None:
        return None
    return Period(report.covers_from, report.covers_until + timedelta(days=1))
