"""The audit log as a list, and one entry of it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.audit import AuditAction
from app.domain.period_text import parse_period
from app.domain.periods import local_day_bounds
from app.i18n import _, _l
from app.labels.audit import change_text, record_text, table_choices
from app.queries.accounts import user_choices
from app.queries.filters import enum_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.audit import AuditEntry


def _select(_scope: Scope) -> Any:
    return sa.select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.table_name,
        AuditEntry.record_id,
        AuditEntry.action,
        AuditEntry.before,
        AuditEntry.after,
        AuditEntry.request_id,
        User.name.label("actor"),
    ).outerjoin(User, AuditEntry.actor_id == User.id)


def audit_entry(session: Session, entry_id: int) -> Any:
    """Return one entry with the name of who made the change, or None."""
    return session.execute(_select(Scope()).where(AuditEntry.id == entry_id)).first()


def _by_table(statement: Any, value: str) -> Any:
    return statement.where(AuditEntry.table_name == value)


def _by_actor(statement: Any, value: str) -> Any:
    return statement.where(AuditEntry.actor_id == int(value))


def _by_period(statement: Any, value: str) -> Any:
    start, end = local_day_bounds(parse_period(value), zone())
    return statement.where(AuditEntry.at >= start, AuditEntry.at < end)


def _by_record(statement: Any, value: str) -> Any:
    return statement.where(AuditEntry.record_id == int(value))


AUDIT = ListSpec(
    name="audit",
    title=_l("Audit log"),
    select=_select,
    id_column=AuditEntry.id,
    columns=(
        Column(
            "at",
            _l("When"),
            lambda row: row.at,
            Kind.DATETIME,
            sort=AuditEntry.at,
            url=lambda row: ("settings.audit_entry", {"entry_id": row.id}),
            primary=True,
        ),
        Column("actor", _l("Who"), lambda row: row.actor or _("The system"), secondary=True),
        Column("action", _l("Action"), lambda row: AuditAction(row.action), Kind.BADGE, secondary=True),
        Column(
            "record",
            _l("Record"),
            lambda row: record_text(row.table_name, row.record_id),
            secondary=True,
        ),
        Column("changes", _l("What changed"), lambda row: change_text(row.table_name, row.before, row.after)),
    ),
    default_sort="-at",
    filters=(
        Filter(
            "table",
            _l("Records"),
            _by_table,
            options=lambda _session, _scope: table_choices(),
        ),
        Filter("actor", _l("Who"), _by_actor, options=lambda session, _scope: user_choices(session)),
        enum_filter("action", _l("Action"), AuditEntry.action, AuditAction),
        Filter("period", _l("Period"), _by_period, kind="period"),
        Filter("record", _l("Record"), _by_record, kind="hidden"),
    ),
)
