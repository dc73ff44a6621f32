"""Forms of volunteers."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput

from app.domain.contacts import normalise_email, normalise_phone
from app.domain.languages import Language
from app.domain.volunteers import DayPart, VolunteerStatus
from app.forms.base import RecordForm
from app.forms.fields import ContactField, Filled, IdSelectField, WordsField, day, long_text, paper_number, select, text
from app.i18n import _l
from app.labels import choices
from app.labels.volunteers import WEEKDAYS
from app.queries.volunteers import time_choices

# How many languages stand in sight, in the order of `Language`.
USUAL_LANGUAGES = 4


class AvailabilityField(SelectMultipleField):
    """Parts of the week as boxes to tick. Its data is a list of «week day-part» such as «5-morning»."""

    option_widget = CheckboxInput()

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", self.offered)
        super().__init__(label, validators, **kwargs)

    @staticmethod
    def offered() -> list[Any]:
        """Return every part of every day."""
        return [SelectChoice(value, words) for value, words in time_choices() if "-" in value]

    @property
    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Return (week day, its boxes) for a table."""
        boxes = list(self)
        return [(name, boxes[number * len(DayPart) :][: len(DayPart)]) for number, name in enumerate(WEEKDAYS)]

    @property
    def parts(self) -> list[DayPart]:
        """Return the parts of a day, the columns of the table."""
        return list(DayPart)

    @property
    def slots(self) -> set[tuple[int, DayPart]]:
        """Return the ticked parts as (week day, part)."""
        pairs = (value.split("-", 1) for value in self.data or [])
        return {(int(weekday), DayPart(part)) for weekday, part in pairs}


class LanguagesField(SelectMultipleField):
    """Languages as boxes to tick; its data is a list of their codes."""

    option_widget = CheckboxInput()

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", lambda: [SelectChoice(value, words) for value, words in choices(Language)])
        super().__init__(label, validators, **kwargs)

    @property
    def usual(self) -> list[Any]:
        """Return the boxes of the languages that are ticked most often."""
        return list(self)[:USUAL_LANGUAGES]

    @property
    def others(self) -> list[Any]:
        """Return the other boxes."""
        return list(self)[USUAL_LANGUAGES:]

    @property
    def names_others(self) -> bool:
        """Say whether one of the other boxes is ticked."""
        usual = {code.value for code in list(Language)[:USUAL_LANGUAGES]}
        return bool(set(self.data or ()) - usual)

    @property
    def codes(self) -> list[Language]:
        """Return the ticked languages."""
        return [Language(value) for value in self.data or []]


class VolunteerForm(RecordForm):
    """The terms on which somebody helps."""

    ordered = (
        ("started_on", "left_on", "volunteer_dates"),
        ("contract_from", "contract_until", "contract_dates"),
    )

    branch_id = IdSelectField(_l("Branch"), [Filled()])
    status = select(_l("Status"), VolunteerStatus, default=VolunteerStatus.ACTIVE)
    status_reason = text(_l("Why the status changes"), limit=500)
    coordinator_id = IdSelectField(_l("Coordinator of the volunteer"), [Optional()])
    birth_date = day(_l("Birth date"))
    guardian_name = text(_l("Parent or guardian"))
    guardian_phone = text(_l("Guardian’s phone"), limit=40, reads=normalise_phone)
    started_on = day(_l("Started on"))
    left_on = day(_l("Left on"))
    contract_number = paper_number(_l("Contract number"), limit=60)
    contract_from = day(_l("Contract from"))
    contract_until = day(_l("Contract until"))
    certificate_number = paper_number(_l("Certificate number"), limit=60)
    certificate_on = day(_l("Certificate issued on"))
    oriented_on = day(_l("Orientation on"))
    briefed_on = day(_l("Safety briefing on"))
    emergency_contact = text(_l("Whom to call in an emergency"))
    emergency_phone = text(_l("That person’s phone"), limit=40, reads=normalise_phone)
    skills = WordsField(_l("Skills"), limit=80)
    spoken = LanguagesField(_l("Languages"))
    free_time = AvailabilityField(_l("When can the volunteer come?"))
    about = long_text(_l("Notes"))


class NewVolunteerForm(VolunteerForm):
    """The same with the person: one of the contacts, or a new name."""

    person = ContactField(_l("Person"), kind="person")
    last_name = text(_l("Last name"), limit=100)
    first_name = text(_l("First name"), limit=100)
    middle_name = text(_l("Patronymic"), limit=100)
    phone = text(_l("Phone"), limit=40, reads=normalise_phone)
    email = text(_l("E-mail"), limit=254, reads=normalise_email)
    checked_duplicates = HiddenField(validators=[Optional(), Length(max=1)])

    @property
    def names_a_person(self) -> bool:
        """Say whether a new name was typed."""
        return bool(self.last_name.data or self.first_name.data)

    def drop_name(self) -> None:
        """Forget the new name: the person is one of the contacts."""
        self.last_name.data = self.first_name.data = self.middle_name.data = ""
