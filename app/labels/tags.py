"""Words of the area: tags, their groups, and what is done with many contacts at once."""

from typing import Any

from app.domain.tags import BulkAction, TagTone
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    TagTone: {
        TagTone.NEUTRAL: _l("Grey"),
        TagTone.INFO: _l("Blue"),
        TagTone.SUCCESS: _l("Green"),
        TagTone.WARNING: _l("Orange"),
        TagTone.DANGER: _l("Red"),
        TagTone.ACCENT: _l("Amber"),
    },
    BulkAction: {
        BulkAction.ADD_TAG: _l("Add a tag"),
        BulkAction.REMOVE_TAG: _l("Remove a tag"),
        BulkAction.ARCHIVE: _l("Archive"),
    },
}
TONES: dict[Any, dict[Any, str]] = {TagTone: {tone: tone.value for tone in TagTone}}
REFUSALS: dict[str, Any] = {
    "one_tag_of_group": _l("Only one tag of the group “%(value)s” is possible: %(tags)s."),
    "tag_group_exists": _l("There is a group of this name already: %(value)s."),
    "too_many_tag_groups": _l("At most %(value)s groups are possible."),
    "group_is_crowded": _l("Some contacts have several tags of this group: %(value)s. Leave one of them first."),
    "tag_exists": _l("There is a tag of this name already: %(value)s. Merge the two instead."),
    "same_tag": _l("Choose another tag."),
    "nothing_chosen": _l("Choose at least one contact."),
    "choose_a_tag": _l("Choose a tag."),
}
