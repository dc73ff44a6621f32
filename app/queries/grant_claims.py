"""Questions about co-financing: what may count on a grant, what does, and how much is lacking.

Counted co-financing (cofinancing_counted, unit: the grant's currency) is the sum of the values of the claims, hours
and records alike, each of which was rounded by itself. A record may count on a grant when it has a value, is linked
to this grant or to none, and counts nowhere yet. An expenditure may count on its own grant only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import CofinancingKind
from app.domain.donations import COUNTED_IN_KIND, DonationKind
from app.domain.grant_claims import ClaimSource, Cofinancing
from app.domain.grants import BudgetSource
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.money import quantize
from app.queries.hours_claims import claimed_sum
from models.accounts import User
from models.agreements import LedgerEntry
from models.contacts import Contact
from models.donations import Donation
from models.grant_claims import ClaimRelease, CofinancingClaim
from models.grant_money import BudgetLine, Expenditure
from models.grants import Application
from models.partnerships import Partnership

MOST_ROWS = 200
ZERO = Decimal(0)
COLUMNS: dict[ClaimSource, Any] = {
    ClaimSource.DONATION: CofinancingClaim.donation_id,
    ClaimSource.LEDGER: CofinancingClaim.ledger_entry_id,
    ClaimSource.EXPENDITURE: CofinancingClaim.expenditure_id,
}


@dataclass(frozen=True)
class Candidate:
    """A record that may count: `value` is in the grant's currency, `linked` says that it names this grant."""

    source: ClaimSource
    id: int
    on: date
    text: str
    giver: str
    kind: CofinancingKind
    base_amount: Decimal
    value: Decimal
    linked: bool


@dataclass(frozen=True)
class Claimed:
    """A record that counts on the grant."""

    id: int
    source: ClaimSource
    record_id: int
    on: date
    text: str
    giver: str
    kind: CofinancingKind
    value: Decimal
    claimed_at: datetime
    who: str | None


def in_grant_currency(application: Application, amount: Decimal, currency: str, base_amount: Decimal) -> Decimal:
    """Return what a record is worth in the grant's currency, through the base currency, rounded once."""
    if currency == application.currency:
        return amount
    with localcontext(prec=60):
        return quantize(base_amount / application.rate)


def candidates(session: Session, application: Application, source: ClaimSource | None = None) -> list[Candidate]:
    """Return what may count on the grant, of every kind or of one, the linked and the newest first."""
    found = [
        *(_donations(session, application) if source in (None, ClaimSource.DONATION) else ()),
        *(_ledger(session, application) if source in (None, ClaimSource.LEDGER) else ()),
        *(_expenditures(session, application) if source in (None, ClaimSource.EXPENDITURE) else ()),
    ]
    return sorted((row for row in found if row.value > 0), key=lambda row: (row.linked, row.on, row.id), reverse=True)


def claiming_grant(session: Session, source: ClaimSource, ids: Collection[int]) -> str | None:
    """Return the title of a grant on which one of the records counts, or None."""
    return session.scalar(
        sa.select(Application.title)
        .join(CofinancingClaim, CofinancingClaim.application_id == Application.id)
        .where(COLUMNS[source].in_(ids))
        .limit(1)
    )


def claim_of(session: Session, source: ClaimSource, record_id: int) -> tuple[int, str] | None:
    """Return (id, title) of the grant on which a record counts, or None."""
    row = session.execute(
        sa.select(Application.id, Application.title)
        .join(CofinancingClaim, CofinancingClaim.application_id == Application.id)
        .where(COLUMNS[source] == record_id)
    ).one_or_none()
    return (row.id, row.title) if row else None


