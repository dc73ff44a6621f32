"""The form that orders many reports at once."""

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.report_formats import ReportFormat
from app.forms.base import BaseForm
from app.forms.fields import Filled, locale_choices
from app.i18n import _l
from app.labels import label


def _formats() -> list[SelectChoice]:
    return [SelectChoice(kind.value, label(kind)) for kind in ReportFormat]


class BatchReportsForm(BaseForm):
    """In which language and format the reports of a month are wanted."""

    locale = RadioField(_l("Language of the reports"), [Filled()], choices=locale_choices, default="uk")
    format = RadioField(_l("Format"), [Filled()], choices=_formats, default=ReportFormat.PDF.value)
