"""Forms of volunteers' hours."""

from wtforms import Field
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from app.domain.errors import RuleError
from app.domain.hours import clock_text, parse_hours
from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, ContactField, IdSelectField, day, text
from app.i18n import _, _l


class DurationField(Field):
    """A length of time as people type it: 2:30 or 2,5. Its data is whole minutes, or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock_text(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = parse_hours(valuelist[0])
        except RuleError as error:
            raise ValueError(_("Enter the time as 2:30 or 2,5.")) from error


class HoursForm(RecordForm):
    """Time that a volunteer gave on one day."""

    volunteer = ContactField(_l("Volunteer"))
    worked_on = day(_l("Date"), required=True)
    minutes = DurationField(_l("How long"), [InputRequired(REQUIRED)])
    activity = text(_l("What was done"))
    event_id = IdSelectField(_l("Event"))
    application_id = IdSelectField(_l("Grant"))
    branch_id = IdSelectField(_l("Branch"))
