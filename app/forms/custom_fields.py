"""Forms of the settings: user-defined fields and their options."""

from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField
from wtforms.validators import Optional

from app.domain.custom_fields import MOST_OPTIONS, FieldType
from app.domain.tags import TagTone
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import IdSelectField, select, text
from app.i18n import _l
from app.services.custom_fields import FieldData, OptionData


class OptionForm(Form):
    """One option of a choice."""

    number = HiddenField(validators=[Optional()])
    name_uk = text(_l("Option in Ukrainian"), limit=120)
    name_en = text(_l("Option in English"), limit=120)


class FieldForm(RecordForm):
    """A field that people, organisations or both have."""

    name_uk = text(_l("Name in Ukrainian"), limit=80, required=True)
    name_en = text(_l("Name in English"), limit=80)
    type = select(_l("What it holds"), FieldType, default=FieldType.TEXT)
    options = FieldList(FormField(OptionForm), _l("Options of a choice"), min_entries=1, max_entries=MOST_OPTIONS)
    for_people = BooleanField(_l("People have it"), default=True)
    for_organisations = BooleanField(_l("Organisations have it"))
    help_text = text(_l("Help below the field"), limit=300)
    is_required = BooleanField(_l("Must be filled in"), description=_l("In the form; imports may leave it empty."))
    in_list = BooleanField(_l("Show as a column of the list"), description=_l("Files have the column in any case."))

    def show(self, field: Any) -> None:
        """Fill the form with a stored field and one more row for an option."""
        names = ("name_uk", "name_en", "type", "for_people", "for_organisations", "help_text", "is_required", "in_list")
        rows = [{"number": str(o.id), "name_uk": o.name_uk, "name_en": o.name_en} for o in field.options]
        self.process(data={**{name: getattr(field, name) for name in names}, "options": rows})
        self.add_row()
        self.show_version(field)

    def add_row(self) -> None:
        """Add an empty row for an option, unless there are enough."""
        if len(self.options) < MOST_OPTIONS:
            self.options.append_entry()

    def typed(self) -> FieldData:
        """Return what was typed."""
        rows = [entry.form for entry in self.options]
        return FieldData(
            type=self.type.data,
            name_uk=" ".join((self.name_uk.data or "").split()),
            name_en=" ".join((self.name_en.data or "").split()),
            help_text=self.help_text.data or "",
            for_people=bool(self.for_people.data),
            for_organisations=bool(self.for_organisations.data),
            is_required=bool(self.is_required.data),
            in_list=bool(self.in_list.data),
            options=[
                OptionData(_number(row.number.data), " ".join(row.name_uk.data.split()), row.name_en.data or "")
                for row in rows
                if row.name_uk.data
            ],
        )


def _number(value: Any) -> int:
    return int(value) if value and str(value).isdecimal() and len(str(value)) < 10 else 0


class DeleteForm(BaseForm):
    """The decision to delete something that is in use."""

    agreed = BooleanField(_l("I understand that the values cannot be brought back"))


class GroupForm(RecordForm):
    """A group of tags."""

    name_uk = text(_l("Name in Ukrainian"), limit=60, required=True)
    name_en = text(_l("Name in English"), limit=60)
    tone = select(_l("Colour of its tags"), TagTone, default=TagTone.INFO)
    is_exclusive = BooleanField(
        _l("Only one tag of this group"), description=_l("A contact can then have one of its tags at most.")
    )


class TagForm(BaseForm):
    """A tag and its group."""

    name = text(_l("Name of the tag"), limit=60, required=True)
    group_id = IdSelectField(_l("Group"))


class MergeTagForm(BaseForm):
    """Which tag takes the place of another."""

    into = IdSelectField(_l("Put this tag in its place"))
