"""Forms of imports: the file, its columns, the decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.imports import DuplicateChoice, ImportKind
from app.forms.base import BaseForm
from app.forms.fields import EnumField
from app.i18n import _, _l
from app.labels import choices, label
from app.services.imports.runs import MAX_MEGABYTES
from app.spreadsheets import ENCODINGS

PREFIX = "field_"
SAMPLE_LENGTH = 40


def _kinds() -> list[Any]:
    return [SelectChoice(value, words) for value, words in choices(ImportKind)]


def _encodings() -> list[Any]:
    return [SelectChoice("", _("Guess")), *(SelectChoice(name, name) for name in ENCODINGS)]


class UploadForm(BaseForm):
    """A spreadsheet and what it holds."""

    kind = RadioField(_l("What the file holds"), choices=_kinds, default=ImportKind.CONTACTS)
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file first"))],
        description=_l("CSV, XLSX, XLS or ODS. The first line holds the headings of the columns."),
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods", "data-most": MAX_MEGABYTES},
    )
    encoding = EnumField(
        _l("Encoding"),
        choices=_encodings,
        default="",
        description=_l("Only for text files, when letters look wrong."),
    )


class ReadAgainForm(BaseForm):
    """Another encoding, or another sheet of a workbook."""

    encoding = EnumField(_l("Encoding"), choices=_encodings)
    sheet = EnumField(_l("Sheet"), choices=[])


class StartForm(BaseForm):
    """The decision to import."""

    skip_refused = BooleanField(_l("Import the other lines and leave out the refused ones"))


class ColumnsForm(BaseForm):
    """Which column is which field; `columns_form` adds a menu for each."""

    duplicates = RadioField(
        _l("A line that is most probably a known contact"),
        choices=lambda: [SelectChoice(value, words) for value, words in choices(DuplicateChoice)],
        default=DuplicateChoice.SKIP,
    )
    add_branches = BooleanField(
        _l("Add branches that are not in Mistok yet"),
        description=_l("Otherwise the lines of an unknown branch are refused."),
    )

    @property
    def menus(self) -> list[Any]:
        """The menus of the fields, in order."""
        return [field for field in self if field.name.startswith(PREFIX)]

    @property
    def duplicate_choice(self) -> DuplicateChoice:
        """What happens to known contacts; attendance has none."""
        field = self._fields.get("duplicates")
        return DuplicateChoice(field.data) if field is not None else DuplicateChoice.SKIP

    @property
    def may_add_branches(self) -> bool:
        """Whether missing branches are added; contacts have none."""
        field = self._fields.get("add_branches")
        return bool(field.data) if field is not None else True

    @property
    def chosen(self) -> dict[str, str]:
        """Field to heading, without the fields that have no column."""
        return {field.name.removeprefix(PREFIX): field.data for field in self.menus if field.data}

    def show(self, fields: Mapping[str, str], duplicates: DuplicateChoice, *, add_branches: bool) -> None:
        """Choose what is remembered or guessed."""
        for menu in self.menus:
            menu.data = fields.get(menu.name.removeprefix(PREFIX), "")
        if "duplicates" in self._fields:
            self.duplicates.data = duplicates
        if "add_branches" in self._fields:
            self.add_branches.data = add_branches


def columns_form(
    kind: ImportKind,
    fields: Sequence[Any],
    columns: Sequence[str],
    samples: Mapping[str, Sequence[str]],
    own: Mapping[str, str] | None = None,
) -> ColumnsForm:
    """Return a form with a menu of the file's columns for each field.

    Args:
        kind: of the import; it has its own question beside the menus.
        fields: members of an enum of fields.
        columns: the headings.
        samples: the first values of each column, which help to tell columns apart.
        own: names of the fields that the institution added, by their keys.
    """
    options = [SelectChoice("", _("— not in the file —"))]
    for column in columns:
        first = ", ".join(samples.get(column, ()))
        hint = f" ({first[:SAMPLE_LENGTH]}{'…' if len(first) > SAMPLE_LENGTH else ''})" if first else ""
        options.append(SelectChoice(column, f"{column}{hint}"))
    menus = {f"{PREFIX}{field}": EnumField(label(field), choices=options) for field in fields}
    menus |= {f"{PREFIX}{key}": EnumField(name, choices=options) for key, name in (own or {}).items()}
    made = type("ColumnsOfFile", (ColumnsForm,), menus)()
    assert isinstance(made, ColumnsForm)
    if kind is ImportKind.CONTACTS:
        del made.add_branches
    else:
        del made.duplicates
    return made
