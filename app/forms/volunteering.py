"""The public form of those who want to volunteer."""

from typing import Any

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Optional

from app.domain.contacts import normalise_email, normalise_phone
from app.forms.base import BaseForm
from app.forms.fields import IdSelectField, WordsField, day, long_text, text
from app.forms.volunteers import AvailabilityField, LanguagesField
from app.i18n import _l

READS = {"tel": normalise_phone, "email": normalise_email}


def person(label: Any, autocomplete: str, *, required: bool = False, limit: int = 100, kind: str = "text") -> Any:
    """Return a field that the browser can fill in by itself."""
    keys = {"autocomplete": autocomplete, "type": kind}
    return text(label, limit=limit, required=required, reads=READS.get(kind), render_kw=keys)


class SignUpForm(BaseForm):
    """Who wants to help, how to reach them, what they can do and when.

    `website` is a trap: nobody sees it, and what fills it in is no person. `opened` is the signed moment at which
    the form was opened, `text_id` the version of the consent that was shown.
    """

    last_name = person(_l("Last name"), "family-name", required=True)
    first_name = person(_l("First name"), "given-name", required=True)
    middle_name = person(_l("Patronymic"), "additional-name")
    birth_date = day(_l("Birth date"), required=True, render_kw={"autocomplete": "bday"})
    email = person(_l("E-mail"), "email", required=True, limit=254, kind="email")
    phone = person(_l("Phone"), "tel", required=True, limit=40, kind="tel")
    city = person(_l("Town or village"), "address-level2")
    branch_id = IdSelectField(_l("Where would you like to help?"), [Optional()])
    guardian_name = text(_l("Last and first name of a parent or guardian"), limit=200)
    guardian_phone = text(_l("Phone of a parent or guardian"), limit=40, render_kw={"type": "tel"})
    guardian_email = text(_l("E-mail of a parent or guardian"), limit=254, render_kw={"type": "email"})
    skills = WordsField(_l("What are you good at?"), limit=80)
    languages = LanguagesField(_l("Languages"))
    availability = AvailabilityField(_l("When can you come?"))
    about = long_text(_l("A few words about you"), limit=2000, render_kw={"rows": 4})
    emergency_name = text(_l("Whom to call in an emergency"), limit=200)
    emergency_phone = text(_l("That person’s phone"), limit=40, reads=READS["tel"], render_kw={"type": "tel"})
    consent = BooleanField(_l("I have read this and agree"))
    photo_consent = BooleanField(_l("I agree that the library publishes photos with me"))
    website = StringField(
        _l("Leave this field empty"), [Optional()], render_kw={"tabindex": "-1", "autocomplete": "off"}
    )
    opened = HiddenField()
    text_id = HiddenField()
