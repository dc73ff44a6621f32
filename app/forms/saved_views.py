"""Forms of saved views."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from app.forms.base import BaseForm, RecordForm
from app.forms.fields import text
from app.i18n import _l


class ViewForm(RecordForm):
    """The name of a view, and who may use it for what."""

    name = text(_l("Name of the view"), limit=80, required=True)
    is_shared = BooleanField(_l("Show it to everybody"), description=_l("Everybody who may open the list sees it."))
    is_segment = BooleanField(
        _l("Use it for mailings"),
        description=_l("A segment: who is in it is asked anew before each mailing."),
    )


class NewViewForm(ViewForm):
    """A view that is being saved: with the list and what it shows."""

    list_name = HiddenField(validators=[Length(max=40)])
    state = HiddenField()
    back = HiddenField()


class StateForm(BaseForm):
    """What a list shows now, for a view that exists; `on` chooses or gives up a default."""

    state = HiddenField()
    back = HiddenField()
    on = HiddenField()
