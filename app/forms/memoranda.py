"""What a person may type about memoranda and their templates."""

from wtforms import RadioField

from app.forms.base import BaseForm, RecordForm
from app.forms.fields import Filled, IdSelectField, day, locale_choices, long_text, paper_number, text
from app.i18n import _l

LONGEST = 50_000


class MemorandumTemplateForm(RecordForm):
    """A memorandum to be drafted from again and again."""

    name = text(_l("Name of the template"), limit=120, required=True)
    locale = RadioField(_l("Language of the memorandum"), [Filled()], choices=locale_choices, default="uk")
    title = text(_l("Title"), limit=200)
    body = long_text(_l("Text"), limit=LONGEST)


class PaperForm(BaseForm):
    """What differs from one memorandum to another and no record knows."""

    template_id = IdSelectField(_l("Template"), [Filled()])
    number = paper_number(_l("Number"), limit=60)
    place = text(_l("Place"), limit=120)
    dated = day(_l("Date"))
    valid_from = day(_l("Valid from"))
    valid_until = day(_l("Valid until"))
    library_signatory = text(_l("Who signs for the library"), limit=200)
    partner_signatory = text(_l("Who signs for the partner"), limit=200)


class MemorandumTextForm(RecordForm):
    """The words of a memorandum."""

    title = text(_l("Title"), limit=300)
    place = text(_l("Place"), limit=120)
    dated = day(_l("Date"))
    body = long_text(_l("Text"), limit=LONGEST)
    library_party = long_text(_l("The library: name and details"), limit=2000)
    library_signatory = text(_l("Who signs for the library"), limit=200)
    partner_party = long_text(_l("The partner: name and details"), limit=2000)
    partner_signatory = text(_l("Who signs for the partner"), limit=200)
