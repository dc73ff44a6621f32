"""Forms of volunteers' hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import BooleanField, Field
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from app.domain.errors import RuleError
from app.domain.hours import clock_text, parse_hours
from app.forms.base import BaseForm, RecordForm
from app.forms.events import TimeField
from app.forms.fields import ContactField, EnumField, Filled, IdSelectField, day, text
from app.i18n import _, _l
from app.labels import refusal
from app.queries.hours_shifts import Present


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

    volunteer = ContactField(_l("Volunteer"), required=True)
    worked_on = day(_l("Date"), required=True)
    minutes = DurationField(_l("How long"), [Filled()])
    activity = text(_l("What was done"))
    opportunity_id = IdSelectField(_l("Role"))
    event_id = IdSelectField(_l("Event"))
    application_id = IdSelectField(_l("Grant"))
    branch_id = IdSelectField(_l("Branch"))


class CorrectionForm(HoursForm):
    """Confirmed hours that turned out to be wrong, and why."""

    reason = text(_l("Why the hours are corrected"), limit=300, required=True)


class DeclineForm(BaseForm):
    """Why hours are not confirmed."""

    reason = text(_l("Why the hours are not confirmed"), limit=300, required=True)


@dataclass
class ShiftRow:
    """A row of the table of a shift: ticked when the person came, with the time as it is typed."""

    volunteer_id: int
    name: str
    came: bool
    typed: str
    logged: int | None
    entry_id: int | None
    other_minutes: int
    problem: str = ""


class ShiftHoursForm(BaseForm):
    """Who came to a shift. The rows are boxes called `came` and `minutes-ID`."""

    volunteer = ContactField(_l("Somebody who came unplanned"))
    confirm = BooleanField(_l("Confirm the hours at once"), default=True)
    rows: list[ShiftRow]

    def fill(self, present: Sequence[Present], minutes: int) -> None:
        """Begin with everybody who had a place and the length of the shift; who has other hours that day is left out.

        Hours that were typed by hand may be the same ones, so that a person is to decide.
        """
        self.rows = [_row(item, not item.other_minutes, clock_text(minutes)) for item in present]

    def read(self, present: Sequence[Present], new: int | None = None, minutes: int = 0) -> None:
        """Take what was ticked and typed; `new` was added just now and is ticked."""
        ticked = set(request.form.getlist("came"))
        self.rows = []
        for item in present:
            typed = request.form.get(f"minutes-{item.volunteer_id}", "")[:20]
            if item.volunteer_id == new:
                self.rows.append(_row(item, True, clock_text(minutes)))
            else:
                self.rows.append(_row(item, str(item.volunteer_id) in ticked, typed))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the times of those who came."""
        in_order = bool(super().validate(extra_validators))
        for row in self.rows:
            if row.came and row.logged is None:
                try:
                    parse_hours(row.typed)
                except RuleError:
                    row.problem = _("Enter the time as 2:30 or 2,5.")
        if any(row.problem for row in self.rows):
            self.form_errors = [*self.form_errors, _("Nothing was saved: correct the marked rows.")]
            return False
        return in_order

    def came(self) -> dict[int, int]:
        """Return the minutes of those who came and have no hours of the shift yet."""
        return {row.volunteer_id: parse_hours(row.typed) for row in self.rows if row.came and row.logged is None}

    def mark(self, problems: Mapping[int, RuleError]) -> None:
        """Put refusals beside the rows that they are about."""
        for row in self.rows:
            if row.volunteer_id in problems:
                row.problem = refusal(problems[row.volunteer_id])


def _row(item: Present, came: bool, typed: str) -> ShiftRow:
    return ShiftRow(item.volunteer_id, item.name, came, typed, item.minutes_logged, item.entry_id, item.other_minutes)


class OwnHoursForm(BaseForm):
    """What volunteers say of their own time: how long, or from when until when."""

    what = EnumField(_l("Where did you help?"), choices=[])
    worked_on = day(_l("Which day?"))
    minutes = DurationField(_l("How long?"), [Optional()])
    from_time = TimeField(_l("From what time"), [Optional()])
    until_time = TimeField(_l("Until what time"), [Optional()])
    activity = text(_l("What did you do?"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a day unless a shift gives it, and for a length of time in one of the two ways."""
        in_order = bool(super().validate(extra_validators))
        if (
            not (self.what.data or "").startswith("shift-")
            and self.worked_on.data is None
            and not self.worked_on.errors
        ):
            self.worked_on.errors = [_("Enter the day on which you helped.")]
        if self.minutes.data is None and not self.minutes.errors and self.length is None:
            self.minutes.errors = [_("Enter how long it took, for example 2:30, or from when until when.")]
        return in_order and not self.worked_on.errors and not self.minutes.errors

    @property
    def length(self) -> int | None:
        """Return the minutes as typed, or those between the two times; None when neither is there."""
        if self.minutes.data is not None:
            return self.minutes.data
        begins, ends = self.from_time.data, self.until_time.data
        if begins is None or ends is None:
            return None
        return int((ends.hour - begins.hour) * 60 + ends.minute - begins.minute)

    def chosen(self, kind: str) -> int | None:
        """Return the id of what was chosen, when it is of this kind: `shift` or `event`."""
        prefix, _dash, number = (self.what.data or "").partition("-")
        return int(number) if prefix == kind and number.isdecimal() else None
