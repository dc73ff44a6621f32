"""What a person may type about contacts."""

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.validators import Length, Optional, ValidationError

from app.domain.contacts import ChannelLabel, OrganisationType
from app.domain.errors import RuleError
from app.forms.base import RecordForm
from app.forms.fields import ContactField, WordsField, day, select, text
from app.i18n import _, _l
from app.labels import refusal

# Beyond any contact; a request with more rows is no form of ours.
MOST_KEPT = 500


class ChannelForm(Form):
    """One e-mail, phone or address with its label."""

    value = text(_l("Value"), limit=300)
    label = select(_l("Label"), ChannelLabel, default=ChannelLabel.WORK)


class WorkplaceForm(Form):
    """Where a person works, and in what role."""

    organisation = ContactField(_l("Organisation"), kind="organisation")
    role = text(_l("Role"), limit=120)
    starts_on = day(_l("Since"))
    ends_on = day(_l("Until"))

    def validate_ends_on(self, field: Any) -> None:
        """Refuse an end before the beginning, together with the other errors."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The end cannot be before the beginning."))


class Rows(FieldList):
    """Rows of which a person may add up to `most`; those that a merge or a file brought beyond that are kept."""

    def __init__(self, form: type[Form], label: Any, *, most: int, **kwargs: Any) -> None:
        super().__init__(FormField(form), label, min_entries=1, max_entries=MOST_KEPT, **kwargs)
        self.most = most

    @property
    def is_full(self) -> bool:
        """Say whether nobody may add another row."""
        return len(self) >= self.most


class ContactForm(RecordForm):
    """What the forms of people and organisations share."""

    CHANNELS = ("emails", "phones", "addresses")

    filled_anew = True

    emails = Rows(ChannelForm, _l("E-mails"), most=20)
    phones = Rows(ChannelForm, _l("Phones"), most=20)
    addresses = Rows(ChannelForm, _l("Addresses"), most=10)
    city = text(_l("City"), limit=120)
    website = text(_l("Website"), limit=300)
    tags = WordsField(_l("Tags"))
    checked_duplicates = HiddenField(validators=[Optional(), Length(max=1)])

    def channels(self, name: str) -> list[tuple[str, ChannelLabel]]:
        """Return the filled rows of `emails`, `phones` or `addresses`."""
        rows: list[Any] = self._fields[name].data
        return [(row["value"], row["label"] or ChannelLabel.WORK) for row in rows if row["value"]]

    def lists(self) -> list[Rows]:
        """Return the fields that hold rows."""
        return [field for field in self if isinstance(field, Rows)]

    def add_row(self, name: str) -> None:
        """Add an empty row to one of the lists, unless it is full; other names are ignored."""
        for field in self.lists():
            if field.name == name and not field.is_full:
                field.append_entry()

    def refuse(self, error: RuleError) -> None:
        """Show a refusal next to the row that it is about."""
        super().refuse(error)
        for value in self._typed_as(error):
            value.errors = [refusal(error)]

    def is_row_refused(self, error: RuleError) -> bool:
        """Say whether the row that a refusal is about is refused already."""
        return any(value.errors for value in self._typed_as(error))

    def _typed_as(self, error: RuleError) -> list[Any]:
        rows = self._fields[error.field] if error.field in self.CHANNELS else ()
        return [row.form.value for row in rows if row.form.value.data == error.value]


class PersonForm(ContactForm):
    """A person."""

    last_name = text(_l("Last name"), limit=100)
    first_name = text(_l("First name"), limit=100)
    middle_name = text(_l("Patronymic"), limit=100)
    birth_date = day(_l("Birth date"))
    workplaces = Rows(WorkplaceForm, _l("Works at"), most=10)


class OrganisationForm(ContactForm):
    """An organisation."""

    name = text(_l("Name"), limit=300, required=True)
    legal_name = text(_l("Full legal name"), limit=300)
    organisation_type = select(_l("Type of organisation"), OrganisationType, default=OrganisationType.NGO)
    edrpou = text(_l("EDRPOU code"), limit=10)
