"""Contact cards (vCard): reading files of cards in versions 2.1, 3.0 and 4.0, whatever made them.

A file is cut into cards before any of them is read, so that one broken card spoils no other. Pictures, sounds and
keys are left out before they cost anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.contact_import import ContactRow
from app.domain.contacts import (
    ChannelLabel,
    ContactKind,
    OrganisationType,
    display_person_name,
    is_patronymic,
    normalise_email,
    normalise_phone_line,
    valid_edrpou,
)
from app.domain.errors import RuleError
from app.domain.given_names import begins_with_given_name
from app.domain.text import search_text, sort_key
from app.domain.vcard_lines import MAX_LINES, CardLines, CardProblem, Property, cut_cards, only_embedded, properties_of

MAX_MEGABYTES = 5
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_CARDS = 1_000
MAX_REMARK = 5_000

_MOST_CHANNELS = 20
_LABELS = {
    "cell": ChannelLabel.MOBILE,
    "mobile": ChannelLabel.MOBILE,
    "home": ChannelLabel.HOME,
    "work": ChannelLabel.WORK,
    "other": ChannelLabel.OTHER,
}
_KNOWN_VERSIONS = frozenset({"2.1", "3.0", "4.0"})
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")


@dataclass(frozen=True)
class Card:
    """One card of a file.

    Attributes:
        number: its place in the file, from 1.
        line: where it begins.
        row: the contact that it describes, or None when it cannot be taken.
        refused: why not.
        notes: what of it was left out.
        remark: what its owner wrote about the contact.
    """

    number: int
    line: int
    row: ContactRow | None
    refused: CardProblem | None = None
    notes: tuple[CardProblem, ...] = ()
    remark: str = ""


def read_cards(raw: bytes, *, today: date) -> list[Card]:
    """Read a file of cards.

    Raises:
        RuleError: `cards_too_large`, `no_cards`, `too_many_cards`.
    """
    if len(raw) > MAX_BYTES:
        raise RuleError("cards_too_large", MAX_MEGABYTES, field="file")
    content = _as_bytes(raw)
    count = len(re.findall(rb"(?im)^begin:vcard[ \t\r]*$", content))
    if not count:
        raise RuleError("no_cards", field="file")
    if count > MAX_CARDS:
        raise RuleError("too_many_cards", MAX_CARDS, field="file")
    return [_card(number, piece, today) for number, piece in enumerate(cut_cards(content), 1)]


def _as_bytes(raw: bytes) -> bytes:
    """Return the file in a charset in which a line feed is one byte."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").encode()
    return raw.removeprefix(b"\xef\xbb\xbf")


def _card(number: int, piece: CardLines, today: date) -> Card:
    if not piece.is_closed:
        return Card(number, piece.line, None, CardProblem("card_not_closed"))
    if len(piece.lines) > MAX_LINES and not only_embedded(piece.lines):
        return Card(number, piece.line, None, CardProblem("card_too_long"))
    notes: dict[str, CardProblem] = {}
    properties = list(properties_of(piece.lines, notes))
    version = next((item.text for item in properties if item.name == "VERSION"), "")
    if version and version not in _KNOWN_VERSIONS:
        return Card(number, piece.line, None, CardProblem("card_version", version[:20]))
    try:
        row = _row(piece.line, properties, notes, today)
    except RuleError as error:
        return Card(number, piece.line, None, CardProblem(error.code, error.value[:60]))
    remark = "\n\n".join(filter(None, (item.whole_text for item in properties if item.name == "NOTE")))
    return Card(number, piece.line, row, notes=tuple(notes.values()), remark=remark[:MAX_REMARK])


