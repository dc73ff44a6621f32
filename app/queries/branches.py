"""Questions about branches, the institution and the age bands."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.text import has_words, index_text
from app.i18n import _l
from app.queries.filters import enum_filter, flag_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.branches import Branch, BranchKind, Institution
from models.events import AgeBand, AttendanceCount, Event


def institution(session: Session) -> Institution | None:
    """Return the library system that the database belongs to, or None before it was named."""
    return session.get(Institution, 1)


def branch_by_id(session: Session, branch_id: int) -> Branch | None:
    """Return one branch."""
    return session.get(Branch, branch_id)


def branch_by_code(session: Session, code: str) -> Branch | None:
    """Return the branch with this code."""
    return session.scalar(sa.select(Branch).where(Branch.code == code))


def open_accounts_of(session: Session, branch_id: int) -> int:
    """Return how many open accounts belong to a branch."""
    statement = sa.select(sa.func.count(User.id)).where(User.branch_id == branch_id, User.is_active)
    return session.scalar(statement) or 0


def planned_events_of(session: Session, branch_id: int) -> int:
    """Return how many events of a branch are planned and not archived."""
    statement = sa.select(sa.func.count(Event.id)).where(
        Event.branch_id == branch_id, Event.status == EventStatus.PLANNED, Event.archived_at.is_(None)
    )
    return session.scalar(statement) or 0


def _select(_scope: Scope) -> Any:
    return sa.select(
        Branch.id,
        Branch.name,
        Branch.code,
        Branch.kind,
        Branch.address,
        Branch.opened_year,
        Branch.population,
        Branch.archived_at,
    )


def _named(session: Session, words: str) -> Any:
    """Return the condition for the branches whose name, code or address has the words; they are a few hundred."""
    rows = session.execute(sa.select(Branch.id, Branch.name, Branch.code, Branch.address))
    return Branch.id.in_([row.id for row in rows if has_words(index_text(row.name, row.code, row.address), words)])


BRANCHES = ListSpec(
    name="branches",
    title=_l("Branches"),
    select=_select,
    id_column=Branch.id,
    columns=(
        Column(
            "name",
            _l("Name"),
            lambda row: row.name,
            Kind.LINK,
            sort=Branch.sort_key,
            url=lambda row: ("branches.edit", {"branch_id": row.id}),
            primary=True,
        ),
        Column("code", _l("Code"), lambda row: row.code, sort=Branch.code),
        Column("kind", _l("Kind"), lambda row: row.kind, Kind.BADGE, secondary=True),
        Column("address", _l("Address"), lambda row: row.address, secondary=True),
        Column("opened", _l("Opened in"), lambda row: str(row.opened_year or "")),
        Column(
            "population",
            _l("Population served"),
            lambda row: row.population,
            Kind.NUMBER,
            sort=sa.func.coalesce(Branch.population, 0),
        ),
        Column("archived", _l("In the archive"), lambda row: row.archived_at is not None, Kind.FLAG),
    ),
    default_sort="name",
    filters=(
        enum_filter("kind", _l("Kind"), Branch.kind, BranchKind),
        flag_filter("archived", _l("In the archive"), Branch.archived_at.is_not(None)),
    ),
    find=_named,
)


def age_bands(session: Session) -> list[AgeBand]:
    """Return every age band in the order of the grid."""
    return list(session.scalars(sa.select(AgeBand).order_by(AgeBand.position, AgeBand.id)))


def age_band_by_id(session: Session, band_id: int) -> AgeBand | None:
    """Return one age band."""
    return session.get(AgeBand, band_id)


def age_band_by_code(session: Session, code: str) -> AgeBand | None:
    """Return the age band with this code."""
    return session.scalar(sa.select(AgeBand).where(AgeBand.code == code))


def band_is_used(session: Session, band_id: int) -> bool:
    """Say whether participants were counted in the band."""
    counted = sa.select(AttendanceCount.id).where(AttendanceCount.age_band_id == band_id)
    return session.scalar(counted.limit(1)) is not None


def used_band_ids(session: Session) -> set[int]:
    """Return the ids of the bands in which participants were counted."""
    counted = sa.exists().where(AttendanceCount.age_band_id == AgeBand.id)
    return set(session.scalars(sa.select(AgeBand.id).where(counted)))
