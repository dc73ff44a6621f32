"""The two faces of a letter's Markdown: a safe page, and a plain text that reads well by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.richtext import parser, to_html

if TYPE_CHECKING:
    from markdown_it.token import Token

_RULE = "-" * 40


def to_letter_html(markdown: str) -> str:
    """Return the text as HTML that is safe in a letter: no scripts, pictures or styles of the author."""
    return to_html(markdown).strip()


def to_plain_text(markdown: str) -> str:
    """Return the text as people write it without markup; the address of a link follows its words in brackets."""
    writer = _Writer()
    for token in parser().parse(markdown):
        writer.take(token)
    return writer.text()


class _Writer:
    """Puts the blocks of a Markdown text one below another."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.prefixes: list[str] = []
        self.numbers: list[int | None] = []
        self.bullet = ""
        self.cells: list[str] | None = None
        self.tight = False
        self.in_list = False

    def take(self, token: Token) -> None:
        """Write what one token of the text says."""
        if token.type.endswith(("list_open", "list_close")):
            self._list(token)
        elif token.type.startswith(("list_item", "blockquote")):
            self._inside(token)
        elif token.type.startswith(("tr_", "table_")):
            self._row(token.type)
        elif token.type == "hr":
            self._put(_RULE)
        elif token.type in ("fence", "code_block"):
            self._put(token.content.rstrip("\n"))
        elif token.type == "inline":
            self._words(_inline(token.children or []))

    def _list(self, token: Token) -> None:
        if token.nesting > 0:
            self.numbers.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        else:
            self.numbers.pop()
            self.tight = bool(self.numbers)

    def _inside(self, token: Token) -> None:
        if token.type == "list_item_open":
            self._begin_item()
        elif token.type == "blockquote_open":
            self.prefixes.append("> ")
        else:
            self.prefixes.pop()
            self.bullet = ""

    def _row(self, kind: str) -> None:
        if kind == "tr_open":
            self.cells = []
        elif kind == "tr_close":
            self._put(" | ".join(self.cells or []))
            self.cells, self.tight = None, True
        else:
            self.tight = False

    def _begin_item(self) -> None:
        number = self.numbers[-1]
        self.bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1
        self.prefixes.append(" " * len(self.bullet))

    def _words(self, words: str) -> None:
        if self.cells is not None:
            self.cells.append(words)
        else:
            self._put(words)

    def _put(self, words: str) -> None:
        rest = "".join(self.prefixes)
        first = rest[: len(rest) - len(self.bullet)] + self.bullet if self.bullet else rest
        lines = words.split("\n")
        block = "\n".join(f"{first if at == 0 else rest}{line}".rstrip() for at, line in enumerate(lines))
        if self.blocks and (self.tight or (self.bullet and self.in_list)):
            self.blocks[-1] += f"\n{block}"
        else:
            self.blocks.append(block)
        self.in_list = bool(self.prefixes) and bool(self.numbers)
        self.bullet, self.tight = "", False

    def text(self) -> str:
        """Return the whole text."""
        return "\n\n".join(self.blocks).strip() + "\n"


def _inline(tokens: Sequence[Token]) -> str:
    """Return the words of a line; a link to somewhere else than its own words keeps its address."""
    found: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                found.append(token.content)
            case "softbreak" | "hardbreak":
                found.append("\n")
            case "link_open":
                links.append((len(found), str(token.attrs.get("href", ""))))
            case "link_close":
                start, address = links.pop()
                words = "".join(found[start:])
                bare = address.removeprefix("mailto:")
                if bare != words and address:
                    found.append(f" ({bare})")
            case _:
                pass
    return "".join(found)
