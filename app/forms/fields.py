"""Fields that several forms use: amounts, linked contacts, words separated by commas, dates."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from wtforms import DateField, Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import TextInput

from app.amounts import typed
from app.domain.errors import RuleError
from app.domain.money import InvalidAmount, parse_amount
from app.domain.text import bare_number, without_unseen
from app.forms.menus import Menu
from app.forms.numbers import WholeField, WholeRange
from app.i18n import LOCALES, _, _l
from app.labels import choices, label, refusal

REQUIRED = _l("Fill in this field.")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def locale_choices() -> list[SelectChoice]:
    """Return the languages that something may be written in, as choices of a field."""
    return [SelectChoice(code, name) for code, name in LOCALES.items()]


class Filled(InputRequired):  # type: ignore[misc, unused-ignore]
    """The rule that a field has to be filled in; spaces alone do not fill it."""

    def __init__(self) -> None:
        super().__init__(REQUIRED)

    def __call__(self, form: Any, field: Any) -> None:
        """Raise StopValidation when nothing was sent for the field, or blanks."""
        if all(isinstance(sent, str) and not sent.strip() for sent in field.raw_data or ()):
            field.errors[:] = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


class Reads:
    """The rule that the domain can read a text, such as a telephone number: told together with all other faults."""

    def __init__(self, rule: Callable[[str], object]) -> None:
        self.rule = rule

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse with the words of the domain."""
        try:
            self.rule(field.data)
        except RuleError as error:
            raise ValidationError(refusal(error)) from error


def text(
    label: Any,
    *,
    limit: int = 200,
    required: bool = False,
    filters: Iterable[Any] = (),
    reads: Callable[[str], object] | None = None,
    **kwargs: Any,
) -> Any:
    """Return a one-line text field, trimmed and filtered, with a length limit, which the rule `reads` has to read."""
    rules: list[Any] = [DataRequired(REQUIRED)] if required else [Optional()]
    rules.append(Length(max=limit, message=_l("Use at most %(max)d characters.")))
    if reads is not None:
        rules.append(Reads(reads))
    return StringField(label, rules, filters=[_trim_line, *filters], **kwargs)


def paper_number(label: Any, *, limit: int, **kwargs: Any) -> Any:
    """Return a field for the number of a paper, which may be typed with the sign of a number before it."""
    return text(label, limit=limit, filters=[_bare_number], **kwargs)


def long_text(label: Any, *, limit: int = 20_000, **kwargs: Any) -> Any:
    """Return a text field of many lines."""
    rules = [Optional(), Length(max=limit, message=_l("Use at most %(max)d characters."))]
    return TextAreaField(label, rules, filters=[_trim], **kwargs)


def whole(label: Any, *, least: int = 0, most: int = 1_000_000, required: bool = False, **kwargs: Any) -> Any:
    """Return a field for a whole number."""
    rules: list[Any] = [Filled()] if required else [Optional()]
    rules.append(WholeRange(least, most))
    return WholeField(label, rules, **kwargs)


def select(label: Any, enum: type[StrEnum], *, blank: Any = None, **kwargs: Any) -> Any:
    """Return a menu of an enum's members; its data is a member, or None for the blank choice."""

    def coerce(value: Any) -> Any:
        return enum(value) if value not in (None, "") else None

    def offered() -> list[Any]:
        return [SelectChoice(value, words) for value, words in choices(enum, blank=blank)]

    return EnumField(label, choices=offered, coerce=coerce, **kwargs)


def day(label: Any, *, required: bool = False, **kwargs: Any) -> Any:
    """Return a date field."""
    return DayField(label, [Filled()] if required else [Optional()], **kwargs)


def _trim(value: Any) -> Any:
    return value.strip().replace("\x00", "") if isinstance(value, str) else value


def _trim_line(value: Any) -> Any:
    return _trim(without_unseen(value)) if isinstance(value, str) else value


def _bare_number(value: Any) -> Any:
    return bare_number(value) if isinstance(value, str) else value


class EnumField(SelectField):
    """A menu whose wrong choice is explained in the reader's language."""

    widget = Menu()

    def offer(self, options: Iterable[tuple[str, str]], blank: Any = None) -> None:
        """Set the choices from (value, text) pairs, after an empty one worded `blank` if given."""
        self.choices = [SelectChoice("", str(blank))] if blank is not None else []
        self.choices += [SelectChoice(value, words) for value, words in options]

    def offer_only(self, members: Iterable[StrEnum]) -> None:
        """Offer these members of the enum, in this order."""
        self.offer((member.value, label(member)) for member in members)

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_("Choose one of the offered values.")) from error

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Choose one of the offered values.")) from error


