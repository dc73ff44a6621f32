"""Partner growth: who is new, who came back and who lapsed, with the partners behind every figure."""

import io
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file, url_for
from markupsafe import Markup, escape

from app import spreadsheets
from app.clock import today
from app.domain.partner_growth import Growth, counted_text, ends_of
from app.domain.partnerships import PartnerType
from app.domain.period_text import period_text
from app.domain.periods import Period, last_months, year
from app.i18n import _, locale_code
from app.labels import choices, label
from app.partner_chart import Words, growth_chart
from app.permissions import Permission
from app.queries.filters import branch_choices
from app.queries.partner_growth import PartnerGrowth, partner_growth
from app.security import current_scope, requires
from app.templating import day, month_name, number, page_url
from models import db
from views.drivers import chosen_period, chosen_scope
from views.listing.export import FORMATS

bp = Blueprint("partner_growth", __name__, url_prefix="/partnerships/growth")

MINUS = "\N{MINUS SIGN}"


def signed(value: int) -> str:
    """Return a change with its sign: +3, −2, 0."""
    return f"+{number(value)}" if value > 0 else f"{MINUS}{number(-value)}" if value < 0 else "0"


def chosen_type() -> PartnerType | None:
    """Return the type of partners that the address names, if there is such a type."""
    wanted = request.args.get("type", "")
    return PartnerType(wanted) if wanted in set(PartnerType) else None


class Places:
    """Addresses of the lists behind figures, under the type that the page is narrowed to."""

    def __init__(self, kind: PartnerType | None, now: date) -> None:
        self._kind, self._now = kind, now
        # The page has hundreds of them.
        self._base = url_for("partnerships.index")

    def url(self, key: str, when: str) -> str:
        """Return the list that one figure opens; `when` is a `counted_text`, which needs no quoting."""
        return f"{self._base}?{key}={when}{f'&type={self._kind.value}' if self._kind else ''}"

    def cells(
        self, growth: Growth, period: Period, branch_id: int | None, kind: PartnerType | None = None
    ) -> list[Markup | str]:
        """Return a row's figures, each a link to its partners: before, new, returned, lapsed, net, active."""
        opening, closing, within = (counted_text(when, branch_id) for when in (*ends_of(period, self._now), period))
        chosen = kind or self._kind
        ending = f"&amp;type={chosen.value}" if chosen else ""

        def link(text: str, value: int, key: str, when: str) -> Markup | str:
            return Markup(f'<a href="{self._base}?{key}={when}{ending}">{text}</a>') if value else text  # noqa: S704

        moved = growth.new + growth.returned + growth.lapsed
        return [
            link(number(growth.before), growth.before, "active_on", opening),
            link(number(growth.new), growth.new, "new_in", within),
            link(number(growth.returned), growth.returned, "returned_in", within),
            link(number(growth.lapsed), growth.lapsed, "lapsed_in", within),
            link(signed(growth.net), moved, "moved_in", within),
            link(number(growth.active), growth.active, "active_on", closing),
        ]


@bp.get("")
@requires(Permission.PARTNERSHIPS_VIEW)
def index() -> Response | str:
    """Show the growth of a period (`?period=`, `?type=`, `?branch=`), or hand it over as a file (`?format=`)."""
    now, period, kind = today(), chosen_period(), chosen_type()
    if period.start > now:
        period = last_months(12, now)
    session = db.session()
    branches = branch_choices(session, archived=True)
    whole = current_scope().branch_id is None
    branch_id = chosen_scope(branches).branch_id if whole else None
    found = partner_growth(session, period, current_scope(), now, partner_type=kind, branch_id=branch_id)
    names = {int(key): name for key, name in branches}
    wanted = request.args.get("format")
    if wanted in FORMATS:
        return as_file(found, names, wanted)
    places = Places(kind, now)
    return render_template(
        "partner_growth/index.html",
        period_value=period_text(period),
        periods=periods(now, period),
        types=choices(PartnerType),
        kind=kind.value if kind else "",
        branches=branches if whole else [],
        branch=branch_id,
        tiles=tiles(found, places, branch_id),
        spec=growth_chart([(row.period.start.replace(day=1), row.growth) for row in found.months], chart_words(),
                          locale=locale_code()),
        head=heads(),
        months=[[one_line(month_name(row.period.start)), *places.cells(row.growth, row.period, branch_id)]
                for row in reversed(found.months)],
        total=[one_line(_("The whole period")), *places.cells(found.total, period, branch_id)],
        compared=[
            [one_line(span(part)), *places.cells(growth, part, branch_id)]
            for part, growth in ((period, found.total), (found.earlier, found.before))
        ],
        by_type=[[label(key), *places.cells(growth, period, branch_id, key)] for key, growth in found.types.items()],
        by_branch=[[names.get(key, ""), *places.cells(growth, period, key)]
                   for key, growth in ordered(found, names)],
        exports=[{"text": text, "url": page_url(format=form), "icon": icon} for form, text, icon in (
            ("xlsx", _("Excel table (XLSX)"), "file-earmark-spreadsheet"),
            ("csv", _("Text table (CSV)"), "filetype-csv"))],
    )  # fmt: skip


