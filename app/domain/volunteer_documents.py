"""Papers of a volunteer that run out: kinds, and where each stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# A document is spoken of this many days before its last day, and then once a week.
SOON_DAYS = 30
NOTICE_DAYS = frozenset({30, 14, 7, 1, 0})


class DocumentKind(StrEnum):
    """What a paper is for."""

    GUARDIAN_CONSENT = "guardian_consent"
    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    MEDICAL_BOOK = "medical_book"
    OTHER = "other"


class DocumentState(StrEnum):
    """Where a document stands on a day."""

    VALID = "valid"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"


@dataclass(frozen=True)
class DocumentFacts:
    """What decides about one document; its last day is None when it does not run out."""

    kind: DocumentKind
    expires_on: date | None = None


def state_of(expires_on: date | None, on: date) -> DocumentState:
    """Return where a document stands on a day; its last day still belongs to it."""
    if expires_on is None:
        return DocumentState.VALID
    if expires_on < on:
        return DocumentState.EXPIRED
    return DocumentState.ENDS_SOON if (expires_on - on).days <= SOON_DAYS else DocumentState.VALID


def in_force(documents: Iterable[DocumentFacts], kind: DocumentKind, on: date) -> bool:
    """Say whether one of the documents of a kind holds on a day."""
    return any(item.kind is kind and state_of(item.expires_on, on) is not DocumentState.EXPIRED for item in documents)


def missed(documents: Iterable[DocumentFacts], on: date) -> list[DocumentKind]:
    """Return the kinds of which a document ran out and none holds.

    A newer document of the same kind takes the place of the old one; «other» papers do not replace each other.
    """
    known = list(documents)
    gone = {item.kind for item in known if state_of(item.expires_on, on) is DocumentState.EXPIRED}
    if not gone:
        return []
    return [
        kind for kind in DocumentKind if kind in gone and (kind is DocumentKind.OTHER or not in_force(known, kind, on))
    ]


def run_out(documents: Iterable[DocumentFacts], on: date) -> list[DocumentFacts]:
    """Return the documents behind `missed`, each with its last day: of a kind that is renewed only the newest."""
    known = list(documents)
    found: list[DocumentFacts] = []
    for kind in missed(known, on):
        gone = [item for item in known if item.kind is kind and state_of(item.expires_on, on) is DocumentState.EXPIRED]
        gone.sort(key=lambda item: item.expires_on or on)
        found += gone if kind is DocumentKind.OTHER else gone[-1:]
    return found


def is_worth_a_notice(expires_on: date, on: date) -> bool:
    """Say whether the letter of the day speaks of a document: 30, 14, 7 and 1 days before, on the day, then weekly."""
    days = (expires_on - on).days
    return days in NOTICE_DAYS or (days < 0 and days % 7 == 0)
