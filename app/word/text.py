"""The text of a paragraph: runs with their look, line breaks, links, fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

from app.word.xml import Element, classes, make, printable, put, put_text

BREAK, TAB = "\n", "\t"
GREY, ACCENT, WARNING, BLUE = "596171", "754604", "92201A", "1F4182"

_SPACES = re.compile(r"[ \t\r\n\f]+")
_SAFE = ("http://", "https://", "mailto:")
_MAX_ADDRESS = 2_000

# Registers the address of a link and returns the id of the relationship.
Relate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text looks, and where it leads."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    small: bool = False
    underline: bool = False
    colour: str = ""
    address: str = ""


PLAIN = Look()
_BY_TAG: dict[str, dict[str, Any]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "em": {"italic": True},
    "i": {"italic": True},
    "s": {"strike": True},
    "code": {"code": True},
    "small": {"small": True, "colour": GREY},
}
_BY_CLASS: dict[str, dict[str, Any]] = {
    "unit": {"colour": GREY},
    "credit": {"colour": GREY},
    "tag": {"bold": True, "colour": ACCENT},
    "number": {"colour": "B9741A"},
    "late": {"bold": True, "colour": WARNING},
    "planned": {"colour": GREY},
    "blank": {"underline": True},
}
# What stands on lines of its own although it is a part of a line in HTML.
_OWN_LINE = {"credit", "p", "div", "li"}
_BLANK_LINE = "\N{NO-BREAK SPACE}" * 28

Piece = tuple[str, Look]


def pieces(node: Element, look: Look = PLAIN) -> Iterator[Piece]:
    """Yield the text inside an HTML element with its look; breaks and tabs are pieces of their own."""
    if node.text:
        yield node.text, look
    for child in node:
        if isinstance(child.tag, str):
            yield from of_element(child, look)
        if child.tail:
            yield child.tail, look


def of_element(child: Element, look: Look = PLAIN) -> Iterator[Piece]:
    """Yield the text of an HTML element with the look that the element itself asks for."""
    if child.tag == "br":
        yield BREAK, look
        return
    kinds = classes(child)
    own = look
    for name in (child.tag, *sorted(kinds)):
        own = replace(own, **(_BY_TAG.get(name) or _BY_CLASS.get(name) or {}))
    if child.tag == "a" and _leads(child.get("href", "")):
        own = replace(own, address=child.get("href"))
    if {child.tag, *kinds} & _OWN_LINE:
        yield BREAK, look
    if "blank" in kinds:
        yield _BLANK_LINE, own
        return
    yield from pieces(child, own)


def _leads(address: str) -> bool:
    return address.lower().startswith(_SAFE) and len(address) < _MAX_ADDRESS


def tidy(found: Iterable[Piece]) -> list[Piece]:
    """Return pieces with the spaces of HTML collapsed, and without empty ends."""
    result: list[Piece] = []
    for text, look in found:
        if text in (BREAK, TAB):
            if result and result[-1][0] not in (BREAK, TAB):
                result[-1] = (result[-1][0].rstrip(" "), result[-1][1])
            if result or text == TAB:
                result.append((text, look))
            continue
        words = _SPACES.sub(" ", printable(text))
        if not result or result[-1][0] in (BREAK, TAB) or result[-1][0].endswith(" "):
            words = words.lstrip(" ")
        if words:
            result.append((words, look))
    while result and not result[-1][0].strip(" \n"):
        result.pop()
    if result:
        result[-1] = (result[-1][0].rstrip(" "), result[-1][1])
    return result


def write(paragraph: Element, found: Iterable[Piece], relate: Relate) -> None:
    """Append pieces to a paragraph as runs, those with an address inside a link."""
    for text, look in tidy(found):
        holder = paragraph
        if look.address:
            holder = put(paragraph, "w:hyperlink")
            holder.set(qn("r:id"), relate(look.address))
        holder.append(run(text, look))


def run(text: str, look: Look = PLAIN) -> Element:
    """Return one run."""
    element = make("w:r")
    settings = _settings(look)
    if len(settings):
        element.append(settings)
    if text == BREAK:
        put(element, "w:br")
    elif text == TAB:
        put(element, "w:tab")
    else:
        put_text(element, text)
    return element


def _settings(look: Look) -> Element:
    # The order of these elements is that of the standard.
    settings = make("w:rPr")
    if look.address:
        put(settings, "w:rStyle", val="Hyperlink")
    if look.code:
        put(settings, "w:rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas")
    for wanted, tag in ((look.bold, "w:b"), (look.italic, "w:i"), (look.strike, "w:strike")):
        if wanted:
            put(settings, tag)
    if look.colour and not look.address:
        put(settings, "w:color", val=look.colour)
    if look.small:
        put(settings, "w:sz", val=17)
    if look.underline:
        put(settings, "w:u", val="single")
    return settings


def field(paragraph: Element, code: str, shown: str) -> None:
    """Append a field such as PAGE with the text that it shows until it is reckoned."""
    for kind in ("begin", "separate", "end"):
        mark = make("w:r")
        put(mark, "w:fldChar", fldCharType=kind)
        paragraph.append(mark)
        if kind == "begin":
            instruction = put(paragraph, "w:r")
            put(instruction, "w:instrText").text = f" {code} "
        if kind == "separate":
            paragraph.append(run(shown))
