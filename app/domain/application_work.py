"""The work on an application before it is submitted: team, documents, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.grants import Stage
from app.domain.periods import add_months
from app.domain.text_limits import LimitUnit


class TeamRole(StrEnum):
    """What somebody does for an application."""

    LEADER = "leader"
    WRITER = "writer"
    BUDGET = "budget"
    DOCUMENTS = "documents"
    PARTNERS = "partners"
    REVIEWER = "reviewer"


class BlockTopic(StrEnum):
    """What a text of the library is about, in the order of a usual form."""

    ABOUT = "about"
    NEED = "need"
    GOAL = "goal"
    AUDIENCE = "audience"
    ACTIVITIES = "activities"
    RESULTS = "results"
    PARTNERS = "partners"
    TEAM = "team"
    SUSTAINABILITY = "sustainability"
    COMMUNICATION = "communication"
    BUDGET = "budget"
    OTHER = "other"


class VersionKind(StrEnum):
    """Why a copy of an application was made."""

    MANUAL = "manual"
    SUBMISSION = "submission"


class DocumentState(StrEnum):
    """How it stands with a document that the funder wants."""

    MISSING = "missing"
    EXPIRED = "expired"
    ATTACHED = "attached"
    NOT_NEEDED = "not_needed"


class UsualSection(StrEnum):
    """The sections of a form when the funder's is not known yet."""

    SUMMARY = "summary"
    ABOUT_US = "about_us"
    NEED = "need"
    GOAL = "goal"
    AUDIENCE = "audience"
    ACTIVITIES = "activities"
    RESULTS = "results"
    SUSTAINABILITY = "sustainability"
    COMMUNICATION = "communication"


class UsualDocument(StrEnum):
    """What funders usually ask for beside the form."""

    STATUTE = "statute"
    REGISTER_EXTRACT = "register_extract"
    NON_PROFIT = "non_profit"
    DIRECTOR_ORDER = "director_order"
    BANK_DETAILS = "bank_details"
    FINANCIAL_REPORT = "financial_report"
    TEAM_CV = "team_cv"
    PARTNER_LETTERS = "partner_letters"
    BUDGET_FILE = "budget_file"
    FOUNDER_CONSENT = "founder_consent"


# Limits of the usual sections, in words; a section that is not here has none.
USUAL_LIMITS: dict[UsualSection, int] = {
    UsualSection.SUMMARY: 200,
    UsualSection.ABOUT_US: 300,
    UsualSection.NEED: 500,
    UsualSection.GOAL: 200,
    UsualSection.AUDIENCE: 300,
    UsualSection.ACTIVITIES: 800,
    UsualSection.RESULTS: 400,
    UsualSection.SUSTAINABILITY: 300,
    UsualSection.COMMUNICATION: 250,
}
USUAL_UNIT = LimitUnit.WORDS
USUAL_OPTIONAL = frozenset({UsualSection.COMMUNICATION})
# Documents that a funder wants fresh: not older than so many months.
USUAL_AGE: dict[UsualDocument, int] = {UsualDocument.REGISTER_EXTRACT: 3, UsualDocument.BANK_DETAILS: 1}
# While an application is here, it matters what it lacks.
BEFORE_SUBMISSION = frozenset({Stage.IDEA, Stage.SELECTION, Stage.DRAFTING, Stage.APPROVAL})


def expires_on(valid_until: date | None, issued_on: date | None, max_age_months: int | None) -> date | None:
    """Return the last day on which a document may be handed in, or None when it does not age.

    A known last day holds; otherwise it is the day so many months after the document was issued.
    """
    if valid_until is not None:
        return valid_until
    if issued_on is None or max_age_months is None:
        return None
    return add_months(issued_on, max_age_months)


def document_state(*, attached: bool, excused: bool, expires: date | None, needed_on: date) -> DocumentState:
    """Say how it stands with a document.

    Args:
        attached: a file is there.
        excused: it is not needed, and somebody wrote why.
        expires: its last day, if it ages.
        needed_on: the day on which it is handed in: the deadline, or today when none is known.
    """
    if excused:
        return DocumentState.NOT_NEEDED
    if not attached:
        return DocumentState.MISSING
    return DocumentState.EXPIRED if expires is not None and expires < needed_on else DocumentState.ATTACHED


