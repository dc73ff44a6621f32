"""Forms of go or no-go: the assessment of a call, and a criterion."""

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.domain.go_no_go import MOST_HOURS, MOST_SCORE, MOST_WEIGHT, Decision
from app.domain.money import Currency
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import Filled, MoneyField, long_text, select, text, whole
from app.forms.numbers import RateField
from app.i18n import _, _l
from app.services.go_no_go import AssessmentData, CriterionData

SCORES = [str(score) for score in range(MOST_SCORE + 1)]


class ScoreField(RadioField):
    """A score from 0 to 5. Its data is a whole number, or None."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, choices=[SelectChoice(score, score) for score in SCORES], coerce=str, **kwargs)

    def pre_validate(self, form: object) -> None:
        """Ask for a score, in the reader's language."""
        if self.data not in SCORES:
            raise ValidationError(_("Choose a score from 0 to 5."))


class AssessmentForm(BaseForm):
    """What is judged about a call besides the scores, which `assessment_form` adds."""

    hours = whole(_l("Effort in hours"), least=1, most=MOST_HOURS, required=True)
    chance = whole(_l("Chance of winning, %"), most=100, required=True)
    amount = MoneyField(_l("Amount we would ask for"), [Filled()])
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"), [Optional()])
    decision = select(_l("Decision"), Decision, default=Decision.UNDECIDED)
    reason = long_text(_l("Why"), limit=2000)

    def score_fields(self) -> list[Any]:
        """Return the fields of the scores in the order of the criteria."""
        return [field for field in self if isinstance(field, ScoreField)]

    def assessment_data(self) -> AssessmentData:
        """Return what was typed, for the service."""
        return AssessmentData(
            scores={int(field.name.removeprefix("score_")): int(field.data) for field in self.score_fields()},
            hours=self.hours.data,
            chance=self.chance.data,
            amount=self.amount.data,
            currency=self.currency.data,
            rate=self.rate.data,
            decision=self.decision.data,
            reason=self.reason.data or "",
        )


def assessment_form(criteria: Iterable[Any], locale: str) -> type[AssessmentForm]:
    """Return the form with a field for the score of each criterion, in the words of a language."""
    fields = {
        f"score_{item.id}": ScoreField(
            item.name(locale), description=item.hint(locale), render_kw={"data-weight": item.weight}
        )
        for item in criteria
    }
    return type("AssessmentFormOfNow", (AssessmentForm,), fields)


class CriterionForm(RecordForm):
    """A criterion in both languages, with its weight."""

    name_uk = text(_l("Name in Ukrainian"), limit=120, required=True)
    name_en = text(_l("Name in English"), limit=120)
    hint_uk = text(_l("Hint in Ukrainian"), limit=300)
    hint_en = text(_l("Hint in English"), limit=300)
    weight = whole(_l("Weight"), most=MOST_WEIGHT, required=True)

    def criterion_data(self) -> CriterionData:
        """Return what was typed, for the service."""
        return CriterionData(
            name_uk=self.name_uk.data,
            name_en=self.name_en.data or "",
            hint_uk=self.hint_uk.data or "",
            hint_en=self.hint_en.data or "",
            weight=self.weight.data,
        )
