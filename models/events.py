"""Events and the numbers of people who came; yearly and monthly library statistics."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.events import AttendanceMode, CountMethod, EventStatus, EventType, Mark, Place
from app.domain.text import sort_key
from models.base import (
    SORT_KEY,
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    Versioned,
    enum_type,
)
from models.branches import Branch
from models.contacts import Organisation
from models.search import Searchable
from models.volunteers import Volunteer

if TYPE_CHECKING:
    from models.grants import Application

UNCOUNTED, PRESENT = sa.text("participants IS NULL"), sa.text("archived_at IS NULL")

event_partners = sa.Table(
    "event_partners",
    Base.metadata,
    sa.Column("event_id", sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("contacts.id"), primary_key=True, index=True),
)

event_volunteers = sa.Table(
    "event_volunteers",
    Base.metadata,
    sa.Column("event_id", sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("volunteer_id", sa.ForeignKey("volunteers.id"), primary_key=True, index=True),
)


class AgeBand(Versioned, Audited, Base):
    """An age band of the audience grid. Both ends are inclusive; a band without ages means «not stated»."""

    __tablename__ = "age_bands"
    __table_args__ = (
        sa.CheckConstraint("max_age IS NULL OR min_age IS NULL OR max_age >= min_age", name="ages_in_order"),
    )

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name_uk: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(60))
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    in_grid: Mapped[bool] = mapped_column(default=True)

    @property
    def has_ages(self) -> bool:
        """Say whether the band stands for an age; one does for people of unknown age."""
        return self.min_age is not None or self.max_age is not None

    @property
    def is_children(self) -> bool:
        """Say whether everybody in the band is under 18."""
        return self.max_age is not None and self.max_age < 18


class Event(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A dated activity for a group of people, or a tally of several (`is_summary`) over a period.

    A summary row stands for `events_count` events between `starts_on` and `ends_before`; an unknown number
    is NULL. `starts_on` and `ends_before` are local dates and bound every row, so periods need no time zone.
    `participants` is the sum of `counts`, NULL while there are none; triggers keep it, and only queries read it.
    """

    __tablename__ = "events"
    __search_kind__ = "event"
    __audit_exclude__ = Audited.__audit_exclude__ | {"participants"}
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="times_in_order"),
        sa.CheckConstraint("ends_before > starts_on", name="dates_in_order"),
        sa.CheckConstraint("is_summary OR events_count = 1", name="one_row_one_event"),
        sa.CheckConstraint("is_summary OR starts_at IS NOT NULL", name="event_has_time"),
        sa.CheckConstraint("events_count IS NULL OR events_count >= 0", name="events_count_not_negative"),
        sa.CheckConstraint("planned_participants IS NULL OR planned_participants >= 0", name="planned_not_negative"),
        sa.CheckConstraint("participants >= 0", name="participants_not_negative"),
        sa.Index("ix_events_starts_on_id", "starts_on", "id"),
        sa.Index("ix_events_branch_id_starts_on_id", "branch_id", "starts_on", "id"),
        sa.Index("ix_events_status_starts_on_id", "status", "starts_on", "id"),
        sa.Index("ix_events_is_summary_starts_on", "is_summary", "starts_on"),
        sa.Index("ix_events_uncounted", "starts_on", sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED),
        sa.Index(
            "ix_events_participants",
            "status",
            "starts_on",
            "is_summary",
            "ends_before",
            "branch_id",
            "participants",
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
    )

    id: Mapped[IntPk]
    title: Mapped[str] = mapped_column(sa.String(300))
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    event_type: Mapped[EventType] = mapped_column(enum_type(EventType, "event_type"), default=EventType.OTHER)
    status: Mapped[EventStatus] = mapped_column(enum_type(EventStatus, "status"), default=EventStatus.HELD)
    place: Mapped[Place] = mapped_column(enum_type(Place, "place"), default=Place.ON_SITE)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    venue: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_creative: Mapped[bool] = mapped_column(default=False)
    is_personal_development: Mapped[bool] = mapped_column(default=False)
    is_summary: Mapped[bool] = mapped_column(default=False)
    events_count: Mapped[int | None] = mapped_column(sa.Integer().evaluates_none(), default=1)
    import_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    planned_participants: Mapped[int | None]
    participants: Mapped[int | None] = mapped_column(sa.BigInteger, deferred=True)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    publication_url: Mapped[str] = mapped_column(sa.String(500), default="")
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)

    branch: Mapped[Branch] = relationship()
    application: Mapped["Application | None"] = relationship()
    partners: Mapped[list[Organisation]] = relationship(secondary=event_partners, order_by=Organisation.sort_key)
    volunteers: Mapped[list[Volunteer]] = relationship(secondary=event_volunteers)
    counts: Mapped[list["AttendanceCount"]] = relationship(back_populates="event", cascade="all, delete-orphan")
    marks: Mapped[list["AttendanceMark"]] = relationship(back_populates="event", cascade="all, delete-orphan")

    def rename(self, title: str) -> None:
        """Set the title and the key it is sorted by."""
        self.title = title
        self.sort_key = sort_key(title)

    def search_title(self) -> str:
        return self.title

    def search_note(self) -> str:
        return self.starts_on.strftime("%d.%m.%Y")

    def search_words(self) -> Iterable[str | None]:
        return (self.title, self.venue, self.search_note())


class AttendanceCount(Audited, Base):
    """The number that counts: attendances (not unique people) of one age band in one mode."""

    __tablename__ = "attendance_counts"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "age_band_id", "mode"),
        sa.CheckConstraint("count >= 0", name="count_not_negative"),
        sa.Index("ix_attendance_counts_event_id_count", "event_id", "count"),
    )

    id: Mapped[IntPk]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    age_band_id: Mapped[int] = mapped_column(sa.ForeignKey("age_bands.id"), index=True)
    mode: Mapped[AttendanceMode] = mapped_column(enum_type(AttendanceMode, "mode"))
    count: Mapped[int]
    method: Mapped[CountMethod] = mapped_column(enum_type(CountMethod, "method"), default=CountMethod.COUNTED)

    event: Mapped[Event] = relationship(back_populates="counts")
    age_band: Mapped[AgeBand] = relationship()


class AttendanceMark(Audited, Base):
    """How many of the participants carried a mark; a total of the event, never a property of a person."""

    __tablename__ = "attendance_marks"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "mark"),
        sa.CheckConstraint("count >= 0", name="count_not_negative"),
    )

    id: Mapped[IntPk]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    mark: Mapped[Mark] = mapped_column(enum_type(Mark, "mark"))
    count: Mapped[int]

    event: Mapped[Event] = relationship(back_populates="marks")


class Measure(StrEnum):
    """What a library's own yearly or monthly figure measures."""

    USERS = "users"
    VISITS = "visits"
    LOANS = "loans"
    COMPUTER_HOURS = "computer_hours"
    WIFI_SESSIONS = "wifi_sessions"


class BranchFigure(Audited, Base):
    """A figure that a branch reports for a period, such as visits in a month; `detail` splits it."""

    __tablename__ = "branch_figures"
    __table_args__ = (
        sa.UniqueConstraint("branch_id", "measure", "starts_on", "ends_before", "detail"),
        sa.CheckConstraint("ends_before > starts_on", name="dates_in_order"),
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
    )

    id: Mapped[IntPk]
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    measure: Mapped[Measure] = mapped_column(enum_type(Measure, "measure"))
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    detail: Mapped[str] = mapped_column(sa.String(60), default="")
    value: Mapped[int] = mapped_column(sa.BigInteger)

    branch: Mapped[Branch] = relationship()