class MissingCode(StrEnum):
    """What an application lacks before it can be submitted."""

    NO_CALL = "no_call"
    NO_DEADLINE = "no_deadline"
    NO_LEADER = "no_leader"
    NO_SECTIONS = "no_sections"
    SECTION_EMPTY = "section_empty"
    SECTION_TOO_LONG = "section_too_long"
    SECTION_NOT_READY = "section_not_ready"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_EXPIRED = "document_expired"
    NO_AMOUNT = "no_amount"
    NO_BUDGET = "no_budget"
    BUDGET_DIFFERS = "budget_differs"
    NO_TIMETABLE = "no_timetable"


# What the application can do without; the rest stops it.
ADVICE = frozenset({MissingCode.NO_CALL, MissingCode.NO_DEADLINE, MissingCode.NO_TIMETABLE})


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: what, of which record (an id of a section or document), and its name."""

    code: MissingCode
    name: str = ""
    record_id: int | None = None

    @property
    def blocks(self) -> bool:
        """Say whether the application should not go without it."""
        return self.code not in ADVICE


@dataclass(frozen=True)
class SectionFacts:
    """What is known of a section; `over` is by how much its text is too long."""

    id: int
    title: str
    required: bool
    is_empty: bool
    over: int
    is_ready: bool


@dataclass(frozen=True)
class DocumentFacts:
    """What is known of a document."""

    id: int
    title: str
    required: bool
    state: DocumentState


@dataclass(frozen=True)
class WorkFacts:
    """What is known of an application before it is submitted.

    `asked` and `budget` are what is asked of the funder and what the budget plans from the grant, in one currency;
    `budget` is None when there are no lines.
    """

    has_call: bool
    has_deadline: bool
    has_leader: bool
    has_timetable: bool
    asked: Decimal
    budget: Decimal | None
    sections: Sequence[SectionFacts]
    documents: Sequence[DocumentFacts]


def missing(facts: WorkFacts) -> list[Missing]:
    """Return what is missing until submission, in the order in which one would do it."""
    return [*_of_call(facts), *_of_sections(facts.sections), *_of_documents(facts.documents), *_of_money(facts)]


def _of_call(facts: WorkFacts) -> Iterator[Missing]:
    if not facts.has_call:
        yield Missing(MissingCode.NO_CALL)
    elif not facts.has_deadline:
        yield Missing(MissingCode.NO_DEADLINE)
    elif not facts.has_timetable:
        yield Missing(MissingCode.NO_TIMETABLE)
    if not facts.has_leader:
        yield Missing(MissingCode.NO_LEADER)


def _of_sections(sections: Sequence[SectionFacts]) -> Iterator[Missing]:
    if not sections:
        yield Missing(MissingCode.NO_SECTIONS)
    for section in sections:
        code = _section_code(section)
        if code is not None:
            yield Missing(code, section.title, section.id)


def _section_code(section: SectionFacts) -> MissingCode | None:
    if section.is_empty:
        return MissingCode.SECTION_EMPTY if section.required else None
    if section.over:
        return MissingCode.SECTION_TOO_LONG
    return None if section.is_ready else MissingCode.SECTION_NOT_READY


def _of_documents(documents: Iterable[DocumentFacts]) -> Iterator[Missing]:
    for document in documents:
        if document.state is DocumentState.MISSING and document.required:
            yield Missing(MissingCode.DOCUMENT_MISSING, document.title, document.id)
        if document.state is DocumentState.EXPIRED:
            yield Missing(MissingCode.DOCUMENT_EXPIRED, document.title, document.id)


def _of_money(facts: WorkFacts) -> Iterator[Missing]:
    if facts.asked <= 0:
        yield Missing(MissingCode.NO_AMOUNT)
    elif facts.budget is None:
        yield Missing(MissingCode.NO_BUDGET)
    elif facts.budget != facts.asked:
        yield Missing(MissingCode.BUDGET_DIFFERS)
