"""Letters: the fields that a template may hold, and a letter made of a template and a person's values.

A field is `{{first_name}}`, or `{{first_name|friend}}` with words that stand in when the value is empty. There are
no conditions and no expressions: whoever can read the letter can read its template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from app.domain.errors import RuleError
from app.domain.letter_text import to_letter_html, to_plain_text

FIELD = re.compile(r"\{\{\s*([A-Za-z_]+)\s*(?:\|([^{}|\n]*))?\}\}")
# Places of fields travel through Markdown as private characters, which no keyboard types.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BREAKS = re.compile(r"\s+")


class TemplatePurpose(StrEnum):
    """Where a template is offered."""

    PERSONAL = "personal"
    MAILING = "mailing"


class LetterStatus(StrEnum):
    """How far a letter to one person has come.

    `unknown` is a letter during whose sending the work was cut off: it may have arrived, so that it is sent again
    only when a person says so.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DISCARDED = "discarded"


class Field(StrEnum):
    """What a template may name."""

    GREETING = "greeting"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    MIDDLE_NAME = "middle_name"
    FULL_NAME = "full_name"
    ORGANISATION = "organisation"
    CITY = "city"
    EMAIL = "email"
    LIBRARY_NAME = "library_name"
    LIBRARY_ADDRESS = "library_address"
    MY_NAME = "my_name"
    MY_POSITION = "my_position"
    MY_BRANCH = "my_branch"
    MY_EMAIL = "my_email"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Place:
    """One field in a text, and the words that stand in for an empty value."""

    field: StrEnum
    default: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter to one person: subject, page and plain text."""

    subject: str
    html: str
    text: str


def places(*texts: str, fields: type[StrEnum] = Field) -> list[Place]:
    """Return the fields of texts in their order; `fields` are those that there are.

    Raises:
        RuleError: `unknown_field` with the known ones in `details["known"]`, `broken_field` for braces that make
            no field.
    """
    found = []
    for text in texts:
        for match in FIELD.finditer(text):
            name = match[1].lower()
            if name not in set(fields):
                raise RuleError("unknown_field", match[1], known=", ".join(fields))
            found.append(Place(fields(name), (match[2] or "").strip()))
        rest = FIELD.sub("", text)
        if "{{" in rest or "}}" in rest:
            at = rest.find("{{") if "{{" in rest else rest.find("}}")
            raise RuleError("broken_field", rest[at : at + 30].split("\n")[0].strip("{} "))
    return found


def without_fields(text: str) -> str:
    """Return a line of a letter as it reads for nobody in particular: the words that stand in, or three dots."""
    return FIELD.sub(lambda match: (match[2] or "").strip() or "…", text)


def needed(*texts: str) -> frozenset[Field]:
    """Return the fields for which nothing stands in when the value is empty. Raises as `places` does."""
    return frozenset(Field(place.field) for place in places(*texts) if not place.default)


class Template:
    """A subject and a Markdown body, read once and filled for any number of people; `fields` may stand in them.

    Raises:
        RuleError: as `places` does, with the field of the form that is wrong; `no_subject`, `no_body`;
            `field_in_link` when a field stands in the address of a link.
    """

    def __init__(self, subject: str, body: str, fields: type[StrEnum] = Field) -> None:
        self._fields = fields
        subject, body = _PRIVATE.sub("", subject), _PRIVATE.sub("", body)
        if not subject.strip():
            raise RuleError("no_subject", field="subject")
        if not body.strip():
            raise RuleError("no_body", field="body")
        self.places: list[Place] = []
        self._subject = self._marked(_BREAKS.sub(" ", subject).strip(), "subject")
        source = self._marked(body, "body")
        self._html, self._text = to_letter_html(source), to_plain_text(source)
        for rendered in (self._html, self._text):
            if sorted(_PLACE.findall(rendered)) != sorted(_PLACE.findall(source)):
                raise RuleError("field_in_link", field="body")

    def _marked(self, text: str, name: str) -> str:
        try:
            places(text, fields=self._fields)
        except RuleError as error:
            raise RuleError(error.code, error.value, field=name, **_without_value(error.details)) from error

        def mark(match: re.Match[str]) -> str:
            self.places.append(Place(self._fields(match[1].lower()), (match[2] or "").strip()))
            return f"{_OPEN}{len(self.places) - 1}{_CLOSE}"

        return FIELD.sub(mark, text)

    def missing(self, values: Mapping[str, str]) -> list[StrEnum]:
        """Return the fields that are empty for this person and for which nothing stands in."""
        return list(
            dict.fromkeys(place.field for place in self.places if not self._value(place, values) and not place.default)
        )

    def filled(self, values: Mapping[str, str]) -> Filled:
        """Return the letter with the values of one person; an empty one without a default leaves nothing."""
        texts = [_BREAKS.sub(" ", self._value(place, values) or place.default).strip() for place in self.places]
        plain = _filler(texts)
        return Filled(
            subject=_PLACE.sub(plain, self._subject)[:200],
            html=_PLACE.sub(_filler([escape(text) for text in texts]), self._html),
            text=_PLACE.sub(plain, self._text),
        )

    @staticmethod
    def _value(place: Place, values: Mapping[str, str]) -> str:
        return (values.get(place.field) or "").strip()


def _filler(texts: list[str]) -> Callable[[re.Match[str]], str]:
    def fill(match: re.Match[str]) -> str:
        return texts[int(match[1])]

    return fill


def _without_value(details: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in details.items() if name != "value"}
