"""Grant applications: their way from an idea to a closed project, their money and their papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveRefused
from app.domain.money import quantize
from app.domain.periods import growth_percent

DUE_SOON = timedelta(days=14)


class Stage(StrEnum):
    """The stages of an application: kind by kind, and in each kind in the order of its life."""

    IDEA = "idea"
    SELECTION = "selection"
    DRAFTING = "drafting"
    APPROVAL = "approval"
    SUBMITTED = "submitted"
    REVIEW = "review"
    CLARIFICATION = "clarification"
    SUSPENDED = "suspended"
    AWARDED = "awarded"
    CONTRACTING = "contracting"
    IMPLEMENTATION = "implementation"
    REPORTING = "reporting"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class StageKind(StrEnum):
    """What a stage means for the pipeline; which kind a stage has is a rule that nobody changes."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    WON = "won"
    ONGOING = "ongoing"
    DONE = "done"
    LOST = "lost"


OPEN_STAGES = (
    Stage.IDEA,
    Stage.SELECTION,
    Stage.DRAFTING,
    Stage.APPROVAL,
    Stage.SUBMITTED,
    Stage.REVIEW,
    Stage.CLARIFICATION,
)
# Won and not closed: what was awarded and what is carried out.
WON_STAGES = (Stage.AWARDED, Stage.CONTRACTING, Stage.IMPLEMENTATION, Stage.REPORTING)
LOST_STAGES = (Stage.REJECTED, Stage.WITHDRAWN)
BOARD_COLUMNS = OPEN_STAGES + WON_STAGES

STAGE_KINDS: Mapping[Stage, StageKind] = MappingProxyType(
    {
        **dict.fromkeys(OPEN_STAGES, StageKind.OPEN),
        **dict.fromkeys((Stage.AWARDED, Stage.CONTRACTING), StageKind.WON),
        **dict.fromkeys((Stage.IMPLEMENTATION, Stage.REPORTING), StageKind.ONGOING),
        **dict.fromkeys(LOST_STAGES, StageKind.LOST),
        Stage.CLOSED: StageKind.DONE,
        Stage.SUSPENDED: StageKind.ON_HOLD,
    }
)

_WITH_THE_FUNDER = (Stage.SUBMITTED, Stage.REVIEW, Stage.CLARIFICATION)
_AFTER_OPEN: Mapping[Stage, tuple[Stage, ...]] = MappingProxyType(
    {
        Stage.AWARDED: (Stage.CONTRACTING, Stage.REVIEW, Stage.WITHDRAWN),
        Stage.CONTRACTING: (Stage.IMPLEMENTATION, Stage.AWARDED, Stage.WITHDRAWN),
        Stage.IMPLEMENTATION: (Stage.REPORTING, Stage.CONTRACTING),
        Stage.REPORTING: (Stage.CLOSED, Stage.IMPLEMENTATION),
        Stage.CLOSED: (Stage.REPORTING,),
    }
)


class LossReason(StrEnum):
    """Why an application was rejected by the funder or withdrawn by the library."""

    LOW_SCORE = "low_score"
    NOT_ELIGIBLE = "not_eligible"
    BUDGET_LIMIT = "budget_limit"
    NO_COFINANCING = "no_cofinancing"
    MISSED_DEADLINE = "missed_deadline"
    PARTNER_LEFT = "partner_left"
    PRIORITIES_CHANGED = "priorities_changed"
    CALL_CANCELLED = "call_cancelled"
    OTHER = "other"


class BudgetCategory(StrEnum):
    """What a budget line pays for."""

    STAFF = "staff"
    SOCIAL_CONTRIBUTIONS = "social_contributions"
    TRAVEL = "travel"
    RENT = "rent"
    EQUIPMENT = "equipment"
    MATERIALS = "materials"
    BOOKS = "books"
    PRINTING = "printing"
    SERVICES = "services"
    PROMOTION = "promotion"
    INDIRECT = "indirect"
    OTHER = "other"


class BudgetSource(StrEnum):
    """Whose money covers a budget line."""

    GRANT = "grant"
    OWN = "own"
    PARTNER = "partner"
    IN_KIND = "in_kind"


class DocumentType(StrEnum):
    """The paper that proves an expenditure."""

    INVOICE = "invoice"
    DELIVERY_NOTE = "delivery_note"
    ACT = "act"
    RECEIPT = "receipt"
    CONTRACT = "contract"
    PAYROLL = "payroll"
    OTHER = "other"


class DeliverableKind(StrEnum):
    """What has to be handed in."""

    LETTER_OF_INTENT = "letter_of_intent"
    APPLICATION = "application"
    INTERIM_REPORT = "interim_report"
    FINAL_REPORT = "final_report"


# What the funder accepts before the grant is over; the other kinds belong to the way to the award.
REPORT_KINDS = (DeliverableKind.INTERIM_REPORT, DeliverableKind.FINAL_REPORT)


class DeliverableState(StrEnum):
    """How a deliverable stands today; computed, never stored."""

    PLANNED = "planned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    NOT_SUBMITTED = "not_submitted"


class LetterOutcome(StrEnum):
    """What the funder answered to a letter of intent."""

    INVITED = "invited"
    NOT_INVITED = "not_invited"


