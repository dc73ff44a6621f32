"""Uploaded files: each belongs to exactly one record and is stored outside the web root."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Audited, Base, IntPk, UtcDateTime, utc_now


class Attachment(Audited, Base):
    """A file with what the report needs to print it: caption, credit and alternative text for a photo."""

    __tablename__ = "attachments"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN call_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_subject",
        ),
        sa.CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[IntPk]
    token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    donation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("donations.id", ondelete="CASCADE"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str] = mapped_column(sa.String(200))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    is_photo: Mapped[bool] = mapped_column(default=False)
    in_report: Mapped[bool] = mapped_column(default=True)
    caption: Mapped[str] = mapped_column(sa.String(300), default="")
    credit: Mapped[str] = mapped_column(sa.String(200), default="")
    alt_text: Mapped[str] = mapped_column(sa.String(300), default="")
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
