"""Narrative text: a small, safe part of Markdown turned into HTML."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TOP_HEADING = 3
_LOWEST_HEADING = 5
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def to_html(markdown: str) -> str:
    """Return the text as HTML that is safe to put into a page or a report.

    HTML in the text shows as the characters that were typed; pictures and links to anything but web pages
    and e-mail are dropped. A line break stays a line break. Headings start at the third level whatever the
    author chose, because the first two belong to the page.
    """
    machine = parser()
    tokens = machine.parse(markdown)
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_TOP_HEADING + used.index(token.tag), _LOWEST_HEADING)}"
    html = machine.renderer.render(tokens, machine.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


@cache
def parser() -> MarkdownIt:
    """Return the reader of our part of Markdown: no HTML, no pictures."""
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable(["image"])
    )
