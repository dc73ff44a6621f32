"""The profile of a partner on paper: one page of HTML and its chart, and the file made of them."""

import re
from pathlib import Path

from flask import render_template
from flask_babel import force_locale

from app import charts
from app.amounts import money
from app.domain.partner_profile import PartnerProfile, shortened
from app.domain.text import transliterate
from app.domain.typography import typeset_html
from app.i18n import _
from app.report_files import ReportFiles
from app.templating import hours

# A picture of a single year says nothing that its number does not say.
_LEAST_YEARS, _MOST_YEARS = 2, 6
_TITLE_LIMIT = 90


def profile_pdf(profile: PartnerProfile, files: ReportFiles) -> Path:
    """Return the file of the profile, made now unless the same was made before. Needs an application context.

    Raises:
        RenderFailed: the typesetting did not succeed.
    """
    specs = chart_specs(profile)
    return files.document(html(profile), specs)


def html(profile: PartnerProfile) -> str:
    """Return the page; its chart stands at `upload:chart-years`."""
    with force_locale(profile.locale):
        page = render_template(
            "reports/partner_profile.html",
            report=profile,
            stylesheets=(),
            has_chart=bool(chart_specs(profile)),
            running_title=shortened(profile.name, _TITLE_LIMIT),
            fitted=shortened,
            hours=hours(profile.minutes),
            value=lambda amount: money(amount, profile.base_currency.value, cents=False),
        )
        return typeset_html(page, profile.locale)


def chart_specs(profile: PartnerProfile) -> dict[str, charts.Spec]:
    """Return the chart of participants by year, when there are years to compare."""
    years = [year for year in profile.event_years[-_MOST_YEARS:] if year.participants is not None]
    if len(years) < _LEAST_YEARS or not any(year.participants for year in years):
        return {}
    with force_locale(profile.locale):
        rows: list[dict[str, object]] = [{"year": str(year.year), "count": year.participants} for year in years]
        spec = charts.bar(
            rows, category="year", value="count", title=_("Participants of joint events by year"),
            value_title="", locale=profile.locale, meaning=charts.Meaning.PARTICIPANTS, height=150,
        )  # fmt: skip
    return {"years": spec | {"width": 300}}


def file_name(profile: PartnerProfile) -> str:
    """Return a name to save the profile under: the partner's name in Latin letters and the language."""
    words = re.sub(r"[^a-z0-9]+", "-", transliterate(profile.name).lower()).strip("-")
    return f"{words[:60].strip('-') or 'partner'}-{profile.locale}.pdf"
