"""Volunteers: profile, skills, languages, availability, moves of the status, and the hours log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.languages import Language
from app.domain.volunteers import DayPart, HoursSource, HoursStatus, VolunteerStatus
from models.accounts import User
from models.base import (
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    Versioned,
    enum_type,
    utc_now,
)
from models.branches import Branch
from models.contacts import Person
from models.search import Searchable

if TYPE_CHECKING:
    from models.events import Event
    from models.grants import Application
    from models.opportunities import Opportunity, Shift

volunteer_skills = sa.Table(
    "volunteer_skills",
    Base.metadata,
    sa.Column("volunteer_id", sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill_id", sa.ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Skill(Base):
    """Something that a volunteer can do; its key ignores case."""

    __tablename__ = "skills"

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(80))
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)


class Volunteer(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A person who helps, and the terms on which they do.

    From the first move of the status on, `current_change_id` and `status` are kept in agreement by a key.
    """

    __tablename__ = "volunteers"
    __search_kind__ = "volunteer"
    __search_contact__ = "person_id"
    __table_args__ = (
        sa.CheckConstraint(
            "contract_until IS NULL OR contract_from IS NULL OR contract_until >= contract_from",
            name="contract_dates_in_order",
        ),
        sa.ForeignKeyConstraint(
            ["current_change_id", "id", "status"],
            [
                "volunteer_status_changes.id",
                "volunteer_status_changes.volunteer_id",
                "volunteer_status_changes.to_status",
            ],
            name="fk_volunteers_status_is_last_change",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index("ix_volunteers_status_id", "status", "id"),
        sa.Index("ix_volunteers_started_on", "started_on"),
        # Who is in a list, and who is in the archive, is read from this index alone.
        sa.Index("ix_volunteers_archive", "archived_at", "id", "person_id", "branch_id"),
    )

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), unique=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    status: Mapped[VolunteerStatus] = mapped_column(
        enum_type(VolunteerStatus, "status"), default=VolunteerStatus.ACTIVE
    )
    current_change_id: Mapped[int | None]
    coordinator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    started_on: Mapped[date | None]
    left_on: Mapped[date | None]
    contract_number: Mapped[str] = mapped_column(sa.String(60), default="")
    contract_from: Mapped[date | None]
    contract_until: Mapped[date | None]
    certificate_number: Mapped[str] = mapped_column(sa.String(60), default="")
    certificate_on: Mapped[date | None]
    oriented_on: Mapped[date | None]
    briefed_on: Mapped[date | None]
    guardian_name: Mapped[str] = mapped_column(sa.String(200), default="")
    guardian_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    emergency_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    emergency_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    about: Mapped[str] = mapped_column(sa.Text, default="")

    person: Mapped[Person] = relationship()
    branch: Mapped[Branch] = relationship()
    coordinator: Mapped[User | None] = relationship()
    skills: Mapped[list[Skill]] = relationship(secondary=volunteer_skills, order_by=Skill.name)
    languages: Mapped[list["VolunteerLanguage"]] = relationship(
        cascade="all, delete-orphan", order_by="VolunteerLanguage.code"
    )
    changes: Mapped[list["VolunteerStatusChange"]] = relationship(
        cascade="all, delete-orphan",
        order_by="VolunteerStatusChange.id",
        foreign_keys="VolunteerStatusChange.volunteer_id",
    )
    availability: Mapped[list["VolunteerAvailability"]] = relationship(
        cascade="all, delete-orphan", order_by="VolunteerAvailability.weekday"
    )

    def search_title(self) -> str:
        return self.person.display_name

    def search_words(self) -> Iterable[str | None]:
        yield self.person.display_name
        yield from (skill.name for skill in self.skills)


class VolunteerAvailability(Base):
    """A part of a week day on which the volunteer can come: Monday is 0."""

    __tablename__ = "volunteer_availability"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),)

    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[DayPart] = mapped_column(enum_type(DayPart, "part"), primary_key=True)


class VolunteerLanguage(Base):
    """A language that the volunteer speaks."""

    __tablename__ = "volunteer_languages"

    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[Language] = mapped_column(enum_type(Language, "code"), primary_key=True)


