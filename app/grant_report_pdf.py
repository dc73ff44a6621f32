"""The grant report on paper: charts, HTML and PDF from the report's data."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from flask import render_template
from flask_babel import force_locale

from app import charts
from app.domain.grant_report import Conversion, GrantReport, Logo, RateRule, by_category, by_source
from app.domain.money import Currency
from app.domain.report_blocks import BlockKind, Column
from app.domain.report_gaps import Gap, GapCode, gaps, number_of
from app.domain.report_rows import MonthRow, by_heading
from app.domain.richtext import to_html
from app.domain.typography import title_lines, typeset_html
from app.formats import day_words, short_day
from app.i18n import _
from app.labels import label

_TITLE_LIMIT = 90
# A figure is not broken, so a page may stay empty before it by as much as it is high: a row of money is lower where
# there are many.
_ROW, _LOWEST_ROW, _ROWS = 22, 14, 168
_ANY_DIGIT = re.compile("[1-9]")
_LOGO_START = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def html(
    report: GrantReport,
    *,
    pictures: Mapping[str, str],
    photos: Sequence[str] | None = None,
    stylesheets: Sequence[str] = (),
    alone: bool = False,
) -> str:
    """Return the whole document, for paper or a screen.

    Args:
        report: what stands in it.
        pictures: addresses of the charts by the names of `chart_specs`.
        photos: addresses of the photographs in their order; `upload:photo-1` and so on when omitted.
        stylesheets: addresses of style sheets, for a screen.
        alone: its blocks only, without contents, gaps and colophon.
    """
    if photos is None:
        photos = [f"upload:photo-{number}" for number in range(1, len(report.photos) + 1)]
    with force_locale(report.locale):
        page = render_template(
            "reports/grant_report.html",
            report=report,
            sections=report.sections,
            gaps=[(gap, subjects, section_words(gap, report)) for gap, subjects in gaps_by_code(report)],
            conversion_note=lambda found: conversion_note(found, report.currency, report.locale),
            finance_groups=by_category(report.finance, report.category_names),
            finance_sources=by_source(report.finance),
            finance_headings=by_heading(report.finance),
            finance_moved=any(line.agreed not in (None, line.planned) for line in report.finance),
            charts=pictures,
            months_words=months_words(report) if "months" in pictures else "",
            photo_addresses=photos,
            stylesheets=stylesheets,
            logos=_logos(report),
            running_title=_shortened(report.project_title),
            amount=lambda value: _figure(value, "#,##0.00", report.locale),
            share=lambda value: _figure(value, "#,##0.0", report.locale),
            change=lambda value: _figure(value, "+#,##0.0;-#,##0.0", report.locale),
            figure=lambda value: _figure(value, "#,##0.##", report.locale),
            rich=to_html,
            title_lines=title_lines,
            alone=alone,
        )
        return typeset_html(page, report.locale)


def gaps_by_code(report: GrantReport) -> list[tuple[Gap, list[str]]]:
    """The gaps with equal ones put together: the first of each kind and the words for all its subjects.

    Those of texts stay apart, since each is filled in a place of its own.
    """
    kinds: dict[tuple[GapCode, str], tuple[Gap, list[str]]] = {}
    for gap in gaps(report):
        _first, subjects = kinds.setdefault((gap.code, gap.key), (gap, []))
        if gap.subject:
            subjects.append(label(gap.subject))
    return list(kinds.values())


def section_words(gap: Gap, report: GrantReport) -> str:
    """Return the number and the heading of the section that a gap is about, in the present language."""
    number = number_of(gap, report)
    for section in report.sections:
        if section.number == number:
            return f"{number}. {section.heading or label(section.usual)}"
    return label(gap.section) if gap.section else ""


def conversion_note(found: Conversion, currency: Currency, locale: str) -> str:
    """Return how amounts came into the report's currency, with the formula, in the present language."""
    rate = format_decimal(found.rate, "#,##0.######", locale=locale)
    formula = _("Amount in %(to)s = amount in %(of)s × %(rate)s, rounded to two decimals; totals are sums of "
                "rounded amounts.", to=currency.value, of=found.source.value, rate=rate)  # fmt: skip
    since, until = (short_day(day) if day else "" for day in (found.since, found.until))
    origins = {
        RateRule.AWARD: _("The rate is that of the award, %(day)s.", day=until),
        RateRule.RECEIPTS: _("The rate is the sum of the received tranches in %(to)s ÷ their sum in %(of)s; "
                             "receipts: %(count)s.", to=currency.value, of=found.source.value, count=found.count),
        RateRule.DAY: _("The rate is the one stored for %(day)s.", day=until),
        RateRule.AVERAGE: _("The rate is the average of the rates stored for %(since)s – %(until)s: their sum ÷ "
                            "%(count)s.", since=since, until=until, count=found.count),
    }  # fmt: skip
    return f"{formula} {origins[found.rule]}"


