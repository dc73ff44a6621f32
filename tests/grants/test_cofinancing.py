"""Co-financing: each record counts once, cannot change while it counts, and the sums agree to the kopiyka."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.calls import CofinancingKind
from app.domain.donations import DonationKind, InKindStatus
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource, Cofinancing
from app.domain.grants import BudgetSource, Stage
from app.domain.money import Currency
from app.queries.grant_claims import candidates, cofinancing
from app.services.grant_claims import claim_records, release_claims
from models.base import utc_now
from models.donations import Donation
from models.grant_claims import ClaimRelease, CofinancingClaim
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.together import at_once

DAY = date(2026, 5, 4)
LENIENT = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def running(session: Session, title: str = "Міст", **fields: Any) -> Application:
    defaults = {
        "stage": Stage.IMPLEMENTATION,
        "awarded_amount": Decimal(10_000),
        "agreement_on": date(2026, 1, 15),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "cofinancing_amount": Decimal(2_000),
    }
    return make.make_application(session, title, **{**defaults, **fields})


def gift(session: Session, **fields: Any) -> Donation:
    defaults = {"kind": DonationKind.IN_KIND, "in_kind_status": InKindStatus.BOOKED, "received_on": DAY}
    return make.make_donation(session, **{**defaults, **fields})


def count_gift(session: Session, grant: Application, row: Donation) -> CofinancingClaim:
    return claim_records(session, grant, ClaimSource.DONATION, [row.id], by=None, now=utc_now())[0]


def test_what_a_call_asks_for_is_a_share_of_the_whole() -> None:
    found = Cofinancing(
        Decimal(900), 10, Decimal(9_000), {CofinancingKind.OWN: Decimal("400.10")}, (CofinancingKind.PARTNER,)
    )
    assert (found.required, found.wanted, found.lacking) == (1_000, 1_000, Decimal("599.90"))
    assert found.not_taken == (CofinancingKind.OWN,)
    # 1,750.01 would be 19.9999 per cent of the whole.
    assert Cofinancing(Decimal(0), 20, Decimal("7000.05"), {}).required == Decimal("1750.02")
    assert Cofinancing(Decimal(0), None, Decimal(0), {}).lacking == 0
    half = Cofinancing(
        Decimal(0), 50, Decimal("9000.01"), {CofinancingKind.OWN: Decimal(0), CofinancingKind.PARTNER: Decimal(10_000)}
    )
    assert (half.required, half.lacking, half.not_taken) == (Decimal("9000.01"), 0, ())
    named = replace(half, accepted=(CofinancingKind.IN_KIND,))
    assert named.not_taken == (CofinancingKind.PARTNER,), "where nothing counts, nothing is refused"
    assert replace(half, percent=100).required is None, "the whole project is no share of the award"


def test_records_are_counted_and_released_on_the_page(session: Session, login: SignIn) -> None:
    grant = running(session)
    linked = gift(session, application=grant, amount=Decimal(700), purpose="Ноутбук")
    loose = gift(session, amount=Decimal(300), purpose="Книжки для казок")
    gift(session, amount=Decimal(50), purpose="Торішнє", received_on=date(2025, 5, 4))
    gift(session, application=grant, amount=Decimal(90), purpose="Обіцяне", in_kind_status=InKindStatus.PLEDGED)
    partnership = make.make_partnership(session)
    make.make_ledger_entry(session, partnership, application=grant, amount=Decimal(450), description="Зала")
    own = make.make_budget_line(session, grant, source=BudgetSource.OWN, item="Зарплата")
    make.make_expenditure(session, own, amount=Decimal(250))
    make.make_expenditure(session, make.make_budget_line(session, grant), amount=Decimal(999))
    session.commit()
    books, path = login("accountant"), f"/grants/{grant.id}/cofinancing"
    page = books.get(path)
    assert "Торішнє" not in page.text and "Обіцяне" not in page.text
    offered = {str(box["value"]) for box in page.select("[name=records]")}
    assert len(offered) == 4 and f"donation-{loose.id}" in offered
    books.post(f"{path}/count", {"records": [f"donation-{linked.id}", *(key for key in offered if "don" not in key)]})
    shown = books.get(path).text
    assert "UAH 1,400.00 of UAH 2,000.00" in shown and "UAH 600.00" in shown
    assert "Choose what shall count" in books.follow(books.post(f"{path}/count", {})).text
    claim = session.query(CofinancingClaim).filter_by(donation_id=linked.id).one()
    elsewhere = running(session, "Інший")
    books.post(f"/grants/{elsewhere.id}/cofinancing/release", {"claims": claim.id, "reason": "Чуже"})
    assert session.query(ClaimRelease).count() == 0
    refused = books.post(f"{path}/release", {"claims": claim.id, "reason": ""}, status=422)
    assert "Fill in this field." in refused.text
    books.post(f"{path}/release", {"claims": claim.id, "reason": "Записано двічі"})
    kept = session.query(ClaimRelease).one()
    assert (kept.record_id, kept.value, kept.reason) == (linked.id, 700, "Записано двічі")
    assert "Записано двічі" in books.get(path).text
    assert count_gift(session, running(session), loose).value == 300
    reader = login("monitor")
    assert not reader.get(path).select("[name=records]")
    reader.post(f"{path}/count", {"records": "donation-1"}, status=403)


def test_what_counts_is_neither_changed_nor_removed(session: Session, login: SignIn) -> None:
    grant = running(session)
    row = gift(session, amount=Decimal(700), purpose="Ноутбук", application=grant)
    partnership = make.make_partnership(session)
    entry = make.make_ledger_entry(session, partnership, application=grant, amount=Decimal(450), description="Зала")
    own = make.make_budget_line(session, grant, source=BudgetSource.OWN)
    spent = make.make_expenditure(session, own, amount=Decimal(250))
    for source, record_id in (
        (ClaimSource.DONATION, row.id),
        (ClaimSource.LEDGER, entry.id),
        (ClaimSource.EXPENDITURE, spent.id),
    ):
        claim_records(session, grant, source, [record_id], by=None, now=utc_now())
    session.commit()
    me, words = login("coordinator"), "counts as co-financing of “Міст”"
    assert "Counts as co-financing of a grant" in me.get(f"/donations/{row.id}").text
    edit = me.get(f"/donations/{row.id}/edit")
    assert words in " ".join(me.submit(edit, {"amount": "5"}, status=422).errors())
    assert words in me.follow(me.post(f"/donations/{row.id}/archive")).text
    move = me.submit(me.get(f"/donations/{row.id}"), {"status": "valued"}, status=422, css="form[action$='/move']")
    assert words in move.text
    assert words in me.follow(me.post(f"/partnerships/ledger/{entry.id}/archive")).text
    assert words in me.follow(me.post(f"/grants/{grant.id}/expenditures/{spent.id}/remove")).text
    session.expire_all()
    for record in (row, entry, spent):
        with pytest.raises(IntegrityError), session.begin_nested():
            record.base_amount += 1
            session.flush()
        session.expire_all()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.delete(row)
        session.flush()


def test_all_of_the_chosen_records_count_or_none(session: Session) -> None:
    grant, other = running(session), running(session, "Інший")
    booked, free = gift(session, amount=Decimal(700)), gift(session, amount=Decimal(5))
    promised = gift(session, in_kind_status=InKindStatus.PLEDGED)
    versions = [row.version for row in (booked, free)]
    claim = count_gift(session, other, booked)
    assert [row.version for row in (booked, free)] == [versions[0] + 1, versions[1]], (
        "who edits another is not disturbed"
    )
    for ids, code, named in (
        ([free.id, booked.id], "claimed_elsewhere", "Інший"),
        ([free.id, promised.id], "nothing_to_count", ""),
        ([], "nothing_to_count", ""),
    ):
        with pytest.raises(RuleError) as refused:
            claim_records(session, grant, ClaimSource.DONATION, ids, by=None, now=utc_now())
        assert (refused.value.code, refused.value.value) == (code, named)
    with pytest.raises(RuleError, match="release_needs_reason"):
        release_claims(session, [claim], reason="", by=None, now=utc_now())
    assert session.query(CofinancingClaim).all() == [claim]


def test_two_grants_claim_one_gift_at_once(session: Session, app: Flask) -> None:
    row = gift(session, amount=Decimal(700))
    grants = [running(session, "Перший").id, running(session, "Другий").id]
    session.commit()
    donation_id = row.id

    def claiming(grant_id: int) -> Any:
        def work(own: Session, wait: Any) -> object:
            grant = own.get(Application, grant_id)
            assert grant is not None
            wait()
            return claim_records(own, grant, ClaimSource.DONATION, [donation_id], by=None, now=utc_now())

        return work

    results = at_once(app, *(claiming(grant_id) for grant_id in grants))
    assert [isinstance(item, RuleError) for item in results].count(True) == 1, results
    assert session.scalar(sa.select(sa.func.count(CofinancingClaim.id))) == 1


def test_a_gift_is_changed_while_a_grant_claims_it(session: Session, app: Flask) -> None:
    row, grant = gift(session, amount=Decimal(700)), running(session)
    session.commit()
    donation_id, grant_id = row.id, grant.id

    def claiming(own: Session, wait: Any) -> object:
        found = own.get(Application, grant_id)
        wait()
        return claim_records(own, found, ClaimSource.DONATION, [donation_id], by=None, now=utc_now())  # type: ignore[arg-type]

    def archiving(own: Session, wait: Any) -> object:
        from app.services.donations import archive_donation

        found = own.get(Donation, donation_id)
        wait()
        return archive_donation(own, found, now=utc_now())  # type: ignore[arg-type]

    results = at_once(app, claiming, archiving)
    assert [isinstance(item, Exception) for item in results].count(True) == 1, results
    session.expire_all()
    claimed = session.scalar(sa.select(sa.func.count(CofinancingClaim.id)))
    assert (claimed == 1) == (row.archived_at is None)


@LENIENT
@given(
    rate=st.integers(10**5, 10**8).map(lambda value: Decimal(value).scaleb(-6)),
    amounts=st.lists(st.integers(1, 10**8).map(lambda value: Decimal(value).scaleb(-2)), max_size=5),
)
def test_the_claims_add_up_to_the_kopiyka(session: Session, rate: Decimal, amounts: list[Decimal]) -> None:
    with session.begin_nested() as savepoint:
        grant = running(session, currency=Currency.EUR, rate=rate)
        for amount in amounts:
            gift(session, amount=amount, application=grant)
        wanted = candidates(session, grant)
        claims = []
        for row in wanted:
            claims += claim_records(session, grant, row.source, [row.id], by=None, now=utc_now())
        found = cofinancing(session, grant)
        assert (
            found.total
            == sum((row.value for row in wanted), Decimal(0))
            == sum((claim.value for claim in claims), Decimal(0))
        )
        exact = sum((claim.base_amount for claim in claims), Decimal(0)) / rate
        assert abs(found.total - exact) <= Decimal("0.005") * len(claims) + Decimal("0.000001")
        assert release_claims(session, claims, reason="Кінець", by=None, now=utc_now()) == found.total
        assert cofinancing(session, grant).total == 0
        savepoint.rollback()


def test_the_page_costs_the_same_whatever_its_length(session: Session, app: Flask, login: SignIn) -> None:
    grant = running(session)
    client = login("coordinator")

    def add() -> None:
        gift(session, application=grant, amount=Decimal(5))
        count_gift(session, grant, gift(session, application=grant, amount=Decimal(7)))
        session.commit()

    add()
    client.get(f"/grants/{grant.id}/cofinancing")
    with count_queries(app) as few:
        client.get(f"/grants/{grant.id}/cofinancing")
    add()
    with count_queries(app) as many:
        client.get(f"/grants/{grant.id}/cofinancing")
    assert len(few) == len(many) <= 18, many
