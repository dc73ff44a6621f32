"""The form of a funder's call."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.calls import ApplicantKind, CallDates, CofinancingKind, a_year_later, dates_refused, next_title
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import ContactField, MoneyField, day, long_text, select, text, whole
from app.i18n import _, _l
from app.labels import label
from app.services.calls import FACTS, CallData

DAYS = ("opens_on", "questions_until", "loi_due_on", "deadline_on", "decision_on")
WORDS = ("deadline_note", "eligibility", "eligible_costs", "ineligible_costs", "languages", "url")


class KindsField(SelectMultipleField):
    """Members of an enum as boxes to tick. Its data is a list of members in their order."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    data: Any

    def __init__(self, label: Any, enum: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(label, [Optional()], choices=self._offered, coerce=str, **kwargs)
        self.enum = enum

    def _offered(self) -> list[Any]:
        return [SelectChoice(member.value, label(member)) for member in self.enum]

    def process_data(self, value: Iterable[StrEnum] | None) -> None:
        """Take members of the enum."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was ticked; what is no member is refused afterwards."""
        known = {member.value for member in self.enum}
        self.unknown = [value for value in valuelist if value not in known]
        self.data = [member for member in self.enum if member.value in valuelist]

    def pre_validate(self, form: object) -> None:
        """Refuse what was not offered, in the reader's language."""
        if getattr(self, "unknown", None):
            raise ValidationError(_("Choose one of the offered values."))


class CallForm(RecordForm):
    """A call as the funder announced it."""

    ordered = (("min_amount", "max_amount", "amounts_out_of_order"),)

    title = text(_l("Title of the call"), limit=300, required=True)
    funder_id = ContactField(_l("Funder"), kind="organisation", required=True)
    url = StringField(
        _l("Web page of the call"),
        [
            Optional(),
            Length(max=500, message=_l("Use at most %(max)d characters.")),
            Regexp(r"https?://\S+$", message=_l("Enter an address that begins with https://.")),
        ],
        filters=[lambda value: value.strip() if value else ""],
    )
    opens_on = day(_l("Opens on"))
    questions_until = day(_l("Questions until"))
    loi_due_on = day(_l("Letter of intent due"))
    deadline_on = day(_l("Deadline"))
    deadline_note = text(_l("Hour of the deadline"), limit=120)
    decision_on = day(_l("Decision expected on"))
    min_amount = MoneyField(_l("Smallest amount"))
    max_amount = MoneyField(_l("Largest amount"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    cofinancing_percent = whole(_l("Co-financing, %"), most=100)
    cofinancing_kinds = KindsField(_l("What counts as co-financing"), CofinancingKind)
    indirect_percent = whole(_l("Ceiling of indirect costs, %"), most=100)
    reallocation_percent = whole(_l("Free reallocation, %"), most=100)
    applicants = KindsField(_l("Who may apply"), ApplicantKind)
    eligibility = long_text(_l("Eligibility"), limit=5000)
    eligible_costs = long_text(_l("Eligible costs"), limit=5000)
    ineligible_costs = long_text(_l("Ineligible costs"), limit=5000)
    languages = text(_l("Languages of the application"), limit=120)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and tell of every date that is out of order."""
        valid = super().validate(extra_validators)
        known = {name: None if self[name].errors else self[name].data for name in DAYS}
        refused = list(dates_refused(CallDates(**known)))
        for error in refused:
            self.refuse(error)
        return valid and not refused

    def call_data(self) -> CallData:
        """Return what was typed, for the service."""
        facts = {name: self[name].data for name in FACTS}
        return CallData(
            **{**facts, **{name: facts[name] or "" for name in WORDS}},
            funder_id=self.funder_id.data,
            cofinancing_kinds=self.cofinancing_kinds.data or (),
            applicants=self.applicants.data or (),
        )

    def show_next_year(self, former: Any) -> None:
        """Fill a new form with the facts of a call, its dates a year later."""
        self.process(obj=former)
        self.version.data = ""
        self.title.data = next_title(former.title)
        for name in DAYS:
            moved: date | None = a_year_later(getattr(former, name))
            self[name].data = moved
