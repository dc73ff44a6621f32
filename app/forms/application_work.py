"""Forms of the work on an application: sections, their texts, documents, the team, versions."""

from typing import Any

from wtforms import BooleanField, FieldList, FileField, FormField, HiddenField, TextAreaField
from wtforms import Form as PlainForm

from app.domain.application_work import TeamRole, UsualDocument
from app.domain.text_limits import MOST, LimitUnit
from app.forms.base import BaseForm, RecordForm
from app.forms.calls import KindsField
from app.forms.fields import ContactField, EnumField, IdSelectField, day, locale_choices, long_text, select, text, whole
from app.i18n import _l
from app.services.application_work.documents import DocumentStanding
from app.services.call_forms import MOST_MONTHS, DocumentData, FormRow, SectionData

SPARE_ROWS = 3


class SectionFields(PlainForm):
    """What a funder asks in one section."""

    title = text(_l("Title of the section"), limit=200)
    hint = long_text(_l("What the funder asks"), limit=1000)
    limit_count = whole(_l("At most"), least=1, most=MOST)
    limit_unit = select(_l("What is counted"), LimitUnit, blank=_l("no limit"))
    locale = EnumField(_l("Language"), choices=locale_choices, default="uk")
    required = BooleanField(_l("Required"), default=True)

    def section_data(self) -> SectionData:
        """Return what was typed, for the service."""
        return SectionData(
            title=self.title.data or "",
            hint=self.hint.data or "",
            limit_unit=self.limit_unit.data,
            limit_count=self.limit_count.data,
            locale=self.locale.data,
            required=bool(self.required.data),
        )


class DocumentFields(PlainForm):
    """A document that is handed in with the form."""

    title = text(_l("Document"), limit=200)
    hint = text(_l("What the funder wants of it"), limit=500)
    max_age_months = whole(_l("Not older than, months"), least=1, most=MOST_MONTHS)
    required = BooleanField(_l("Required"), default=True)

    def document_data(self) -> DocumentData:
        """Return what was typed, for the service."""
        return DocumentData(
            title=self.title.data or "",
            hint=self.hint.data or "",
            required=bool(self.required.data),
            max_age_months=self.max_age_months.data,
        )


class SectionForm(RecordForm, SectionFields):
    """A section of one application."""


class SectionRow(SectionFields):
    """A section in the form of a call; one without a title is left out."""

    id = HiddenField()
    position = whole(_l("Place"), least=1, most=999)


class DocumentRow(DocumentFields):
    """A document in the form of a call; one without a title is left out."""

    id = HiddenField()
    position = whole(_l("Place"), least=1, most=999)


class CallFormForm(RecordForm):
    """The form of a call: its sections and documents."""

    sections: Any = FieldList(FormField(SectionRow))
    documents: Any = FieldList(FormField(DocumentRow))

    def add_spare_rows(self) -> None:
        """Number the written rows and offer some empty ones below them."""
        for rows in (self.sections, self.documents):
            for place, entry in enumerate(rows, start=1):
                entry.form.position.data = place
        for _number in range(SPARE_ROWS):
            self.sections.append_entry({"required": True, "locale": "uk"})
        for _number in range(SPARE_ROWS):
            self.documents.append_entry({"required": True})

    def section_rows(self) -> list[FormRow]:
        """Return the sections that were typed, for the service."""
        rows = [(number, entry.form) for number, entry in enumerate(self.sections, start=1)]
        return [_row(number, row, row.section_data()) for number, row in rows if row.title.data]

    def document_rows(self) -> list[FormRow]:
        """Return the documents that were typed, for the service."""
        rows = [(number, entry.form) for number, entry in enumerate(self.documents, start=1)]
        return [_row(number, row, row.document_data()) for number, row in rows if row.title.data]


def _row(number: int, row: Any, data: SectionData | DocumentData) -> FormRow:
    written = row.id.data or ""
    return FormRow(
        int(written) if written.isdecimal() and len(written) < 10 else None, row.position.data or number, data
    )


class WritingForm(BaseForm):
    """The text of a section.

    `grew_from` is the fingerprint of the text that the person began with, `used` the versions of library texts that
    were put in and are not saved yet, `cursor` where the next one goes, `q` what is looked for in the library.
    """

    q = text(_l("Find in the library"), limit=200)
    text = TextAreaField(_l("Text"))
    ready = BooleanField(_l("The section is ready"))
    grew_from = HiddenField()
    used = HiddenField()
    cursor = HiddenField()

    def used_versions(self) -> list[int]:
        """Return the ids of the versions that were put in."""
        return [int(word) for word in (self.used.data or "").split(",") if word.isdecimal() and len(word) < 10]

    def cursor_place(self) -> int | None:
        """Return where the cursor stood, in the units in which browsers count, or None."""
        word = self.cursor.data or ""
        return int(word) if word.isdecimal() and len(word) < 9 else None


class DocumentForm(RecordForm, DocumentFields):
    """A document of one application, and how it stands with it."""

    file = FileField(_l("New file"))
    attachment_id = IdSelectField(_l("File of this application"))
    issued_on = day(_l("Issued on"))
    valid_until = day(_l("Valid until"))
    not_needed = text(_l("Why it is not needed"), limit=300)

    def standing(self) -> DocumentStanding:
        """Return how it stands with the document, for the service."""
        return DocumentStanding(
            attachment_id=self.attachment_id.data,
            issued_on=self.issued_on.data,
            valid_until=self.valid_until.data,
            not_needed=self.not_needed.data or "",
        )


class UsualDocumentsForm(BaseForm):
    """Which of the usual documents to add."""

    usual = KindsField(_l("Usual documents"), UsualDocument)


class MemberForm(BaseForm):
    """Somebody of the team: an account or a person among the contacts."""

    role = select(_l("What they do"), TeamRole, default=TeamRole.WRITER)
    user_id = IdSelectField(_l("Account"))
    contact_id = ContactField(_l("Person among the contacts"), kind="person")


class VersionForm(BaseForm):
    """The name of a version."""

    name = text(_l("Name of the version"), limit=200, required=True)


class TimetableForm(BaseForm):
    """Which timetable to start."""

    template_id = IdSelectField(_l("Timetable"))