class NarrativeSection(StrEnum):
    """The parts of a grant report that a person writes, in the order of the report."""

    SUMMARY = "summary"
    OBJECTIVES = "objectives"
    ACTIVITIES_TEXT = "activities_text"
    RESULTS_TEXT = "results_text"
    BENEFICIARIES_TEXT = "beneficiaries_text"
    PARTNERS_TEXT = "partners_text"
    COMMUNICATION = "communication"
    DIFFICULTIES = "difficulties"
    SUSTAINABILITY = "sustainability"
    FINANCE_TEXT = "finance_text"


@dataclass(frozen=True, slots=True)
class Variance:
    """How far the actual amount is from the plan: negative when less was spent."""

    difference: Decimal
    percent: Decimal | None


def stage_kind(stage: Stage) -> StageKind:
    """Tell what a stage means for the pipeline."""
    return STAGE_KINDS[stage]


def brings_money(stage: Stage) -> bool:
    """Tell whether an application in the stage has been won, so that it must say how much it got."""
    return stage in WON_STAGES or stage is Stage.CLOSED


def allowed_moves(
    stage: Stage,
    held_stage: Stage | None = None,
    order: Sequence[Stage] = OPEN_STAGES,
    gates: Collection[Stage] = (),
    *,
    letter_refused: bool = False,
) -> tuple[Stage, ...]:
    """List the stages that may follow: forwards first, then one step back, on hold, and the ways to lose.

    An open application may skip forward over open stages; only a submitted one can be won or rejected; a lost
    one may be reopened for drafting; a closed one may return to reporting. What is on hold goes back to the
    stage that it left, or is withdrawn.

    Args:
        held_stage: the stage that a suspended application left.
        order: the open stages as the institution arranged them.
        gates: the stages in which somebody has to approve; none can be jumped over.
        letter_refused: the funder answered the letter of intent with no, which is a rejection at any open stage.
    """
    if stage is Stage.SUSPENDED:
        back = () if held_stage is None else (held_stage,)
        return (*back, Stage.WITHDRAWN)
    if stage in WON_STAGES:
        return (*_AFTER_OPEN[stage], Stage.SUSPENDED)
    gated = [place for place, item in enumerate(order) if item in gates]
    if stage in LOST_STAGES:
        return (order[min([order.index(Stage.DRAFTING), *gated])],)
    if stage not in OPEN_STAGES:
        return _AFTER_OPEN[stage]
    place = order.index(stage)
    barrier = next((item for item in gated if item > place), None)
    moves = tuple(order[place + 1 :] if barrier is None else order[place + 1 : barrier + 1])
    if stage in _WITH_THE_FUNDER and barrier is None:
        moves += (Stage.AWARDED,)
    moves += (*order[max(place - 1, 0) : place], Stage.SUSPENDED)
    if stage in _WITH_THE_FUNDER or letter_refused:
        moves += (Stage.REJECTED,)
    return (*moves, Stage.WITHDRAWN)


def check_move(
    from_stage: Stage,
    to_stage: Stage,
    reason_code: str | None,
    *,
    has_award_amount: bool,
    moves: Collection[Stage] | None = None,
) -> None:
    """Let a move pass, or raise `MoveRefused` with the first thing that is wrong.

    `moves` are those that `allowed_moves` gives, by default for the stages as they come with the product. Codes:
    `same_stage`, `not_allowed`, `reason_required` (a loss needs its reason), `unknown_reason`,
    `award_amount_required` (money that was won has an amount).
    """
    if from_stage is to_stage:
        raise MoveRefused("same_stage", to_stage)
    if to_stage not in (allowed_moves(from_stage) if moves is None else moves):
        raise MoveRefused("not_allowed", f"{from_stage} → {to_stage}")
    if to_stage in LOST_STAGES:
        if not reason_code:
            raise MoveRefused("reason_required", to_stage)
        if reason_code not in frozenset(LossReason):
            raise MoveRefused("unknown_reason", reason_code)
    if brings_money(to_stage) and not has_award_amount:
        raise MoveRefused("award_amount_required", to_stage)


def deliverable_state(
    due_on: date | None,
    submitted_on: date | None,
    accepted_on: date | None,
    today: date,
    returned_on: date | None = None,
    *,
    is_finished: bool = False,
) -> DeliverableState:
    """Tell how a deliverable stands: what was handed in first, then how near its date is.

    It is overdue from the day after its date, and due soon on the date and the 14 days before. One that the funder
    gave back is returned until it is handed in again or its new date is over. Nothing is due any more of an
    application that is finished, that is lost or closed.
    """
    if accepted_on is not None:
        return DeliverableState.ACCEPTED
    if submitted_on is not None:
        return DeliverableState.SUBMITTED
    if is_finished:
        return DeliverableState.NOT_SUBMITTED
    if due_on is not None and due_on < today:
        return DeliverableState.OVERDUE
    if returned_on is not None:
        return DeliverableState.RETURNED
    soon = due_on is not None and due_on - today <= DUE_SOON
    return DeliverableState.DUE_SOON if soon else DeliverableState.PLANNED


def crossed(levels: Iterable[int], before: int, now: int) -> bool:
    """Say whether a countdown in days passed one of the levels since the last look, or stands on it now.

    Args:
        levels: the days left at which somebody is reminded.
        before: the days left at the last look.
        now: the days left now.
    """
    return any(now <= level < before for level in levels)


def line_total(quantity: Decimal, price: Decimal) -> Decimal:
    """Give the planned total of a budget line, rounded once to two decimals."""
    return quantize(quantity * price)


def variance(planned: Decimal, actual: Decimal) -> Variance:
    """Compare actual with planned; the percentage is None when nothing was planned."""
    return Variance(actual - planned, growth_percent(actual, planned))
