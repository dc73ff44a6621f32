"""Menus of forms as HTML."""

from typing import Any

from markupsafe import escape
from wtforms.widgets import Select


class Menu(Select):
    """A menu, written as the library writes it; its way with the attributes of each option is slow for hundreds."""

    @classmethod
    def render_option(cls, choice: Any) -> str:
        """Return one option, which has no attributes of its own beside its value."""
        selected = "selected " if choice.selected else ""
        return f'<option {selected}value="{escape(choice.value)}">{escape(choice.label or choice.value)}</option>'
