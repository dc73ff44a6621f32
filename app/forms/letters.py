"""What a person may type about letters and their templates."""

from wtforms import BooleanField, RadioField

from app.domain.letters import TemplatePurpose
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import EnumField, Filled, locale_choices, long_text, select, text
from app.i18n import _l

LONGEST = 50_000


class TemplateForm(RecordForm):
    """A letter to be used again."""

    name = text(_l("Name of the template"), limit=120, required=True)
    purpose = select(_l("Used for"), TemplatePurpose, default=TemplatePurpose.PERSONAL)
    locale = RadioField(_l("Language of the letter"), [Filled()], choices=locale_choices, default="uk")
    subject = text(_l("Subject"), limit=200)
    body = long_text(_l("Letter"), limit=LONGEST)


class LetterForm(BaseForm):
    """A letter to one contact."""

    email = EnumField(_l("To the address"), [Filled()], choices=[])
    locale = RadioField(_l("Language of the letter"), [Filled()], choices=locale_choices, default="uk")
    subject = text(_l("Subject"), limit=200)
    body = long_text(_l("Letter"), limit=LONGEST)
    offers_to_leave = BooleanField(
        _l("With a link to unsubscribe"),
        description=_l("For news and invitations; an answer in somebody’s own matter needs none."),
    )


class PreviewForm(BaseForm):
    """What a preview is drawn of, as far as it is typed."""

    locale = RadioField(choices=locale_choices, default="uk")
    subject = text(_l("Subject"), limit=200)
    body = long_text(_l("Letter"), limit=LONGEST)
    offers_to_leave = BooleanField()