def periods(now: date, chosen: Period) -> list[tuple[str, str]]:
    """Return the periods that the page offers, with the chosen one even when it is none of them."""
    offered = {
        period_text(last_months(12, now)): _("Last 12 months"),
        period_text(year(now.year)): _("This year"),
        period_text(year(now.year - 1)): _("Last year"),
    }
    offered.setdefault(period_text(chosen), span(chosen))
    return list(offered.items())


def span(period: Period) -> str:
    """Return the days of a period that have come, as people read them."""
    return f"{day(period.start)} – {day(ends_of(period, today())[1])}"


def one_line(text: str) -> Markup:
    """Return a text that a narrow screen does not break."""
    return Markup(f'<span class="nowrap">{escape(text)}</span>')  # noqa: S704


def heads() -> list[str]:
    """Return the headings over the figures of a row."""
    return [_("Active before"), _("New"), _("Returned partners"), _("Lapsed"), _("Net"), _("Active at the end")]


def chart_words() -> Words:
    """Return the words of the chart."""
    return Words(
        title=_("Active partners, and those that came and lapsed, by month"),
        active=_("Active partners"),
        moves=_("Came and lapsed"),
        new=_("New"),
        returned=_("Returned partners"),
        lapsed=_("Lapsed"),
    )


def tiles(found: PartnerGrowth, places: Places, branch_id: int | None) -> list[dict[str, Any]]:
    """Return the figures of the period beside those of the year before."""
    total, before, period = found.total, found.before, found.period
    closing = ends_of(period, today())[1]
    shown = (
        (_("Active partners"), total.active, before.active, "active_on", closing, "people", False),
        (_("New partners"), total.new, before.new, "new_in", period, "person-plus", False),
        (_("Partners that lapsed"), total.lapsed, before.lapsed, "lapsed_in", period, "person-dash", True),
        (_("Net growth of partners"), total.net, before.net, "moved_in", period, "plus-slash-minus", False),
    )  # fmt: skip
    made = []
    for text, value, earlier, key, when, icon, less_is_better in shown:
        is_net = key == "moved_in"
        change = value - earlier
        was = signed(earlier) if is_net else number(earlier)
        made.append(
            {
                "label": text,
                "value": signed(value) if is_net else number(value),
                "url": places.url(key, counted_text(when, branch_id)),
                "icon": icon,
                "trend": _("%(change)s against %(before)s a year before", change=signed(change), before=was)
                if change
                else None,
                "trend_tone": ("success" if (change < 0) == less_is_better else "danger") if change else None,
                "note": _("as many as a year before"),
            }
        )
    return made


def ordered(found: PartnerGrowth, names: dict[int, str]) -> list[tuple[int, Growth]]:
    """Return the branches in the order in which they are named everywhere."""
    return [(key, found.branches[key]) for key in names if key in found.branches]


def file_rows(found: PartnerGrowth, names: dict[int, str]) -> Iterator[list[Any]]:
    """Yield what the page shows as rows of a file."""

    def row(group: str, name: str, growth: Growth) -> list[Any]:
        moves = [growth.before, growth.new, growth.returned, growth.lapsed, growth.net, growth.active]
        return [group, name, *moves]

    yield row(_("Period"), span(found.period), found.total)
    yield row(_("Year before"), span(found.earlier), found.before)
    for month in found.months:
        yield row(_("Month"), month_name(month.period.start), month.growth)
    for kind, growth in found.types.items():
        yield row(_("Type"), label(kind), growth)
    for key, growth in ordered(found, names):
        yield row(_("Branch"), names[key], growth)


def as_file(found: PartnerGrowth, names: dict[int, str], wanted: str) -> Response:
    """Return the figures of the page as CSV or XLSX."""
    columns = [_("Counted by"), _("Name"), *heads()]
    rows = list(file_rows(found, names))
    name = f"partner-growth-{period_text(found.period)}.{wanted}"
    if wanted == "csv":
        response = Response(b"".join(spreadsheets.write_csv(columns, rows)), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        spreadsheets.write_xlsx(path, _("Partner growth"), columns, rows)
        data = io.BytesIO(path.read_bytes())
    return send_file(data, as_attachment=True, download_name=name)
