"""A letter of intent is a part of one application: no figure counts it, and its answer is written on it."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind, LetterOutcome, Stage
from app.domain.periods import year
from app.queries.funders import figures_of
from app.queries.grant_board import board
from app.queries.grant_list import APPLICATION_LIST
from app.queries.listing import ListState, run
from app.queries.metrics import metrics
from app.scope import EVERYTHING
from app.services.grant_letters import answer_letter
from app.services.grant_work import edit_deliverable, reopen_deliverable
from models.grants import Deliverable
from tests.conftest import SignIn
from tests.support import factories

DAY = date(2026, 3, 2)


def figures(session: Session, funder_id: int) -> tuple[object, ...]:
    """Return every figure in which an application may be counted."""
    listed = run(session, APPLICATION_LIST, ListState(), EVERYTHING)
    columns = board(session, ListState(), EVERYTHING).columns
    return (
        (listed.count, listed.totals),
        [(column.count, column.total) for column in columns],
        figures_of(session, funder_id, EVERYTHING, DAY),
        [item.value(session, year(2026), EVERYTHING) for item in metrics(DAY)],
    )


def letter_of(session: Session, stage: Stage = Stage.DRAFTING, **fields: object) -> Deliverable:
    """A letter of intent that was handed in."""
    application = factories.make_application(session, "Казки", stage=stage)
    return factories.make_deliverable(
        session, application, kind=DeliverableKind.LETTER_OF_INTENT, due_on=DAY, **{"submitted_on": DAY, **fields}
    )


def test_no_figure_counts_a_letter(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.SUBMITTED, submitted_on=DAY)
    factories.make_application(session, stage=Stage.AWARDED, funder_id=application.funder_id)
    before = figures(session, application.funder_id)
    for outcome in (None, *LetterOutcome):
        factories.make_deliverable(
            session,
            application,
            kind=DeliverableKind.LETTER_OF_INTENT,
            submitted_on=DAY,
            accepted_on=DAY,
            outcome=outcome,
        )
    assert figures(session, application.funder_id) == before


def test_an_invitation_is_noted_and_can_be_taken_back(session: Session, login: SignIn) -> None:
    letter = letter_of(session)
    me = login("coordinator")
    where = f"/grants/{letter.application_id}/deliverables/{letter.id}/answer"
    assert "Invited to apply" in me.follow(me.post(f"{where}?outcome=invited")).text
    session.refresh(letter)
    assert letter.outcome is LetterOutcome.INVITED
    assert "The answer was taken back" in me.follow(me.post(where)).text


def test_a_refusal_leads_to_the_reason_of_the_loss(session: Session, login: SignIn) -> None:
    letter = letter_of(session)
    me = login("coordinator")
    page = me.post(f"/grants/{letter.application_id}/deliverables/{letter.id}/answer?outcome=not_invited")
    question = me.follow(page)
    assert "closed as rejected" in question.text
    refused = me.submit(question, status=422)
    assert "choose a reason" in " ".join(refused.errors())
    record = me.follow(me.submit(refused, {"reason_code": "low_score", "reason": "Зависоко просили"}))
    assert "Rejected: Low score" in record.text and "Not invited" in record.text


def test_only_a_letter_that_was_handed_in_is_answered(session: Session) -> None:
    unsent, report = letter_of(session, submitted_on=None), letter_of(session)
    report.kind = DeliverableKind.FINAL_REPORT
    for record, code in ((unsent, "letter_not_submitted"), (report, "not_letter_of_intent")):
        with pytest.raises(RuleError) as refused:
            answer_letter(session, record, LetterOutcome.INVITED)
        assert refused.value.code == code
    for change in ("reopen", "kind"):
        letter = letter_of(session, outcome=LetterOutcome.INVITED)
        if change == "reopen":
            reopen_deliverable(session, letter)
        else:
            dates = {"due_on": DAY, "submitted_on": DAY, "accepted_on": None, "today": DAY}
            edit_deliverable(session, letter, kind=DeliverableKind.APPLICATION, note="", **dates)  # type: ignore[arg-type]
        assert letter.outcome is None
