"""Forms of volunteers' papers: which paper, for whom of many, its text, why it is revoked."""

from wtforms import BooleanField, RadioField
from wtforms.validators import Optional

from app.domain.errors import RuleError
from app.domain.periods import Period
from app.domain.volunteer_papers import PaperKind
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import Filled, day, locale_choices, long_text, select, text, whole
from app.i18n import _l
from app.services.volunteer_papers import PaperOrder

CHOSEN = "chosen"
MATCHING = "matching"
LONGEST = 5_000


class OrderForm(BaseForm):
    """Which paper is wanted."""

    kind = select(_l("Paper"), PaperKind, default=PaperKind.CERTIFICATE)
    locale = RadioField(_l("Language of the paper"), [Filled()], choices=locale_choices, default="uk")
    period_from = day(_l("Period from"), required=True)
    period_until = day(_l("Period until"), required=True)
    issued_on = day(_l("Day of issue"), required=True)
    shows_hours = BooleanField(_l("Show the hours"), default=True)
    signatory_name = text(_l("Who signs"))
    signatory_position = text(_l("Position of who signs"))

    def order(self) -> PaperOrder:
        """Return what was typed.

        Raises:
            RuleError: `paper_period_order`.
        """
        first, last = self.period_from.data, self.period_until.data
        if last < first:
            raise RuleError("paper_period_order", field="period_until")
        return PaperOrder(
            kind=self.kind.data,
            locale=self.locale.data,
            period=Period(first, last.fromordinal(last.toordinal() + 1)),
            issued_on=self.issued_on.data,
            shows_hours=bool(self.shows_hours.data),
            signatory_name=self.signatory_name.data or "",
            signatory_position=self.signatory_position.data or "",
        )


class PaperForm(OrderForm):
    """A paper for one volunteer."""

    name = text(_l("Name on the paper"), limit=300)


class BatchForm(OrderForm):
    """A paper for many volunteers."""

    which = RadioField(_l("Which volunteers"), choices=[], validators=[Optional()])
    least_hours = whole(_l("Confirmed hours at least"), most=10_000)


class PaperTextForm(RecordForm):
    """The words of a kind of paper."""

    subject = text(_l("Title"), required=True)
    body = long_text(_l("Text"), limit=LONGEST)


class RevokeForm(BaseForm):
    """Why a paper no longer holds."""

    reason = text(_l("Reason"), limit=300, required=True)


class CodeForm(BaseForm):
    """The code of a paper that somebody checks; it is read from the address, so it needs no token."""

    class Meta:
        csrf = False

    code = text(_l("Verification code"), limit=200)
