"""Papers issued to volunteers, their numbers, and the texts that they are made of."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.volunteer_papers import PaperKind, PaperState, paper_number, shown_code
from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.jobs import Job
from models.volunteers import Volunteer


class PaperSeries(Base):
    """The last number given to a paper of a year. Taking the next one locks the row until the transaction ends."""

    __tablename__ = "paper_series"
    __table_args__ = (
        sa.CheckConstraint("year BETWEEN 1990 AND 2200", name="year_sane"),
        sa.CheckConstraint("last_number >= 0", name="last_number_not_negative"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)


class PaperText(Timestamps, Versioned, Audited, Base):
    """The words of a kind of paper in a language, where somebody changed those that come with the product."""

    __tablename__ = "paper_texts"
    __table_args__ = (
        sa.UniqueConstraint("kind", "locale"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("length(body) > 0", name="body_not_empty"),
    )

    id: Mapped[IntPk]
    kind: Mapped[PaperKind] = mapped_column(enum_type(PaperKind, "kind"))
    locale: Mapped[str] = mapped_column(sa.String(5))
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)


class IssuedPaper(Versioned, Audited, Base):
    """A paper as it was given out: everything printed on it is kept here and never changes.

    `body` is HTML that `app.domain.letters` made. `work` is a list of `WorkLine` as mappings. `minutes` are the
    confirmed ones of the period (both days included) on the day of issue. A paper of a background job carries its
    place in the job's list, so that a job that begins anew issues nothing twice.
    """

    __tablename__ = "issued_papers"
    __audit_exclude__ = frozenset({"version", "code", "body", "work"})
    __table_args__ = (
        sa.UniqueConstraint("year", "number"),
        sa.UniqueConstraint("job_id", "job_position"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("period_until >= period_from", name="period_in_order"),
        sa.CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        sa.CheckConstraint("length(code) = 16", name="code_whole"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_says_who"),
        sa.CheckConstraint("(job_id IS NULL) = (job_position IS NULL)", name="job_says_place"),
        sa.Index("ix_issued_papers_volunteer_id_kind", "volunteer_id", "kind"),
    )

    id: Mapped[IntPk]
    kind: Mapped[PaperKind] = mapped_column(enum_type(PaperKind, "kind"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id"))
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    locale: Mapped[str] = mapped_column(sa.String(5))
    period_from: Mapped[date]
    period_until: Mapped[date]
    minutes: Mapped[int]
    shows_hours: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str] = mapped_column(sa.String(300))
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    work: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    since: Mapped[date | None]
    library_name: Mapped[str] = mapped_column(sa.String(300), default="")
    library_address: Mapped[str] = mapped_column(sa.String(300), default="")
    library_code: Mapped[str] = mapped_column(sa.String(10), default="")
    signatory_name: Mapped[str] = mapped_column(sa.String(200), default="")
    signatory_position: Mapped[str] = mapped_column(sa.String(200), default="")
    issued_on: Mapped[date] = mapped_column(index=True)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issued_papers.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id"))
    job_position: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    revoke_reason: Mapped[str] = mapped_column(sa.String(300), default="")

    volunteer: Mapped[Volunteer] = relationship()
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    revoked_by: Mapped[User | None] = relationship(foreign_keys=[revoked_by_id])
    replaces: Mapped["IssuedPaper | None"] = relationship(remote_side="IssuedPaper.id")
    job: Mapped[Job | None] = relationship()

    @property
    def shown_number(self) -> str:
        """Return the number as it is printed."""
        return paper_number(self.year, self.number)

    @property
    def shown_code(self) -> str:
        """Return the code as it is printed."""
        return shown_code(self.code)

    @property
    def state(self) -> PaperState:
        """Return whether the paper holds."""
        return PaperState.VALID if self.revoked_at is None else PaperState.REVOKED
