"""The grant report on paper: charts, HTML and PDF from the report's data."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from flask import render_template
from flask_babel import force_locale

from app import charts
from app.domain.grant_report import (
    Gap,
    GapCode,
    GrantReport,
    ReportSection,
    by_category,
    by_source,
    gaps,
)
from app.domain.report_rows import by_heading
from app.domain.richtext import to_html
from app.domain.typography import typeset_html
from app.i18n import _
from app.labels import label

_TITLE_LIMIT = 90
_LOGO_START = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def html(
    report: GrantReport,
    *,
    pictures: Mapping[str, str],
    photos: Sequence[str] | None = None,
    stylesheets: Sequence[str] = (),
) -> str:
    """Return the whole document, for paper or a screen.

    Args:
        report: what stands in it.
        pictures: addresses of the charts by the names of `chart_specs`.
        photos: addresses of the photographs in their order; `upload:photo-1` and so on when omitted.
        stylesheets: addresses of style sheets, for a screen.
    """
    if photos is None:
        photos = [f"upload:photo-{number}" for number in range(1, len(report.photos) + 1)]
    with force_locale(report.locale):
        page = render_template(
            "reports/grant_report.html",
            report=report,
            sections=list(ReportSection),
            gaps=gaps_by_code(report),
            finance_groups=by_category(report.finance),
            finance_sources=by_source(report.finance),
            finance_headings=by_heading(report.finance),
            finance_moved=any(line.agreed not in (None, line.planned) for line in report.finance),
            charts=pictures,
            photo_addresses=photos,
            stylesheets=stylesheets,
            logo=_logo(report.funder_logo),
            running_title=_shortened(report.project_title),
            amount=lambda value: _figure(value, "#,##0.00", report.locale),
            share=lambda value: _figure(value, "#,##0.0", report.locale),
            change=lambda value: _figure(value, "+#,##0.0;-#,##0.0" if value else "0.0", report.locale),
            figure=lambda value: _figure(value, "#,##0.##", report.locale),
            rich=to_html,
        )
        return typeset_html(page, report.locale)


def gaps_by_code(report: GrantReport) -> list[tuple[Gap, list[str]]]:
    """The gaps with equal ones put together: the first of each kind and the words for all its subjects."""
    kinds: dict[GapCode, tuple[Gap, list[str]]] = {}
    for gap in gaps(report):
        _first, subjects = kinds.setdefault(gap.code, (gap, []))
        if gap.subject:
            subjects.append(label(gap.subject))
    return list(kinds.values())


def chart_specs(report: GrantReport) -> dict[str, charts.Spec]:
    """Return the charts of the report by name, in its language; a picture without data is left out."""
    with force_locale(report.locale):
        return _specs(report)


def _specs(report: GrantReport) -> dict[str, charts.Spec]:
    specs: dict[str, charts.Spec] = {}
    if report.participants.total:
        specs["participants"] = participants_chart(report)
    if len(report.months) > 1 and any(row.spent or row.participants or row.hours for row in report.months):
        specs["months"] = months_chart(report)
    if report.finance:
        specs["categories"] = budget_chart(
            [(label(group.category), group.total.planned, group.total.actual)
             for group in by_category(report.finance)],
            report, _("Budget and spending by category"),
        )  # fmt: skip
        specs["sources"] = budget_chart(
            [(label(source), sums.planned, sums.actual) for source, sums in by_source(report.finance)],
            report, _("Budget and spending by source"),
        )  # fmt: skip
    return specs


def participants_chart(report: GrantReport) -> charts.Spec:
    """Attendances by age, split by mode."""
    table = report.participants
    rows: list[Mapping[str, object]] = [
        {"age": row.band, "mode": label(mode), "count": count}
        for row in table.rows
        for mode, count in zip(table.modes, row.counts, strict=True)
    ]
    return charts.stacked_bar(
        rows, category="age", value="count", series="mode", title=_("Participants by age and mode"),
        value_title=_("Participants"), locale=report.locale, height=190,
    )  # fmt: skip


def months_chart(report: GrantReport) -> charts.Spec:
    """The course of the project month by month."""
    rows = [
        {"month": row.month, "spent": row.spent, "people": row.participants, "hours": row.hours}
        for row in report.months
    ]
    series = [
        charts.Panel("people", _("Participants"), charts.Meaning.PARTICIPANTS),
        charts.Panel("hours", _("Volunteers’ hours"), charts.Meaning.VOLUNTEERS),
        charts.Panel("spent", _("Spent, %(currency)s", currency=report.currency), charts.Meaning.MONEY),
    ]
    return charts.panels(
        rows, month="month", series=series, title=_("The project month by month"), locale=report.locale,
        height=70,
    )  # fmt: skip


def budget_chart(
    rows: list[tuple[str, Decimal, Decimal]], report: GrantReport, title: str
) -> charts.Spec:  # fmt: skip
    """Planned and actual money per name."""
    values = [{"name": name, "planned": planned, "actual": actual} for name, planned, actual in rows]
    return charts.plan_and_actual(
        values, category="name", planned="planned", actual="actual", title=title, row_height=24,
        planned_title=_("Plan"), actual_title=_("Actual"), value_title=str(report.currency),
        locale=report.locale,
    )  # fmt: skip


def _figure(value: Decimal | int | None, pattern: str, locale: str) -> str:
    if value is None:
        return "–"
    text: str = format_decimal(value, pattern, locale=locale)
    return text.replace("-", "\N{MINUS SIGN}")


def _logo(data: bytes | None) -> str | None:
    """The funder's logo as a data URI; a file that is neither PNG nor JPEG is left out."""
    if data is None:
        return None
    kind = next((kind for start, kind in _LOGO_START.items() if data.startswith(start)), None)
    return f"data:{kind};base64,{base64.b64encode(data).decode()}" if kind else None


def _shortened(title: str) -> str:
    """The title for the running header, cut at a word when it would not fit one line."""
    if len(title) <= _TITLE_LIMIT:
        return title
    return title[:_TITLE_LIMIT].rsplit(" ", 1)[0].rstrip(" ,.:–-") + "…"
