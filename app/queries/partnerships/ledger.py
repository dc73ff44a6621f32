"""The reciprocity ledger: its list and its figures.

Three figures, each over the entries that are not archived: quantity (`ledger_quantity`, in the unit of its kind),
value (`ledger_value`, in the base currency, of the entries that have one) and balance (`ledger_balance`, what the
partner gave less what the library gave). Nothing that is counted elsewhere is part of them: gifts, partners' money in
budgets and volunteers' hours are answered beside them by functions of their own, and are never added.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grants import BudgetSource
from app.domain.ledger import LedgerDirection, LedgerKind, LedgerSum, unit_of
from app.domain.money import to_base
from app.i18n import _l
from app.labels import label
from app.queries.filters import branch_filter, enum_filter, id_filter, period_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.money_raised import counted
from app.queries.partnerships.activity import of_seen
from app.queries.partnerships.agreements import in_scope
from app.scope import Scope
from models.agreements import Agreement, LedgerEntry
from models.branches import Branch
from models.contacts import Contact
from models.donations import Donation
from models.grant_money import BudgetLine, BudgetLineSource
from models.grants import Application, application_partners
from models.partnerships import Partnership

# What has no value in money is no part of a sum.
_VALUE = sa.case((LedgerEntry.base_amount > 0, LedgerEntry.base_amount), else_=sa.null())


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            LedgerEntry.id,
            LedgerEntry.happened_on,
            LedgerEntry.direction,
            LedgerEntry.kind,
            LedgerEntry.quantity,
            LedgerEntry.description,
            LedgerEntry.amount,
            LedgerEntry.currency,
            LedgerEntry.base_amount,
            Contact.display_name.label("partner"),
            Branch.name.label("branch_name"),
            Agreement.number.label("agreement_number"),
        )
        .join(Partnership, Partnership.id == LedgerEntry.partnership_id)
        .join(Contact, Contact.id == Partnership.organisation_id)
        .outerjoin(Branch, Branch.id == LedgerEntry.branch_id)
        .outerjoin(Agreement, Agreement.id == LedgerEntry.agreement_id)
        .where(LedgerEntry.archived_at.is_(None), Partnership.archived_at.is_(None), in_scope(scope))
    )


def _counted(scope: Scope) -> Any:
    seen = of_seen(LedgerEntry.partnership_id, scope)
    return sa.select(LedgerEntry.id).where(LedgerEntry.archived_at.is_(None), seen)


def _kind(row: Any) -> str:
    unit = unit_of(row.kind)
    return label(row.kind) if unit is None else f"{label(row.kind)}, {label(unit)}"


def _valued(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    if value not in {"0", "1"}:
        raise ValueError(value)
    return statement.where(LedgerEntry.base_amount > 0 if value == "1" else LedgerEntry.base_amount == 0)


LEDGER_LIST = ListSpec(
    name="ledger",
    title=_l("Reciprocity ledger"),
    select=_select,
    id_column=LedgerEntry.id,
    counted=_counted,
    columns=(
        Column("date", _l("Date"), lambda row: row.happened_on, Kind.DATE, LedgerEntry.happened_on, secondary=True),
        Column(
            "what",
            _l("What"),
            lambda row: row.description,
            url=lambda row: ("partnerships.show_entry", {"ledger_id": row.id}),
            primary=True,
        ),
        Column("partner", _l("Partner"), lambda row: row.partner, sort=Contact.sort_key, secondary=True),
        Column("direction", _l("Who gives"), lambda row: row.direction, Kind.BADGE),
        Column("kind", _l("Kind and unit"), _kind),
        Column("quantity", _l("How much"), lambda row: row.quantity, Kind.NUMBER, digits=3),
        Column(
            "amount",
            _l("Value in money"),
            lambda row: row.amount or None,
            Kind.MONEY,
            currency=lambda row: row.currency.value,
            export_only=True,
        ),
        Column("currency", _l("Currency"), lambda row: row.currency.value if row.amount else "", export_only=True),
        Column(
            "value",
            _l("Value in the base currency"),
            lambda row: row.base_amount or None,
            Kind.MONEY,
            LedgerEntry.base_amount,
            secondary=True,
        ),
        Column("branch", _l("Branch"), lambda row: row.branch_name or "", export_only=True),
        Column("agreement", _l("Number of the agreement"), lambda row: row.agreement_number or "", export_only=True),
    ),
    default_sort="-date",
    filters=(
        period_filter(_l("Period"), LedgerEntry.happened_on),
        enum_filter("direction", _l("Who gives"), LedgerEntry.direction, LedgerDirection),
        enum_filter("kind", _l("Kind"), LedgerEntry.kind, LedgerKind),
        branch_filter(LedgerEntry.branch_id),
        Filter("valued", _l("With a value in money"), _valued, kind="flag"),
        id_filter("partnership", _l("One partner"), LedgerEntry.partnership_id),
        id_filter("application", _l("One grant"), LedgerEntry.application_id),
    ),
    totals={"value": sa.func.sum(_VALUE)},
)


def given_to(application_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that an entry is what a partner gave to a grant."""
    return (
        LedgerEntry.application_id == application_id,
        LedgerEntry.direction == LedgerDirection.PARTNER_GIVES,
        LedgerEntry.archived_at.is_(None),
    )


