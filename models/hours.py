"""What follows from hours: corrections, their value on grants, and what is reckoned from them for each volunteer.

`volunteer_activity`, `volunteer_months` and `volunteer_years` hold nothing of their own: `refresh_activity` makes
them from the confirmed entries, and a session listener calls it for every volunteer whose entries a flush wrote.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, relationship

from app.domain.recognition import Help, last_milestone
from app.domain.retention_of_volunteers import standing_of
from app.domain.volunteers import HoursStatus
from models.accounts import User
from models.base import MONEY, Audited, Base, IntPk, UtcDateTime, enum_type, utc_now
from models.grants import Application
from models.volunteers import HoursEntry, Volunteer

PORTION = 500


class HoursCorrection(Audited, Base):
    """One correction of confirmed hours: what changed, by column, and why. Rows are never changed."""

    __tablename__ = "hours_corrections"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason_not_empty"),)

    id: Mapped[IntPk]
    hours_entry_id: Mapped[int] = mapped_column(sa.ForeignKey("hours_entries.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    by: Mapped[User | None] = relationship()


class GrantHourRate(Audited, Base):
    """What a volunteer's hour is worth on a grant from a day on, in the grant's currency, and on what ground."""

    __tablename__ = "grant_hour_rates"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "valid_from"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("length(basis) > 0", name="basis_not_empty"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    valid_from: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(MONEY)
    basis: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    created_by: Mapped[User | None] = relationship()


class HoursClaim(Audited, Base):
    """Hours that a grant counts as its co-financing.

    An entry is claimed once, on one grant. The key to the entry carries its minutes and status, so that the database
    itself refuses to change or take back hours that are claimed: the claim has to be withdrawn first.
    """

    __tablename__ = "hours_claims"
    __table_args__ = (
        sa.UniqueConstraint("hours_entry_id"),
        sa.CheckConstraint("entry_status = 'confirmed'", name="only_confirmed"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
        sa.ForeignKeyConstraint(
            ["hours_entry_id", "minutes", "entry_status"],
            ["hours_entries.id", "hours_entries.minutes", "hours_entries.status"],
            name="fk_hours_claims_entry_as_confirmed",
        ),
        sa.Index("ix_hours_claims_application_id_id", "application_id", "id"),
    )

    id: Mapped[IntPk]
    hours_entry_id: Mapped[int]
    minutes: Mapped[int]
    entry_status: Mapped[HoursStatus] = mapped_column(
        enum_type(HoursStatus, "entry_status"), default=HoursStatus.CONFIRMED
    )
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    rate: Mapped[Decimal] = mapped_column(MONEY)
    value: Mapped[Decimal] = mapped_column(MONEY)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    application: Mapped[Application] = relationship()


class VolunteerActivity(Base):
    """What the confirmed entries of a volunteer come to; there is no row without any."""

    __tablename__ = "volunteer_activity"
    __table_args__ = (
        # How volunteers stand on a day is counted from this index alone.
        sa.Index("ix_volunteer_activity_retention", "last_on", "first_on", "returned_on", "volunteer_id"),
        sa.Index("ix_volunteer_activity_milestone_on", "milestone_on"),
    )

    volunteer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    minutes: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    returned_on: Mapped[date | None]
    milestone: Mapped[int] = mapped_column(default=0)
    milestone_on: Mapped[date | None]


class VolunteerMonth(Base):
    """The confirmed minutes of a volunteer in a month, which is given by its first day."""

    __tablename__ = "volunteer_months"
    __table_args__ = (sa.Index("ix_volunteer_months_month_volunteer_id", "month", "volunteer_id"),)

    volunteer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    minutes: Mapped[int]


class VolunteerYear(Base):
    """The confirmed entries and minutes that a volunteer worked at a branch in a year."""

    __tablename__ = "volunteer_years"
    __table_args__ = (
        # The sums of a year are read from this index alone, already in the order of the volunteers.
        sa.Index("ix_volunteer_years_sums", "year", "volunteer_id", "branch_id", "entries", "minutes"),
    )

    volunteer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    branch_id: Mapped[int] = mapped_column(
        sa.ForeignKey("branches.id"), primary_key=True, autoincrement=False, index=True
    )
    entries: Mapped[int]
    minutes: Mapped[int]


class MilestoneThanks(Audited, Base):
    """A volunteer was thanked for a milestone of so many hours."""

    __tablename__ = "milestone_thanks"
    __table_args__ = (sa.UniqueConstraint("volunteer_id", "hours"),)

    id: Mapped[IntPk]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"))
    hours: Mapped[int]
    thanked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    thanked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    volunteer: Mapped[Volunteer] = relationship()


@event.listens_for(Session, "before_flush")
def remember_volunteers(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Note whose entries this flush writes; an entry that changes hands touches both volunteers."""
    touched: set[Any] = session.info.setdefault("hours_touched", set())
    for record in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(record, HoursEntry):
            continue
        state = sa.inspect(record)
        if HoursStatus.CONFIRMED in (record.status, *(state.attrs.status.history.deleted or ())):
            touched.add(record)
            touched.update(state.attrs.volunteer_id.history.deleted or ())


