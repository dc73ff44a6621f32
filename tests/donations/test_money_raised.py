"""The metric «money raised»: exact, and never what was only promised or given in kind."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.donations import DonationKind, InKindStatus
from app.domain.grants import Stage
from app.domain.money import Currency, to_base
from app.domain.periods import year
from app.queries.donations import DONATION_LIST
from app.queries.listing import ListState, run
from app.queries.money_raised import (
    money_raised,
    money_raised_by_month_branch,
    money_raised_parts,
)
from app.scope import EVERYTHING, Scope
from app.services.donations import DonationData, record_donation
from models.base import utc_now
from tests.support import factories

PERIOD = year(2026)
LENIENT = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
days = st.dates(date(2025, 12, 30), date(2027, 1, 2))
amounts = st.integers(1, 10**11).map(lambda cents: Decimal(cents).scaleb(-2))
rates = st.integers(1, 10**8).map(lambda micro: Decimal(micro).scaleb(-6))
gifts = st.tuples(days, amounts, rates, st.none() | st.sampled_from(InKindStatus), st.integers(0, 1))
tranches = st.tuples(st.none() | days, amounts, st.sampled_from([None, 0, 1]))


@LENIENT
@given(given_gifts=st.lists(gifts, max_size=6), given_tranches=st.lists(tranches, max_size=4))
def test_sums_are_exact_and_agree_with_their_rows(session: Session, given_gifts: list, given_tranches: list) -> None:
    with session.begin_nested() as savepoint:
        branches = [factories.make_branch(session), factories.make_branch(session)]
        money: list[tuple[date, Decimal, int | None]] = []
        for day, amount, rate, status, place in given_gifts:
            data = DonationData(
                branch_id=branches[place].id,
                received_on=day,
                amount=amount,
                currency=Currency.EUR,
                rate=rate,
                description="Опис",
            )
            record_donation(
                session,
                DonationKind.MONEY if status is None else DonationKind.IN_KIND,
                data,
                status=status or InKindStatus.RECEIVED,
                today=date(2027, 12, 31),
                scope=EVERYTHING,
            )
            if status is None:
                money.append((day, to_base(amount, rate), branches[place].id))
        page = run(session, DONATION_LIST, ListState(filters={"kind": "money", "period": "2026"}), EVERYTHING)
        listed = sum((row[1] for row in money if PERIOD.contains(row[0])), Decimal(0))
        assert (page.totals["base"] or Decimal(0)) == listed
        for received, amount, place in given_tranches:
            branch = None if place is None else branches[place]
            fields = {"branch": branch, "scope": "one"} if branch else {}
            application = factories.make_application(session, stage=Stage.AWARDED, **fields)
            factories.make_disbursement(session, application, amount=amount, received_on=received)
            if received:
                money.append((received, amount, branch.id if branch else None))
        true = [row for row in money if PERIOD.contains(row[0])]
        whole = sum((row[1] for row in true), Decimal(0))
        parts = money_raised_parts(session, PERIOD, EVERYTHING)
        assert money_raised(session, PERIOD, EVERYTHING) == parts.total == whole
        assert parts.donations == listed
        own = sum((row[1] for row in true if row[2] == branches[1].id), Decimal(0))
        assert money_raised(session, PERIOD, Scope(branches[1].id)) == own
        by_month = money_raised_by_month_branch(session, PERIOD, EVERYTHING)
        assert sum((item.value for item in by_month), Decimal(0)) == whole
        assert len({(item.month, item.branch_id) for item in by_month}) == len(by_month)
        for item in by_month:
            assert item.value == sum(
                row[1] for row in true if row[0].replace(day=1) == item.month and row[2] == item.branch_id
            )
        savepoint.rollback()


def test_awards_pledges_planned_tranches_and_the_archive_are_not_money_raised(session: Session) -> None:
    day = date(2026, 3, 2)
    won = factories.make_application(session, stage=Stage.AWARDED, awarded_amount=Decimal(70_000))
    factories.make_disbursement(session, won, due_on=day)
    gone = factories.make_application(session, stage=Stage.AWARDED, archived_at=utc_now())
    factories.make_disbursement(session, gone, received_on=day)
    factories.make_donation(session, received_on=day, archived_at=utc_now())
    for status in (InKindStatus.PLEDGED, InKindStatus.DECLINED, InKindStatus.PASSED_ON):
        factories.make_donation(session, received_on=day, kind=DonationKind.IN_KIND, in_kind_status=status)
    assert money_raised(session, PERIOD, EVERYTHING) == 0
    assert money_raised_by_month_branch(session, PERIOD, EVERYTHING) == []
