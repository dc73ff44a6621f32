"""Tags of contacts and the groups that they may belong to."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.domain.text import search_text


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


def one_of_each_group(
    tags: Iterable[str], groups: Mapping[str, int], held: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """Part the tags that a contact can get from those that its other tags leave no room for.

    Args:
        groups: the group of each tag of which a contact may have one, by the tag's key.
        held: the tags that the contact has already; they stay.

    Returns:
        The tags that fit, the first of each such group, and the others.
    """
    had = {search_text(tag) for tag in held}
    taken = {groups[key]: key for key in had if key in groups}
    fit: list[str] = []
    left: list[str] = []
    for tag in tags:
        key = search_text(tag)
        group = groups.get(key)
        fits = group is None or taken.setdefault(group, key) == key
        (fit if fits else left).append(tag)
    return fit, left
