"""Contact cards (vCard 3.0), as address books of phones and mail programs read them with Cyrillic letters whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.domain.contacts import ChannelLabel

_LINE_OCTETS = 75
_UNFOLDED = 10**9
_EMAIL_TYPES = {ChannelLabel.WORK: ["INTERNET", "WORK"], ChannelLabel.HOME: ["INTERNET", "HOME"]}
_PHONE_TYPES = {ChannelLabel.WORK: ["WORK"], ChannelLabel.HOME: ["HOME"], ChannelLabel.MOBILE: ["CELL"]}
_ADDRESS_TYPES = {ChannelLabel.WORK: ["WORK"], ChannelLabel.HOME: ["HOME"]}


@dataclass(frozen=True)
class CardData:
    """What a card says of a contact. An organisation has `organisation` alone, and its name is that."""

    uid: str
    name: str
    changed_at: datetime
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    organisation: str = ""
    role: str = ""
    is_organisation: bool = False
    edrpou: str = ""
    emails: Sequence[tuple[str, ChannelLabel]] = ()
    phones: Sequence[tuple[str, ChannelLabel]] = ()
    addresses: Sequence[tuple[str, ChannelLabel]] = ()
    city: str = ""
    birth_date: date | None = None
    website: str = ""
    tags: Sequence[str] = ()


def write_card(data: CardData) -> str:
    """Return one card; its lines end in CRLF and none is longer than 75 octets.

    Version 3.0 is the newest that Apple's, Google's and Microsoft's address books all take.
    """
    import vobject  # type: ignore[import-untyped]

    card = vobject.vCard()
    _add(card, "n", vobject.vcard.Name(family=data.last_name, given=data.first_name, additional=data.middle_name))
    _add(card, "fn", data.name)
    if data.organisation:
        _add(card, "org", [data.organisation])
    if data.is_organisation:
        _add(card, "x-abshowas", "COMPANY")
    _text(card, "x-edrpou", data.edrpou)
    _text(card, "title", data.role)
    _channels(card, "email", data.emails, {label: _EMAIL_TYPES.get(label, ["INTERNET"]) for label in ChannelLabel})
    # A semicolon divides values in a card.
    phones = [(number.replace(";ext=", " ext. "), label) for number, label in data.phones]
    _channels(card, "tel", phones, _PHONE_TYPES)
    for place, (line, label) in enumerate(data.addresses):
        # The city stands apart only in the first address: that is the one that it belongs to.
        address = vobject.vcard.Address(street=line, city=data.city if place == 0 else "")
        _typed(_add(card, "adr", address), _ADDRESS_TYPES.get(label, []))
    if data.city and not data.addresses:
        _add(card, "adr", vobject.vcard.Address(city=data.city))
    _text(card, "bday", data.birth_date.isoformat() if data.birth_date else "")
    _text(card, "url", data.website)
    if data.tags:
        _add(card, "categories", list(data.tags))
    _add(card, "uid", data.uid)
    _add(card, "rev", data.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
    # The library folds by letters where the standard counts octets, so that Cyrillic lines came out too long.
    lines = str(card.serialize(lineLength=_UNFOLDED)).split("\r\n")
    return "\r\n".join(map(_folded, lines))


def write_cards(cards: Iterable[CardData]) -> Iterator[str]:
    """Yield the cards one by one, so that a long file costs no memory."""
    for data in cards:
        yield write_card(data)


def _folded(line: str) -> str:
    """Cut a line into pieces of at most 75 octets, never inside a letter; all but the first begin with a space."""
    pieces, present, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LINE_OCTETS:
            pieces.append(present)
            present, size = " ", 1
        present, size = present + letter, size + octets
    return "\r\n".join([*pieces, present])


def _add(card: Any, name: str, value: Any) -> Any:
    line = card.add(name)
    line.value = value
    return line


def _text(card: Any, name: str, value: str) -> None:
    if value:
        _add(card, name, value)


def _typed(line: Any, types: Sequence[str]) -> None:
    if types:
        line.type_paramlist = list(types)


def _channels(
    card: Any, name: str, channels: Sequence[tuple[str, ChannelLabel]], types: dict[ChannelLabel, list[str]]
) -> None:
    for value, label in channels:
        _typed(_add(card, name, value), types.get(label, []))
