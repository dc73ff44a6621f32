"""Words of the area: user-defined fields of contacts."""

from typing import Any

from app.domain.custom_fields import FieldType
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    FieldType: {
        FieldType.TEXT: _l("Text"),
        FieldType.NUMBER: _l("A number"),
        FieldType.DATE: _l("Date"),
        FieldType.CHOICE: _l("Choice of one"),
        FieldType.FLAG: _l("Yes or no"),
    },
}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "custom_field_of_nobody": _l("Say who has the field: people, organisations or both."),
    "custom_name_taken": _l("Another field has this name already: %(value)s."),
    "custom_name_of_column": _l("Files of contacts already have a column of this name: %(value)s."),
    "custom_type_stays": _l("The field has values already, so what it holds cannot change. Add another field."),
    "too_many_custom_fields": _l("At most %(value)s fields can be added. Delete those that nobody needs."),
    "choice_without_options": _l("A choice needs at least one option."),
    "option_twice": _l("Two options have the same name: %(value)s."),
    "too_many_options": _l("A choice can have at most %(value)s options."),
    "option_is_used": _l(
        "The option “%(value)s” is chosen by contacts (%(count)s), so it stays. Choose another option for them first."
    ),
    "custom_field_gone": _l(
        "A field was removed while you were filling it in. Nothing is saved yet: look at the form."
    ),
    "custom_option_gone": _l("An option of the field “%(value)s” was removed meanwhile. Choose another one."),
    "custom_field_of_others": _l("Contacts of this kind do not have the field “%(value)s”."),
    "not_agreed": _l("Tick that you understand what will be lost."),
}
