"""Verbs of erasure and keeping: register a request, answer it, carry it out; propose by term, keep, accept."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.privacy import (
    DEFAULT_ANSWER_DAYS,
    ConsentChannel,
    ErasureSource,
    ErasureStatus,
    ProposalState,
    answer_due,
)
from app.queries.consents import privacy_settings
from app.queries.erasures import open_proposals, undecided_request
from app.queries.retention import due_people, still_due
from app.services.erasure_work import erase_person
from app.uploads import FileStore
from models.accounts import User
from models.contacts import Contact
from models.privacy import ErasureRequest, RetentionProposal

PROPOSED_AT_ONCE = 500


def register_request(
    session: Session,
    contact: Contact,
    *,
    received_on: date,
    channel: ConsentChannel,
    note: str = "",
    by: User | None,
    now: datetime,
    today: date,
) -> ErasureRequest:
    """Write down that a person asked to be erased; the answer is due within the days that the settings name.

    Raises:
        RuleError: `erasure_people_only`, `person_is_erased`, `request_in_future`, `request_exists` (with its id).
    """
    _check_person(contact)
    if received_on > today:
        raise RuleError("request_in_future", field="received_on")
    present = undecided_request(session, contact.id)
    if present is not None:
        raise RuleError("request_exists", request_id=present.id)
    settings = privacy_settings(session)
    days = settings.answer_days if settings else DEFAULT_ANSWER_DAYS
    made = ErasureRequest(
        contact_id=contact.id,
        source=ErasureSource.PERSON,
        received_on=received_on,
        channel=channel,
        due_on=answer_due(received_on, days),
        note=note,
        registered_by_id=by.id if by else None,
        registered_at=now,
    )
    session.add(made)
    session.flush()
    return made


def _check_person(contact: Contact) -> None:
    if contact.kind is not ContactKind.PERSON:
        raise RuleError("erasure_people_only")
    if contact.anonymised_at is not None:
        raise RuleError("person_is_erased")


def refuse_request(session: Session, request: ErasureRequest, reason: str, *, by: User, now: datetime) -> None:
    """Answer a request with no, and say why.

    Raises:
        RuleError: `request_decided`, `reason_needed`.
    """
    _check_open(request)
    if not reason.strip():
        raise RuleError("reason_needed", field="reason")
    request.status, request.reason = ErasureStatus.REFUSED, reason.strip()
    request.decided_by_id, request.decided_at = by.id, now
    session.flush()


def accept_request(session: Session, request: ErasureRequest, *, by: User, now: datetime) -> None:
    """Decide that the person is erased; `carry_out` does it.

    Raises:
        RuleError: `request_decided`, `person_is_erased`.
    """
    _check_open(request)
    _check_person(request.contact)
    request.status = ErasureStatus.ACCEPTED
    request.decided_by_id, request.decided_at = by.id, now
    session.flush()


def _check_open(request: ErasureRequest) -> None:
    if request.status is not ErasureStatus.OPEN:
        raise RuleError("request_decided")


def carry_out(session: Session, request: ErasureRequest, *, store: FileStore, now: datetime) -> bool:
    """Erase the person of an accepted request; return whether there was something to do.

    A request that was carried out before is left alone, so that work that begins anew does nothing twice.
    """
    if request.status is not ErasureStatus.ACCEPTED:
        return False
    contact, request_id = request.contact, request.id
    if contact.anonymised_at is None:
        erase_person(session, contact, store=store, now=now)
    done = session.get(ErasureRequest, request_id)
    if done is not None:
        done.status, done.done_at = ErasureStatus.DONE, now
    session.flush()
    return True


def propose_erasures(session: Session, *, on: date, at_most: int = PROPOSED_AT_ONCE) -> int:
    """Propose the people whose longest term of keeping has run out; return how many are new.

    Nobody is erased by it. A proposal whose person became active again lapses.
    """
    waiting = open_proposals(session)
    due = still_due(session, [item.contact_id for item in waiting], on)
    for item in waiting:
        if item.contact_id not in due:
            item.state = ProposalState.LAPSED
    session.flush()
    people = due_people(session, on, at_most)
    session.add_all(
        RetentionProposal(
            contact_id=person.contact_id,
            proposed_on=on,
            last_activity_on=person.last_activity_on,
            term_months=person.term_months,
        )
        for person in people
    )
    session.flush()
    return len(people)


def keep_person(
    session: Session, proposal: RetentionProposal, until: date, reason: str, *, by: User, now: datetime, today: date
) -> None:
    """Keep a proposed person until a day, with a reason; then the term is looked at again.

    Raises:
        RuleError: `proposal_decided`, `keep_until_past`, `reason_needed`.
    """
    _check_undecided(proposal)
    if until <= today:
        raise RuleError("keep_until_past", field="keep_until")
    if not reason.strip():
        raise RuleError("reason_needed", field="reason")
    proposal.state, proposal.keep_until, proposal.reason = ProposalState.KEPT, until, reason.strip()
    proposal.decided_by_id, proposal.decided_at = by.id, now
    session.flush()


def accept_proposals(
    session: Session, proposals: Iterable[RetentionProposal], *, by: User, now: datetime, today: date
) -> list[int]:
    """Decide that the proposed people are erased; return the numbers of the requests that carry it out.

    Somebody who became active again since is not erased: the proposal lapses.

    Raises:
        RuleError: `proposal_decided`.
    """
    decided = list(proposals)
    due = still_due(session, [item.contact_id for item in decided], today)
    made = []
    for proposal in decided:
        _check_undecided(proposal)
        if proposal.contact_id not in due:
            proposal.state = ProposalState.LAPSED
            continue
        proposal.state = ProposalState.ACCEPTED
        proposal.decided_by_id, proposal.decided_at = by.id, now
        contact = proposal.contact
        request = undecided_request(session, contact.id)
        if contact.anonymised_at is not None:
            continue
        if request is None:
            request = ErasureRequest(
                contact_id=contact.id,
                source=ErasureSource.TERM,
                received_on=today,
                due_on=today,
                registered_by_id=by.id,
                registered_at=now,
            )
            session.add(request)
        request.status = ErasureStatus.ACCEPTED
        request.decided_by_id, request.decided_at = by.id, now
        session.flush()
        made.append(request.id)
    session.flush()
    return made


def _check_undecided(proposal: RetentionProposal) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise RuleError("proposal_decided")
