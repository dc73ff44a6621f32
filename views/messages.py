"""Messages that say what has just happened and offer to undo it."""

from typing import Any, cast

from flask import flash


def flash_undo(text: str, undo_url: str) -> None:
    """Show a message with an Undo button that posts to `undo_url`."""
    message: Any = {"text": text, "undo_url": undo_url}
    flash(cast(str, message), "success")