def claims_of(session: Session, application_id: int) -> list[Claimed]:
    """Return what counts on a grant, the newest claim first."""
    claim, text = CofinancingClaim, _words()
    giver = sa.func.coalesce(
        sa.select(Contact.display_name).where(Contact.id == Donation.donor_id).scalar_subquery(),
        sa.select(Contact.display_name).where(Contact.id == Partnership.organisation_id).scalar_subquery(),
        Expenditure.counterparty,
        "",
    )
    statement = (
        sa.select(
            claim,
            sa.func.coalesce(Donation.received_on, LedgerEntry.happened_on, Expenditure.spent_on).label("on"),
            text.label("text"),
            giver.label("giver"),
            User.name.label("who"),
        )
        .outerjoin(Donation, Donation.id == claim.donation_id)
        .outerjoin(LedgerEntry, LedgerEntry.id == claim.ledger_entry_id)
        .outerjoin(Partnership, Partnership.id == LedgerEntry.partnership_id)
        .outerjoin(Expenditure, Expenditure.id == claim.expenditure_id)
        .outerjoin(BudgetLine, BudgetLine.id == Expenditure.budget_line_id)
        .outerjoin(User, User.id == claim.claimed_by_id)
        .where(claim.application_id == application_id)
        .order_by(claim.id.desc())
        .limit(MOST_ROWS)
    )
    rows = []
    for found, on, words, who_gave, who in session.execute(statement):
        source, record_id = source_of(found)
        rows.append(
            Claimed(found.id, source, record_id, on, words, who_gave, found.kind, found.value, found.claimed_at, who)
        )
    return rows


def source_of(claim: CofinancingClaim) -> tuple[ClaimSource, int]:
    """Return what a claim points to."""
    if claim.donation_id is not None:
        return ClaimSource.DONATION, claim.donation_id
    if claim.ledger_entry_id is not None:
        return ClaimSource.LEDGER, claim.ledger_entry_id
    assert claim.expenditure_id is not None
    return ClaimSource.EXPENDITURE, claim.expenditure_id


def claims_by_id(session: Session, application_id: int, ids: Collection[int]) -> list[CofinancingClaim]:
    """Return those of the claims that are of this grant."""
    statement = sa.select(CofinancingClaim).where(
        CofinancingClaim.application_id == application_id, CofinancingClaim.id.in_(ids)
    )
    return list(session.scalars(statement.order_by(CofinancingClaim.id)))


