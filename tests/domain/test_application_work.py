"""What an application lacks before it is submitted, and when a document is too old."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.application_work import (
    DocumentFacts,
    DocumentState,
    MissingCode,
    SectionFacts,
    WorkFacts,
    document_state,
    expires_on,
    missing,
)

DAY = date(2026, 3, 31)
S, C = DocumentState, MissingCode


@pytest.mark.parametrize(
    ("attached", "excused", "expires", "state"),
    [
        (False, False, None, S.MISSING),
        (True, False, None, S.ATTACHED),
        (True, False, DAY, S.ATTACHED),
        (True, False, date(2026, 3, 30), S.EXPIRED),
        (False, False, date(2026, 3, 30), S.MISSING),
        (False, True, None, S.NOT_NEEDED),
    ],
)
def test_the_state_of_a_document(attached: bool, excused: bool, expires: date | None, state: DocumentState) -> None:
    assert document_state(attached=attached, excused=excused, expires=expires, needed_on=DAY) is state


def test_a_known_last_day_is_worth_more_than_a_reckoned_one() -> None:
    assert expires_on(None, date(2026, 1, 31), 3) == date(2026, 4, 30)
    assert expires_on(DAY, date(2026, 1, 31), 3) == DAY
    assert expires_on(None, None, 3) is None and expires_on(None, DAY, None) is None


def facts(**changes: object) -> WorkFacts:
    """Return the facts of an application that lacks nothing, with changes."""
    whole: dict[str, object] = {
        "has_call": True,
        "has_deadline": True,
        "has_leader": True,
        "has_timetable": True,
        "asked": Decimal(100),
        "budget": Decimal(100),
        "sections": [SectionFacts(1, "Потреба", True, False, 0, True)],
        "documents": [DocumentFacts(1, "Статут", True, S.ATTACHED)],
    }
    return WorkFacts(**{**whole, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"has_call": False, "has_deadline": False, "has_timetable": False}, [C.NO_CALL]),
        ({"has_deadline": False, "has_timetable": False}, [C.NO_DEADLINE]),
        ({"has_timetable": False, "has_leader": False}, [C.NO_TIMETABLE, C.NO_LEADER]),
        ({"sections": []}, [C.NO_SECTIONS]),
        ({"sections": [SectionFacts(1, "А", True, True, 0, False)]}, [C.SECTION_EMPTY]),
        ({"sections": [SectionFacts(1, "А", False, True, 0, False)]}, []),
        ({"sections": [SectionFacts(1, "А", False, False, 7, False)]}, [C.SECTION_TOO_LONG]),
        ({"sections": [SectionFacts(1, "А", True, False, 0, False)]}, [C.SECTION_NOT_READY]),
        ({"documents": [DocumentFacts(1, "А", False, S.MISSING), DocumentFacts(2, "Б", True, S.NOT_NEEDED)]}, []),
        (
            {"documents": [DocumentFacts(1, "А", True, S.MISSING), DocumentFacts(2, "Б", False, S.EXPIRED)]},
            [C.DOCUMENT_MISSING, C.DOCUMENT_EXPIRED],
        ),
        ({"asked": Decimal(0), "budget": None}, [C.NO_AMOUNT]),
        ({"budget": None}, [C.NO_BUDGET]),
        ({"budget": Decimal("99.99")}, [C.BUDGET_DIFFERS]),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, object], codes: list[MissingCode]) -> None:
    assert [item.code for item in missing(facts(**changes))] == codes


def test_advice_stops_nothing() -> None:
    assert [item.blocks for item in missing(facts(has_timetable=False, has_leader=False))] == [False, True]
