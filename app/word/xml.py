"""Making elements of WordprocessingML."""

import re
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

# XML knows no such characters, whatever somebody pasted.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Element = Any


def make(tag: str, /, **attributes: str | int) -> Element:
    """Return an element such as `w:p`; an attribute without a prefix, such as `val`, gets `w:`."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def put(parent: Element, tag: str, /, **attributes: str | int) -> Element:
    """Append an element to another and return it."""
    element = make(tag, **attributes)
    parent.append(element)
    return element


def put_text(run: Element, text: str) -> None:
    """Append text to a run, as it is."""
    node = put(run, "w:t")
    node.text = printable(text)
    if text != text.strip():
        node.set(qn("xml:space"), "preserve")


def printable(text: str) -> str:
    """Return the text without characters that a file cannot hold."""
    return _UNPRINTABLE.sub("", text)


def classes(node: Element) -> set[str]:
    """Return the classes of an HTML element."""
    return set((node.get("class") or "").split())


def plain(node: Element) -> str:
    """Return the text of an HTML element on one line; non-breaking spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(node.itertext())).strip(" ")
