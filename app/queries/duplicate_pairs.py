"""Pairs of contacts that look like one: the list, one pair, the last search through the base."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.duplicates import PairStatus
from app.domain.jobs import JobStatus
from app.domain.matching import MatchReason, MatchStrength
from app.i18n import _l
from app.labels import label
from app.queries.aliases import second
from app.queries.filters import enum_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.contacts import Contact, ContactEmail, ContactPhone
from models.duplicates import DuplicatePair
from models.jobs import Job

SCAN = "duplicate_scan"
COUNTED = 99
First = second(Contact, "first")
Second = second(Contact, "second")


def _channel(column: Any, table: Any, owner: Any) -> Any:
    return (
        sa.select(column)
        .where(table.contact_id == owner.id)
        .order_by(table.position, table.id)
        .limit(1)
        .correlate(owner)
        .scalar_subquery()
    )


def _told(owner: Any, side: str) -> list[Any]:
    return [
        owner.id.label(f"{side}_id"),
        owner.display_name.label(f"{side}_name"),
        owner.city.label(f"{side}_city"),
        owner.birth_date.label(f"{side}_birth_date"),
        owner.edrpou.label(f"{side}_edrpou"),
        _channel(ContactEmail.email, ContactEmail, owner).label(f"{side}_email"),
        _channel(ContactPhone.number, ContactPhone, owner).label(f"{side}_phone"),
    ]


def _select(status: PairStatus) -> Any:
    def select(_scope: Scope) -> Any:
        return (
            sa.select(
                DuplicatePair.id,
                DuplicatePair.kind,
                DuplicatePair.score,
                DuplicatePair.strength,
                DuplicatePair.evidence,
                DuplicatePair.status,
                DuplicatePair.found_at,
                DuplicatePair.decided_at,
                User.name.label("decided_by"),
                *_told(First, "first"),
                *_told(Second, "second"),
            )
            .join(First, First.id == DuplicatePair.first_id)
            .join(Second, Second.id == DuplicatePair.second_id)
            .outerjoin(User, User.id == DuplicatePair.decided_by_id)
            .where(DuplicatePair.status == status)
        )

    return select


def evidence_text(row: Any) -> str:
    """Return what speaks for the pair, and against it, in words."""
    return ", ".join(label(MatchReason(item)) for item in row.evidence if item in {*MatchReason})


def pairs_list(status: PairStatus) -> ListSpec:
    """Return the list of the pairs of one status, the surest first."""
    return ListSpec(
        name=f"duplicates-{status.value}",
        title=_l("Duplicates"),
        select=_select(status),
        counted=lambda _scope: sa.select(DuplicatePair.id).where(DuplicatePair.status == status),
        id_column=DuplicatePair.id,
        columns=(
            Column("first", _l("Contact"), lambda row: row.first_name, primary=True),
            Column("second", _l("The same as"), lambda row: row.second_name, secondary=True),
            Column("evidence", _l("What speaks for it"), evidence_text),
            Column("score", _l("Points"), lambda row: row.score, Kind.NUMBER, sort=DuplicatePair.score, digits=0),
            Column("strength", _l("How sure"), lambda row: row.strength, Kind.BADGE),
        ),
        default_sort="-score",
        filters=(
            enum_filter("kind", _l("Kind"), DuplicatePair.kind, ContactKind),
            enum_filter("strength", _l("How sure"), DuplicatePair.strength, MatchStrength),
        ),
    )


PAIRS = {status: pairs_list(status) for status in PairStatus}


def pair_by_id(session: Session, pair_id: int) -> DuplicatePair | None:
    """Return one pair."""
    return session.get(DuplicatePair, pair_id)


def pair_of(session: Session, one_id: int, other_id: int) -> DuplicatePair | None:
    """Return the pair of two contacts, whichever comes first."""
    first, second = sorted((one_id, other_id))
    return session.scalar(
        sa.select(DuplicatePair).where(DuplicatePair.first_id == first, DuplicatePair.second_id == second)
    )


def open_count(session: Session) -> int:
    """Return how many pairs wait for a decision, counting to a hundred at most."""
    return session.scalar(_open_count()) or 0


@cache
def _open_count() -> Any:
    some = sa.select(sa.literal(1)).where(DuplicatePair.status == PairStatus.OPEN).limit(COUNTED + 1).subquery()
    return sa.select(sa.func.count()).select_from(some)


def last_scan(session: Session) -> Job | None:
    """Return the newest search through the base, running or finished."""
    return session.scalar(sa.select(Job).where(Job.kind == SCAN).order_by(Job.id.desc()).limit(1))


def is_running(job: Job | None) -> bool:
    """Say whether a search is waiting or under way."""
    return job is not None and job.status in {JobStatus.QUEUED, JobStatus.RUNNING}
