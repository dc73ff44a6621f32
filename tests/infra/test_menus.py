"""Menus of forms: written as the library writes them."""

from hypothesis import given
from hypothesis import strategies as st
from wtforms.fields.choices import Choice
from wtforms.widgets import Select

from app.forms.menus import Menu
from app.i18n import _l
from models.branches import BranchKind

words = st.text(alphabet="aї<>&\"'= ", max_size=8)


@given(words, words, st.booleans())
def test_an_option_reads_as_the_library_writes_it(value: str, label: str, selected: bool) -> None:
    choice = Choice(value, label, selected, {})
    assert Menu.render_option(choice) == Select.render_option(choice)


def test_coded_values_and_translated_words_are_written_as_such() -> None:
    choice = Choice(next(iter(BranchKind)), _l("Branch"), True, {})
    assert Menu.render_option(choice) == Select.render_option(choice)
