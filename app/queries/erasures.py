"""Questions about requests for erasure, proposals to erase, and who looked at personal records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.period_text import parse_period
from app.domain.periods import local_day_bounds
from app.domain.privacy import AccessAction, ErasureSource, ErasureStatus, ProposalState
from app.i18n import _l
from app.queries.accounts import user_choices
from app.queries.aliases import second
from app.queries.filters import enum_filter, flag_filter, id_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.contacts import Contact
from models.privacy import AccessEntry, ErasureRequest, RetentionProposal

# Answered requests stand after those that wait.
_FAR = sa.literal(date(9999, 12, 31), sa.Date)
UNDECIDED = (ErasureStatus.OPEN, ErasureStatus.ACCEPTED)
DecidedBy = second(User, "decided_by")


def request_by_id(session: Session, request_id: int) -> ErasureRequest | None:
    """Return one request for erasure."""
    return session.get(ErasureRequest, request_id)


def undecided_request(session: Session, contact_id: int) -> ErasureRequest | None:
    """Return the request about a person that is not answered yet."""
    statement = sa.select(ErasureRequest).where(
        ErasureRequest.contact_id == contact_id, ErasureRequest.status.in_(UNDECIDED)
    )
    return session.scalars(statement.order_by(ErasureRequest.id)).first()


def due_tone(row: Any, on: date) -> str:
    """Return how urgent an unanswered request is: overdue is red, three days before is amber."""
    if row.status not in UNDECIDED:
        return ""
    left = (row.due_on - on).days
    return "danger" if left < 0 else "warning" if left <= 3 else ""


def erasure_list(on: date) -> ListSpec:
    """Return the list of requests for erasure."""
    overdue = sa.and_(ErasureRequest.status.in_(UNDECIDED), ErasureRequest.due_on < on)

    def select(_scope: Scope) -> Any:
        return (
            sa.select(
                ErasureRequest.id,
                ErasureRequest.contact_id,
                ErasureRequest.source,
                ErasureRequest.received_on,
                ErasureRequest.channel,
                ErasureRequest.due_on,
                ErasureRequest.status,
                ErasureRequest.done_at,
                ErasureRequest.decided_at,
                Contact.display_name,
                DecidedBy.name.label("decided_by"),
            )
            .join(Contact, Contact.id == ErasureRequest.contact_id)
            .outerjoin(DecidedBy, DecidedBy.id == ErasureRequest.decided_by_id)
        )

    return ListSpec(
        name="erasures",
        title=_l("Requests for erasure"),
        select=select,
        id_column=ErasureRequest.id,
        columns=(
            Column(
                "person",
                _l("Person"),
                lambda row: row.display_name,
                Kind.PERSON,
                url=lambda row: ("privacy.erasure", {"request_id": row.id}),
                primary=True,
            ),
            Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
            Column("source", _l("Why"), lambda row: row.source),
            Column("received", _l("Received on"), lambda row: row.received_on, Kind.DATE, ErasureRequest.received_on),
            Column("channel", _l("How"), lambda row: row.channel),
            Column(
                "due",
                _l("Answer by"),
                lambda row: row.due_on,
                Kind.DATE,
                sa.case((ErasureRequest.status.in_(UNDECIDED), ErasureRequest.due_on), else_=_FAR),
                tone=due_tone,
                secondary=True,
            ),
            Column("decided", _l("Decided by"), lambda row: row.decided_by),
            Column("done", _l("Carried out"), lambda row: row.done_at, Kind.DATE),
        ),
        default_sort="due",
        filters=(
            enum_filter("status", _l("Status"), ErasureRequest.status, ErasureStatus),
            enum_filter("source", _l("Why"), ErasureRequest.source, ErasureSource),
            flag_filter("overdue", _l("Overdue"), overdue),
        ),
    )


def proposal_by_id(session: Session, proposal_id: int) -> RetentionProposal | None:
    """Return one proposal to erase."""
    return session.get(RetentionProposal, proposal_id)


def open_proposals(session: Session) -> Sequence[RetentionProposal]:
    """Return the proposals that nobody has decided on yet, the longest unused first."""
    statement = sa.select(RetentionProposal).where(RetentionProposal.state == ProposalState.OPEN)
    return session.scalars(statement.order_by(RetentionProposal.last_activity_on, RetentionProposal.id)).all()


def open_proposal_count(session: Session) -> int:
    """Return how many proposals nobody has decided on yet."""
    statement = sa.select(sa.func.count()).where(RetentionProposal.state == ProposalState.OPEN)
    return session.scalar(statement) or 0


def _proposals(_scope: Scope) -> Any:
    return (
        sa.select(
            RetentionProposal.id,
            RetentionProposal.contact_id,
            RetentionProposal.proposed_on,
            RetentionProposal.last_activity_on,
            RetentionProposal.term_months,
            RetentionProposal.state,
            RetentionProposal.keep_until,
            RetentionProposal.reason,
            Contact.display_name,
            DecidedBy.name.label("decided_by"),
        )
        .join(Contact, Contact.id == RetentionProposal.contact_id)
        .outerjoin(DecidedBy, DecidedBy.id == RetentionProposal.decided_by_id)
    )


PROPOSALS = ListSpec(
    name="retention",
    title=_l("Proposed for erasure"),
    select=_proposals,
    id_column=RetentionProposal.id,
    columns=(
        Column(
            "person",
            _l("Person"),
            lambda row: row.display_name,
            Kind.PERSON,
            url=lambda row: ("privacy.proposal", {"proposal_id": row.id}),
            primary=True,
        ),
        Column("state", _l("Decision"), lambda row: row.state, Kind.BADGE, secondary=True),
        Column(
            "last",
            _l("Last activity"),
            lambda row: row.last_activity_on,
            Kind.DATE,
            RetentionProposal.last_activity_on,
            secondary=True,
        ),
        Column("term", _l("Term, months"), lambda row: row.term_months, Kind.NUMBER),
        Column("proposed", _l("Proposed on"), lambda row: row.proposed_on, Kind.DATE, RetentionProposal.proposed_on),
        Column("keep", _l("Keep until"), lambda row: row.keep_until, Kind.DATE),
        Column("decided", _l("Decided by"), lambda row: row.decided_by),
        Column("reason", _l("Reason"), lambda row: row.reason, export_only=True),
    ),
    default_sort="last",
    filters=(enum_filter("state", _l("Decision"), RetentionProposal.state, ProposalState),),
)


def _accesses(_scope: Scope) -> Any:
    return (
        sa.select(
            AccessEntry.id,
            AccessEntry.at,
            AccessEntry.action,
            AccessEntry.contact_id,
            AccessEntry.list_name,
            AccessEntry.rows,
            AccessEntry.filters,
            Contact.display_name,
            User.name.label("who"),
        )
        .join(User, User.id == AccessEntry.user_id)
        .outerjoin(Contact, Contact.id == AccessEntry.contact_id)
    )


def _by_user(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(AccessEntry.user_id == int(value))


def _by_period(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    start, end = local_day_bounds(parse_period(value), zone())
    return statement.where(AccessEntry.at >= start, AccessEntry.at < end)


def _record_url(row: Any) -> tuple[str, dict[str, Any]] | None:
    return ("contacts.show", {"contact_id": row.contact_id}) if row.contact_id else None


def _list_title(name: str) -> str:
    from app.queries.lists import list_title

    return list_title(name)


ACCESSES = ListSpec(
    name="access",
    title=_l("Access log"),
    select=_accesses,
    id_column=AccessEntry.id,
    columns=(
        Column("at", _l("When"), lambda row: row.at, Kind.DATETIME, AccessEntry.at, secondary=True),
        Column("who", _l("Who"), lambda row: row.who, primary=True),
        Column("action", _l("Action"), lambda row: row.action, Kind.BADGE, secondary=True),
        Column(
            "record",
            _l("Whose record"),
            lambda row: row.display_name or _list_title(row.list_name),
            url=_record_url,
            secondary=True,
        ),
        Column("rows", _l("Rows"), lambda row: row.rows, Kind.NUMBER),
        Column("filters", _l("Filters"), lambda row: row.filters),
    ),
    default_sort="-at",
    filters=(
        Filter("user", _l("Who"), _by_user, options=lambda session, _scope: user_choices(session)),
        enum_filter("action", _l("Action"), AccessEntry.action, AccessAction),
        Filter("period", _l("Period"), _by_period, kind="period"),
        id_filter("person", _l("Person"), AccessEntry.contact_id),
    ),
)


def recent_accesses(session: Session, contact_id: int, limit: int = 20) -> list[Any]:
    """Return who looked at a person's record last."""
    statement = (
        sa.select(AccessEntry.at, AccessEntry.action, User.name.label("who"))
        .join(User, User.id == AccessEntry.user_id)
        .where(AccessEntry.contact_id == contact_id)
    )
    return list(session.execute(statement.order_by(AccessEntry.at.desc(), AccessEntry.id.desc()).limit(limit)))
