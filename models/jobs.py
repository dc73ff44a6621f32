"""Background jobs and spreadsheet imports, with their progress and outcome."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.imports import ImportKind, ImportStatus
from app.domain.jobs import JobStatus
from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, enum_type, utc_now


class Job(Base):
    """A piece of long work that can be left and found again."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.CheckConstraint("progress >= 0 AND total >= 0", name="progress_not_negative"),
        sa.Index("ix_jobs_created_by_id_created_at", "created_by_id", "created_at"),
    )

    id: Mapped[IntPk]
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[JobStatus] = mapped_column(enum_type(JobStatus, "status"), default=JobStatus.QUEUED)
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_by: Mapped[User | None] = relationship()


class ImportRun(Timestamps, Audited, Base):
    """One uploaded spreadsheet on its way into the database."""

    __tablename__ = "import_runs"
    # Lines of the file stand in them: the log would keep what it says of people for good.
    __audit_exclude__ = frozenset({"updated_at", "version", "token", "mapping", "summary"})

    id: Mapped[IntPk]
    kind: Mapped[ImportKind] = mapped_column(enum_type(ImportKind, "kind"))
    status: Mapped[ImportStatus] = mapped_column(enum_type(ImportStatus, "status"))
    filename: Mapped[str] = mapped_column(sa.String(200))
    token: Mapped[str] = mapped_column(sa.String(64))
    encoding: Mapped[str] = mapped_column(sa.String(20), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id"), index=True)

    created_by: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()
    issues: Mapped[list["ImportIssue"]] = relationship(
        back_populates="run", cascade="all, delete-orphan", order_by="ImportIssue.line"
    )


class ImportIssue(Base):
    """One line that was refused or noticed, and why."""

    __tablename__ = "import_issues"

    id: Mapped[IntPk]
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_runs.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    column: Mapped[str] = mapped_column(sa.String(120), default="")
    code: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[str] = mapped_column(sa.String(300), default="")
    is_refusal: Mapped[bool] = mapped_column(default=True)

    run: Mapped[ImportRun] = relationship(back_populates="issues")
