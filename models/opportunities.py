"""Opportunities to help, shifts and who has a place in them; the personal links of volunteers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.opportunities import (
    AssignmentSource,
    AssignmentStatus,
    OpportunityKind,
    OpportunityStatus,
    Visibility,
)
from app.domain.text import sort_key
from app.domain.volunteers import MIN_AGE
from models.accounts import User
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
    utc_now,
)
from models.branches import Branch
from models.search import Searchable
from models.volunteers import Skill, Volunteer

if TYPE_CHECKING:
    from models.events import Event
    from models.grants import Application

opportunity_skills = sa.Table(
    "opportunity_skills",
    Base.metadata,
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("skill_id", sa.ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Opportunity(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """Work for which volunteers are wanted: what, where, how many, with which skills, seen by whom.

    `token` is the public address. `needed` is how many people are wanted in all; None means any number.
    With `self_signup` a volunteer takes a place in a shift by a personal link without asking.
    """

    __tablename__ = "opportunities"
    __search_kind__ = "opportunity"
    __table_args__ = (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("needed IS NULL OR needed > 0", name="needed_positive"),
        sa.CheckConstraint(f"min_age BETWEEN {MIN_AGE} AND 99", name="min_age_lawful"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        sa.Index("ix_opportunities_status_id", "status", "id"),
    )

    id: Mapped[IntPk]
    token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    kind: Mapped[OpportunityKind] = mapped_column(enum_type(OpportunityKind, "kind"))
    status: Mapped[OpportunityStatus] = mapped_column(
        enum_type(OpportunityStatus, "status"), default=OpportunityStatus.DRAFT
    )
    visibility: Mapped[Visibility] = mapped_column(enum_type(Visibility, "visibility"), default=Visibility.STAFF)
    needed: Mapped[int | None]
    min_age: Mapped[int] = mapped_column(default=MIN_AGE)
    self_signup: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)

    branch: Mapped[Branch] = relationship()
    owner: Mapped[User | None] = relationship()
    event: Mapped["Event | None"] = relationship()
    application: Mapped["Application | None"] = relationship()
    skills: Mapped[list[Skill]] = relationship(secondary=opportunity_skills, order_by=Skill.name)
    shifts: Mapped[list["Shift"]] = relationship(
        back_populates="opportunity", cascade="all, delete-orphan", order_by="Shift.starts_at"
    )

    def rename(self, title: str) -> None:
        """Set the title and the key it is sorted by."""
        self.title = title
        self.sort_key = sort_key(title)

    def search_title(self) -> str:
        return self.title

    def search_note(self) -> str:
        return self.branch.name

    def search_words(self) -> Iterable[str | None]:
        yield self.title
        yield from (skill.name for skill in self.skills)


_AT_EVENT = sa.text("event_id IS NOT NULL")


class Shift(Timestamps, Versioned, Audited, Base):
    """A time at which volunteers are wanted. `day` is the local date of the beginning.

    `taken` counts the confirmed places. It is only changed by one UPDATE that asks for `taken < needed`, so
    that no more people get a place than there are, however many press at once. Shifts that were made together
    carry the same `series`.
    """

    __tablename__ = "shifts"
    __audit_exclude__ = Audited.__audit_exclude__ | {"series"}
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="times_in_order"),
        sa.CheckConstraint("needed > 0", name="needed_positive"),
        sa.CheckConstraint("taken BETWEEN 0 AND needed", name="taken_within_needed"),
        sa.Index("ix_shifts_day_id", "day", "id"),
        sa.Index("ix_shifts_starts_at_id", "starts_at", "id"),
        sa.Index("ix_shifts_branch_id_day_id", "branch_id", "day", "id"),
        sa.Index("ix_shifts_opportunity_id_starts_at", "opportunity_id", "starts_at"),
        # Few shifts have an event. With all the others among them, SQLite would take those of one event for many.
        sa.Index("ix_shifts_event_id", "event_id", sqlite_where=_AT_EVENT, postgresql_where=_AT_EVENT),
    )

    id: Mapped[IntPk]
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunities.id", ondelete="CASCADE"))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"))
    day: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    needed: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    series: Mapped[str] = mapped_column(sa.String(32), default="", index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(sa.String(300), default="")

    opportunity: Mapped[Opportunity] = relationship(back_populates="shifts")
    branch: Mapped[Branch] = relationship()
    event: Mapped["Event | None"] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="shift", cascade="all, delete-orphan", order_by="Assignment.id"
    )

    @property
    def minutes(self) -> int:
        """Return how long the shift lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Assignment(Timestamps, Versioned, Audited, Base):
    """A volunteer's place in a shift, or in its waiting list, which is served in the order of ids.

    `override_reason` says why a place was given although a check (a clash, the age) spoke against it.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_says_when"),
        sa.CheckConstraint("(overridden_by_id IS NULL) OR length(override_reason) > 0", name="override_is_explained"),
        sa.Index(
            "uq_assignments_present",
            "shift_id",
            "volunteer_id",
            unique=True,
            sqlite_where=sa.text("status <> 'cancelled'"),
            postgresql_where=sa.text("status <> 'cancelled'"),
        ),
        sa.Index("ix_assignments_volunteer_id_shift_id", "volunteer_id", "shift_id"),
        sa.Index("ix_assignments_shift_id_status_id", "shift_id", "status", "id"),
    )

    id: Mapped[IntPk]
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id"))
    status: Mapped[AssignmentStatus] = mapped_column(enum_type(AssignmentStatus, "status"))
    source: Mapped[AssignmentSource] = mapped_column(
        enum_type(AssignmentSource, "source"), default=AssignmentSource.STAFF
    )
    assigned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    overridden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    swap_offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(sa.String(300), default="")

    shift: Mapped[Shift] = relationship(back_populates="assignments")
    volunteer: Mapped[Volunteer] = relationship()
    assigned_by: Mapped[User | None] = relationship(foreign_keys=[assigned_by_id])
    overridden_by: Mapped[User | None] = relationship(foreign_keys=[overridden_by_id])


class PersonalLink(Audited, Base):
    """An address by which a volunteer does without an account; only the hash of its secret is kept."""

    __tablename__ = "personal_links"
    __audit_exclude__ = frozenset({"token_hash", "last_used_at"})
    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="expires_later"),)

    id: Mapped[IntPk]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    volunteer: Mapped[Volunteer] = relationship()
    created_by: Mapped[User | None] = relationship()
