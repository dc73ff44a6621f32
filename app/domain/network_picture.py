"""The picture of who is connected through whom: where each name stands, so that none covers another.

The contact stands in the middle, those that it is connected with on a first ring, those behind them on a
second one, on the same side as who leads to them. A narrow picture for phones shows the first ring alone, as
names on both sides of a stem. All lengths are units of the drawing, which are the pixels of its natural size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.contacts import ContactKind

FIRST_RING = 12
SECOND_RING = 24
LINE = 17
LETTER = 7.6
PADDING = 10
MIDDLE = 525
MARGIN = 20
NARROW = 372
FIRST_ROW = 62
SECOND_ROW = 52
LETTERS = 19
LINES = 2


@dataclass(frozen=True)
class Tie:
    """A link of the picture, from one contact to another; `work` says that it is a place of work."""

    start: int
    end: int
    work: bool = False


@dataclass(frozen=True)
class Member:
    """A contact of the picture."""

    id: int
    name: str
    kind: ContactKind


@dataclass(frozen=True)
class Box:
    """A name in the picture: the middle of its box, the size of the box, the name in short lines."""

    member: Member
    ring: int
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    def baselines(self) -> list[tuple[float, str]]:
        """Return the lines of the name, each with the height at which its letters stand."""
        top = self.y - LINE * len(self.lines) / 2
        return [(round(top + LINE * number + LINE * 0.76, 1), text) for number, text in enumerate(self.lines)]

    def overlaps(self, other: Box) -> bool:
        """Tell whether two boxes cover each other."""
        apart = abs(self.x - other.x) * 2 >= self.width + other.width
        return not apart and abs(self.y - other.y) * 2 < self.height + other.height


@dataclass(frozen=True)
class Stroke:
    """A drawn link: a path between two boxes."""

    path: str
    work: bool
    side: bool = False


@dataclass(frozen=True)
class Picture:
    """The whole drawing, and the part of the plane that it takes."""

    left: float
    top: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]


def shorten(name: str) -> tuple[str, ...]:
    """Break a name into at most `LINES` lines of at most `LETTERS` letters; what does not fit becomes «…»."""
    words = name.split() or ["—"]
    rows = [""]
    for word in words:
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) <= LETTERS:
            rows[-1] = longer
        elif not rows[-1]:
            rows[-1] = word
        else:
            rows.append(word)
    rows[LINES - 1 :] = [" ".join(rows[LINES - 1 :])] if len(rows) > LINES else rows[LINES - 1 :]
    shown = [row if len(row) <= LETTERS else row[: LETTERS - 1].rstrip() + "…" for row in rows]
    return tuple(shown)


def _box(member: Member, ring: int, x: float, y: float) -> Box:
    lines = shorten(member.name)
    width = max(len(line) for line in lines) * LETTER + 2 * PADDING
    return Box(member, ring, round(x, 1), round(y, 1), round(width, 1), LINE * len(lines) + PADDING, lines)


def rings(centre: Member, first: Sequence[Member], second: Sequence[Member], ties: Sequence[Tie]) -> Picture:
    """Give the wide picture.

    Args:
        first: contacts of the first ring, at most `FIRST_RING`, in the order of the clock.
        second: contacts of the second ring, at most `SECOND_RING`; each has a tie to one of the first.
        ties: every link to draw.
    """
    known = {member.id for member in first}
    leads = _leaders(second, ties, known)
    half = (len(first) + 1) // 2
    right, left = list(first[:half]), list(first[half:])[::-1]
    sides = [(1, right, _followers(right, second, leads)), (-1, left, _followers(left, second, leads))]
    height = max([120.0, *(max(len(inner) * FIRST_ROW, len(outer) * SECOND_ROW) for _s, inner, outer in sides)]) + 40
    middle = height / 2
    boxes = [_box(centre, 0, MIDDLE, middle)]
    for sign, inner, outer in sides:
        for member, y, bend in _column(inner, middle, height, FIRST_ROW):
            boxes.append(_box(member, 1, MIDDLE + sign * (205 - 75 * bend), y))
        for member, y, bend in _column(outer, middle, height, SECOND_ROW):
            flat = _box(member, 2, 0, y)
            boxes.append(_box(member, 2, MIDDLE + sign * (350 - 35 * bend + flat.width / 2), y))
    return _cropped(boxes, _strokes(boxes, ties, leads))


def _cropped(boxes: Sequence[Box], strokes: Sequence[Stroke]) -> Picture:
    """Give the picture of what is drawn with a margin: where nothing leads to, nothing is left empty."""
    left = min(box.x - box.width / 2 for box in boxes) - MARGIN
    right = max(box.x + box.width / 2 for box in boxes) + MARGIN
    top = min(box.y - box.height / 2 for box in boxes) - MARGIN
    bottom = max(box.y + box.height / 2 for box in boxes) + MARGIN
    width, height = round(right - left, 1), round(bottom - top, 1)
    return Picture(round(left, 1), round(top, 1), width, height, tuple(boxes), tuple(strokes))


def _column(members: Sequence[Member], middle: float, height: float, row: float) -> list[tuple[Member, float, float]]:
    """Give the height of each member of one side and how far the ring bends inwards there, from 0 to 1."""
    count = len(members)
    step = min((height - 40) / count, row * 1.35) if count else row
    places = []
    for number, member in enumerate(members):
        away = (number - (count - 1) / 2) * step
        places.append((member, middle + away, (2 * abs(away) / height) ** 2))
    return places


def _leaders(second: Sequence[Member], ties: Sequence[Tie], known: set[int]) -> dict[int, int]:
    """Give for each contact of the second ring the one of the first that it is drawn behind."""
    outer = {member.id for member in second}
    leads: dict[int, int] = {}
    for tie in ties:
        for near, far in ((tie.start, tie.end), (tie.end, tie.start)):
            if near in known and far in outer:
                leads.setdefault(far, near)
    return leads


def _followers(inner: Sequence[Member], second: Sequence[Member], leads: dict[int, int]) -> list[Member]:
    order = {member.id: number for number, member in enumerate(inner)}
    behind = [member for member in second if leads.get(member.id) in order]
    return sorted(behind, key=lambda member: order[leads[member.id]])


def _strokes(boxes: Sequence[Box], ties: Sequence[Tie], leads: dict[int, int]) -> list[Stroke]:
    """Give one stroke for each linked pair; those that do not lead outwards are drawn aside and fainter."""
    places = {box.member.id: box for box in boxes}
    drawn: dict[tuple[int, int], Stroke] = {}
    for tie in ties:
        if tie.start not in places or tie.end not in places or tie.start == tie.end:
            continue
        near, far = sorted((places[tie.start], places[tie.end]), key=lambda box: box.ring)
        key = (near.member.id, far.member.id)
        # A pair linked in several ways is one line, drawn whole if any of them is more than a place of work.
        work = tie.work and (key not in drawn or drawn[key].work)
        main = near.ring == 0 or (far.ring == 2 and leads.get(far.member.id) == near.member.id)
        drawn[key] = Stroke(_path(near, far, main=main), work, not main)
    return list(drawn.values())


def _path(near: Box, far: Box, *, main: bool) -> str:
    if main:
        return f"M{near.x:g} {near.y:g} L{far.x:g} {far.y:g}"
    across = (near.x + far.x) / 2 + (40 if near.x + far.x >= 2 * MIDDLE else -40)
    return f"M{near.x:g} {near.y:g} Q{across:g} {(near.y + far.y) / 2:g} {far.x:g} {far.y:g}"


def stem(centre: Member, first: Sequence[Member], ties: Sequence[Tie]) -> Picture:
    """Give the narrow picture: the contact in the middle of a stem, the first ring at both sides of it."""
    above = list(first[: (len(first) + 3) // 4 * 2])
    below = list(first[len(above) :])
    upper = (len(above) + 1) // 2
    height = 40 + FIRST_ROW * (upper + 1 + (len(below) + 1) // 2)
    row = 20 + FIRST_ROW / 2
    heart = row + FIRST_ROW * upper
    boxes = [_box(centre, 0, NARROW / 2, heart)]
    strokes = []
    for start, members in ((row, above), (heart + FIRST_ROW, below)):
        for number, member in enumerate(members):
            sign = 1 if number % 2 else -1
            flat = _box(member, 1, 0, 0)
            y = start + FIRST_ROW * (number // 2)
            box = _box(member, 1, NARROW / 2 + sign * (14 + flat.width / 2), y)
            boxes.append(box)
            work = all(tie.work for tie in ties if {tie.start, tie.end} == {centre.id, member.id})
            strokes.append(Stroke(f"M{NARROW / 2:g} {heart:g} V{y:g} H{box.x:g}", work))
    return Picture(0, 0, NARROW, height, tuple(boxes), tuple(strokes))
