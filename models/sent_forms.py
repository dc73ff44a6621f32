"""Forms that made something: what is sent once more does not make it twice."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UtcDateTime, utc_now


class SentForm(Base):
    """A form as it was drawn, filled in and sent, with the address that its answer led to.

    `digest` stands for the token of the form, which is another one whenever it is drawn, and all that was typed. Rows
    are kept for a day.
    """

    __tablename__ = "sent_forms"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    led_to: Mapped[str] = mapped_column(sa.Text)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