def chart_specs(report: GrantReport) -> dict[str, charts.Spec]:
    """Return the charts of the report by name, in its language; a picture without data is left out."""
    with force_locale(report.locale):
        return _specs(report)


def _specs(report: GrantReport) -> dict[str, charts.Spec]:
    specs: dict[str, charts.Spec] = {}
    drawn = {block.kind for block in report.blocks if block.shows(Column.CHARTS)}
    if BlockKind.PARTICIPANTS in drawn and report.participants.knows_ages:
        specs["participants"] = participants_chart(report)
    months = months_so_far(report)
    moved = any(row.spent or row.participants or row.hours for row in months)
    if BlockKind.INDICATORS in drawn and len(months) > 1 and moved:
        specs["months"] = months_chart(report)
    if BlockKind.FINANCE in drawn and report.finance:
        specs["categories"] = budget_chart(
            [
                (report.category_names.get(group.category) or label(group.category), total.planned, total.actual)
                for group in by_category(report.finance, report.category_names)
                for total in (group.total,)
            ],
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
        value_title=_("Participants"), locale=report.locale, height=160,
    )  # fmt: skip


def months_so_far(report: GrantReport) -> list[MonthRow]:
    """The months that had begun on the day of the report: of those ahead nothing is known, which is not nothing."""
    return [row for row in report.months if row.month <= report.as_of]


def months_chart(report: GrantReport) -> charts.Spec:
    """The course of the project month by month."""
    rows = [
        {"month": row.month, "spent": row.spent, "people": row.participants, "hours": row.hours}
        for row in months_so_far(report)
    ]
    series = [
        charts.Panel("people", _("Participants"), charts.Meaning.PARTICIPANTS),
        charts.Panel("hours", _("Volunteers’ hours"), charts.Meaning.VOLUNTEERS),
        charts.Panel("spent", _("Spent, %(currency)s", currency=report.currency), charts.Meaning.MONEY),
    ]
    return charts.panels(
        rows, month="month", series=series, title=_("The project month by month"), locale=report.locale,
        height=54,
    )  # fmt: skip


def months_words(report: GrantReport) -> str:
    """The figures of the chart of months in words, since no table of the report has them."""
    rows = months_so_far(report)
    months = [day_words(row.month, "LLLL y", report.locale) for row in rows]
    courses: tuple[tuple[str, Sequence[Decimal | int]], ...] = (
        (_("Participants"), [row.participants for row in rows]),
        (_("Volunteers’ hours"), [row.hours for row in rows]),
        (_("Spent, %(currency)s", currency=report.currency), [row.spent for row in rows]),
    )
    told = [
        f"{name}: "
        + "; ".join(
            f"{month} – {_figure(value, '#,##0.##', report.locale)}"
            for month, value in zip(months, values, strict=True)
        )
        for name, values in courses
    ]
    return ". ".join([_("The project month by month"), *told]) + "."


def budget_chart(
    rows: list[tuple[str, Decimal, Decimal]], report: GrantReport, title: str
) -> charts.Spec:  # fmt: skip
    """Planned and actual money per name; the caption says in which currency."""
    values = [{"name": name, "planned": planned, "actual": actual} for name, planned, actual in rows]
    return charts.plan_and_actual(
        values, category="name", planned="planned", actual="actual", title=title,
        row_height=max(_LOWEST_ROW, min(_ROW, _ROWS // max(1, len(rows)))),
        planned_title=_("Plan"), actual_title=_("Since the start") if report.covers else _("Actual"),
        value_title="",
        locale=report.locale,
    )  # fmt: skip


def _figure(value: Decimal | int | None, pattern: str, locale: str) -> str:
    if value is None:
        return "–"
    text: str = format_decimal(value, pattern, locale=locale)
    # What rounds to nothing is neither more nor less.
    return text.replace("-", "\N{MINUS SIGN}") if _ANY_DIGIT.search(text) else text.strip("+-")


def _logos(report: GrantReport) -> list[tuple[str, str]]:
    """The logos of the cover as (data URI, whose); a file that is neither PNG nor JPEG is left out."""
    given = [*report.logos, Logo(report.funder_logo, report.funder)] if report.funder_logo else list(report.logos)
    found = []
    for logo in given:
        kind = next((kind for start, kind in _LOGO_START.items() if logo.data.startswith(start)), None)
        if kind:
            found.append((f"data:{kind};base64,{base64.b64encode(logo.data).decode()}", logo.name))
    return found


def _shortened(title: str) -> str:
    """The title for the running header, cut at a word when it would not fit one line."""
    if len(title) <= _TITLE_LIMIT:
        return title
    return title[:_TITLE_LIMIT].rsplit(" ", 1)[0].rstrip(" ,.:–-") + "…"
