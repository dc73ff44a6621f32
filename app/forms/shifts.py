"""Forms of shifts and of places in them."""

from datetime import date
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from app.domain.shifts import MOST_NEEDED
from app.forms.base import BaseForm, RecordForm
from app.forms.events import TimeField
from app.forms.fields import Filled, IdSelectField, day, text, whole
from app.i18n import _l
from app.labels.volunteers import WEEKDAYS


class BoxesField(SelectMultipleField):
    """Boxes to tick."""

    option_widget = CheckboxInput()


def _weekdays() -> list[Any]:
    return [SelectChoice(str(number), str(name)) for number, name in enumerate(WEEKDAYS)]


class ShiftForm(RecordForm):
    """When volunteers are wanted, and how many."""

    filled_anew = True
    together = (("day", "begins", "ends"),)

    day = day(_l("Day"), required=True)
    begins = TimeField(_l("Begins"), [Filled()])
    ends = TimeField(_l("Ends"), [Filled()])
    needed = whole(_l("How many people are wanted"), least=1, most=MOST_NEEDED, default=2, required=True)
    note = text(_l("Note for the volunteers"), limit=300)
    event_id = IdSelectField(_l("Event"))
    with_later = BooleanField(_l("Change all later shifts of the series too"))


class NewShiftForm(ShiftForm):
    """The same, repeated on days of the week until a day if somebody says so."""

    until = day(_l("Repeat until"))
    weekdays = BoxesField(_l("On these days"), choices=_weekdays)
    skip = BoxesField(_l("Leave out"), choices=[])

    def offer_days(self, days: list[tuple[str, str]]) -> None:
        """Set the days that may be left out, as (date, words)."""
        self.skip.choices = [SelectChoice(value, words) for value, words in days]

    @property
    def skipped(self) -> frozenset[date]:
        """Return the ticked days."""
        return frozenset(date.fromisoformat(value) for value in self.skip.data or [])


class CancelForm(BaseForm):
    """Why a shift is cancelled or a place taken back."""

    reason = text(_l("Why"), limit=300)
    with_later = BooleanField(_l("Cancel all later shifts of the series too"))
