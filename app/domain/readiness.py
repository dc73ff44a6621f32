"""What is still missing before a volunteer may come to a first shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.volunteer_documents import DocumentFacts, DocumentKind, in_force, missed
from app.domain.volunteers import VolunteerStatus, needs_guardian, too_young


class Gap(StrEnum):
    """One thing that is missing, in the order in which it is usually filled."""

    NOT_ACTIVE = "not_active"
    TOO_YOUNG = "too_young"
    BIRTH_DATE = "birth_date"
    GUARDIAN = "guardian"
    GUARDIAN_CONSENT = "guardian_consent"
    ORIENTATION = "orientation"
    BRIEFING = "briefing"
    CONTRACT = "contract"
    CONTRACT_ENDED = "contract_ended"
    DOCUMENT_EXPIRED = "document_expired"


@dataclass(frozen=True)
class ReadinessFacts:
    """What decides whether a volunteer is ready.

    Attributes:
        has_guardian: name and phone of a parent or guardian are written down.
        guardian_agreed: a parent or guardian agreed by another way than the web form, which proves nothing.
        contract_until: the last day of the contract; None when it does not end, or is not known.
    """

    status: VolunteerStatus = VolunteerStatus.ACTIVE
    birth_date: date | None = None
    has_guardian: bool = False
    guardian_agreed: bool = False
    oriented_on: date | None = None
    briefed_on: date | None = None
    contract_number: str = ""
    contract_until: date | None = None
    documents: Sequence[DocumentFacts] = ()


def gaps(facts: ReadinessFacts, on: date) -> list[Gap]:
    """Return what is missing on a day, such as the day of a shift; an empty list means that the volunteer may come.

    A briefing or an orientation that is planned for later than the day counts as missing.
    """
    found = [
        (Gap.NOT_ACTIVE, facts.status is not VolunteerStatus.ACTIVE),
        *_of_age(facts, on),
        (Gap.ORIENTATION, not _done(facts.oriented_on, on)),
        (Gap.BRIEFING, not _done(facts.briefed_on, on)),
        *_of_contract(facts, on),
    ]
    # Contracts and consents of guardians have gaps of their own above.
    expired = set(missed(facts.documents, on)) - {DocumentKind.CONTRACT, DocumentKind.GUARDIAN_CONSENT}
    found.append((Gap.DOCUMENT_EXPIRED, bool(expired)))
    return [gap for gap, is_missing in found if is_missing]


def is_ready(facts: ReadinessFacts, on: date) -> bool:
    """Say whether nothing is missing on a day."""
    return not gaps(facts, on)


def _of_age(facts: ReadinessFacts, on: date) -> list[tuple[Gap, bool]]:
    if facts.birth_date is None:
        return [(Gap.BIRTH_DATE, True)]
    agreed = facts.guardian_agreed or in_force(facts.documents, DocumentKind.GUARDIAN_CONSENT, on)
    minor = _is_minor(facts, on)
    return [
        (Gap.TOO_YOUNG, too_young(facts.birth_date, on)),
        (Gap.GUARDIAN, minor and not facts.has_guardian),
        (Gap.GUARDIAN_CONSENT, minor and not agreed),
    ]


def _of_contract(facts: ReadinessFacts, on: date) -> list[tuple[Gap, bool]]:
    """A contract is a number on the volunteer's record, or a document of that kind."""
    has_paper = in_force(facts.documents, DocumentKind.CONTRACT, on)
    has_number = bool(facts.contract_number)
    ended = has_number and facts.contract_until is not None and facts.contract_until < on
    if has_paper or (has_number and not ended):
        return []
    return [
        (Gap.CONTRACT_ENDED if ended or DocumentKind.CONTRACT in missed(facts.documents, on) else Gap.CONTRACT, True)
    ]


def _is_minor(facts: ReadinessFacts, on: date) -> bool:
    return facts.birth_date is not None and needs_guardian(facts.birth_date, on)


def _done(day: date | None, on: date) -> bool:
    return day is not None and day <= on