class VolunteerStatusChange(Base):
    """One move of a volunteer's status; rows are never changed."""

    __tablename__ = "volunteer_status_changes"
    __table_args__ = (
        sa.UniqueConstraint("id", "volunteer_id", "to_status", name="uq_volunteer_status_changes_target"),
        sa.CheckConstraint("from_status <> to_status", name="status_moves"),
    )

    id: Mapped[IntPk]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), index=True)
    from_status: Mapped[VolunteerStatus] = mapped_column(enum_type(VolunteerStatus, "from_status"))
    to_status: Mapped[VolunteerStatus] = mapped_column(enum_type(VolunteerStatus, "to_status"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    by: Mapped[User | None] = relationship()


SUMMED = ("branch_id", "volunteer_id", "opportunity_id", "event_id", "application_id", "minutes")
_AT_EVENTS = sa.text("event_id IS NOT NULL")


class HoursEntry(Timestamps, Versioned, Audited, Base):
    """Time that a volunteer gave on one day; only confirmed entries are counted in reports.

    `opportunity_id` is the role in which the volunteer helped; an entry of a shift has that of the shift.
    `source` says who wrote it down, `decline_reason` why it was not confirmed.
    """

    __tablename__ = "hours_entries"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 1 AND 960", name="minutes_sane"),
        sa.CheckConstraint("(status = 'logged') = (decided_at IS NULL)", name="decided_entries_say_when"),
        sa.Index("ix_hours_entries_worked_on_id", "worked_on", "id"),
        # The log in the order of how long the hours were.
        sa.Index("ix_hours_entries_minutes_id", "minutes", "id"),
        # When somebody came last is read from this index alone, whatever was not confirmed.
        sa.Index("ix_hours_entries_volunteer_id_worked_on", "volunteer_id", "worked_on", "status"),
        # The log of a grant or a role is read in the order of its days.
        sa.Index("ix_hours_entries_application_id_worked_on", "application_id", "worked_on", "id"),
        sa.Index("ix_hours_entries_opportunity_id_worked_on", "opportunity_id", "worked_on", "id"),
        # A branch has many entries: those of a status are found, counted and added up without reading their rows.
        sa.Index("ix_hours_entries_branch_id_worked_on", "branch_id", "worked_on", "id", "status", "minutes"),
        # Sums of a period are read from this index alone, whatever they are grouped by, and the log of a status.
        sa.Index("ix_hours_entries_sums", "status", "worked_on", "id", *SUMMED),
        sa.Index(
            "ix_hours_entries_at_events",
            "status",
            "worked_on",
            "event_id",
            "minutes",
            sqlite_where=_AT_EVENTS,
            postgresql_where=_AT_EVENTS,
        ),
        # A claim on a grant points to the entry as it was confirmed.
        sa.Index("uq_hours_entries_id_minutes_status", "id", "minutes", "status", unique=True),
        sa.Index(
            "uq_hours_entries_shift_volunteer",
            "shift_id",
            "volunteer_id",
            unique=True,
            sqlite_where=sa.text("status <> 'rejected'"),
            postgresql_where=sa.text("status <> 'rejected'"),
        ),
    )

    id: Mapped[IntPk]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id"))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    worked_on: Mapped[date]
    minutes: Mapped[int]
    activity: Mapped[str] = mapped_column(sa.String(200), default="")
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"))
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunities.id"))
    shift_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shifts.id"), index=True)
    source: Mapped[HoursSource] = mapped_column(
        enum_type(HoursSource, "source"), default=HoursSource.STAFF, server_default=HoursSource.STAFF.value
    )
    status: Mapped[HoursStatus] = mapped_column(enum_type(HoursStatus, "status"), default=HoursStatus.LOGGED)
    logged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")

    volunteer: Mapped[Volunteer] = relationship()
    branch: Mapped[Branch] = relationship()
    event: Mapped["Event | None"] = relationship()
    application: Mapped["Application | None"] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    shift: Mapped["Shift | None"] = relationship()
    logged_by: Mapped[User | None] = relationship(foreign_keys=[logged_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
