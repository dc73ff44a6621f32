"""What frozen versions share: the checksum that they were issued with, and what erasing a person may do to them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.frozen import checksum
from models.base import UtcDateTime


class Redactable:
    """A row that triggers guard: nothing removes it, and only a redaction changes it.

    A redaction replaces a person's name in `document` and in the words beside it, counts `redactions` up, and keeps the
    checksum of the text that is left. `checksum` stays the SHA-256 of `document` as it was frozen.
    """

    document: Mapped[str]
    checksum: Mapped[str] = mapped_column(sa.String(64))
    redactions: Mapped[int] = mapped_column(default=0, server_default="0")
    redacted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    redacted_checksum: Mapped[str | None] = mapped_column(sa.String(64))

    @property
    def is_untouched(self) -> bool:
        """Say whether `document` is what was frozen, or what the erasure of a person left of it."""
        return checksum(self.document) == (self.redacted_checksum or self.checksum)


def redaction_checks() -> tuple[sa.CheckConstraint, ...]:
    """Return what holds for every redaction."""
    return (
        sa.CheckConstraint("(redacted_at IS NULL) = (redactions = 0)", name="redaction_says_when"),
        sa.CheckConstraint("(redacted_checksum IS NULL) = (redactions = 0)", name="redaction_says_what_is_left"),
    )
