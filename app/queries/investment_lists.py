"""The rows behind what fundraising cost and brought: every effort, and every source with its sums."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.domain.grant_outcomes import Outcome
from app.domain.investments import EffortSource, EffortWork, Return
from app.domain.period_text import parse_period
from app.domain.periods import Period
from app.i18n import _l
from app.labels import label
from app.queries.filters import branch_filter, enum_filter, flag_filter, id_filter, period_filter
from app.queries.grant_outcomes import with_outcome
from app.queries.investments import in_scope, money, time_value
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.money_raised import raised_by_record
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.contacts import Contact
from models.donations import Campaign
from models.fundraising import FundraisingEffort
from models.grants import Application

PLACES: dict[EffortSource, tuple[str, str]] = {
    EffortSource.APPLICATION: ("grants.show", "application_id"),
    EffortSource.CAMPAIGN: ("donations.campaign", "campaign_id"),
    EffortSource.DONOR: ("contacts.show", "contact_id"),
}


def _name() -> Any:
    return sa.func.coalesce(Application.title, Campaign.name, Contact.display_name, "")


def effort_list(rate: Decimal | None, *, may_edit: bool) -> ListSpec:
    """Return the list of efforts, each with the value of its hours when there is a rate for an hour."""
    effort, value = FundraisingEffort, time_value(rate)
    cost = money(sa.type_coerce(effort.base_amount, sa.BigInteger) + value)
    value = money(value)

    def select(scope: Scope) -> sa.Select[Any]:
        return (
            sa.select(
                effort.id,
                effort.done_on,
                effort.source,
                sa.func.coalesce(effort.application_id, effort.campaign_id, effort.donor_id).label("record_id"),
                _name().label("name"),
                effort.work,
                User.name.label("who"),
                Branch.name.label("branch"),
                effort.minutes,
                effort.amount,
                effort.currency,
                effort.base_amount,
                value.label("value"),
                cost.label("cost"),
                effort.note,
            )
            .outerjoin(Application, Application.id == effort.application_id)
            .outerjoin(Campaign, Campaign.id == effort.campaign_id)
            .outerjoin(Contact, Contact.id == effort.donor_id)
            .outerjoin(User, User.id == effort.who_id)
            .outerjoin(Branch, Branch.id == effort.branch_id)
            .where(in_scope(scope))
        )

    return ListSpec(
        name="fundraising-efforts",
        title=_l("Efforts of fundraising"),
        select=select,
        id_column=effort.id,
        columns=(
            Column(
                "date",
                _l("Date"),
                lambda row: row.done_on,
                Kind.DATE,
                sort=effort.done_on,
                url=(lambda row: ("grants.edit_effort", {"effort_id": row.id})) if may_edit else None,
                primary=True,
            ),
            Column("what", _l("What was done"), lambda row: label(row.work)),
            Column("for", _l("For what"), lambda row: row.name or label(row.source), secondary=True, url=_record),
            Column("who", _l("Who"), lambda row: row.who, sort=sa.func.coalesce(User.name, "")),
            Column("branch", _l("Branch"), lambda row: row.branch or _l("The whole system"), export_only=True),
            Column("hours", _l("Hours"), lambda row: row.minutes, Kind.HOURS, sort=effort.minutes, secondary=True),
            Column(
                "amount",
                _l("Money"),
                lambda row: row.amount,
                Kind.MONEY,
                sort=effort.base_amount,
                currency=lambda row: row.currency.value,
            ),
            Column("currency", _l("Currency"), lambda row: row.currency.value if row.amount else "", export_only=True),
            Column("base", _l("Money, base currency"), lambda row: row.base_amount, Kind.MONEY, export_only=True),
            Column("value", _l("Value of the hours"), lambda row: row.value, Kind.MONEY, export_only=True),
            Column("cost", _l("Cost"), lambda row: row.cost, Kind.MONEY, sort=cost, secondary=True),
            Column("note", _l("Note"), lambda row: row.note, export_only=True),
        ),
        default_sort="-date",
        filters=(
            period_filter(_l("Period"), effort.done_on),
            enum_filter("source", _l("For what"), effort.source, EffortSource),
            enum_filter("work", _l("What was done"), effort.work, EffortWork),
            branch_filter(effort.branch_id),
            replace(flag_filter("whole", _l("For the whole system"), effort.branch_id.is_(None)), more=True),
            Filter("result", _l("Outcome of the application"), _by_outcome, kind="hidden"),
            id_filter("application", _l("Of one application"), effort.application_id),
            id_filter("campaign", _l("Of one campaign"), effort.campaign_id),
            id_filter("donor", _l("Of one giver"), effort.donor_id),
        ),
        totals={
            "hours": sa.func.coalesce(sa.func.sum(effort.minutes), 0),
            "amount": sa.func.coalesce(sa.func.sum(effort.base_amount), 0),
            "cost": sa.func.coalesce(sa.func.sum(cost), 0),
        },
    )


def _by_outcome(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(with_outcome(Outcome(value)))


def _record(row: Any) -> tuple[str, dict[str, Any]] | None:
    if row.record_id is None:
        return None
    endpoint, argument = PLACES[EffortSource(row.source)]
    return endpoint, {argument: row.record_id}


def _sources(period: Period, scope: Scope, rate: Decimal | None) -> Any:
    """Return a subquery with one row for each application, campaign and giver, and one for everything else.

    `record_id` is 0 there. Both sides are summed up before they meet, so that few rows are put together.
    """
    effort, none = FundraisingEffort, sa.literal(0)
    keys = (effort.application_id, effort.campaign_id, effort.donor_id)
    put_in = (
        sa.select(
            *keys,
            sa.func.sum(effort.minutes).label("minutes"),
            sa.func.sum(time_value(rate)).label("value"),
            sa.func.sum(sa.type_coerce(effort.base_amount, sa.BigInteger)).label("spent"),
            none.label("raised"),
        )
        .where(effort.done_on >= period.start, effort.done_on < period.end, in_scope(scope))
        .group_by(*keys)
    )
    raised = raised_by_record(period, scope).subquery("brought")
    columns = raised.c
    brought = sa.select(columns.application_id, columns.campaign_id, columns.donor_id, none, none, none, columns.amount)
    rows = sa.union_all(put_in, brought).subquery("parts")
    ids = (rows.c.application_id, rows.c.campaign_id, rows.c.donor_id)
    sums = [sa.func.sum(rows.c[name]).label(name) for name in ("minutes", "value", "spent", "raised")]
    together = sa.select(*ids, *sums).group_by(*ids).subquery("together")
    found = together.c
    return sa.select(
        sa.case(
            (found.application_id.is_not(None), EffortSource.APPLICATION.value),
            (found.campaign_id.is_not(None), EffortSource.CAMPAIGN.value),
            (found.donor_id.is_not(None), EffortSource.DONOR.value),
            else_=EffortSource.OTHER.value,
        ).label("source"),
        sa.func.coalesce(found.application_id, found.campaign_id, found.donor_id, 0).label("record_id"),
        *(found[name] for name in ("minutes", "value", "spent", "raised")),
    ).subquery("sources")


def source_list(period: Period, scope: Scope, rate: Decimal | None) -> ListSpec:
    """Return the list of sources with what each cost and brought in a period.

    The period is in the address like a filter, but it narrows what is summed, not which sums are shown.
    """
    row = _sources(period, scope, rate)
    order = {source.value: place for place, source in enumerate(EffortSource)}
    number = row.c.record_id * len(order) + sa.case(order, value=row.c.source)
    cost = row.c.value + row.c.spent

    def select(_scope: Scope) -> sa.Select[Any]:
        return (
            sa.select(
                number.label("id"),
                row.c.source,
                sa.func.nullif(row.c.record_id, 0).label("record_id"),
                row.c.minutes,
                money(row.c.value).label("value"),
                money(row.c.spent).label("spent"),
                money(cost).label("cost"),
                money(row.c.raised).label("raised"),
                Application.stage,
                _name().label("name"),
            )
            .outerjoin(Application, _is(EffortSource.APPLICATION, Application.id, row))
            .outerjoin(Campaign, _is(EffortSource.CAMPAIGN, Campaign.id, row))
            .outerjoin(Contact, _is(EffortSource.DONOR, Contact.id, row))
        )

    def result(found: Any) -> Return:
        return Return(int(found.minutes), found.value, found.spent, found.raised)

    return ListSpec(
        name="fundraising-sources",
        title=_l("Sources of money"),
        select=select,
        id_column=number,
        columns=(
            Column("name", _l("What brought it"), lambda found: found.name or _l("Other"), primary=True, url=_record),
            Column("source", _l("Source"), lambda found: label(EffortSource(found.source))),
            Column("stage", _l("Stage"), lambda found: found.stage, Kind.BADGE),
            Column("hours", _l("Hours"), lambda found: int(found.minutes), Kind.HOURS, sort=row.c.minutes),
            Column("spent", _l("Money spent"), lambda found: found.spent, Kind.MONEY, sort=row.c.spent),
            Column("cost", _l("Cost"), lambda found: found.cost, Kind.MONEY, sort=cost, secondary=True),
            Column("raised", _l("Raised"), lambda found: found.raised, Kind.MONEY, sort=row.c.raised, secondary=True),
            Column("ratio", _l("Times the cost"), lambda found: result(found).ratio, Kind.NUMBER),
            Column("per_unit", _l("Cost of a hryvnia raised"), lambda found: result(found).per_unit, Kind.MONEY),
        ),
        default_sort="-raised",
        filters=(
            Filter("period", _l("Period"), _checked_period, kind="period"),
            enum_filter("source", _l("Source"), row.c.source, EffortSource),
        ),
        totals={
            "hours": sa.func.coalesce(sa.func.sum(row.c.minutes), 0),
            "spent": money(sa.func.coalesce(sa.func.sum(row.c.spent), 0)),
            "cost": money(sa.func.coalesce(sa.func.sum(cost), 0)),
            "raised": money(sa.func.coalesce(sa.func.sum(row.c.raised), 0)),
        },
    )


def _is(source: EffortSource, column: Any, row: Any) -> Any:
    return sa.and_(row.c.source == source.value, column == row.c.record_id)


def _checked_period(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    parse_period(value)
    return statement