@event.listens_for(Session, "after_flush_postexec")
def reckon_volunteers(session: Session, _context: UOWTransaction) -> None:
    """Reckon anew for the volunteers whose entries the flush wrote."""
    touched: set[Any] = session.info.pop("hours_touched", set())
    ids = {item.volunteer_id if isinstance(item, HoursEntry) else item for item in touched}
    if ids - {None}:
        refresh_activity(session, ids - {None})


def refresh_activity(session: Session, volunteer_ids: Collection[int]) -> None:
    """Make what is reckoned for these volunteers from their confirmed entries.

    The volunteers are locked first, in the order of their ids: of two people who confirm hours of one volunteer at
    once, the second reads what the first wrote.
    """
    wanted = sorted(volunteer_ids)
    for place in range(0, len(wanted), PORTION):
        _refresh(session, wanted[place : place + PORTION])


def refresh_people(session: Session, person_ids: Collection[int]) -> None:
    """Make what is reckoned for these people, after their entries moved past the session."""
    refresh_activity(session, session.scalars(sa.select(Volunteer.id).where(Volunteer.person_id.in_(person_ids))).all())


def _refresh(session: Session, ids: list[int]) -> None:
    volunteers: Any = Volunteer.__table__
    locked = sa.select(volunteers.c.id).where(volunteers.c.id.in_(ids)).order_by(volunteers.c.id)
    session.execute(locked.with_for_update(key_share=True)).all()
    helped: defaultdict[int, list[Help]] = defaultdict(list)
    years: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    entries = session.execute(
        sa.select(HoursEntry.volunteer_id, HoursEntry.worked_on, HoursEntry.minutes, HoursEntry.branch_id).where(
            HoursEntry.volunteer_id.in_(ids), HoursEntry.status == HoursStatus.CONFIRMED
        )
    )
    for volunteer_id, day, minutes, branch_id in entries:
        helped[volunteer_id].append(Help(day, minutes))
        years[volunteer_id, day.year, branch_id].append(minutes)
    for table in (VolunteerActivity, VolunteerMonth, VolunteerYear):
        rows: Any = table.__table__
        session.execute(sa.delete(rows).where(rows.c.volunteer_id.in_(ids)))
    if helped:
        session.execute(sa.insert(VolunteerActivity), [_reckoned(*item) for item in helped.items()])
        session.execute(sa.insert(VolunteerMonth), _months(helped))
        session.execute(
            sa.insert(VolunteerYear),
            [
                {"volunteer_id": who, "year": year, "branch_id": where, "entries": len(all_), "minutes": sum(all_)}
                for (who, year, where), all_ in years.items()
            ],
        )


def _reckoned(volunteer_id: int, helped: list[Help]) -> dict[str, Any]:
    standing = standing_of(item.day for item in helped)
    reached = last_milestone(helped)
    assert standing is not None
    return {
        "volunteer_id": volunteer_id,
        "minutes": sum(item.minutes for item in helped),
        **standing._asdict(),
        "milestone": reached.hours if reached else 0,
        "milestone_on": reached.on if reached else None,
    }


def _months(helped: dict[int, list[Help]]) -> list[dict[str, Any]]:
    sums: defaultdict[tuple[int, date], int] = defaultdict(int)
    for volunteer_id, items in helped.items():
        for day, minutes in items:
            sums[volunteer_id, day.replace(day=1)] += minutes
    return [{"volunteer_id": who, "month": month, "minutes": total} for (who, month), total in sums.items()]
