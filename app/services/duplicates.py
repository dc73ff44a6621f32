"""Verbs of duplicates: set the rules, scan the base, decide about a pair."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.duplicates import SHOWN_GROUPS, CrowdedKey, PairStatus
from app.domain.errors import RuleError
from app.domain.matching import MatchWeights
from app.queries.base_scan import FoundPair, KindScan, found_pairs
from app.queries.match_rules import match_rules, match_weights
from models.accounts import User
from models.contacts import Contact
from models.duplicates import DuplicatePair, MatchRules, evidence_key

Progress = Callable[[int, int], None]
PORTION = 1000


@dataclass(frozen=True)
class ScanOutcome:
    """What a scan found: contacts compared, open pairs, how many of them are new, keys compared in part.

    Attributes:
        weaker: how many pairs were left out because there are too many stronger ones.
        namesakes: how many pairs were left out because they share a frequent name only.
        frequent: the names that most contacts bear, of those that were not compared.
        names: how many such names there are.
    """

    contacts: int
    pairs: int
    new: int
    removed: int
    crowded: tuple[CrowdedKey, ...]
    weaker: int
    namesakes: int
    frequent: tuple[tuple[str, int], ...]
    names: int

    def summary(self) -> dict[str, Any]:
        """Return the outcome as the result of a job keeps it."""
        return {
            "compared": self.contacts,
            "pairs": self.pairs,
            "new_pairs": self.new,
            "gone_pairs": self.removed,
            "crowded": [[key.reason.value, key.value, key.contacts] for key in self.crowded],
            "weaker": self.weaker,
            "namesakes": self.namesakes,
            "frequent": [list(name) for name in self.frequent],
            "frequent_names": self.names,
        }


def save_rules(session: Session, values: Mapping[str, Any]) -> MatchRules:
    """Set the rules; `values` are the columns of `MatchRules`.

    Raises:
        RuleError: `thresholds_out_of_order` or `no_rule_left`.
    """
    if not values["possible"] <= values["likely"] <= values["certain"]:
        raise RuleError("thresholds_out_of_order", field="likely")
    gives = ("name", "similar_name", "email", "phone", "edrpou")
    if not any(values[f"{rule}_on"] and values[f"{rule}_points"] for rule in gives):
        raise RuleError("no_rule_left")
    rules = match_rules(session)
    if rules is None:
        rules = MatchRules(id=1)
        session.add(rules)
    for name, value in values.items():
        setattr(rules, name, value)
    session.flush()
    return rules


def scan(session: Session, *, now: datetime, progress: Progress | None = None) -> ScanOutcome:
    """Compare the whole base and bring the stored pairs in step with what is found.

    A pair that a person dismissed stays dismissed while the evidence is the same; when something was added to
    it, the pair is open again. An open pair that no longer matches goes. Decisions that no longer match stay,
    so that they hold when the pair matches again.
    """
    weights = match_weights(session)
    outcomes = [_scan_kind(session, kind, weights, progress, share) for share, kind in enumerate(ContactKind)]
    found = {(pair.first_id, pair.second_id): pair for outcome in outcomes for pair in outcome.pairs}
    pairs, new, removed = _store(session, found, now)
    if progress is not None:
        progress(100, 100)
    crowded = sorted((key for outcome in outcomes for key in outcome.crowded), key=lambda key: -key.contacts)
    frequent = sorted((name for outcome in outcomes for name in outcome.frequent.most), key=lambda name: -name[1])
    return ScanOutcome(
        sum(outcome.contacts for outcome in outcomes),
        pairs,
        new,
        removed,
        tuple(crowded),
        sum(outcome.weaker for outcome in outcomes),
        sum(outcome.frequent.pairs for outcome in outcomes),
        tuple(frequent[:SHOWN_GROUPS]),
        sum(len(outcome.frequent.names) for outcome in outcomes),
    )


def _scan_kind(
    session: Session, kind: ContactKind, weights: MatchWeights, progress: Progress | None, place: int
) -> KindScan:
    """Scan the contacts of one kind; each kind is given half of the progress up to 90 per cent."""

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(45 * place + 45 * done // max(total, 1), 100)

    return found_pairs(session, kind, weights, report)


def _store(session: Session, found: dict[tuple[int, int], FoundPair], now: datetime) -> tuple[int, int, int]:
    table: Any = DuplicatePair.__table__
    known = {
        (row.first_id, row.second_id): row
        for row in session.execute(
            sa.select(table.c.id, table.c.first_id, table.c.second_id, table.c.score, table.c.strength,
                      table.c.evidence, table.c.status)
        )
    }  # fmt: skip
    gone = [row.id for key, row in known.items() if row.status is PairStatus.OPEN and key not in found]
    for some in _portions(gone):
        session.execute(sa.delete(table).where(table.c.id.in_(some)))
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    still_open = 0
    for key, pair in found.items():
        row = known.get(key)
        if row is None:
            added.append(_values(pair, now))
            continue
        same = evidence_key(row.evidence) == evidence_key(pair.evidence)
        if row.status is PairStatus.MERGED or (row.status is PairStatus.DISMISSED and same):
            continue
        still_open += 1
        if (
            not same
            or row.score != pair.score
            or row.strength is not pair.strength
            or row.status is not PairStatus.OPEN
        ):
            changed.append({**_values(pair, now), "pair": row.id, "decided_at": None, "decided_by_id": None})
    added = list(_standing(session, added))
    for rows in _portions(added):
        session.execute(sa.insert(table), rows)
    if changed:
        names = [name for name in changed[0] if name not in {"pair", "first_id", "second_id", "kind"}]
        update = sa.update(table).where(table.c.id == sa.bindparam("pair"))
        session.connection().execute(
            update.values({name: sa.bindparam(name) for name in names}),
            [{name: row[name] for name in ("pair", *names)} for row in changed],
        )
    session.expire_all()
    return still_open + len(added), len(added), len(gone)


def _values(pair: FoundPair, now: datetime) -> dict[str, Any]:
    return {
        "first_id": pair.first_id,
        "second_id": pair.second_id,
        "kind": pair.kind,
        "score": pair.score,
        "strength": pair.strength,
        "evidence": [reason.value for reason in pair.evidence],
        "status": PairStatus.OPEN,
        "found_at": now,
    }


def _standing(session: Session, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Leave out pairs of which a contact was archived or removed while the scan was running."""
    for some in _portions(rows):
        ids = {row[name] for row in some for name in ("first_id", "second_id")}
        there = set(session.scalars(sa.select(Contact.id).where(Contact.id.in_(ids), Contact.archived_at.is_(None))))
        yield from (row for row in some if {row["first_id"], row["second_id"]} <= there)


def _portions(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while portion := list(islice(rest, PORTION)):
        yield portion


def dismiss_pair(session: Session, pair: DuplicatePair, *, by: User | None, now: datetime) -> None:
    """Decide that the two are not the same.

    Raises:
        RuleError: `pair_is_merged`.
    """
    if pair.status is PairStatus.MERGED:
        raise RuleError("pair_is_merged")
    pair.status, pair.decided_at, pair.decided_by_id = PairStatus.DISMISSED, now, by.id if by else None
    session.flush()


def reopen_pair(session: Session, pair: DuplicatePair) -> None:
    """Take a dismissal back.

    Raises:
        RuleError: `pair_is_merged`.
    """
    if pair.status is PairStatus.MERGED:
        raise RuleError("pair_is_merged")
    pair.status, pair.decided_at, pair.decided_by_id = PairStatus.OPEN, None, None
    session.flush()
