"""Forms of personal data: consents, requests for erasure, decisions, purposes."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField

from app.domain.privacy import ConsentChannel
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import EnumField, Filled, IdSelectField, day, long_text, select, text, whole
from app.i18n import _l


class ConsentForm(BaseForm):
    """A consent that a person, or a guardian for a minor, gave."""

    purpose = EnumField(_l("Purpose"), [Filled()])
    text_id = IdSelectField(_l("Text version"))
    given_on = day(_l("Given on"), required=True)
    channel = select(_l("How"), ConsentChannel, default=ConsentChannel.PAPER)
    guardian_id = IdSelectField(_l("Parent or guardian who agreed"))
    note = text(_l("Where the paper is"), limit=300, description=_l("For example: binder 3, page 12."))
    file = FileField(_l("Scan or photo of the consent"), description=_l("It is kept among the files of the person."))


class WithdrawForm(BaseForm):
    """A consent is taken back."""

    withdrawn_on = day(_l("Withdrawn on"), required=True)
    channel = select(_l("How"), ConsentChannel, default=ConsentChannel.EMAIL)


class ErasureForm(BaseForm):
    """A person asked to be erased."""

    received_on = day(_l("Received on"), required=True)
    channel = select(_l("How"), ConsentChannel, default=ConsentChannel.IN_PERSON)
    note = text(_l("Note"), limit=300, description=_l("For example: number of the letter."))


class CarryOutForm(RecordForm):
    """The decision to erase; the tick says that the consequence was read."""

    understood = BooleanField(_l("I understand that this cannot be undone"))


class RefuseForm(RecordForm):
    """The decision not to erase."""

    reason = long_text(_l("Reason"), limit=2000)


class KeepForm(RecordForm):
    """The decision to keep somebody longer."""

    keep_until = day(_l("Keep until"), required=True)
    reason = long_text(_l("Reason"), limit=2000)


class PurposeForm(RecordForm):
    """What data are used for, for how long, and the words that people agree to."""

    name_uk = text(_l("Name in Ukrainian"), limit=120, required=True)
    name_en = text(_l("Name in English"), limit=120, required=True)
    description_uk = long_text(_l("Description in Ukrainian"), limit=2000)
    description_en = long_text(_l("Description in English"), limit=2000)
    retention_months = whole(
        _l("Term of keeping, months"),
        least=1,
        most=1200,
        required=True,
        description=_l("How long a person is kept after the last activity. Check the term with your lawyer."),
    )
    position = whole(_l("Place in the list"), most=1000, required=True, default=0)
    text_uk = long_text(_l("Text of the consent in Ukrainian"), limit=10_000)
    text_en = long_text(_l("Text of the consent in English"), limit=10_000)

    def values(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return what was typed in these fields; an empty text is an empty text."""
        return {name: self[name].data if self[name].data is not None else "" for name in names}


class AnswerDaysForm(RecordForm):
    """In how many days a request for erasure is answered."""

    answer_days = whole(
        _l("Days for an answer to a request"),
        least=1,
        most=365,
        required=True,
        description=_l("Counted from the day after the request came in."),
    )
