"""Forms with which staff decide on sign-ups."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.domain.errors import RuleError
from app.forms.base import RecordForm
from app.forms.fields import ContactField, Filled, IdSelectField, long_text, text
from app.i18n import _, _l
from app.labels import refusal

NEW = "new"
OTHER = "other"


class WhoField(RadioField):
    """Who signed up: one of the contacts that look alike, another one, or somebody new."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], **kwargs)

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Offer these contacts, another one and a new one; with nobody alike somebody new is chosen."""
        self.choices = [
            *(SelectChoice(str(key), name) for key, name in people),
            SelectChoice(OTHER, _("Another contact")),
            SelectChoice(NEW, _("Somebody new: add a contact")),
        ]

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(refusal(RuleError("sign_up_person_needed"))) from error


class ApprovalForm(RecordForm):
    """Who it is and where the person will help."""

    who = WhoField(_l("Who is it?"))
    person = ContactField(_l("Another contact"), kind="person")
    branch_id = IdSelectField(_l("Branch"), [Filled()])
    welcome = BooleanField(_l("Send a letter of welcome"), default=True)

    @property
    def chosen_id(self) -> int | None:
        """Return the chosen contact, or None for somebody new."""
        if self.who.data == OTHER:
            return self.person.one_id
        return None if self.who.data == NEW else int(self.who.data)


class DeclineForm(RecordForm):
    """Why not, for colleagues; and, if wanted, words for the person."""

    reason = text(_l("Reason, for colleagues"), limit=500, required=True)
    words = long_text(
        _l("Letter to the person"),
        limit=4000,
        description=_l("Leave it empty and no letter is sent. The greeting and the library’s name are added."),
        render_kw={"rows": 4},
    )
