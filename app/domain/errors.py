"""How a rule says no: one exception with a code that the page turns into words."""

from typing import Any


class RuleError(ValueError):
    """An action or a value that the domain refuses.

    Args:
        code: a stable name such as `not_allowed`; `app.labels.refusal` has the words for it.
        value: what was refused, shown to the person; a `Sum`, a `Share` and a date in the reader's language.
        field: the form field that the message belongs to, if one does.
        details: more values for the message's placeholders.
    """

    def __init__(self, code: str, value: object = "", *, field: str | None = None, **details: Any) -> None:
        super().__init__(f"{code}: {value}" if value else code)
        self.code = code
        self.value = str(value)
        self.field = field
        self.details = {"value": value, **details}


class MoveRefused(RuleError):
    """A record may not go from its present stage or status to the wanted one."""