def ledger_sums(session: Session, partnership_id: int) -> list[LedgerSum]:
    """Return the sums of a partner's entries by year, kind and direction; one statement."""
    year = sa.cast(sa.extract("year", LedgerEntry.happened_on), sa.Integer)
    statement = (
        sa.select(
            year.label("year"),
            LedgerEntry.kind,
            LedgerEntry.direction,
            sa.func.sum(LedgerEntry.quantity).label("quantity"),
            sa.func.sum(LedgerEntry.base_amount).label("value"),
            sa.func.count().label("entries"),
            sa.func.sum(sa.case((LedgerEntry.base_amount == 0, 1), else_=0)).label("unvalued"),
        )
        .where(LedgerEntry.partnership_id == partnership_id, LedgerEntry.archived_at.is_(None))
        .group_by(year, LedgerEntry.kind, LedgerEntry.direction)
    )
    return [
        LedgerSum(
            int(row.year),
            row.kind,
            row.direction,
            row.quantity or Decimal(0),
            row.value or Decimal(0),
            row.entries,
            int(row.unvalued),
        )
        for row in session.execute(statement)
    ]


def ledger_entry(session: Session, ledger_id: int, scope: Scope) -> LedgerEntry | None:
    """Return an entry of a partnership that the reader sees, with everything that its page names, or None."""
    return session.scalar(
        sa.select(LedgerEntry)
        .join(Partnership, Partnership.id == LedgerEntry.partnership_id)
        .where(LedgerEntry.id == ledger_id, in_scope(scope))
        .options(
            joinedload(LedgerEntry.partnership).joinedload(Partnership.organisation),
            joinedload(LedgerEntry.event),
            joinedload(LedgerEntry.application),
            joinedload(LedgerEntry.agreement),
            joinedload(LedgerEntry.branch),
            joinedload(LedgerEntry.attachment),
        )
    )


@dataclass(frozen=True)
class GiftsOfYear:
    """The gifts of an organisation in one year: their value in the base currency and their number."""

    year: int
    value: Decimal
    count: int


def gifts_by_year(session: Session, organisation_id: int, scope: Scope) -> list[GiftsOfYear]:
    """Return the received gifts of an organisation by year, the newest first; those of the reader's branch only."""
    year = sa.cast(sa.extract("year", Donation.received_on), sa.Integer)
    statement = (
        sa.select(year.label("year"), sa.func.sum(Donation.base_amount), sa.func.count())
        .where(Donation.donor_id == organisation_id, Donation.archived_at.is_(None), counted())
        .group_by(year)
        .order_by(year.desc())
    )
    if scope.branch_id is not None:
        statement = statement.where(Donation.branch_id == scope.branch_id)
    return [GiftsOfYear(int(row[0]), row[1] or Decimal(0), row[2]) for row in session.execute(statement)]


@dataclass(frozen=True)
class CoFinancing:
    """What the budget of a joint grant plans from its partners, in the base currency."""

    application_id: int
    title: str
    planned: Decimal
    partners: int


def cofinancing_of(session: Session, organisation_id: int) -> list[CoFinancing]:
    """Return the joint grants whose budgets count on the partners' money or things.

    The lines name no partner, so the sum is that of all `partners` of the grant together.
    """
    joint = sa.select(application_partners.c.application_id).where(
        application_partners.c.organisation_id == organisation_id
    )
    partners = (
        sa.select(sa.func.count())
        .where(application_partners.c.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Application.id,
            Application.title,
            Application.rate,
            sa.func.sum(BudgetLineSource.amount).label("planned"),
            partners.label("partners"),
        )
        .join(BudgetLine, BudgetLine.application_id == Application.id)
        .join(BudgetLineSource, BudgetLineSource.line_id == BudgetLine.id)
        .where(
            Application.id.in_(joint),
            Application.archived_at.is_(None),
            BudgetLineSource.source == BudgetSource.PARTNER,
            BudgetLineSource.amount > 0,
        )
        .group_by(Application.id, Application.title, Application.rate)
        .order_by(Application.id.desc())
    )
    return [
        CoFinancing(row.id, row.title, to_base(row.planned, row.rate), row.partners)
        for row in session.execute(statement)
    ]
