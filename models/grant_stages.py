"""How the institution names, orders and weighs the stages of applications."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.grants import Stage
from models.base import Audited, Base, IntPk, Timestamps, Versioned, enum_type


class GrantStage(Timestamps, Versioned, Audited, Base):
    """One stage, with a row for each code. An empty name is the built-in one; the kind follows from the code.

    `probability` is in whole per cent; that of a won, lost or closed stage is certain.
    """

    __tablename__ = "grant_stages"
    __table_args__ = (
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="probability_is_percent"),
        sa.CheckConstraint(
            "(code NOT IN ('awarded', 'contracting', 'implementation', 'reporting', 'closed') OR probability = 100)"
            " AND (code NOT IN ('rejected', 'withdrawn') OR probability = 0)",
            name="what_is_decided_is_certain",
        ),
        sa.CheckConstraint("position > 0", name="position_positive"),
    )

    id: Mapped[IntPk]
    code: Mapped[Stage] = mapped_column(enum_type(Stage, "code"), unique=True)
    name_uk: Mapped[str] = mapped_column(sa.String(60), default="")
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    position: Mapped[int]
    probability: Mapped[int]
