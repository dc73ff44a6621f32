"""What a grant does: planned activities and the indicators that it answers for."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grant_counts import GrantCount
from models.base import QUANTITY, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.events import Event
from models.grants import Application


class PlannedActivity(Timestamps, Versioned, Audited, Base):
    """An activity that the application promised, and the event that fulfilled it."""

    __tablename__ = "planned_activities"
    __table_args__ = (sa.CheckConstraint("planned_to IS NULL OR planned_to >= planned_from", name="dates_in_order"),)

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    planned_from: Mapped[date]
    planned_to: Mapped[date | None]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    responsible: Mapped[str] = mapped_column(sa.String(200), default="")
    done_on: Mapped[date | None]
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"), index=True)
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    application: Mapped[Application] = relationship()
    event: Mapped[Event | None] = relationship()


class GrantIndicator(Timestamps, Versioned, Audited, Base):
    """A result that the grant is judged by: where it started, what was promised, what was achieved.

    `counted` binds it to a figure that is counted from the records; then nobody types what was achieved.
    """

    __tablename__ = "grant_indicators"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "name"),
        sa.CheckConstraint("counted IS NULL OR achieved IS NULL", name="counted_is_not_typed"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(300))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    baseline: Mapped[Decimal | None] = mapped_column(QUANTITY)
    target: Mapped[Decimal | None] = mapped_column(QUANTITY)
    achieved: Mapped[Decimal | None] = mapped_column(QUANTITY)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    counted: Mapped[GrantCount | None] = mapped_column(enum_type(GrantCount, "counted"))

    application: Mapped[Application] = relationship()
