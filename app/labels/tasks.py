"""Words of the area: tasks and checklists."""

from typing import Any

from app.domain.tasks import ChecklistTrigger, Priority, RepeatUnit, Snooze, StepAssignee, TaskState, When
from app.i18n import _, _l, _n

LABELS: dict[Any, dict[Any, Any]] = {
    TaskState: {
        TaskState.OPEN: _l("To do"),
        TaskState.DONE: _l("Done"),
        TaskState.CANCELLED: _l("Cancelled"),
    },
    Priority: {
        Priority.HIGH: _l("Important"),
        Priority.NORMAL: _l("Ordinary"),
        Priority.LOW: _l("When there is time"),
    },
    RepeatUnit: {
        RepeatUnit.DAY: _l("days"),
        RepeatUnit.WORKDAY: _l("working days (Monday to Friday)"),
        RepeatUnit.WEEK: _l("weeks"),
        RepeatUnit.MONTH: _l("months"),
        RepeatUnit.YEAR: _l("years"),
    },
    When: {
        When.OVERDUE: _l("Overdue"),
        When.TODAY: _l("Today"),
        When.WEEK: _l("This week"),
        When.LATER: _l("Later"),
        When.UNDATED: _l("Without a date"),
    },
    Snooze: {
        Snooze.TOMORROW: _l("Put off to tomorrow"),
        Snooze.WEEK: _l("Put off to next Monday"),
        Snooze.MONTH: _l("Put off by a month"),
    },
    ChecklistTrigger: {
        ChecklistTrigger.MEMORANDUM_EXPIRES: _l("A memorandum expires soon"),
        ChecklistTrigger.AWARD_RECEIVED: _l("A grant is awarded"),
        ChecklistTrigger.APPLICATION_SUBMITTED: _l("An application is submitted"),
        ChecklistTrigger.APPLICATION_DEADLINE: _l("A timetable before a deadline of an application"),
        ChecklistTrigger.EVENT_PLANNED: _l("An event is planned"),
        ChecklistTrigger.VOLUNTEER_ADDED: _l("A volunteer is added"),
        ChecklistTrigger.BY_HAND: _l("Somebody starts it by hand"),
    },
    StepAssignee: {
        StepAssignee.RESPONSIBLE: _l("The person responsible for the record"),
        StepAssignee.ROLE: _l("Somebody with a role"),
        StepAssignee.ACCOUNT: _l("A certain person"),
        StepAssignee.TEAM: _l("Somebody of the application’s team"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    TaskState: {TaskState.OPEN: "info", TaskState.DONE: "success", TaskState.CANCELLED: "neutral"},
    Priority: {Priority.HIGH: "danger", Priority.NORMAL: "neutral", Priority.LOW: "neutral"},
    When: {
        When.OVERDUE: "danger",
        When.TODAY: "warning",
        When.WEEK: "info",
        When.LATER: "neutral",
        When.UNDATED: "neutral",
    },
}
REFUSALS: dict[str, Any] = {
    "task_title_needed": _l("Write what has to be done."),
    "task_title_long": _l("Use at most %(value)s characters; the rest belongs in the note."),
    "task_note_long": _l("A note has at most %(value)s characters."),
    "task_time_needs_date": _l("A time needs a date: enter the day too."),
    "task_one_record": _l("A task belongs to one record at most."),
    "task_assignee": _l("This person cannot have tasks: the account is closed, or its role only reads."),
    "task_other_branch": _l("You can give tasks to your own branch only."),
    "task_closed": _l("This task is already done or cancelled."),
    "task_open": _l("This task is open already."),
    "task_next_done": _l("The next task of this series is already done, so this one stays as it is."),
    "repeat_needs_date": _l("A task that repeats needs a date: enter the first day."),
    "repeat_every": _l("Enter a whole number from 1 to %(value)s."),
    "repeat_times": _l("Enter a whole number from 1 to %(value)s."),
    "repeat_until": _l("The repetition cannot end before the task is due."),
    "step_days": _l("Enter at most %(value)s days, before the date with a minus."),
    "checklist_name_needed": _l("Give the checklist a name."),
    "checklist_days": _l("Enter a number of days from 0 to %(value)s."),
    "checklist_steps_needed": _l("A checklist needs at least one step."),
    "checklist_steps_many": _l("A checklist has at most %(value)s steps."),
    "step_title_needed": _l("Step %(value)s: write what has to be done."),
    "step_role_needed": _l("Step %(value)s: choose a role that has tasks."),
    "step_account_needed": _l("Step %(value)s: choose the person."),
    "step_team_needed": _l("Step %(value)s: choose a role of the team."),
    "step_after_deadline": _l("“%(value)s” comes after the deadline. Write the days before it with a minus."),
    "checklist_off": _l("This checklist is not in use any more."),
    "checklist_not_for_record": _l("This checklist is not made for records of this kind."),
    "checklist_started": _l("“%(value)s” was already started for this record today."),
}

RECORD_KINDS: dict[str, Any] = {
    "contact": _l("Contact"),
    "application": _l("Application"),
    "event": _l("Event"),
    "partnership": _l("Partnership"),
    "volunteer": _l("Volunteer"),
    "donation": _l("Donation"),
    "opportunity": _l("Opportunity"),
}


def repeat_text(every: int, unit: RepeatUnit) -> str:
    """Return how often something repeats, in words: «every 2 weeks»."""
    match unit:
        case RepeatUnit.DAY:
            return _("every day") if every == 1 else _n("every %(num)d day", "every %(num)d days", every)
        case RepeatUnit.WORKDAY:
            if every == 1:
                return _("every working day")
            return _n("every %(num)d working day", "every %(num)d working days", every)
        case RepeatUnit.WEEK:
            return _("every week") if every == 1 else _n("every %(num)d week", "every %(num)d weeks", every)
        case RepeatUnit.MONTH:
            return _("every month") if every == 1 else _n("every %(num)d month", "every %(num)d months", every)
        case RepeatUnit.YEAR:
            return _("every year") if every == 1 else _n("every %(num)d year", "every %(num)d years", every)
