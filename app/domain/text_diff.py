"""What differs between two texts, word by word, so that a person can read it as one text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word, a stretch of white space, or one sign.
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
# Comparing word by word takes time with the square of the length; very long texts are compared line by line.
_LONGEST = 20_000


class Mark(StrEnum):
    """What happened to a piece of the text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A piece of the joined text."""

    mark: Mark
    text: str


def text_diff(before: str, after: str) -> list[Piece]:
    """Return both texts joined into one: what stayed, what went, what came, in the order of reading."""
    if len(before) + len(after) > _LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    else:
        old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Mark.SAME, "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append(Piece(Mark.REMOVED, "".join(old[old_from:old_to])))
        if new_to > new_from:
            found.append(Piece(Mark.ADDED, "".join(new[new_from:new_to])))
    return _without_islands(found)


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """Join changes between which nothing but white space stayed: «removed added» reads better than a mosaic."""
    joined: list[Piece] = []
    removed, added = "", ""
    for index, piece in enumerate(pieces):
        between = piece.mark is Mark.SAME and not piece.text.strip() and (removed or added) and index + 1 < len(pieces)
        if piece.mark is Mark.SAME and not between:
            joined += _pair(removed, added)
            removed = added = ""
            joined.append(piece)
            continue
        removed += piece.text if piece.mark is not Mark.ADDED else ""
        added += piece.text if piece.mark is not Mark.REMOVED else ""
    return joined + _pair(removed, added)


def _pair(removed: str, added: str) -> list[Piece]:
    return [Piece(mark, text) for mark, text in ((Mark.REMOVED, removed), (Mark.ADDED, added)) if text]
