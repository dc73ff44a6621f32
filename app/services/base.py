"""What verbs of every area share: nothing is done with a record that is in the archive."""

from app.domain.errors import RuleError
from models.base import Archivable


def refuse_archived(record: Archivable, *, field: str | None = None) -> None:
    """Raise `RuleError` (`archived`, at the form's `field` if one is named) for a record in the archive."""
    if record.archived_at is not None:
        raise RuleError("archived", field=field)
