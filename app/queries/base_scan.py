"""Reading the whole base and finding the pairs of contacts that the rules call one.

What is held is a folded name a contact, the e-mails and phones that more than one contact has, and the pairs;
nothing grows with the square of the base.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from heapq import nlargest
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.duplicates import (
    CrowdedKey,
    FrequentNames,
    PairFinder,
    birth_keys,
    folded_name,
    frequent_names,
    name_keys,
    turned,
)
from app.domain.matching import Candidate, MatchReason, MatchStrength, MatchWeights, score, words_likeness
from models.contacts import Contact, ContactEmail, ContactPhone

# Nobody looks through more pairs than that; the strongest are kept.
MOST_PAIRS = 200_000
_REPORTED = 2_000
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair that the rules call one, with the points and what they were given for."""

    first_id: int
    second_id: int
    kind: ContactKind
    score: int
    strength: MatchStrength
    evidence: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True)
class KindScan:
    """What was found among the contacts of one kind.

    Attributes:
        contacts: how many were compared.
        pairs: the pairs, the strongest first.
        weaker: how many more there were than are kept.
        crowded: the keys that were compared in part.
        frequent: the names, as they are written, that were not compared, and how many pairs were left out by that.
    """

    contacts: int
    pairs: list[FoundPair]
    weaker: int
    crowded: list[CrowdedKey]
    frequent: FrequentNames


@dataclass(slots=True)
class _Base:
    """The contacts of one kind: names as written and folded, codes and birth dates of those who have one."""

    written: dict[int, str]
    names: dict[int, str]
    codes: dict[int, str]
    births: dict[int, date]


def found_pairs(session: Session, kind: ContactKind, weights: MatchWeights, report: Report) -> KindScan:
    """Return the pairs found among the contacts of a kind, and what was compared in part only.

    Args:
        report: takes how much is done and the whole; reading, comparing and scoring are a third each.
    """
    base = _read(session, kind, report)
    finder = PairFinder(base.names, weights.least_likeness)
    emails = _shared(session, kind, ContactEmail, ContactEmail.email)
    phones = _shared(session, kind, ContactPhone, ContactPhone.number)
    if weights.email:
        _meet(finder, MatchReason.SAME_EMAIL, emails)
    if weights.phone:
        _meet(finder, MatchReason.SAME_PHONE, phones)
    if weights.edrpou:
        _meet(finder, MatchReason.SAME_EDRPOU, _grouped(base.codes.items()))
    if weights.birth_date:
        births = ((key, day) for key, born in base.births.items() for day in birth_keys(born, base.names[key]))
        _meet(finder, MatchReason.SAME_BIRTH_DATE, _grouped(births))
    report(4, 9)
    told = FrequentNames(frozenset(), 0, ())
    if weights.name or weights.similar_name:
        frequent = frequent_names(base.names.values())
        if weights.name >= weights.possible:
            told = _as_written(base, finder, frequent)
        _meet_by_name(finder, base, frequent.names, report)
    number = 0

    def scored() -> Iterator[FoundPair]:
        nonlocal number
        for pair in _scored(kind, base, finder, (_of(emails), _of(phones)), weights, report):
            number += 1
            yield pair

    pairs = nlargest(MOST_PAIRS, scored(), key=attrgetter("score"))
    return KindScan(len(base.names), pairs, number - len(pairs), finder.crowd(), told)


def _read(session: Session, kind: ContactKind, report: Report) -> _Base:
    base = _Base({}, {}, {}, {})
    here = (Contact.kind == kind, Contact.archived_at.is_(None), Contact.anonymised_at.is_(None))
    total = session.scalar(sa.select(sa.func.count(Contact.id)).where(*here)) or 0
    statement = sa.select(Contact.id, Contact.display_name, Contact.edrpou, Contact.birth_date).where(*here)
    for place, row in enumerate(session.execute(statement.execution_options(yield_per=_REPORTED))):
        base.written[row.id] = row.display_name
        base.names[row.id] = folded_name(row.display_name)
        if row.edrpou:
            base.codes[row.id] = row.edrpou
        if row.birth_date:
            base.births[row.id] = row.birth_date
        if place % _REPORTED == 0:
            report(3 * place, 9 * max(total, 1))
    return base


def _shared(session: Session, kind: ContactKind, table: Any, column: Any) -> dict[str, list[int]]:
    """Return the values that several contacts of a kind have, with these contacts."""
    mine = (
        sa.select(table.contact_id, column)
        .join(Contact, Contact.id == table.contact_id)
        .where(Contact.kind == kind, Contact.archived_at.is_(None), Contact.anonymised_at.is_(None))
    )
    several = sa.select(column).group_by(column).having(sa.func.count() > 1)
    found = _grouped(tuple(row) for row in session.execute(mine.where(column.in_(several))))
    return {value: contacts for value, contacts in found.items() if len(contacts) > 1}


def _grouped(items: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, value in items:
        found[value].append(key)
    return found


def _meet(finder: PairFinder, reason: MatchReason, groups: dict[str, list[int]]) -> None:
    for value, contacts in groups.items():
        if len(contacts) > 1:
            finder.share(reason, value, contacts)


def _as_written(base: _Base, finder: PairFinder, frequent: FrequentNames) -> FrequentNames:
    """Return the frequent names as somebody wrote them; of their pairs those are left out that share nothing else."""
    namesakes = (base.names[one] for one, other in finder.pairs if base.names[one] == base.names[other])
    shared = sum(name in frequent.names for name in namesakes)
    written = {base.names[key]: base.written[key] for key in sorted(base.names, reverse=True)} if frequent.most else {}
    most = tuple((written[name], number) for name, number in frequent.most)
    return replace(frequent, pairs=frequent.pairs - shared, most=most)


def _meet_by_name(finder: PairFinder, base: _Base, frequent: frozenset[str], report: Report) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    telling = [key for key, name in base.names.items() if name not in frequent]
    for key in telling:
        for words in name_keys(base.names[key]):
            groups[words].append(key)
    report(5, 9)
    for contacts in groups.values():
        if len(contacts) > 1:
            finder.share_name(contacts)
    groups.clear()
    finder.go_through(sorted(telling, key=lambda key: (base.names[key], key)))
    finder.go_through(sorted(telling, key=lambda key: (turned(base.names[key]), key)))
    report(6, 9)


def _of(groups: dict[str, list[int]]) -> dict[int, frozenset[str]]:
    """Return the shared values of each contact; a value that nobody shares cannot be common to a pair."""
    found: dict[int, set[str]] = defaultdict(set)
    for value, contacts in groups.items():
        for key in contacts:
            found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _scored(
    kind: ContactKind,
    base: _Base,
    finder: PairFinder,
    channels: tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]],
    weights: MatchWeights,
    report: Report,
) -> Iterator[FoundPair]:
    emails, phones = channels
    none: frozenset[str] = frozenset()

    def known(key: int) -> Candidate:
        return Candidate(
            base.written.get(key, ""),
            emails.get(key, none),
            phones.get(key, none),
            base.codes.get(key),
            base.births.get(key),
        )

    for place, (first, second) in enumerate(sorted(finder.pairs)):
        likeness = words_likeness(base.names[first].split(), base.names[second].split())
        result = score(known(first), known(second), weights, likeness)
        if result.strength is not None:
            yield FoundPair(first, second, kind, result.score, result.strength, result.reasons)
        if place % _REPORTED == 0:
            report(6 * len(finder.pairs) + 3 * place, 9 * len(finder.pairs))
