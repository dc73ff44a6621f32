"""Relationships between contacts: which way a type reads, what may not form a circle, how a hierarchy is told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.volunteers import ADULT_AGE, age_on

PART_OF = "part_of"
GUARDIAN = "guardian"
# Types that other parts of the product ask for by their code: they stay in use.
NEEDED_CODES = frozenset({PART_OF, GUARDIAN})
# Parents who are minors themselves act for their child from this age (Family Code of Ukraine, article 156).
PARENT_AGE = 14

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Span:
    """The days of a relationship, both included; an open side has no end."""

    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def in_order(self) -> bool:
        """Tell whether the span holds at least one day."""
        return self.starts_on is None or self.ends_on is None or self.starts_on <= self.ends_on

    def shared_with(self, other: Span) -> Span | None:
        """Give the days that belong to both spans, or None."""
        starts = max(filter(None, (self.starts_on, other.starts_on)), default=None)
        ends = min(filter(None, (self.ends_on, other.ends_on)), default=None)
        shared = Span(starts, ends)
        return shared if shared.in_order else None

    def covers(self, day: date) -> bool:
        """Tell whether the relationship holds on a day."""
        return self.shared_with(Span(day, day)) is not None


@dataclass(frozen=True)
class Choice:
    """A type read in one direction, as a menu offers it: `12` forwards, `12-back` backwards."""

    type_id: int
    backwards: bool = False

    @property
    def value(self) -> str:
        """Return the choice as the form sends it."""
        return f"{self.type_id}-back" if self.backwards else str(self.type_id)

    @classmethod
    def parse(cls, text: str) -> Choice:
        """Read what the form sent. Raises `ValueError`."""
        number, mark, rest = text.partition("-")
        if (mark and rest != "back") or not number.isdecimal() or len(number) > 9:
            raise ValueError(text)
        return cls(int(number), bool(mark))


def joins(wanted: ContactKind | None, kind: ContactKind) -> bool:
    """Tell whether an end of a type that is for `wanted` (None: for both) takes a contact of a kind."""
    return wanted is None or wanted is kind


def stored_pair(from_id: int, to_id: int, *, symmetric: bool) -> tuple[int, int]:
    """Give the ends as they are stored: a symmetric relationship is kept once, whoever it was typed from."""
    return (min(from_id, to_id), max(from_id, to_id)) if symmetric else (from_id, to_id)


def circle(links: Mapping[Node, Iterable[tuple[Node, Span]]], start: Node, end: Node, span: Span) -> list[Node] | None:
    """Give the circle that the new link `start → end` would close on some day, or None.

    Args:
        links: where the links of one type lead from each contact, each with its days.
        span: the days of the new link.

    Returns:
        The contacts in the order in which they would follow each other, the first one again at the end:
        `[start, end, …, start]`. Links that never hold on the same day close nothing.
    """
    if start == end:
        return [start, start]
    waiting: list[tuple[list[Node], Span]] = [([start, end], span)]
    seen: dict[Node, list[Span]] = {end: [span]}
    while waiting:
        path, days = waiting.pop(0)
        for following, held in links.get(path[-1], ()):
            shared = days.shared_with(held)
            if shared is None:
                continue
            if following == start:
                return [*path, start]
            if any(_within(shared, earlier) for earlier in seen.get(following, ())):
                continue
            seen.setdefault(following, []).append(shared)
            waiting.append(([*path, following], shared))
    return None


def _within(span: Span, outer: Span) -> bool:
    return span.shared_with(outer) == span


@dataclass(frozen=True)
class Branching:
    """One line of a hierarchy: which contact, how deep below the top; `hidden` of its parts are not shown."""

    node: int
    depth: int
    hidden: int = 0


def outline(parts: Mapping[int, Sequence[int]], focus: int, *, limit: int = 40) -> list[Branching]:
    """Give the lines of the hierarchy around one contact, from the top down.

    Args:
        parts: the parts of each whole, in the order to show them.
        focus: the contact whose page it is; what it is part of, and its own parts, are shown before others.
        limit: how many lines at most, besides the chain above the contact.

    Returns:
        The lines in order; a contact that is part of several wholes stands under the first one. Empty when
        the contact is neither a part nor a whole.
    """
    wholes: dict[int, int] = {}
    for whole, inside in parts.items():
        for part in inside:
            wholes.setdefault(part, whole)
    chain = [focus]
    while (above := wholes.get(chain[-1])) is not None and above not in chain:
        chain.append(above)
    if len(chain) == 1 and not parts.get(focus):
        return []
    kept = _nearest(parts, wholes, chain, limit)
    lines: list[Branching] = []
    waiting = [(chain[-1], 0)]
    while waiting:
        node, depth = waiting.pop()
        inside = [part for part in parts.get(node, ()) if wholes[part] == node and part != chain[-1]]
        shown = [part for part in inside if part in kept]
        lines.append(Branching(node, depth, len(inside) - len(shown)))
        waiting += [(part, depth + 1) for part in reversed(shown)]
    return lines


def _nearest(
    parts: Mapping[int, Sequence[int]], wholes: Mapping[int, int], chain: Sequence[int], limit: int
) -> set[int]:
    """Give the contacts that fit: the chain, the parts of the focus to any depth, then the rest from near to far."""
    kept = set(chain)
    room = limit
    for start in chain:
        waiting = [start]
        while waiting and room > 0:
            node = waiting.pop(0)
            for part in parts.get(node, ()):
                if room > 0 and part not in kept and wholes[part] == node:
                    kept.add(part)
                    room -= 1
                    waiting.append(part)
    return kept


def lacks_guardian(birth_date: date | None, guardians: int, on: date) -> bool:
    """Tell whether a person under 18 has nobody written down as a parent or guardian.

    The age is that of the Civil Code of Ukraine, article 34: full legal capacity from 18.
    """
    return birth_date is not None and guardians == 0 and 0 <= age_on(birth_date, on) < ADULT_AGE


def check_guardian(birth_date: date | None, on: date, *, confirmed: bool) -> None:
    """Refuse a guardian who is a child, and ask about one who is under 18: only a parent may be.

    Without a date of birth nobody counts as a minor.

    Raises:
        RuleError: `guardian_too_young`; `guardian_under_age` until it is confirmed.
    """
    if birth_date is None or age_on(birth_date, on) >= ADULT_AGE:
        return
    if age_on(birth_date, on) < PARENT_AGE:
        raise RuleError("guardian_too_young")
    if not confirmed:
        raise RuleError("guardian_under_age", field="parent_under_age")


def may_agree_for(guardian_born: date | None, ward_born: date | None, on: date) -> bool:
    """Tell whether a guardian’s consent counts: an adult’s, or that of a parent from 14 for a child who is younger.

    A guardian under 18 of somebody who is 14 or older cannot be the parent, and others have to be adults.
    """
    if guardian_born is None or age_on(guardian_born, on) >= ADULT_AGE:
        return True
    is_child = ward_born is not None and age_on(ward_born, on) < PARENT_AGE
    return is_child and age_on(guardian_born, on) >= PARENT_AGE
