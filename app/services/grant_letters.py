"""Verbs of letters of intent: the funder's answer."""

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind, LetterOutcome
from models.grants import Deliverable


def answer_letter(session: Session, letter: Deliverable, outcome: LetterOutcome | None) -> None:
    """Write down what the funder answered to a letter of intent, or take the answer back.

    The letter is a part of its application and carries no money; a refusal alone moves nothing.

    Raises:
        RuleError: `not_letter_of_intent`; `letter_not_submitted`.
    """
    if letter.kind is not DeliverableKind.LETTER_OF_INTENT:
        raise RuleError("not_letter_of_intent")
    if outcome is not None and letter.submitted_on is None:
        raise RuleError("letter_not_submitted")
    letter.outcome = outcome
    session.flush()
