"""Six steps of WeasyPrint and its parts that a long table repeats ten thousandfold, in less time with the same bytes.

WeasyPrint shares one style between all cells that are styled alike; what follows from the style alone is kept with it
here instead of being reckoned for every cell and line again. Any other version than those of `MEASURED` stays as it is
and takes its own time.
"""

import re
from importlib.metadata import version
from sys import modules
from typing import Any

from pydyf import PDF
from tinyhtml5 import inputstream
from weasyprint.css.properties import Dimension
from weasyprint.layout import inline, percent
from weasyprint.text import line_break

MEASURED = {"weasyprint": "70.0", "pydyf": "0.13.0", "tinyhtml5": "2.1.0"}

_LENGTHS = (
    "margin_left", "margin_right", "margin_top", "margin_bottom",
    "padding_left", "padding_right", "padding_top", "padding_bottom",
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")

# Names, dates and sums come again in a table; sentences hardly do.
_SHORT = 60

_plain_percentages = percent.resolve_percentages
_plain_strut = inline.strut
_plain_first_line = inline.split_first_line
_plain_description = line_break.get_font_description


def quicken() -> None:
    """Put the quicker steps in their places."""
    if any(version(name) != number for name, number in MEASURED.items()):
        return
    for name in [name for name in modules if name.startswith("weasyprint.layout")]:
        if getattr(modules[name], "resolve_percentages", None) is _plain_percentages:
            modules[name].resolve_percentages = resolve_percentages  # type: ignore[attr-defined]
    inline.strut = strut
    inline.split_first_line = split_first_line
    line_break.get_font_description = font_description
    PDF.page_references = property(page_references)
    inputstream.characters_until_regex = _Runs()


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set the used lengths of a box; those that depend on nothing around it are reckoned once for its style."""
    style, used = box.style, box.__dict__
    lengths = style.__dict__.get("_lengths")
    if lengths is None:
        lengths = style._lengths = _lengths(style)
    if not lengths:
        _plain_percentages(box, containing_block)
        return
    used.update(lengths)
    collapse = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        # Collapsed borders have had their conflicts resolved before.
        if not (collapse and name in used):
            used[name] = style[name]


def _lengths(style: Any) -> dict[str, Any]:
    """Return the used lengths of a style, nothing when one of them needs the containing block."""
    if style["box_sizing"] != "content-box":
        return {}
    found = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name in ("min_width", "min_height") else value
        elif isinstance(value, Dimension) and value.unit == "px":
            found[name] = value.value
        else:
            return {}
    return found


def strut(style: Any) -> Any:
    """Return height and baseline of a line, kept with the style that asks for them again and again."""
    known = style.__dict__.get("_strut")
    if known is None:
        known = style._strut = _plain_strut(style)
    return known


def split_first_line(
    text: str, style: Any, context: Any, max_width: Any, *others: Any, **named: Any
) -> tuple[Any, ...]:
    """Return the first line of a text as the library does; a short text that was set alike before is not set again."""
    if len(text) > _SHORT:
        found: tuple[Any, ...] = _plain_first_line(text, style, context, max_width, *others, **named)
        return found
    key = (text, max_width, others, tuple(named.items()))
    lines = style.__dict__.setdefault("_lines", {})
    line = lines.get(key)
    if line is None:
        line = lines[key] = _plain_first_line(text, style, context, max_width, *others, **named)
    # Drawing changes the layout of a line, so every box gets its own.
    layout = object.__new__(line_break.Layout)
    layout.__dict__.update(line[0].__dict__)
    return (layout, *line[1:])


def font_description(style: Any) -> Any:
    """Return what Pango calls the font of a style, made once for all its lines."""
    known = style.__dict__.get("_font")
    if known is None:
        known = style._font = _plain_description(style)
    return known


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """Return the references of all pages: every tag asks for them, and making them anew grows with the square."""
    pages = pdf.pages["Kids"][::3]
    known: tuple[bytes, ...] = pdf.__dict__.get("_page_references", ())
    if len(known) != len(pages):
        known = pdf._page_references = tuple(b"%d 0 R" % number for number in pages)
    return known


class _Runs(dict[tuple[Any, bool], "re.Pattern[str]"]):
    """The expressions for runs of characters in HTML: the library files each under a key that it never asks for."""

    def __missing__(self, key: tuple[Any, bool]) -> "re.Pattern[str]":
        characters, opposite = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = run = re.compile(f"[{listed}]+" if opposite else f"[^{listed}]+")
        return run