def releases_of(session: Session, application_id: int) -> list[tuple[ClaimRelease, str | None]]:
    """Return the claims that were released, the newest first, with who did it."""
    statement = (
        sa.select(ClaimRelease, User.name)
        .outerjoin(User, User.id == ClaimRelease.by_id)
        .where(ClaimRelease.application_id == application_id)
        .order_by(ClaimRelease.id.desc())
        .limit(MOST_ROWS)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def counted(session: Session, application_id: int) -> dict[CofinancingKind, Decimal]:
    """Return what counts on a grant by kind, in its currency; hours of volunteers are a kind of their own."""
    statement = (
        sa.select(CofinancingClaim.kind, sa.func.sum(CofinancingClaim.value))
        .where(CofinancingClaim.application_id == application_id)
        .group_by(CofinancingClaim.kind)
    )
    found = {row[0]: row[1] for row in session.execute(statement)}
    hours = claimed_sum(session, application_id).value
    if hours:
        found[CofinancingKind.VOLUNTEERS] = hours
    return {kind: found[kind] for kind in CofinancingKind if kind in found}


def cofinancing(session: Session, application: Application) -> Cofinancing:
    """Return what was promised, what the call asks for and what counts."""
    call = application.call
    return Cofinancing(
        promised=application.cofinancing_amount,
        percent=call.cofinancing_percent if call else None,
        award=application.awarded_amount or ZERO,
        counted=counted(session, application.id),
        accepted=tuple(call.cofinancing_kinds) if call else (),
    )


def _words() -> Any:
    in_kind = Donation.kind == DonationKind.IN_KIND
    return sa.func.coalesce(
        sa.case((in_kind, sa.func.nullif(Donation.description, ""))),
        sa.func.nullif(Donation.purpose, ""),
        sa.func.nullif(Donation.description, ""),
        LedgerEntry.description,
        BudgetLine.item,
        "",
    )


def _free(source: ClaimSource, record: Any) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(COLUMNS[source] == record).correlate_except(CofinancingClaim)


def _in_project(application: Application, day: Any) -> sa.ColumnElement[bool]:
    """Say that a record that names no grant is of the days of the project, as far as they are known."""
    if application.starts_on is None or application.ends_on is None:
        return sa.false()
    return sa.and_(day >= application.starts_on, day <= application.ends_on)


def _donations(session: Session, application: Application) -> list[Candidate]:
    linked = Donation.application_id == application.id
    statement = (
        sa.select(Donation, Contact.display_name)
        .outerjoin(Contact, Contact.id == Donation.donor_id)
        .where(
            Donation.archived_at.is_(None),
            Donation.base_amount > 0,
            sa.or_(Donation.kind == DonationKind.MONEY, Donation.in_kind_status.in_(COUNTED_IN_KIND)),
            sa.or_(linked, sa.and_(Donation.application_id.is_(None), _in_project(application, Donation.received_on))),
            _free(ClaimSource.DONATION, Donation.id),
        )
        .order_by(sa.case((linked, 0), else_=1), Donation.received_on.desc(), Donation.id.desc())
        .limit(MOST_ROWS)
    )
    return [
        Candidate(
            ClaimSource.DONATION,
            gift.id,
            gift.received_on,
            (gift.description if gift.kind is DonationKind.IN_KIND else "") or gift.purpose or gift.description,
            giver or "",
            CofinancingKind.OWN if gift.kind is DonationKind.MONEY else CofinancingKind.IN_KIND,
            gift.base_amount,
            in_grant_currency(application, gift.amount, gift.currency, gift.base_amount),
            gift.application_id == application.id,
        )
        for gift, giver in session.execute(statement)
    ]


def _ledger(session: Session, application: Application) -> list[Candidate]:
    statement = (
        sa.select(LedgerEntry, Contact.display_name)
        .join(Partnership, Partnership.id == LedgerEntry.partnership_id)
        .join(Contact, Contact.id == Partnership.organisation_id)
        .where(
            LedgerEntry.archived_at.is_(None),
            LedgerEntry.application_id == application.id,
            LedgerEntry.direction == LedgerDirection.PARTNER_GIVES,
            LedgerEntry.kind != LedgerKind.AUDIENCE,
            LedgerEntry.base_amount > 0,
            _free(ClaimSource.LEDGER, LedgerEntry.id),
        )
        .order_by(LedgerEntry.happened_on.desc(), LedgerEntry.id.desc())
        .limit(MOST_ROWS)
    )
    return [
        Candidate(
            ClaimSource.LEDGER,
            entry.id,
            entry.happened_on,
            entry.description,
            partner,
            CofinancingKind.PARTNER if entry.kind is LedgerKind.MONEY else CofinancingKind.IN_KIND,
            entry.base_amount,
            in_grant_currency(application, entry.amount, entry.currency, entry.base_amount),
            True,
        )
        for entry, partner in session.execute(statement)
    ]


def _expenditures(session: Session, application: Application) -> list[Candidate]:
    kinds = {BudgetSource.OWN: CofinancingKind.OWN, BudgetSource.PARTNER: CofinancingKind.PARTNER}
    statement = (
        sa.select(Expenditure, BudgetLine.item, Expenditure.source)
        .join(BudgetLine, BudgetLine.id == Expenditure.budget_line_id)
        .where(
            Expenditure.application_id == application.id,
            Expenditure.base_amount > 0,
            Expenditure.source.in_(kinds),
            _free(ClaimSource.EXPENDITURE, Expenditure.id),
        )
        .order_by(Expenditure.spent_on.desc(), Expenditure.id.desc())
        .limit(MOST_ROWS)
    )
    return [
        Candidate(
            ClaimSource.EXPENDITURE,
            spent.id,
            spent.spent_on,
            item,
            spent.counterparty,
            kinds[paid_by],
            spent.base_amount,
            spent.grant_amount,
            True,
        )
        for spent, item, paid_by in session.execute(statement)
    ]
