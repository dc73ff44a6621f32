"""The form for what is done with many contacts at once."""

from wtforms import RadioField, StringField
from wtforms.validators import Length, Optional

from app.forms.base import BaseForm
from app.i18n import _l

CHOSEN = "chosen"
MATCHING = "matching"


class BulkForm(BaseForm):
    """Which contacts, and which tag."""

    which = RadioField(_l("Which contacts"), choices=[], validators=[Optional()])
    tag = StringField(
        _l("Tag"),
        [Optional(), Length(max=60, message=_l("Use at most %(max)d characters."))],
        filters=[lambda value: " ".join(value.replace("\x00", "").split()) if value else ""],
        render_kw={"list": "known-tags", "autocomplete": "off"},
    )
