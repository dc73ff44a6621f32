"""The form of a text of the library."""

from typing import Any

from wtforms import RadioField

from app.domain.application_work import BlockTopic
from app.domain.text_limits import MOST
from app.forms.base import RecordForm
from app.forms.fields import Filled, WordsField, locale_choices, long_text, select, text
from app.i18n import _l
from app.services.text_blocks import BlockData


class TextBlockForm(RecordForm):
    """A text that applications use again."""

    title = text(_l("Title"), limit=200, required=True)
    topic = select(_l("Topic"), BlockTopic, default=BlockTopic.ABOUT)
    locale = RadioField(_l("Language of the text"), [Filled()], choices=locale_choices, default="uk")
    text = long_text(_l("Text"), limit=MOST)
    tags = WordsField(_l("Tags"))

    def show_block(self, block: Any) -> None:
        """Show a saved text; its tags are kept in one line."""
        self.tags.process_data([word for word in block.tags.split(", ") if word])

    def block_data(self) -> BlockData:
        """Return what was typed, for the service."""
        return BlockData(
            title=self.title.data or "",
            topic=self.topic.data or BlockTopic.OTHER,
            text=self.text.data or "",
            locale=self.locale.data,
            tags=self.tags.data or (),
        )
