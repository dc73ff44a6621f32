"""Questions about templates of reports."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.alphabet import alphabetical
from models.contacts import Contact
from models.reports import Report, ReportBlock, ReportTemplate, TemplateLogo


@dataclass(frozen=True)
class TemplateLine:
    """A template in the list: how many blocks it has and how many reports use it."""

    id: int
    name: str
    locale: str
    archived_at: datetime | None
    funder: str
    blocks: int
    reports: int


def templates(session: Session, *, archived: bool = False) -> list[TemplateLine]:
    """Return the templates by name; those in the archive when asked for."""
    blocks = (
        sa.select(sa.func.count())
        .where(ReportBlock.template_id == ReportTemplate.id, ReportBlock.removed_at.is_(None))
        .correlate(ReportTemplate)
        .scalar_subquery()
    )
    reports = (
        sa.select(sa.func.count())
        .where(Report.template_id == ReportTemplate.id)
        .correlate(ReportTemplate)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            ReportTemplate.id,
            ReportTemplate.name,
            ReportTemplate.locale,
            ReportTemplate.archived_at,
            sa.func.coalesce(Contact.display_name, ""),
            blocks,
            reports,
        )
        .outerjoin(Contact, Contact.id == ReportTemplate.funder_id)
        .where(ReportTemplate.archived_at.is_not(None) if archived else ReportTemplate.archived_at.is_(None))
        .order_by(alphabetical(ReportTemplate.name), ReportTemplate.id)
    )
    return [TemplateLine(*row) for row in session.execute(statement)]


def template_by_id(session: Session, template_id: int) -> ReportTemplate | None:
    """Return a template with its funder and logos, or None."""
    statement = (
        sa.select(ReportTemplate)
        .where(ReportTemplate.id == template_id)
        .options(joinedload(ReportTemplate.funder), selectinload(ReportTemplate.logos).joinedload(TemplateLogo.picture))
    )
    return session.scalar(statement)


def template_choices(session: Session, funder_id: int) -> list[tuple[str, str]]:
    """Return the templates for a menu, those of the funder first."""
    statement = (
        sa.select(ReportTemplate.id, ReportTemplate.name)
        .where(ReportTemplate.archived_at.is_(None))
        .order_by(
            sa.case((ReportTemplate.funder_id == funder_id, 0), (ReportTemplate.funder_id.is_(None), 1), else_=2),
            ReportTemplate.name,
            ReportTemplate.id,
        )
    )
    return [(str(row.id), row.name) for row in session.execute(statement)]
