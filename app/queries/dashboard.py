"""What the home page shows: what needs the reader today, and what has just happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.volunteers import HoursStatus
from app.queries.partnerships import in_scope as partnership_in_scope
from app.queries.places import MOST, SCOPES_KEPT, day_place
from app.scope import Scope
from models.accounts import User
from models.awards import GrantReceipt
from models.base import MONEY
from models.contacts import Contact
from models.grant_money import Disbursement
from models.grants import Application, ApplicationStageChange
from models.interactions import Interaction
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import HoursEntry


@dataclass(frozen=True)
class ExpectedTranche:
    """A tranche that was due and has not come, or is due soon."""

    application_id: int
    title: str
    number: int
    due_on: date
    left: Decimal
    currency: str
    tranche_id: int


@dataclass(frozen=True)
class Moved:
    """A change of stage or something written down lately; `what` is an enum's member, `note` the words to it."""

    at: datetime
    kind: str
    record_id: int
    title: str
    what: Any
    who: str | None
    note: str = ""


def expected_tranches(session: Session, today: date) -> list[ExpectedTranche]:
    """Return the first tranches that are late or due within thirty days, with what is still expected of each."""
    asked = {"last": today + timedelta(days=30), "most": 6}
    return [
        ExpectedTranche(row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        for row in session.execute(_expected_tranches(), asked)
        if row[3] is not None
    ]


@cache
def _expected_tranches() -> Any:
    came = (
        sa.select(sa.func.coalesce(sa.func.sum(GrantReceipt.tranche_amount), 0))
        .where(GrantReceipt.disbursement_id == Disbursement.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            Application.id,
            Application.title,
            Disbursement.number,
            Disbursement.due_on,
            sa.type_coerce(Disbursement.amount - came, MONEY).label("left"),
            Disbursement.currency,
            Disbursement.id,
        )
        .join(Application, Application.id == Disbursement.application_id)
        .where(
            Disbursement.settled_on.is_(None),
            Disbursement.due_on <= day_place("last"),
            Application.archived_at.is_(None),
        )
        .order_by(Disbursement.due_on)
        .limit(MOST)
    )


def hours_to_confirm(session: Session, scope: Scope) -> int:
    """Return how many entries of the hours log wait for confirmation."""
    return session.scalar(_hours_to_confirm(scope)) or 0


@lru_cache(maxsize=SCOPES_KEPT)
def _hours_to_confirm(scope: Scope) -> Any:
    statement = sa.select(sa.func.count()).where(HoursEntry.status == HoursStatus.LOGGED)
    return statement if scope.branch_id is None else statement.where(HoursEntry.branch_id == scope.branch_id)


def just_moved(session: Session, scope: Scope, *, grants: bool, limit: int = 8) -> list[Moved]:
    """Return the newest moves of applications and partnerships and the newest interactions.

    Partnerships are those that the reader's branch knows; contacts, and so interactions, are shared by all.

    Args:
        grants: whether the reader may see applications.
    """
    found: list[Moved] = []
    if grants:
        moves = session.execute(_application_moves(), {"most": limit})
        found += [Moved(r[0], "application", r[1], r[2], r[3], r[4]) for r in moves]
    partner_moves = session.execute(_partner_moves(scope), {"most": limit})
    found += [Moved(r[0], "partnership", r[1], r[2], r[3], r[4]) for r in partner_moves]
    spoken = session.execute(_interactions(), {"most": limit})
    found += [Moved(r[0], "contact", r[1], r[2], r[3], r[4], r[5]) for r in spoken]
    return sorted(found, key=lambda item: item.at, reverse=True)[:limit]


@cache
def _application_moves() -> Any:
    return (
        sa.select(
            ApplicationStageChange.at,
            Application.id,
            Application.title,
            ApplicationStageChange.to_stage,
            User.name,
        )
        .join(Application, Application.id == ApplicationStageChange.application_id)
        .outerjoin(User, User.id == ApplicationStageChange.by_id)
        .where(Application.archived_at.is_(None))
        .order_by(ApplicationStageChange.at.desc())
        .limit(MOST)
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _partner_moves(scope: Scope) -> Any:
    # The newest moves are found before names are looked up, so that no plan begins with all contacts.
    newest = (
        sa.select(
            PartnershipStageChange.at,
            PartnershipStageChange.to_stage,
            PartnershipStageChange.by_id,
            Partnership.id,
            Partnership.organisation_id,
        )
        .join(Partnership, Partnership.id == PartnershipStageChange.partnership_id)
        .where(Partnership.archived_at.is_(None), partnership_in_scope(scope))
        .order_by(PartnershipStageChange.at.desc())
        .limit(MOST)
        .subquery()
    )
    return (
        sa.select(newest.c.at, newest.c.id, Contact.display_name, newest.c.to_stage, User.name)
        .join(Contact, Contact.id == newest.c.organisation_id)
        .outerjoin(User, User.id == newest.c.by_id)
    )


@cache
def _interactions() -> Any:
    # As with moves: with names joined at once, SQLite begins with all contacts when there are ten times as many talks.
    known = sa.exists().where(Contact.id == Interaction.contact_id, Contact.archived_at.is_(None))
    newest = (
        sa.select(
            Interaction.occurred_at,
            Interaction.contact_id,
            Interaction.kind,
            Interaction.author_id,
            Interaction.subject,
        )
        .where(Interaction.archived_at.is_(None), known)
        .order_by(Interaction.occurred_at.desc())
        .limit(MOST)
        .subquery()
    )
    return (
        sa.select(newest.c.occurred_at, Contact.id, Contact.display_name, newest.c.kind, User.name, newest.c.subject)
        .join(Contact, Contact.id == newest.c.contact_id)
        .outerjoin(User, User.id == newest.c.author_id)
        .order_by(newest.c.occurred_at.desc())
    )
