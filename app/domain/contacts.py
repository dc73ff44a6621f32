"""People and organisations: their names, ways to reach them and registration codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import phonenumbers

from app.domain.errors import RuleError
from app.domain.text import without_unseen

DEFAULT_REGION = "UA"
LONGEST_COMMENT = 5_000

# Old habit writes the trunk prefix as «8 0…», which is no longer part of a Ukrainian number.
_TRUNK_EIGHT = re.compile(r"\A8(?=[\s().-]*0(?:[\s().-]*[0-9]){9}\Z)")
# The usual ways to write a Ukrainian number; what is written so needs no guessing.
_USUAL_PHONE = re.compile(r"(?:\+38 ?)?(?:0[3-9][0-9]|\(0[3-9][0-9]\))[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}")
# How an extension is written here and in English, and how RFC 3966 writes it; the library knows no Ukrainian words.
EXTENSION_WORD = r"(?:(?:дод|доб|вн|внутр|ext)\w*|x)[.:=]?\s*[0-9]{1,6}\b"
_EXTENSION = re.compile(rf"[\s,;(]*(?<![^\W\d]){EXTENSION_WORD}\)?\Z", re.IGNORECASE)
_KEPT_EXTENSION = ";ext="
_KEPT_PHONE = re.compile(r"(\+380)([0-9]{2})([0-9]{3})([0-9]{2})([0-9]{2})")
_NO_DIGITS = re.compile(r"[^0-9]+")
# An address of so plain letters and so short that only its domain needs a closer look.
_PATRONYMIC = re.compile(r"\w{2}(?:[иіїо]ч|[вч]на)$", re.IGNORECASE)
_PLAIN_EMAIL = re.compile(r"((?=.{1,60}@)[a-z0-9]+(?:[._+-][a-z0-9]+)*)@([a-z0-9.-]{1,60})", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"[0-9]{8}|[0-9]{10}")
_SOLE_TRADER_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_EDRPOU_WEIGHTS = (1, 2, 3, 4, 5, 6, 7)
_EDRPOU_MIDDLE_WEIGHTS = (7, 1, 2, 3, 4, 5, 6)


class ContactKind(StrEnum):
    """Whether a contact is a person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class OrganisationType(StrEnum):
    """What kind of body an organisation is."""

    NGO = "ngo"
    CHARITY = "charity"
    SCHOOL = "school"
    UNIVERSITY = "university"
    BUSINESS = "business"
    MEDIA = "media"
    AUTHORITY = "authority"
    CULTURAL_INSTITUTION = "cultural_institution"
    INTERNATIONAL = "international"
    COMMUNITY = "community"
    OTHER = "other"


class ChannelLabel(StrEnum):
    """What an e-mail address, phone number or postal address is for."""

    WORK = "work"
    HOME = "home"
    MOBILE = "mobile"
    OTHER = "other"


class InteractionKind(StrEnum):
    """How the library and a contact were in touch."""

    MEETING = "meeting"
    CALL = "call"
    LETTER = "letter"
    EMAIL = "email"
    NOTE = "note"


class InvalidPhone(RuleError):
    """Not a phone number: codes `not_a_phone`, `no_such_phone`, `phone_has_extension`."""


class InvalidEmail(RuleError):
    """Not an e-mail address: code `not_an_email`."""


def display_person_name(last: str | None, first: str | None, middle: str | None = None) -> str:
    """Write a person's name the way Ukrainian lists do: surname, given name, patronymic."""
    return " ".join(" ".join(part.split()) for part in (last, first, middle) if part and part.strip())


def is_patronymic(word: str) -> bool:
    """Say whether a word looks like a patronymic, as «Петрівна» and «Ілліч» do; some surnames look so too."""
    return bool(_PATRONYMIC.search(word))


def normalise_phone(text: str, region: str = DEFAULT_REGION) -> str:
    """Give the number in E.164 («+380332723344»); a number without a country code belongs to the region.

    An extension is refused, because E.164 has no place for it and it would be lost; `normalise_phone_line` keeps it.
    Raises `InvalidPhone`.
    """
    typed = text.strip()
    if region == "UA" and _USUAL_PHONE.fullmatch(typed):
        national = _NO_DIGITS.sub("", typed)[-9:]
        if phonenumbers.is_valid_number(phonenumbers.PhoneNumber(country_code=380, national_number=int(national))):
            return f"+380{national}"
    if _EXTENSION.search(typed):
        raise InvalidPhone("phone_has_extension", text[:40])
    if region == "UA":
        typed = _TRUNK_EIGHT.sub("", typed, count=1)
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone("not_a_phone", text[:40]) from error
    if number.extension:
        raise InvalidPhone("phone_has_extension", text[:40])
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone("no_such_phone", text[:40])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_phone_line(text: str) -> str:
    """Give a number as `normalise_phone` does, with its extension as RFC 3966 writes it: «+380332723344;ext=5».

    Raises `InvalidPhone`.
    """
    typed = text.strip()
    found = _EXTENSION.search(typed)
    if found is None:
        return normalise_phone(typed)
    return f"{normalise_phone(typed[: found.start()])}{_KEPT_EXTENSION}{_NO_DIGITS.sub('', found[0])}"


def phone_digits(number: str) -> str:
    """Give the digits of a kept number, without its extension."""
    return number.partition(_KEPT_EXTENSION)[0].lstrip("+")


def phone_text(number: str, extension: str = "ext.") -> str:
    """Write a kept number as people read it, «+380 67 123 45 67»; any other text stays as it is.

    An extension follows after the word for it, on a line of its own where there is no room. No other space breaks a
    line, and `normalise_phone_line` reads the number back.
    """
    line, is_inside, inside = number.partition(_KEPT_EXTENSION)
    found = _KEPT_PHONE.fullmatch(line)
    words = [found.groups() if found else (line,), *([(extension, inside)] if is_inside else [])]
    return " ".join("\N{NO-BREAK SPACE}".join(word) for word in words)


def normalise_email(text: str) -> str:
    """Give the address in lower case with its domain in readable form. Raises `InvalidEmail`."""
    typed = without_unseen(text).strip()
    plain = _PLAIN_EMAIL.fullmatch(typed)
    if plain and _is_plain_domain(plain[2].lower()):
        return typed.lower()
    from email_validator import EmailNotValidError, validate_email

    try:
        address = validate_email(typed, check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidEmail("not_an_email", text[:80]) from error
    return address.normalized.lower()


@lru_cache(maxsize=1024)
def _is_plain_domain(domain: str) -> bool:
    """Say whether addresses may have the domain and it is read as it is written."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(f"info@{domain}", check_deliverability=False).domain == domain
    except EmailNotValidError:
        return False


def valid_edrpou(code: str) -> bool:
    """Check the control digit of an EDRPOU code (8 digits) or a sole trader's tax number (10 digits)."""
    if not _CODE.fullmatch(code):
        return False
    digits = [int(character) for character in code]
    if len(digits) == 10:
        return _weighted(digits, _SOLE_TRADER_WEIGHTS) % 11 % 10 == digits[-1]
    weights = _EDRPOU_MIDDLE_WEIGHTS if 30_000_000 <= int(code) <= 60_000_000 else _EDRPOU_WEIGHTS
    control = _weighted(digits, weights) % 11
    if control == 10:
        control = _weighted(digits, [weight + 2 for weight in weights]) % 11 % 10
    return control == digits[-1]


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits[:-1], weights, strict=True))
