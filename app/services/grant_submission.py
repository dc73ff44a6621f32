"""What an application has to hand in before anybody decides: the letter of intent and the application form."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import DeliverableKind
from models.calls import Call
from models.grants import Application, Deliverable


def expect_first(session: Session, application: Application, call: Call, *, today: date) -> None:
    """Write down what a call expects: the form by its deadline, and a letter of intent that can still be sent."""
    letter_due = call.loi_due_on if call.loi_due_on and call.loi_due_on >= today else None
    for kind, due_on in (
        (DeliverableKind.LETTER_OF_INTENT, letter_due),
        (DeliverableKind.APPLICATION, call.deadline_on),
    ):
        if due_on is not None:
            session.add(Deliverable(application_id=application.id, kind=kind, due_on=due_on))
    session.flush()


def hand_in(session: Session, application: Application, on: date) -> None:
    """Note the day of submission, on the application and on the forms that were due.

    The application keeps the day on which it was first submitted; a form that the funder returned has the new one.
    """
    if application.submitted_on is None:
        application.submitted_on = on
    for form in _forms(session, application, None):
        form.submitted_on = on if form.returned_on else application.submitted_on
        form.returned_on = None


def correct_hand_in(session: Session, application: Application, before: date | None) -> None:
    """Let the forms that were handed in on the former day of submission follow a corrected one.

    A form that was accepted before that day keeps its own.
    """
    day = application.submitted_on
    if before is None or day is None or day == before:
        return
    for form in _forms(session, application, before):
        if form.accepted_on is None or form.accepted_on >= day:
            form.submitted_on = day


def _forms(session: Session, application: Application, submitted_on: date | None) -> Sequence[Deliverable]:
    """The application forms that were handed in on a day, or are still due."""
    return session.scalars(
        sa.select(Deliverable).where(
            Deliverable.application_id == application.id,
            Deliverable.kind == DeliverableKind.APPLICATION,
            Deliverable.submitted_on.is_not_distinct_from(submitted_on),
        )
    ).all()
