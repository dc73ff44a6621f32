"""What a person may type about an interaction."""

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.contacts import InteractionKind
from app.domain.interactions import LONGEST_MINUTES, Direction, NextStep, Outcome
from app.forms.base import RecordForm
from app.forms.fields import ContactField, IdSelectField, day, long_text, select, text, whole
from app.i18n import _, _l
from app.services.interactions import Facts

LONGEST_BODY = 100_000


class ColleaguesField(SelectMultipleField):
    """Accounts by id; the view sets `choices`."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:
        """Refuse an account that was not offered, in the reader's language."""
        known = {value for value, *_rest in self.choices or ()}
        if set(self.data or ()) - known:
            raise ValidationError(_("Choose one of the offered values."))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the numbers of accounts and leave out what is none."""
        self.data = [int(value) for value in valuelist if value.isascii() and value.isdigit() and len(value) < 10]


class InteractionForm(RecordForm):
    """Something that passed between the institution and a contact: what is typed at once, and the rest."""

    kind = select(_l("What happened"), InteractionKind, default=InteractionKind.CALL)
    subject = text(_l("In one line"), limit=200, required=True)
    body = long_text(_l("In detail"), limit=LONGEST_BODY)
    occurred_on = day(_l("When"), required=True)
    direction = select(_l("Direction"), Direction, blank=_l("Not said"))
    minutes = whole(_l("Length in minutes"), least=1, most=LONGEST_MINUTES)
    participants = ContactField(_l("Who else took part"), multiple=True)
    colleagues = ColleaguesField(_l("Colleagues who took part"), coerce=int)
    outcome = select(_l("Outcome"), Outcome, blank=_l("Not said"))
    outcome_note = text(_l("Outcome in words"), limit=300)
    next_step = text(_l("Next step"), limit=200)
    next_on = day(_l("By what day"))
    next_assignee_id = IdSelectField(_l("Who does it"))
    application_id = IdSelectField(_l("Grant application"))
    partnership_id = IdSelectField(_l("Partnership"))
    event_id = IdSelectField(_l("Event"))

    # The fields that the card on a contact's page keeps folded.
    FOLDED = ("body", "direction", "minutes", "participants", "colleagues", "outcome", "outcome_note", "next_step",
              "next_on", "next_assignee_id")  # fmt: skip

    def offer_accounts(
        self, accounts: Iterable[tuple[str, str]], assignees: Iterable[tuple[str, str]], me: int
    ) -> None:
        """Offer accounts as colleagues, and those that may do the next step; `me` does it unless it says else."""
        self.colleagues.choices = [(int(value), words) for value, words in accounts if int(value) != me]
        self.next_assignee_id.offer(assignees, blank=_("Nobody yet"))
        if self.next_assignee_id.data is None and not self.is_submitted():
            self.next_assignee_id.data = me

    @property
    def is_unfolded(self) -> bool:
        """Say whether something folded was filled in or refused, so that it has to be seen."""
        mine = {"next_assignee_id"}
        return any(self[name].errors or (self[name].data and name not in mine) for name in self.FOLDED)

    def planned(self) -> NextStep | None:
        """Return the next step that was typed, or None. The day alone is a step without words, which is refused."""
        if not (self.next_step.data or self.next_on.data):
            return None
        return NextStep(self.next_step.data or "", self.next_on.data, self.next_assignee_id.data)

    def facts(self) -> Facts:
        """Return what was typed beside the kind, the day and the words."""
        return Facts(
            minutes=self.minutes.data,
            outcome=self.outcome.data,
            outcome_note=self.outcome_note.data or "",
            next_step=self.planned(),
            contact_ids=self.participants.data or (),
            user_ids=self.colleagues.data or (),
            application_id=self.application_id.data,
            partnership_id=self.partnership_id.data,
            event_id=self.event_id.data,
        )
