"""Who of the chosen volunteers gets a paper, and why the others do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.volunteer_papers import PaperKind, WhyNot
from app.queries.cursors import LARGEST_ID
from app.queries.hours import CONFIRMED
from app.queries.imports.portions import portions
from app.queries.listing import ListState, complete, narrowed
from app.queries.volunteers import in_scope, volunteer_list
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.volunteer_papers import IssuedPaper
from models.volunteers import HoursEntry, Volunteer


@dataclass(frozen=True)
class Candidate:
    """A chosen volunteer with the confirmed minutes of the period; `why` says why there is no paper."""

    volunteer_id: int
    name: str
    branch_name: str
    minutes: int
    why: WhyNot | None


def list_count(session: Session, state: ListState, scope: Scope, on: date) -> int:
    """Return how many volunteers their list shows on all its pages.

    Raises:
        RuleError: `bad_list_address`.
    """
    found = _list_ids(session, state, scope, on).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def list_ids(session: Session, state: ListState, scope: Scope, on: date) -> list[int]:
    """Return the ids of these volunteers."""
    return list(session.scalars(_list_ids(session, state, scope, on).order_by(Volunteer.id)))


def _list_ids(session: Session, state: ListState, scope: Scope, on: date) -> sa.Select[Any]:
    statement = narrowed(session, complete(session, volunteer_list(on), on), state, scope, counting=True)
    return statement.with_only_columns(Volunteer.id).order_by(None)


def present_ids(session: Session, ids: Sequence[int], scope: Scope) -> list[int]:
    """Return those of the ids that are volunteers whom the reader sees, archived ones too."""
    found: list[int] = []
    for some in portions(sorted({value for value in ids if 0 < value <= LARGEST_ID})):
        found.extend(session.scalars(sa.select(Volunteer.id).where(Volunteer.id.in_(some), in_scope(scope))))
    return sorted(found)


def taken(kind: PaperKind, locale: str, period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that a `Volunteer` holds a valid paper of the kind, language and period."""
    return (
        sa.exists()
        .where(
            IssuedPaper.volunteer_id == Volunteer.id,
            IssuedPaper.kind == kind,
            IssuedPaper.locale == locale,
            IssuedPaper.period_from == period.start,
            IssuedPaper.period_until == period.last_day,
            IssuedPaper.revoked_at.is_(None),
        )
        .correlate(Volunteer)
    )


def mark_taken(session: Session, ids: Sequence[int], kind: PaperKind, locale: str, period: Period) -> set[int]:
    """Return those of the volunteers who hold such a paper already."""
    return set(session.scalars(sa.select(Volunteer.id).where(Volunteer.id.in_(ids), taken(kind, locale, period))))


def audience(
    session: Session, ids: Sequence[int], kind: PaperKind, locale: str, period: Period, *, least_minutes: int = 0
) -> list[Candidate]:
    """Return the chosen volunteers in the order of their names, each with the reason against a paper if any.

    Args:
        least_minutes: confirmed minutes of the period that a volunteer needs; any at all when 0.
    """
    minutes = (
        sa.select(sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0))
        .where(
            HoursEntry.volunteer_id == Volunteer.id,
            CONFIRMED,
            HoursEntry.worked_on >= period.start,
            HoursEntry.worked_on < period.end,
        )
        .correlate(Volunteer)
        .scalar_subquery()
    )
    columns = (
        Volunteer.id,
        Volunteer.archived_at,
        Contact.display_name,
        Contact.sort_key,
        Contact.anonymised_at,
        Branch.name.label("branch_name"),
        minutes.label("minutes"),
        taken(kind, locale, period).label("taken"),
    )
    rows: list[Any] = []
    for some in portions(ids):
        statement = (
            sa.select(*columns)
            .join(Contact, Contact.id == Volunteer.person_id)
            .join(Branch, Branch.id == Volunteer.branch_id)
            .where(Volunteer.id.in_(some))
        )
        rows.extend(session.execute(statement))
    rows.sort(key=lambda row: (row.sort_key, row.id))
    return [
        Candidate(row.id, row.display_name, row.branch_name, int(row.minutes), _why(row, least_minutes)) for row in rows
    ]


def _why(row: Any, least_minutes: int) -> WhyNot | None:
    checks = (
        (row.anonymised_at is not None, WhyNot.ERASED),
        (row.archived_at is not None, WhyNot.ARCHIVED),
        (row.minutes == 0, WhyNot.NO_HOURS),
        (row.minutes < least_minutes, WhyNot.TOO_FEW),
        (row.taken, WhyNot.HAS_ALREADY),
    )
    return next((why for holds, why in checks if holds), None)
