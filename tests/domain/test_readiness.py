"""What is missing before a volunteer's first shift, and when papers run out."""

from datetime import date, timedelta

import pytest

from app.domain.readiness import Gap, ReadinessFacts, gaps, is_ready
from app.domain.volunteer_documents import (
    DocumentFacts,
    DocumentKind,
    DocumentState,
    is_worth_a_notice,
    missed,
    state_of,
)
from app.domain.volunteers import VolunteerStatus

DAY = date(2026, 3, 2)
ADULT = date(1990, 5, 5)
MINOR = date(2010, 5, 5)
K = DocumentKind


def facts(**changes: object) -> ReadinessFacts:
    values = {"birth_date": ADULT, "oriented_on": DAY, "briefed_on": DAY, "contract_number": "ВД-1", **changes}
    return ReadinessFacts(**values)  # type: ignore[arg-type]


def test_an_adult_with_everything_is_ready() -> None:
    assert is_ready(facts(), DAY)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"oriented_on": None}, [Gap.ORIENTATION]),
        ({"briefed_on": None}, [Gap.BRIEFING]),
        ({"briefed_on": DAY + timedelta(days=1)}, [Gap.BRIEFING]),
        ({"contract_number": ""}, [Gap.CONTRACT]),
        ({"contract_until": DAY}, []),
        ({"contract_until": DAY - timedelta(days=1)}, [Gap.CONTRACT_ENDED]),
        ({"contract_number": "", "documents": [DocumentFacts(K.CONTRACT)]}, []),
        ({"contract_number": "", "documents": [DocumentFacts(K.CONTRACT, DAY)]}, []),
        (
            {"contract_number": "", "documents": [DocumentFacts(K.CONTRACT, DAY - timedelta(days=1))]},
            [Gap.CONTRACT_ENDED],
        ),
        ({"birth_date": None}, [Gap.BIRTH_DATE]),
        ({"birth_date": date(2015, 1, 1)}, [Gap.TOO_YOUNG]),
        ({"status": VolunteerStatus.PAUSED}, [Gap.NOT_ACTIVE]),
        ({"documents": [DocumentFacts(K.MEDICAL_BOOK, DAY - timedelta(days=1))]}, [Gap.DOCUMENT_EXPIRED]),
        ({"documents": [DocumentFacts(K.GUARDIAN_CONSENT, DAY - timedelta(days=1))]}, []),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, object], wanted: list[Gap]) -> None:
    assert gaps(facts(**changes), DAY) == wanted


def test_a_minor_needs_a_guardian_who_agreed_on_paper_or_in_person() -> None:
    assert gaps(facts(birth_date=MINOR), DAY) == [Gap.GUARDIAN, Gap.GUARDIAN_CONSENT]
    assert gaps(facts(birth_date=MINOR, has_guardian=True), DAY) == [Gap.GUARDIAN_CONSENT]
    assert is_ready(facts(birth_date=MINOR, has_guardian=True, guardian_agreed=True), DAY)
    paper = [DocumentFacts(K.GUARDIAN_CONSENT, DAY)]
    assert is_ready(facts(birth_date=MINOR, has_guardian=True, documents=paper), DAY)
    assert gaps(facts(birth_date=MINOR, has_guardian=True, documents=paper), DAY + timedelta(days=1)) == [
        Gap.GUARDIAN_CONSENT
    ]


@pytest.mark.parametrize(
    ("expires_on", "wanted"),
    [
        (None, DocumentState.VALID),
        (DAY + timedelta(days=31), DocumentState.VALID),
        (DAY + timedelta(days=30), DocumentState.ENDS_SOON),
        (DAY, DocumentState.ENDS_SOON),
        (DAY - timedelta(days=1), DocumentState.EXPIRED),
    ],
)
def test_the_last_day_still_belongs_to_a_document(expires_on: date | None, wanted: DocumentState) -> None:
    assert state_of(expires_on, DAY) is wanted


def test_a_newer_document_of_a_kind_replaces_the_old_one_but_other_papers_do_not() -> None:
    old = DAY - timedelta(days=10)
    assert missed([DocumentFacts(K.MEDICAL_BOOK, old), DocumentFacts(K.MEDICAL_BOOK)], DAY) == []
    assert missed([DocumentFacts(K.OTHER, old), DocumentFacts(K.OTHER)], DAY) == [K.OTHER]


def test_the_letter_of_the_day_speaks_of_a_document_seldom() -> None:
    days = [day for day in range(60, -30, -1) if is_worth_a_notice(DAY + timedelta(days=day), DAY)]
    assert days == [30, 14, 7, 1, 0, -7, -14, -21, -28]
