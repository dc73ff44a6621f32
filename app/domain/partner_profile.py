"""What stands in the profile of a partner: one page, whatever the partner has done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from app.domain.agreements import AgreementKind, AgreementState
from app.domain.grants import Stage
from app.domain.money import Currency
from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, PartnerType

# How many rows of each kind fit on the page; the rest is said in words.
PEOPLE, AGREEMENTS, EVENTS, GRANTS, YEARS = 3, 3, 5, 3, 5
TEXT_LIMIT = 180
Row = TypeVar("Row")


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """The first rows of a kind and how many there are in all."""

    rows: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class ContactPerson:
    """A person at the partner with the addresses of their work."""

    name: str
    role: str
    email: str
    phone: str


@dataclass(frozen=True)
class PaperRow:
    """An agreement with its dates; both ends are included, an open end is None."""

    kind: AgreementKind
    number: str
    begins: date | None
    ends: date | None
    state: AgreementState


@dataclass(frozen=True)
class EventRow:
    """A joint event that was held, with the attendances; None where nobody counted."""

    title: str
    day: date
    branch: str
    participants: int | None


@dataclass(frozen=True)
class GrantRow:
    """A joint application; `awarded` is None while it is not won or when the reader may not see grants."""

    title: str
    funder: str
    stage: Stage
    submitted_on: date | None
    awarded: Decimal | None
    currency: Currency


@dataclass(frozen=True)
class YearRow:
    """Values that the two sides gave each other in a year, in the base currency, and entries without a value."""

    year: int
    partner: Decimal
    partner_unvalued: int
    library: Decimal
    library_unvalued: int


@dataclass(frozen=True)
class EventYear:
    """Joint events of a year and the attendances at them; None where nobody counted."""

    year: int
    events: int | None
    participants: int | None


@dataclass(frozen=True)
class PartnerProfile:
    """One partner as of a day, in a language.

    Attributes:
        since: the first day of an agreement or of a joint event or application, if there was any.
        event_years: years with joint events, the earliest first.
        grants: None for a reader who may not see grants.
        volunteers: people of the partner who gave confirmed hours; `minutes` are their hours.
    """

    locale: str
    as_of: date
    institution: str
    base_currency: Currency
    name: str
    legal_name: str
    edrpou: str
    address: str
    website: str
    partner_type: PartnerType
    stage: PartnershipStage
    is_archived: bool
    commitment: CommitmentLevel | None
    scope: BranchScope
    branch: str
    owner: str
    is_active: bool
    since: date | None
    partner_gives: str
    library_gives: str
    people: Shown[ContactPerson]
    agreements: Shown[PaperRow]
    events: Shown[EventRow]
    event_years: tuple[EventYear, ...]
    grants: Shown[GrantRow] | None
    volunteers: int
    minutes: int
    ledger: Shown[YearRow]

    @property
    def joint_events(self) -> int | None:
        """Joint events of all years."""
        return _known_sum([year.events for year in self.event_years])

    @property
    def participants(self) -> int | None:
        """Attendances at all joint events."""
        return _known_sum([year.participants for year in self.event_years])


def _known_sum(numbers: Sequence[int | None]) -> int | None:
    """Return the sum of what is known, None where there are numbers and none is known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known or not numbers else None


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return a text of several lines as one paragraph that fits, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"