def _row(line: int, properties: list[Property], notes: dict[str, CardProblem], today: date) -> ContactRow:
    """Return the contact that the properties describe.

    Raises:
        RuleError: `card_no_name`, `card_name_too_long`.
    """
    by_name: dict[str, list[Property]] = {}
    for item in properties:
        by_name.setdefault(item.name, []).append(item)

    def first(name: str) -> str:
        return next((item.text for item in by_name.get(name, []) if item.text), "")

    last, given, middle = ([*by_name["N"][0].texts(), "", "", ""] if "N" in by_name else ["", "", ""])[:3]
    organisation = next((item.texts()[0] for item in by_name.get("ORG", [])), "")
    full = first("FN")
    is_organisation = (
        first("KIND").lower() in {"org", "organization"}
        or first("X-ABSHOWAS").upper() == "COMPANY"
        or (not (last or given) and bool(organisation) and full in ("", organisation))
    )
    emails = _channels(by_name.get("EMAIL", []), normalise_email, "card_email", notes)
    phones = _channels(by_name.get("TEL", []), normalise_phone_line, "card_phone", notes)
    address, city, address_label = _address(by_name.get("ADR", []), notes)
    labels = {**emails, **phones, address: address_label}
    row = ContactRow(
        line,
        ContactKind.ORGANISATION if is_organisation else ContactKind.PERSON,
        "",
        "",
        emails=tuple(emails),
        phones=tuple(phones),
        website=first("URL")[:300],
        tags=_tags(by_name.get("CATEGORIES", [])),
        address=address,
        city=city,
        labels=tuple((way, label) for way, label in labels.items() if label is not None),
    )
    if is_organisation:
        row = replace(row, display_name=full or organisation, organisation_type=OrganisationType.OTHER)
        code = first("X-EDRPOU")
        row = replace(row, edrpou=code) if code and valid_edrpou(code) else row
    else:
        if not (last or given):
            last, given, middle = _taken_apart(full)
            if given:
                notes["card_name_whole"] = CardProblem("card_name_whole", last[:60])
        last, given, middle = _with_patronymic(last, given, middle)
        born = _birthday(first("BDAY"), today, notes)
        row = replace(
            row,
            display_name=display_person_name(last, given, middle),
            last_name=last,
            first_name=given,
            middle_name=middle,
            birth_date=born,
            workplace=organisation[:300],
            role=(first("TITLE") or first("ROLE"))[:120] if organisation else "",
        )
    if not search_text(row.display_name):
        raise RuleError("card_no_name")
    if len(row.display_name) > 300 or any(len(name) > 100 for name in (row.last_name, row.first_name, row.middle_name)):
        raise RuleError("card_name_too_long", row.display_name[:40])
    return replace(row, sort_key=sort_key(row.display_name))


def _taken_apart(full: str) -> tuple[str, str, str]:
    """Return surname, first name and patronymic of a name in one piece, in the Ukrainian order when in doubt."""
    last, given, middle = [*full.split(" ", 2), "", "", ""][:3]
    # «Марія Петрівна Шевченко»: the surname stands at the end.
    if is_patronymic(given) and middle and not is_patronymic(middle):
        return middle, last, given
    if begins_with_given_name(last, given) and (not middle or is_patronymic(middle)):
        return given, last, middle
    return last, given, middle


def _with_patronymic(last: str, given: str, middle: str) -> tuple[str, str, str]:
    """Take the patronymic out of the field of the first name, into which many write it."""
    first, _, second = given.partition(" ")
    if not middle and is_patronymic(second) and " " not in second:
        return last, first, second
    return last, given, middle


def _channels(
    items: list[Property], rule: Callable[[str], str], code: str, notes: dict[str, CardProblem]
) -> dict[str, ChannelLabel | None]:
    """Return the addresses or numbers that the rule can read, the preferred first, with what they are for; the others
    are noted."""
    found: dict[str, ChannelLabel | None] = {}
    for item in sorted(items, key=lambda item: "pref" not in item.types):
        text = item.text.removeprefix("tel:").removeprefix("mailto:").strip()
        if not text:
            continue
        try:
            way = rule(text)
        except RuleError:
            notes[f"{code} {text}"] = CardProblem(code, text[:60])
        else:
            found[way] = found.get(way) or _label(item)
    return dict(list(found.items())[:_MOST_CHANNELS])


def _label(item: Property) -> ChannelLabel | None:
    return next((label for kind, label in _LABELS.items() if kind in item.types), None)


def _address(items: list[Property], notes: dict[str, CardProblem]) -> tuple[str, str, ChannelLabel | None]:
    """Return the address on one line, its city and what it is for; further ones are noted.

    A card has box, flat, street, city, region, code and country. What the street names already, as in a card that was
    written here, is not named twice.
    """
    known = [(item, texts) for item in items if any(texts := item.texts())]
    if not known:
        return "", "", None
    for _item, texts in known[1:]:
        left = ", ".join(filter(None, texts))
        notes[f"card_address {left}"] = CardProblem("card_address", left[:60])
    first, parts = known[0]
    box, flat, street, city, region, code, _land = [*parts, *[""] * 7][:7]
    named = {search_text(part) for part in street.split(",")}
    place = [part for part in (city, region, code) if search_text(part) not in named]
    line = ", ".join(filter(None, (street, flat, box, *place)))
    # A city alone is no address.
    return ("", city[:120], None) if line == city else (line[:300], city[:120], _label(first))


def _tags(items: list[Property]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for item in items:
        for tag in item.texts(","):
            if search_text(tag) and len(tag) <= 60:
                found.setdefault(search_text(tag), tag)
    return tuple(found.values())[:_MOST_CHANNELS]


def _birthday(text: str, today: date, notes: dict[str, CardProblem]) -> date | None:
    """Return a whole birth date; a day without its year, which version 4.0 allows, is none."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        born = date(*map(int, found.groups())) if found else None
    except ValueError:
        born = None
    if born is None or born > today or born.year < 1880:
        notes["card_birthday"] = CardProblem("card_birthday", text[:30])
        return None
    return born
