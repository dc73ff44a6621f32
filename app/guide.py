"""The guide for those who work in Mistok: the text of `docs/`, as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup

from config import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


@dataclass(frozen=True)
class Guide:
    """A guide ready to show: its title, the anchors and words of its parts, and the text as HTML."""

    title: str
    parts: tuple[tuple[str, str], ...]
    html: Markup


def anchor(heading: str) -> str:
    """Return the anchor of a heading, the same that code hosting sites make of it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@cache
def guide(locale: str) -> Guide:
    """Return the guide in a language.

    Raises:
        FileNotFoundError: the folder `docs` was not brought along.
    """
    from markdown_it import MarkdownIt

    machine = MarkdownIt("commonmark", {"html": False}).enable("table")
    for rule in (_table_open, _table_close):
        machine.add_render_rule(rule.__name__.removeprefix("_"), rule)
    tokens = machine.parse((ROOT / "docs" / f"guide.{locale}.md").read_text(encoding="utf-8"))
    title, parts = "", []
    for opening, inline in pairwise(tokens):
        if inline.children:
            inline.children = _led_within_the_page(inline.children)
        if opening.type != "heading_open":
            continue
        if opening.tag == "h1":
            title = inline.content
            continue
        opening.attrSet("id", anchor(inline.content))
        if opening.tag == "h2":
            parts.append((anchor(inline.content), inline.content))
    # The title is the heading of the page.
    html = machine.renderer.render(tokens[3:], machine.options, {})
    return Guide(title, tuple(parts), Markup(html))  # noqa: S704 – our own text, in which HTML is not allowed


def _led_within_the_page(children: Sequence[Token]) -> list[Token]:
    """Return the parts of a line with anchors in letters; of links to other files only the words stay."""
    kept, outside = [], False
    for token in children:
        if token.type == "link_open":
            target = unquote(str(token.attrGet("href")))
            token.attrSet("href", target)
            outside = not target.startswith("#")
        if not (outside and token.type in ("link_open", "link_close")):
            kept.append(token)
    return kept


def _table_open(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    above = max(number for number in range(index) if tokens[number].type == "heading_open")
    words = Markup.escape(tokens[above + 1].content)
    region = f'<div class="table-wrap scroll" tabindex="0" role="region" aria-label="{words}">'
    return f'{region}<table class="data plain">\n'


def _table_close(*_arguments: Any) -> str:
    return "</table></div>\n"
