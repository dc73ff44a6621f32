"""What a person may type about a received letter before it is saved."""

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.interactions import Direction
from app.domain.vcards import MAX_MEGABYTES
from app.forms.base import BaseForm
from app.forms.fields import day, select, text
from app.i18n import _l


class LetterFileForm(BaseForm):
    """A letter as a file."""

    file = FileField(_l("Letter (.eml)"))


class TickedField(SelectMultipleField):
    """What is ticked among rows with numbers; numbers that were not offered are left out."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:
        """Accept whatever is left: only what was offered is."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the numbers that were offered."""
        offered = {value for value, *_rest in self.choices or ()}
        sent = [int(value) for value in valuelist if value.isascii() and value.isdigit() and len(value) < 10]
        self.data = [value for value in dict.fromkeys(sent) if value in offered]


class LetterForm(BaseForm):
    """A letter that was read and is about to be written down; `letter` says which, signed."""

    letter = HiddenField()
    subject = text(_l("Subject"), limit=200, required=True)
    occurred_on = day(_l("When"), required=True)
    direction = select(_l("Direction"), Direction)
    participants = TickedField(_l("Who else took part"), coerce=int, choices=[])
    colleagues = TickedField(_l("Colleagues who took part"), coerce=int, choices=[])
    files = TickedField(_l("Files to keep"), coerce=int, choices=[])


class CardFileForm(BaseForm):
    """A file of contact cards."""

    file = FileField(_l("Contact cards (.vcf)"), render_kw={"data-most": MAX_MEGABYTES})


class CardsForm(BaseForm):
    """Cards that were read and are about to be saved; `cards` says which file, signed."""

    cards = HiddenField()
