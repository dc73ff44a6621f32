"""Questions about the versions of an application: those that were frozen, and the application as it is now."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from app.domain.frozen import freeze, thaw
from app.domain.grants import BudgetSource
from app.domain.text_limits import length
from app.queries.application_work import documents_of, last_day, members_of, needed_on, sections_of, state_of
from app.queries.budgets import Budget, budget
from app.queries.files import attachments
from models.application_work import ApplicationDocument, ApplicationSection, ApplicationVersion
from models.base import Base
from models.calls import Call
from models.contacts import Organisation
from models.grant_money import BudgetLine
from models.grants import Application

FORM = 1
_LEFT_OUT = frozenset({"application_id", "created_at", "updated_at", "version", "sort_key", "archived_at", "position"})
_SPENDING = "expenditures"
_FACTS = (
    "title",
    "stage",
    "scope",
    "currency",
    "requested_amount",
    "requested_base",
    "cofinancing_amount",
    "cofinancing_base",
    "rate",
    "rate_date",
    "rate_source",
    "starts_on",
    "ends_on",
    "leader",
)
_CALL_FACTS = (
    "title",
    "opens_on",
    "deadline_on",
    "deadline_note",
    "decision_on",
    "min_amount",
    "max_amount",
    "currency",
    "cofinancing_percent",
    "indirect_percent",
    "eligibility",
    "eligible_costs",
    "ineligible_costs",
    "languages",
    "url",
)


def versions_of(session: Session, application_id: int) -> Sequence[ApplicationVersion]:
    """Return the versions of an application without their contents, the newest first."""
    statement = (
        sa.select(ApplicationVersion)
        .where(ApplicationVersion.application_id == application_id)
        .options(joinedload(ApplicationVersion.taken_by))
        .order_by(ApplicationVersion.number.desc())
    )
    return session.scalars(statement).all()


def version(session: Session, application_id: int, version_id: int) -> ApplicationVersion | None:
    """Return one version of this application with its contents, or None."""
    statement = (
        sa.select(ApplicationVersion)
        .where(ApplicationVersion.application_id == application_id, ApplicationVersion.id == version_id)
        .options(joinedload(ApplicationVersion.taken_by), undefer(ApplicationVersion.document))
    )
    return session.scalar(statement)


def contents(found: ApplicationVersion) -> dict[str, Any]:
    """Return what a version holds, in plain values."""
    return dict(thaw(found.document))


def copy_of(session: Session, application: Application, *, today: date) -> str:
    """Return the whole application as it is now as canonical JSON, ready to be frozen."""
    money = budget(session, application.id)
    day = needed_on(application, today)
    return freeze(
        {
            "form": FORM,
            "application": {
                **{name: getattr(application, name) for name in _FACTS},
                "funder": application.funder.display_name,
                "branch": application.branch.name if application.branch else None,
                "owner": application.owner.name if application.owner else None,
            },
            "call": _call(application.call),
            "team": [{"id": row.id, "name": row.name, "role": row.role} for row in members_of(session, application.id)],
            "sections": [_section(row) for row in sections_of(session, application.id)],
            "budget": _budget(session, application.id),
            "totals": _totals(money),
            "documents": [_document(row, day) for row in documents_of(session, application.id)],
            "files": [
                {"id": row.id, "name": row.filename, "size": row.size, "checksum": row.sha256}
                for row in attachments(session, "application", application.id)
            ],
            "partners": [{"id": row.id, "name": row.display_name} for row in _by_name(application.partners)],
        }
    )


def _by_name(partners: Iterable[Organisation]) -> list[Organisation]:
    """Return partners in one order, whatever the order in which they were linked."""
    return sorted(partners, key=lambda row: (row.sort_key, row.id))


def _call(call: Call | None) -> dict[str, Any] | None:
    if call is None:
        return None
    return {name: getattr(call, name) for name in _CALL_FACTS}


def _section(row: ApplicationSection) -> dict[str, Any]:
    found = length(row.text, row.limit_unit, row.limit_count)
    return {
        "id": row.id,
        "title": row.title,
        "hint": row.hint,
        "locale": row.locale,
        "required": row.required,
        "limit_unit": row.limit_unit,
        "limit_count": row.limit_count,
        "count": found.count,
        "is_ready": row.is_ready,
        "text": row.text,
    }


def _document(row: ApplicationDocument, needed: date) -> dict[str, Any]:
    file = row.attachment
    return {
        "id": row.id,
        "title": row.title,
        "required": row.required,
        "state": state_of(row, needed),
        "issued_on": row.issued_on,
        "last_day": last_day(row),
        "not_needed": row.not_needed,
        "file": {"name": file.filename, "size": file.size, "checksum": file.sha256} if file else None,
    }


def _budget(session: Session, application_id: int) -> list[dict[str, Any]]:
    """Return the lines with every column that they have and the rows that belong to them, such as sources."""
    lines = session.scalars(
        sa.select(BudgetLine)
        .where(BudgetLine.application_id == application_id)
        .options(selectinload(BudgetLine.sources))
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    return [{**_columns(line), **_parts(line)} for line in lines]


def _totals(money: Budget) -> dict[str, Any]:
    sources = money.by_source()
    parts = {source.value: sources[source].planned for source in BudgetSource if source in sources}
    return {**parts, "total": money.total.planned}


def _columns(row: Base, besides: frozenset[str] = frozenset()) -> dict[str, Any]:
    # What is deferred serves the database alone, such as a sum that a trigger keeps.
    names = [attribute.key for attribute in sa.inspect(type(row)).column_attrs if not attribute.deferred]
    return {name: getattr(row, name) for name in names if name not in _LEFT_OUT | besides}


def _parts(row: Base) -> dict[str, Any]:
    found = {}
    for link in sa.inspect(type(row)).relationships:
        if link.uselist and link.mapper.class_.__tablename__ != _SPENDING:
            back = frozenset(column.key for pair in link.local_remote_pairs for column in pair[1:] if column.key)
            found[link.key] = [_columns(item, back | {"id"}) for item in getattr(row, link.key)]
    return found
