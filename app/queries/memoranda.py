"""Questions about memoranda: their templates, and what is known of the two sides."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ChannelLabel
from app.domain.ledger import LedgerDirection
from app.domain.memoranda import filled_line
from app.domain.text import sort_key
from app.i18n import LOCALES, _l
from app.labels import label
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.partnerships import ledger_sums
from app.queries.relationships import people_of
from app.scope import Scope
from models.contacts import ContactAddress
from models.memoranda import MemorandumTemplate
from models.partnerships import Partnership


def template_by_id(session: Session, template_id: int) -> MemorandumTemplate | None:
    """Return one template."""
    return session.get(MemorandumTemplate, template_id)


def templates_in_use(session: Session) -> list[MemorandumTemplate]:
    """Return the templates that are offered, those in Ukrainian first, in alphabetical order."""
    found = session.scalars(sa.select(MemorandumTemplate).where(MemorandumTemplate.archived_at.is_(None)))
    return sorted(found, key=lambda template: (template.locale != "uk", sort_key(template.name)))


def partner_address(session: Session, organisation_id: int) -> str:
    """Return the postal address of an organisation, the one of work first; empty when there is none."""
    work_first = sa.case((ContactAddress.label == ChannelLabel.WORK, 0), else_=1)
    found: str | None = session.scalar(
        sa.select(ContactAddress.address)
        .where(ContactAddress.contact_id == organisation_id)
        .order_by(work_first, ContactAddress.position, ContactAddress.id)
        .limit(1)
    )
    return found or ""


def partner_signatory(session: Session, organisation_id: int, on: date) -> str:
    """Return the first contact person of an organisation who has a role there on a day: role and name; else nobody."""
    first = next(iter(people_of(session, organisation_id, on).rows), None)
    return f"{first.role} {first.name}" if first is not None and first.role else ""


def given(session: Session, partnership: Partnership, direction: LedgerDirection) -> str:
    """Return what a side gives: what the partnership says, or else the kinds of what the ledger holds, a line each."""
    is_partner = direction is LedgerDirection.PARTNER_GIVES
    written = partnership.partner_gives if is_partner else partnership.library_gives
    if written.strip():
        return written
    kinds = {item.kind for item in ledger_sums(session, partnership.id) if item.direction is direction}
    return "\n".join(sorted(label(kind) for kind in kinds))


def _by_locale(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(MemorandumTemplate.locale == value[:5])


def _locales(_session: Session, _scope: Scope) -> list[tuple[str, str]]:
    return list(LOCALES.items())


def memorandum_template_list(archived: bool) -> ListSpec:
    """Return the list of templates, those in use or those in the archive."""
    gone = MemorandumTemplate.archived_at.is_not(None)

    def select(_scope: Scope) -> Any:
        columns = (
            MemorandumTemplate.id,
            MemorandumTemplate.name,
            MemorandumTemplate.locale,
            MemorandumTemplate.title,
            MemorandumTemplate.updated_at,
        )
        return sa.select(*columns).where(gone if archived else sa.not_(gone))

    return ListSpec(
        name="memorandum-templates",
        title=_l("Templates of memoranda"),
        select=select,
        id_column=MemorandumTemplate.id,
        columns=(
            Column(
                "name",
                _l("Template"),
                lambda row: row.name,
                Kind.LINK,
                MemorandumTemplate.key,
                lambda row: ("memoranda.edit_template", {"memorandum_template_id": row.id}),
                primary=True,
            ),
            Column("title", _l("Title"), lambda row: filled_line(row.title, {}), secondary=True),
            Column("language", _l("Language"), lambda row: LOCALES[row.locale], secondary=True),
            Column("changed", _l("Changed"), lambda row: row.updated_at, Kind.DATE, MemorandumTemplate.updated_at),
        ),
        default_sort="name",
        filters=(Filter("language", _l("Language"), _by_locale, options=_locales),),
    )
