"""Forms of tasks and of checklists."""

from datetime import datetime
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, TimeField
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from app.domain.application_work import TeamRole
from app.domain.roles import Role
from app.domain.tasks import LONGEST_STEP, MOST_TIMES, ChecklistTrigger, Priority, RepeatUnit, StepAssignee
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import ContactField, IdSelectField, day, long_text, select, text, whole
from app.i18n import _, _l

SPARE_STEPS = 3


class ClockField(TimeField):
    """A time of day: 9:30 or 09:30. Its data is a time, or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        for pattern in ("%H:%M", "%H.%M", "%H:%M:%S"):
            try:
                self.data = datetime.strptime(valuelist[0].strip(), pattern).time()  # noqa: DTZ007
            except ValueError:
                continue
            return
        raise ValueError(_("Enter a time, for example 9:30."))


class TaskForm(RecordForm):
    """What has to be done, by when, by whom, and how often."""

    together = (("due_on", "due_at"), ("repeat_every", "repeat_unit", "repeat_until", "repeat_times"))

    title = text(_l("What has to be done"), limit=300, required=True)
    due_on = day(_l("Due"))
    due_at = ClockField(_l("Time"), [Optional()])
    assignee_id = IdSelectField(_l("Whose task"))
    priority = select(_l("Priority"), Priority, default=Priority.NORMAL)
    branch_id = IdSelectField(_l("Branch"))
    note = long_text(_l("Note"), limit=5_000)
    contact = ContactField(_l("Contact"))
    record = HiddenField()
    next = HiddenField()
    repeat_every = whole(_l("Repeat every"), least=1, most=MOST_TIMES)
    repeat_unit = select(_l("Unit"), RepeatUnit, blank=_l("does not repeat"))
    repeat_until = day(_l("Not after"))
    repeat_times = whole(_l("How many times"), least=1, most=MOST_TIMES)


class StepForm(PlainForm):
    """One step of a checklist; a step without a title is left out."""

    title = text(_l("What has to be done"), limit=300)
    days_after = whole(_l("Days after the date"), least=-LONGEST_STEP, most=LONGEST_STEP)
    skip_weekends = BooleanField(_l("Not on weekends"), default=True)
    assignee = select(_l("Whose task"), StepAssignee, default=StepAssignee.RESPONSIBLE)
    role = select(_l("Role"), Role, blank=_l("Choose a role"))
    account_id = IdSelectField(_l("Person"))
    team_role = select(_l("Role in the application’s team"), TeamRole, blank=_l("Choose a role"))


class ChecklistForm(RecordForm):
    """A checklist with its steps."""

    name = text(_l("Name"), limit=200, required=True)
    trigger = select(_l("What starts it"), ChecklistTrigger)
    days_before = whole(_l("Days before the memorandum ends"), most=LONGEST_STEP, default=60)
    is_active = BooleanField(_l("In use"), default=True)
    steps: Any = FieldList(FormField(StepForm))

    def add_spare_steps(self) -> None:
        """Offer some empty steps below the written ones."""
        for _number in range(SPARE_STEPS):
            self.steps.append_entry({"skip_weekends": True, "assignee": StepAssignee.RESPONSIBLE})


class StartForm(BaseForm):
    """Which checklist to start for a record."""

    template_id = IdSelectField(_l("Checklist"))


class RemindersForm(BaseForm):
    """Whether the account gets the letter of the day."""

    digest = BooleanField(_l("Send me a letter on working mornings"))


class CalendarForm(BaseForm):
    """What a new calendar address shows."""

    with_events = BooleanField(_l("Also show coming events"))
