"""The list of partnerships and its board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.agreements import NOTICE
from app.domain.contacts import ContactKind
from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, PartnerType
from app.i18n import _l
from app.labels import label
from app.queries.accounts import user_choices
from app.queries.filters import branch_filter, enum_filter, flag_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec, ListState, narrowed
from app.queries.partnerships.activity import (
    active_partner_condition,
    activity_day,
    among_active_partners,
    last_activity,
)
from app.queries.partnerships.agreements import FAR, agreement_condition, agreement_until, in_scope
from app.queries.partnerships.growth import growth_filters
from app.queries.partnerships.ledger import given_to
from app.scope import Scope
from models.accounts import User
from models.agreements import LedgerEntry
from models.branches import Branch
from models.contacts import Contact
from models.grants import application_partners
from models.partnerships import Partnership

CARDS = 40
# Partnerships are few beside contacts: PostgreSQL must sort them, not walk the names of all contacts to meet them.
NAME = sa.func.coalesce(Contact.sort_key, "")


def until_tone(until: date | None, on: date) -> str:
    """Return how urgent the end of an agreement is: danger once it is over, warning within 60 days."""
    if until is None:
        return ""
    if until < on:
        return "danger"
    return "warning" if until < on + NOTICE else ""


def _agreement_filter(on: date) -> Filter:
    until = agreement_until()
    conditions = {
        "valid": (_l("Agreement is valid"), agreement_condition(on)),
        "expiring": (_l("Agreement ends within 60 days"), until.between(on, on + NOTICE - timedelta(days=1))),
        "expired": (_l("Agreement expired"), until < on),
        "none": (_l("Without an agreement"), until.is_(None)),
    }

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        if value not in conditions:
            raise ValueError(value)
        return statement.where(conditions[value][1])

    def options(_session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
        return [(key, str(words)) for key, (words, _condition) in conditions.items()]

    return Filter("memorandum", _l("Agreement"), apply, options=options)


def _known_to(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(in_scope(Scope(int(value))))


def _of_grant(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    named = sa.select(application_partners.c.organisation_id)
    return statement.where(
        Partnership.organisation_id.in_(named.where(application_partners.c.application_id == int(value)))
    )


def _gave_to_grant(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    givers = sa.select(LedgerEntry.partnership_id).where(*given_to(int(value)))
    return statement.where(Partnership.id.in_(givers))


def _owner_filter() -> Filter:
    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(Partnership.owner_id == int(value))

    return Filter("owner", _l("Responsible"), apply, options=lambda session, _scope: user_choices(session))


def _where(row: Any) -> str:
    return str(row.branch_name) if row.scope is BranchScope.ONE else label(row.scope)


def end_day(value: date | None) -> date | None:
    """Return the value of `agreement_until` with None for an open end."""
    return None if value == FAR else value


# A partner always is an organisation: so said, PostgreSQL reads no names of people.
_PARTNER = sa.and_(Contact.id == Partnership.organisation_id, Contact.kind == ContactKind.ORGANISATION)


@lru_cache(maxsize=DAYS_KEPT)
def partnership_list(on: date) -> ListSpec:
    """Return the list of partnerships as it stands on a day."""
    last = last_activity(on)
    active = active_partner_condition(on)
    until = agreement_until()

    def counted(scope: Scope) -> sa.Select[Any]:
        return sa.select(Partnership.id).where(Partnership.archived_at.is_(None), in_scope(scope))

    def select(scope: Scope) -> sa.Select[Any]:
        return (
            sa.select(
                Partnership.id,
                Partnership.stage,
                Partnership.partner_type,
                Partnership.scope,
                Partnership.commitment,
                until.label("agreement_until"),
                Contact.display_name,
                Branch.name.label("branch_name"),
                User.name.label("owner_name"),
                last.label("last_activity"),
                sa.case((active, sa.true()), else_=sa.false()).label("is_active_partner"),
            )
            .join(Contact, _PARTNER)
            .outerjoin(Branch, Branch.id == Partnership.branch_id)
            .outerjoin(User, User.id == Partnership.owner_id)
            .where(Partnership.archived_at.is_(None), in_scope(scope))
        )

    return ListSpec(
        name="partnerships",
        title=_l("Partnerships"),
        select=select,
        counted=counted,
        id_column=Partnership.id,
        ids_first=True,
        columns=(
            Column(
                "organisation",
                _l("Organisation"),
                lambda row: row.display_name,
                sort=NAME,
                url=lambda row: ("partnerships.show", {"partnership_id": row.id}),
                primary=True,
            ),
            Column("type", _l("Type"), lambda row: row.partner_type),
            Column("commitment", _l("Commitment"), lambda row: row.commitment or ""),
            Column("stage", _l("Stage"), lambda row: row.stage, Kind.BADGE, secondary=True),
            Column("scope", _l("Branch"), _where, sort=sa.func.coalesce(Branch.sort_key, "")),
            Column(
                "memorandum",
                _l("Agreement until"),
                lambda row: end_day(row.agreement_until),
                Kind.DATE,
                sort=sa.func.coalesce(until, sa.literal(FAR, sa.Date)),
                secondary=True,
                tone=lambda row, day: until_tone(row.agreement_until, day),
            ),
            Column("owner", _l("Responsible"), lambda row: row.owner_name or ""),
            Column(
                "activity",
                _l("Last together"),
                lambda row: activity_day(row.last_activity),
                Kind.DATE,
                sort=last,
            ),
            Column("active", _l("Is active"), lambda row: row.is_active_partner, Kind.FLAG, export_only=True),
        ),
        default_sort="organisation",
        filters=(
            enum_filter("stage", _l("Stage"), Partnership.stage, PartnershipStage),
            enum_filter("type", _l("Type"), Partnership.partner_type, PartnerType),
            enum_filter("commitment", _l("Commitment"), Partnership.commitment, CommitmentLevel),
            branch_filter(Partnership.branch_id),
            _owner_filter(),
            flag_filter("active", _l("Active partner"), among_active_partners(on)),
            _agreement_filter(on),
            *growth_filters(on),
            Filter("known_to", _l("Known to one branch"), _known_to, kind="hidden"),
            Filter("grant", _l("One grant"), _of_grant, kind="hidden"),
            Filter("gave", _l("Gave to one grant"), _gave_to_grant, kind="hidden"),
        ),
        search_kind="partnership",
    )


@dataclass(frozen=True)
class StageColumn:
    """One column of the board: its first cards and how many there are in all."""

    stage: PartnershipStage
    count: int
    cards: list[Any]


def board(session: Session, spec: ListSpec, state: ListState, scope: Scope) -> list[StageColumn]:
    """Return the list's rows by stage, by name within a stage; two statements.

    Which cards a column shows is found first: what a card says is read for these alone.

    A column holds at most `CARDS` cards: (id, version, stage, name, type, scope, branch_name, owner_name,
    commitment, agreement_until).
    """

    counted = narrowed(session, spec, state, scope, counting=True)
    wanted = counted.with_only_columns(Partnership.id, Partnership.stage, Partnership.organisation_id)
    # What filters leave is found once for all stages; without them the table itself is quicker.
    found: Any = wanted.cte("found") if any(state.filters.values()) else wanted.subquery("found")
    partner = sa.and_(Contact.id == found.c.organisation_id, Contact.kind == ContactKind.ORGANISATION)
    by_name = sa.select(found.c.id, found.c.stage).join(Contact, partner).order_by(NAME, found.c.id).limit(CARDS)
    # Asked for one by one, no stage is sorted further than its column reaches.
    firsts = [by_name.where(found.c.stage == stage).subquery() for stage in PartnershipStage]
    # A row tells a card, or with none how many cards a stage has.
    none = sa.cast(sa.null(), sa.Integer)
    sums = sa.select(found.c.stage, none, sa.func.count()).group_by(found.c.stage)
    parts = [*[sa.select(first.c.stage, first.c.id, none) for first in firsts], sums]
    told = session.execute(sa.union_all(*parts)).all()
    counts: dict[PartnershipStage, int] = {stage: cards for stage, card, cards in told if card is None}
    shown = [card for _stage, card, _cards in told if card is not None]
    statement = (
        spec.select(scope)
        .with_only_columns(
            Partnership.id,
            Partnership.version,
            Partnership.stage,
            Partnership.partner_type,
            Partnership.scope,
            Partnership.commitment,
            agreement_until().label("agreement_until"),
            Contact.display_name,
            Branch.name.label("branch_name"),
            User.name.label("owner_name"),
        )
        .where(Partnership.id.in_(shown))
        .order_by(NAME, Partnership.id)
    )
    rows = session.execute(statement).all()
    return [
        StageColumn(stage, counts.get(stage, 0), [row for row in rows if row.stage is stage])
        for stage in PartnershipStage
    ]
