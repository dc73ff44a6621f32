"""User-defined fields in the forms of contacts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.domain.custom_fields import DECIMALS, LONGEST_TEXT, BadValue, FieldType, Value, read_number
from app.formats import may_be_thousands
from app.forms.contacts import ContactForm
from app.forms.fields import DayField, EnumField, Filled
from app.forms.numbers import ExactField, thousands_refusal
from app.i18n import _, _l
from app.queries.custom_fields import Definition

PREFIX = "custom_"
SHOWN = "custom_shown"
LONGEST_SHOWN = 100_000

Form = TypeVar("Form", bound=ContactForm)


@dataclass(frozen=True)
class Orphan:
    """What was typed into a field that is gone, or chosen of options that is gone: shown, so that it can be copied."""

    name: str
    value: str
    is_option: bool = False


class NumberField(ExactField):
    """A number with up to four decimals, read as in a file: with separators of thousands too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        typed = "".join(valuelist[0].split())
        if may_be_thousands(typed):
            raise ValueError(thousands_refusal(typed))
        try:
            self.data = read_number(typed)
        except BadValue as error:
            raise ValueError(
                _("Enter a number with at most %(digits)d decimals, for example 1234.5.", digits=DECIMALS)
            ) from error


class LineField(StringField):
    """A text on one line; spaces are made single, so that a file brings back the same text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(valuelist[0].replace("\x00", "").split()) if valuelist else ""


def with_custom_fields(form: type[Form], fields: Sequence[Definition]) -> type[Form]:
    """Return a form of contacts with the institution's own fields at its end."""
    if not fields:
        return form
    return type(form.__name__, (form,), {field.key: _field(field) for field in fields})


def _field(field: Definition) -> Any:
    rules: list[Any] = [Filled()] if field.is_required else [Optional()]
    about: dict[str, Any] = {"label": field.name, "description": field.help_text}
    match field.type:
        case FieldType.TEXT:
            limit = Length(max=LONGEST_TEXT, message=_l("Use at most %(max)d characters."))
            return LineField(validators=[*rules, limit], **about)
        case FieldType.NUMBER:
            return NumberField(validators=rules, render_kw={"inputmode": "decimal", "class": "short"}, **about)
        case FieldType.DATE:
            return DayField(validators=rules, **about)
        case FieldType.FLAG:
            offered = [SelectChoice("1", _("Yes")), SelectChoice("0", _("No"))]
            return EnumField(validators=rules, choices=[SelectChoice("", "—"), *offered], coerce=_flag, **about)
        case FieldType.CHOICE:
            options = [SelectChoice(str(option.id), option.name) for option in field.options]
            return EnumField(validators=rules, choices=[SelectChoice("", "—"), *options], coerce=_option, **about)


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if value not in (None, "", "None") else ""


def _option(value: Any) -> Any:
    return str(value) if value not in (None, "", "None") else ""


def custom_fields_of(form: Any) -> list[Any]:
    """Return the fields of a form that the institution added, in their order."""
    return [field for field in form if field.name.startswith(PREFIX)]


def custom_data(form: Any, fields: Sequence[Definition]) -> dict[int, Value | None]:
    """Return what is typed, by the id of the field; None for an empty one."""
    found: dict[int, Value | None] = {}
    for field in fields:
        typed = form[field.key].data
        if typed in (None, ""):
            found[field.id] = None
        elif field.type is FieldType.FLAG:
            found[field.id] = typed == "1"
        else:
            found[field.id] = int(typed) if field.type is FieldType.CHOICE else typed
    return found


def shown_fields(fields: Sequence[Definition]) -> str:
    """Return what a form remembers of the fields that it shows, so that one deleted meanwhile can still be named."""
    kept = {str(field.id): [field.name, {str(o.id): o.name for o in field.options}] for field in fields}
    return json.dumps(kept, ensure_ascii=False)


def orphans(sent: Mapping[str, str], fields: Sequence[Definition]) -> list[Orphan]:
    """Return what was typed into fields, or chosen of options, that were deleted while the form was open."""
    known = {field.key: field for field in fields}
    remembered = _remembered(sent.get(SHOWN, ""))
    found = []
    for key, value in sent.items():
        number = key.removeprefix(PREFIX)
        if not key.startswith(PREFIX) or not number.isdigit() or not value.strip():
            continue
        name, options = remembered.get(number, (_("No. %(number)s", number=number), {}))
        field = known.get(key)
        if field is None:
            found.append(Orphan(name, str(options.get(value, value))[:LONGEST_TEXT]))
        elif field.type is FieldType.CHOICE and value in options and value not in {str(o.id) for o in field.options}:
            found.append(Orphan(field.name, options[value], is_option=True))
    return found


def _remembered(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Read what the form remembers; a changed or cut text names nothing."""
    if len(text) > LONGEST_SHOWN:
        return {}
    try:
        raw = json.loads(text)
        return {
            str(number): (str(name)[:80], {str(key): str(words)[:120] for key, words in options.items()})
            for number, (name, options) in raw.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
