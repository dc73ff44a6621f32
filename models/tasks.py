"""Tasks, the checklists that make them, calendar addresses, daily letters and scheduled work."""

from collections.abc import Iterable
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.domain.application_work import TeamRole
from app.domain.roles import Role
from app.domain.tasks import LAST_DAY, ChecklistTrigger, Priority, RepeatUnit, StepAssignee, TaskState
from models.accounts import User
from models.base import Archivable, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.branches import Branch
from models.search import Searchable

# The records that a task or a checklist can belong to, in the order of their keys.
RECORD_KINDS = ("contact", "application", "event", "partnership", "volunteer", "donation", "opportunity")
_HOW_MANY = " + ".join(f"(CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END)" for kind in RECORD_KINDS)


class BelongsToRecord:
    """A row that may belong to one record: the arc of foreign keys names at most one."""

    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    partnership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"))
    donation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("donations.id", ondelete="CASCADE"))
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunities.id", ondelete="CASCADE"))

    @property
    def record_kind(self) -> str | None:
        """Return the kind of the record that the row belongs to, such as `event`."""
        return next((kind for kind in RECORD_KINDS if getattr(self, f"{kind}_id") is not None), None)

    @property
    def record_id(self) -> int | None:
        """Return the number of that record."""
        kind = self.record_kind
        return None if kind is None else int(getattr(self, f"{kind}_id"))


class ChecklistTemplate(Timestamps, Versioned, Archivable, Audited, Base):
    """A list of steps that becomes tasks when something happens, such as a grant being awarded."""

    __tablename__ = "checklist_templates"
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("days_before >= 0", name="days_before_not_negative"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(200))
    trigger: Mapped[ChecklistTrigger] = mapped_column(enum_type(ChecklistTrigger, "trigger"))
    days_before: Mapped[int] = mapped_column(default=60)
    is_active: Mapped[bool] = mapped_column(default=True)

    steps: Mapped[list["ChecklistStep"]] = relationship(
        back_populates="template", cascade="all, delete-orphan", order_by="ChecklistStep.position"
    )