class IdSelectField(EnumField):
    """A menu of records by id; the view says which it offers. Its data is an id or None."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("coerce", lambda value: int(value) if value not in (None, "", "None") else None)
        kwargs.setdefault("choices", [])
        super().__init__(label, validators, **kwargs)


class DayField(DateField):
    """A date: what the browser sends (2026-12-31) or what a person types (31.12.2026)."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                found: date = datetime.strptime(valuelist[0].strip(), pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
                self.data = None
                raise ValueError(
                    _("Check the year: it can be from %(min)s to %(max)s.", min=EARLIEST_YEAR, max=LATEST_YEAR)
                )
            self.data = found
            return
        self.data = None
        raise ValueError(_("Enter a date, for example 31.12.2026."))


class MoneyField(Field):
    """An amount as people type it, 1 234,56 or 1,234.56. Its data is a Decimal with two places, or None."""

    widget = TextInput()
    data: Any

    def __init__(self, label: Any, validators: Any = None, *, negative: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators or [Optional()], **kwargs)
        self.negative = negative

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return typed(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            amount = parse_amount(valuelist[0])
        except InvalidAmount as error:
            raise ValueError(refusal(error)) from error
        if amount < 0 and not self.negative:
            raise ValueError(_("The amount cannot be negative."))
        self.data = amount


class WordsField(Field):
    """Words separated by commas, such as tags or skills. Its data is a list without repetitions."""

    widget = TextInput()

    def __init__(self, label: Any, validators: Any = None, *, limit: int = 60, **kwargs: Any) -> None:
        super().__init__(label, validators or [Optional()], **kwargs)
        self.limit = limit

    def process_data(self, value: Any) -> None:
        """Take words, or records that have a name, such as tags."""
        self.data = [getattr(item, "name", item) for item in value or []]

    def _value(self) -> str:
        return ", ".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        words: dict[str, str] = {}
        for piece in ",".join(valuelist).replace("\x00", "").split(","):
            word = " ".join(piece.split())
            if len(word) > self.limit:
                raise ValueError(_("Use at most %(max)d characters.", max=self.limit))
            if word:
                words.setdefault(word.casefold(), word)
        self.data = list(words.values())


def contact_ids(value: Any) -> list[Any]:
    """Return the ids of an id, a record, or a list of either."""
    values = value if isinstance(value, list | tuple) else [value] if value is not None else []
    return [getattr(item, "id", item) for item in values]


class ContactField(Field):
    """A link to one contact.

    The page sends `NAME` (an id, set by the picker) and `NAME_text` (what is written in the box). Without
    JavaScript only the text comes; the view resolves it with `views.pickers.settle_contact`.
    Its data is an id or None; `typed` is the text. A `required` one is marked so on the page; what follows from
    an empty one is told by whoever resolves the name.
    """

    widget = TextInput()
    data: Any

    def __init__(
        self, label: Any, *, kind: str = "", multiple: bool = False, required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.flags.required = required
        self.kind = kind
        self.multiple = multiple
        self.typed = ""
        self.shown: list[tuple[int, str]] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, **({} if data is None else {"data": data}))
        if formdata is not None and f"{self.name}_text" in formdata:
            self.typed = " ".join(formdata.get(f"{self.name}_text", "").split())[:300]

    def process_data(self, value: Any) -> None:
        """Take an id, a record, or a list of either; a name, of somebody who is no contact, is text and no choice."""
        values = value if isinstance(value, list | tuple) else [value]
        self.typed = next((item for item in values if isinstance(item, str)), self.typed)
        ids = contact_ids([item for item in values if item is not None and not isinstance(item, str)])
        self.data = ids if self.multiple else (ids[0] if ids else None)

    def process_formdata(self, valuelist: list[str]) -> None:
        ids = [int(value) for value in valuelist if value.strip().isdecimal() and len(value) < 12]
        self.data = list(dict.fromkeys(ids)) if self.multiple else (ids[0] if ids else None)

    @property
    def one_id(self) -> int | None:
        """Return the chosen contact of a picker that takes one."""
        return self.data if isinstance(self.data, int) else None

    def _value(self) -> str:
        return self.typed
