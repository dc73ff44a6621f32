"""Forms of relationships and of their types."""

from typing import Any

from wtforms import BooleanField

from app.domain.contacts import ContactKind
from app.domain.relationships import Choice
from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, ContactField, EnumField, Filled, day, select, text, whole
from app.i18n import _l


class RelationshipForm(RecordForm):
    """What a contact is to another one, read from the page on which it is typed."""

    ordered = (("starts_on", "ends_on", "dates_out_of_order"),)

    choice = EnumField(_l("What it is"), [Filled()], choices=[], coerce=str)
    other = ContactField(_l("Who"), required=True)
    starts_on = day(_l("Since"))
    ends_on = day(_l("Until"))
    note = text(_l("Note"), limit=500)
    parent_under_age = BooleanField(_l("A parent under 18"))

    def chosen(self) -> Choice | None:
        """Return the chosen direction, or None while nothing that can be read is chosen."""
        try:
            return Choice.parse(self.choice.data or "")
        except ValueError:
            return None


class RelationshipTypeForm(RecordForm):
    """A type of relationships in the words of both directions and languages."""

    name_uk = text(_l("In Ukrainian"), limit=80, required=True)
    reverse_uk = text(_l("The other way round in Ukrainian"), limit=80)
    name_en = text(_l("In English"), limit=80, required=True)
    reverse_en = text(_l("The other way round in English"), limit=80)
    from_kind = select(_l("Who is the first"), ContactKind, blank=_l("Anybody"))
    to_kind = select(_l("Who is the second"), ContactKind, blank=_l("Anybody"))
    symmetric = BooleanField(
        _l("Reads the same both ways"), description=_l("As “is a colleague of”: one wording is enough.")
    )
    acyclic = BooleanField(
        _l("A circle is impossible"), description=_l("As in “is part of”: nobody can be above and below the same one.")
    )
    position = whole(_l("Place in the menu"), most=1000, default=500)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; the other direction needs words too, unless it reads the same."""
        valid = bool(super().validate(extra_validators))
        for field in (self.reverse_uk, self.reverse_en):
            if not field.data and not self.symmetric.data:
                field.errors = [*field.errors, REQUIRED]
                valid = False
        return valid