class ChecklistStep(Audited, Base):
    """One step: what, how many days after (or before) the date, and whose."""

    __tablename__ = "checklist_steps"
    __table_args__ = (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("(assignee = 'role') = (role IS NOT NULL)", name="role_only_for_a_role"),
        sa.CheckConstraint("(assignee = 'account') = (account_id IS NOT NULL)", name="account_only_for_an_account"),
        sa.CheckConstraint("(assignee = 'team') = (team_role IS NOT NULL)", name="team_role_only_for_the_team"),
    )

    id: Mapped[IntPk]
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_templates.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(300))
    days_after: Mapped[int] = mapped_column(default=0)
    skip_weekends: Mapped[bool] = mapped_column(default=True)
    assignee: Mapped[StepAssignee] = mapped_column(
        enum_type(StepAssignee, "assignee"), default=StepAssignee.RESPONSIBLE
    )
    role: Mapped[Role | None] = mapped_column(enum_type(Role, "role"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    team_role: Mapped[TeamRole | None] = mapped_column(enum_type(TeamRole, "team_role"))

    template: Mapped[ChecklistTemplate] = relationship(back_populates="steps")
    account: Mapped[User | None] = relationship()


class Checklist(BelongsToRecord, Audited, Base):
    """A checklist that was started for one record and one date; the keys let it start once only."""

    __tablename__ = "checklists"
    __table_args__ = (
        sa.CheckConstraint(f"{_HOW_MANY} = 1", name="exactly_one_record"),
        *(
            sa.UniqueConstraint(f"{kind}_id", "template_id", "trigger_on", name=f"uq_checklists_once_for_{kind}")
            for kind in RECORD_KINDS
        ),
    )

    id: Mapped[IntPk]
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_templates.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    trigger_on: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    started_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    template: Mapped[ChecklistTemplate] = relationship()
    started_by: Mapped[User | None] = relationship()


class Task(Timestamps, Versioned, Archivable, BelongsToRecord, Audited, Searchable, Base):
    """Something that somebody has to do. `due_key` is the due date, or the last day of all when there is none."""

    __tablename__ = "tasks"
    __search_kind__ = "task"
    __audit_exclude__ = frozenset({"updated_at", "version", "due_key", "repeat_from", "follows_id"})
    __table_args__ = (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint(f"{_HOW_MANY} <= 1", name="at_most_one_record"),
        sa.CheckConstraint("due_at IS NULL OR due_on IS NOT NULL", name="time_needs_a_date"),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_when_not_open"),
        sa.CheckConstraint(
            "(repeat_unit IS NULL) = (repeat_every IS NULL) AND (repeat_unit IS NULL) = (repeat_from IS NULL)",
            name="repeat_is_whole",
        ),
        sa.CheckConstraint("repeat_unit IS NULL OR due_on IS NOT NULL", name="repeat_needs_a_date"),
        sa.CheckConstraint("repeat_every IS NULL OR repeat_every > 0", name="repeat_every_positive"),
        # The tasks of one person are counted and put in order from this index alone.
        sa.Index("ix_tasks_of_assignee", "assignee_id", "state", "due_key", "id", "archived_at", "priority"),
        sa.Index("ix_tasks_assignee_id_closed_at", "assignee_id", "closed_at"),
        sa.Index("ix_tasks_state_due_key_id", "state", "due_key", "id"),
        sa.Index("ix_tasks_due_key_id", "due_key", "id"),
        *(sa.Index(f"ix_tasks_{kind}_id_state", f"{kind}_id", "state") for kind in RECORD_KINDS),
    )

    id: Mapped[IntPk]
    title: Mapped[str] = mapped_column(sa.String(300))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    due_on: Mapped[date | None]
    due_at: Mapped[time | None]
    due_key: Mapped[date] = mapped_column(default=LAST_DAY)
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    priority: Mapped[Priority] = mapped_column(enum_type(Priority, "priority"), default=Priority.NORMAL)
    state: Mapped[TaskState] = mapped_column(enum_type(TaskState, "state"), default=TaskState.OPEN)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    repeat_every: Mapped[int | None]
    repeat_unit: Mapped[RepeatUnit | None] = mapped_column(enum_type(RepeatUnit, "repeat_unit"))
    repeat_from: Mapped[date | None]
    repeat_until: Mapped[date | None]
    repeat_times: Mapped[int | None]
    # The occurrence before this one; the key lets an occurrence have one successor only.
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id", ondelete="SET NULL"), unique=True)
    checklist_id: Mapped[int | None] = mapped_column(sa.ForeignKey("checklists.id", ondelete="SET NULL"), index=True)

    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    branch: Mapped[Branch | None] = relationship()
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    checklist: Mapped[Checklist | None] = relationship()

    @validates("due_on")
    def _keep_due_key(self, _key: str, value: date | None) -> date | None:
        self.due_key = value or LAST_DAY
        return value

    def search_title(self) -> str:
        return self.title

    def search_words(self) -> Iterable[str | None]:
        return (self.title, self.note)


class CalendarAddress(Audited, Base):
    """A secret address of an account's calendar: only the hash of its token is stored."""

    __tablename__ = "calendar_addresses"
    __audit_exclude__ = frozenset({"token_hash"})

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    with_events: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class DigestRefusal(Base):
    """An account that wants no daily letter. Everybody else who may have tasks gets one."""

    __tablename__ = "digest_refusals"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Digest(Base):
    """The daily letter of one account and day: the row is there before the letter leaves, so none leaves twice."""

    __tablename__ = "digests"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "day"),
        sa.CheckConstraint("attempts >= 1", name="attempts_positive"),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(sa.String(300), default="")


class ScheduledRun(Base):
    """One run of work that is done once a period; who inserts the row does the work."""

    __tablename__ = "scheduled_runs"
    __table_args__ = (sa.UniqueConstraint("name", "period"),)

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(60))
    period: Mapped[str] = mapped_column(sa.String(10))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
