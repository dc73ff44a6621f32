"""The confirmed hours of each day and branch, added up.

A library counts its volunteers' hours on its home page, for a year at a time: `hours_days` is what such figures are
read from. It holds nothing of its own. A session listener reckons the days and branches of the entries that a flush
wrote; after a bulk insert call `refill_days`.
"""

from datetime import date
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from app.domain.volunteers import HoursStatus
from models.base import Base
from models.volunteers import HoursEntry

PORTION = 400
TOUCHED = "hours_days_touched"

Pair = tuple[date, int]
Touched = tuple[HoursEntry, set[date], set[int | None]]


class HoursDay(Base):
    """How many confirmed entries and minutes a day has at a branch; both are 0 where there were some once."""

    __tablename__ = "hours_days"
    __table_args__ = (
        sa.CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        sa.CheckConstraint("entries >= 0", name="entries_not_negative"),
        # What a period comes to is read from this index alone.
        sa.Index("ix_hours_days_sums", "day", "minutes", "entries"),
        sa.Index("ix_hours_days_of_branch", "branch_id", "day", "minutes"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"), primary_key=True, autoincrement=False)
    entries: Mapped[int]
    minutes: Mapped[int]


@event.listens_for(Session, "before_flush")
def remember_days(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Note the entries that this flush writes and that are or were confirmed, with where they counted before."""
    touched: list[Touched] = session.info.setdefault(TOUCHED, [])
    for record in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(record, HoursEntry):
            continue
        attrs = sa.inspect(record).attrs
        if HoursStatus.CONFIRMED in (record.status, *(attrs.status.history.deleted or ())):
            days, branches = attrs.worked_on.history.deleted, attrs.branch_id.history.deleted
            touched.append((record, {record.worked_on, *(days or ())}, {record.branch_id, *(branches or ())}))


@event.listens_for(Session, "after_flush_postexec")
def reckon_days(session: Session, _context: UOWTransaction) -> None:
    """Reckon anew the days that the flush wrote to."""
    found: set[Pair] = set()
    for entry, days, branches in session.info.pop(TOUCHED, []):
        # The branch of an entry that names it by its record alone has its number only now.
        there = branches - {None} if sa.inspect(entry).was_deleted else (branches - {None}) | {entry.branch_id}
        found.update(product(days, there))
    wanted = sorted(found)
    for place in range(0, len(wanted), PORTION):
        _refresh(session, wanted[place : place + PORTION])


def refill_days(session: Session) -> None:
    """Reckon every day anew, after entries were written past the session."""
    session.execute(sa.delete(HoursDay))
    session.execute(sa.insert(HoursDay).from_select(["day", "branch_id", "entries", "minutes"], _sums()))


def _refresh(session: Session, pairs: list[Pair]) -> None:
    """Reckon days of branches; of two who write to one day at once, the second reads what the first wrote."""
    keys = [{"day": day, "branch_id": branch_id} for day, branch_id in pairs]
    place: Any = sa.tuple_(HoursDay.day, HoursDay.branch_id)
    worked: Any = sa.tuple_(HoursEntry.worked_on, HoursEntry.branch_id)
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    empty = [{**key, "entries": 0, "minutes": 0} for key in keys]
    session.execute(insert(HoursDay).on_conflict_do_nothing(), empty)
    locked = sa.select(HoursDay.day).where(place.in_(pairs)).order_by(HoursDay.day, HoursDay.branch_id)
    session.execute(locked.with_for_update()).all()
    found = {(row[0], row[1]): (row[2], row[3]) for row in session.execute(_sums().where(worked.in_(pairs)))}
    table: Any = HoursDay.__table__
    statement = sa.update(table).where(
        table.c.day == sa.bindparam("of_day"), table.c.branch_id == sa.bindparam("of_branch")
    )
    values = [(pair, *found.get(pair, (0, 0))) for pair in pairs]
    session.connection().execute(
        statement,
        [
            {"of_day": pair[0], "of_branch": pair[1], "entries": entries, "minutes": minutes}
            for pair, entries, minutes in values
        ],
    )


def _sums() -> Any:
    return (
        sa.select(HoursEntry.worked_on, HoursEntry.branch_id, sa.func.count(), sa.func.sum(HoursEntry.minutes))
        .where(HoursEntry.status == HoursStatus.CONFIRMED)
        .group_by(HoursEntry.worked_on, HoursEntry.branch_id)
    )
