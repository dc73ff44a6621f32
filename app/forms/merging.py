"""Forms of merging: which two contacts, and what of each survives."""

from typing import Any

from wtforms import HiddenField

from app.domain.merging import Choices, Side
from app.forms.base import BaseForm
from app.forms.fields import ContactField
from app.i18n import _l

LONGEST_SEEN = 20_000


class MergeWithForm(BaseForm):
    """The contact to merge with; sent with the address, so it needs no token."""

    class Meta:
        """The form only asks."""

        csrf = False

    b = ContactField(_l("The same contact"))


class MergeForm(BaseForm):
    """The comparison of two contacts.

    A choice is sent as the id of the contact whose value survives, so that it means the same whichever of the
    two stays. `seen` is what the person saw, to be compared when somebody saved one of the two meanwhile.
    """

    version_a = HiddenField()
    version_b = HiddenField()
    seen = HiddenField()

    def is_stale_pair(self, survivor: Any, other: Any) -> bool:
        """Say whether somebody saved one of the two after the page was opened."""
        return (str(self.version_a.data), str(self.version_b.data)) != (str(survivor.version), str(other.version))


def choices_from(sent: Any, survivor_id: int, other_id: int) -> Choices:
    """Read the chosen sides: `field-NAME` and `card-TABLE` hold the id of a contact; others are left out."""
    sides = {str(survivor_id): Side.SURVIVOR, str(other_id): Side.OTHER}
    found: dict[str, dict[str, Side]] = {"field": {}, "card": {}}
    for key, value in sent.items():
        part, _dash, name = key.partition("-")
        if part in found and value in sides:
            found[part][name] = sides[value]
    return Choices(found["field"], found["card"])
