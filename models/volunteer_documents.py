"""Papers of volunteers that may run out."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.volunteer_documents import DocumentKind
from models.base import Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.files import Attachment
from models.volunteers import Volunteer


class VolunteerDocument(Timestamps, Versioned, Audited, Base):
    """A paper of a volunteer: its last day is None when it does not run out, its file may be missing."""

    __tablename__ = "volunteer_documents"
    __table_args__ = (
        sa.CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="dates_in_order"),
        sa.Index("ix_volunteer_documents_expires_on_id", "expires_on", "id"),
    )

    id: Mapped[IntPk]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind, "kind"))
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    volunteer: Mapped[Volunteer] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
