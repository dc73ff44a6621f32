"""The list of grants that a report can be made of: won ones, with the state of the newest report."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.grants import Stage
from app.domain.report_flow import ReportState
from app.i18n import _, _l
from app.queries.filters import enum_filter, period_filter
from app.queries.grant_list import APPLICATION_LIST
from app.queries.grant_stages import stage_position
from app.queries.grants import in_scope
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.contacts import Contact
from models.grants import Application
from models.reports import Report

_KEPT_FILTERS = ("stage", "funder")
_NEVER = sa.literal(date(9999, 12, 31), sa.Date)
_NEWEST = (
    sa.select(Report.state)
    .where(Report.application_id == Application.id)
    .order_by(Report.id.desc())
    .limit(1)
    .correlate(Application)
    .scalar_subquery()
)
# Before anybody opens its editor a report is a draft made of live data.
STATE = sa.func.coalesce(_NEWEST, sa.literal(ReportState.DRAFT, Report.state.type))


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.agreement_number,
            Application.ends_on,
            STATE.label("report_state"),
            Contact.display_name.label("funder"),
        )
        .join(Contact, Contact.id == Application.funder_id)
        .where(Application.awarded_amount.is_not(None), Application.archived_at.is_(None), in_scope(scope))
    )


def _lateness(row: Any, today: date) -> str:
    is_open = row.stage is not Stage.CLOSED and row.report_state is not ReportState.FINAL
    return "warning" if is_open and row.ends_on is not None and row.ends_on < today else ""


REPORT_LIST = ListSpec(
    name="reports",
    title=_l("Reports"),
    select=_select,
    id_column=Application.id,
    columns=(
        Column(
            "title",
            _l("Project"),
            lambda row: row.title,
            Kind.LINK,
            sort=Application.sort_key,
            url=lambda row: ("reports.grant", {"application_id": row.id}),
            primary=True,
        ),
        Column("funder", _l("Funder"), lambda row: row.funder, sort=Contact.sort_key, secondary=True),
        Column("agreement", _l("Agreement"), lambda row: row.agreement_number, sort=Application.agreement_number),
        Column("stage", _l("Stage"), lambda row: row.stage, Kind.BADGE, sort=stage_position()),
        Column(
            "ends_on",
            _l("End of the project"),
            lambda row: row.ends_on,
            Kind.DATE,
            sort=sa.func.coalesce(Application.ends_on, _NEVER),
            tone=_lateness,
        ),
        Column("state", _l("Report"), lambda row: row.report_state, Kind.BADGE, secondary=True),
        Column(
            "pdf",
            _l("File"),
            lambda _row: _("PDF"),
            Kind.LINK,
            url=lambda row: ("reports.grant_pdf", {"application_id": row.id, "download": 1}),
            secondary=True,
            page_only=True,
        ),
    ),
    default_sort="-ends_on",
    filters=(
        enum_filter("state", _l("Report"), STATE, ReportState),
        *(item for item in APPLICATION_LIST.filters if item.key in _KEPT_FILTERS),
        period_filter(_l("Ends in"), Application.ends_on),
    ),
    search_kind="application",
)
