"""What a person may type about mailings."""

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.domain.bounces import LARGEST_REPORT
from app.domain.mailings import AudienceKind
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import EnumField, Filled, IdSelectField, day, locale_choices, long_text, select, text, whole
from app.forms.letters import LONGEST
from app.i18n import _, _l


def _times() -> list[SelectChoice]:
    return [SelectChoice("now", _("Now")), SelectChoice("later", _("At a time"))]


class MailingForm(RecordForm):
    """One letter to many."""

    name = text(_l("Name of the mailing"), limit=200, required=True)
    purpose = EnumField(_l("People agreed to"), [Filled()], choices=[])
    audience = select(_l("To whom"), AudienceKind, default=AudienceKind.TAG)
    view_id = IdSelectField(_l("Segment"))
    tag_id = IdSelectField(_l("Tag"))
    role = EnumField(_l("Role"), [Optional()], choices=[])
    locale = RadioField(_l("Language of the letter"), [Filled()], choices=locale_choices, default="uk")
    subject = text(_l("Subject"), limit=200)
    body = long_text(_l("Letter"), limit=LONGEST)
    per_minute = whole(_l("Letters a minute"), least=1, most=100_000)


class SendForm(BaseForm):
    """When a mailing begins, and how many letters the person saw would leave."""

    expected = HiddenField()
    when = RadioField(_l("When"), [Filled()], choices=_times, default="now")
    day = day(_l("Day"))
    time = TimeField(_l("Time"), [Optional()])


class ReportsForm(BaseForm):
    """Delivery reports of mail servers."""

    files = MultipleFileField(
        _l("Delivery reports"),
        description=_l("Letters of the kind “Undelivered mail returned to sender”, saved as .eml files."),
        render_kw={"accept": ".eml,message/rfc822", "data-most": LARGEST_REPORT // 2**20},
    )
