"""Tags of contacts and the groups that they may belong to."""

from enum import StrEnum


class TagTone(StrEnum):
    """The colour of a group's tags: the tones of badges, so that they are readable in light and dark."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    ACCENT = "accent"


class BulkAction(StrEnum):
    """What can be done with many contacts at once."""

    ADD_TAG = "add_tag"
    REMOVE_TAG = "remove_tag"
    ARCHIVE = "archive"
