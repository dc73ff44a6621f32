"""The list engine: every row once in any direction, counts, sums, exports and addresses that make no sense."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import app.queries.listing.pages as engine
from app.domain.errors import RuleError
from app.queries.filters import branch_filter, flag_filter, period_filter
from app.queries.listing import Column, Kind, ListPage, ListSpec, ListState, every_row, run
from app.scope import EVERYTHING, Scope
from models.contacts import Contact
from models.donations import Donation
from tests.support import factories
from tests.support.databases import count_queries


def donations(scope: Scope) -> Any:
    statement = sa.select(Donation.id, Donation.received_on, Donation.base_amount, Donation.purpose, Donation.branch_id)
    return statement if scope.branch_id is None else statement.where(Donation.branch_id == scope.branch_id)


DONATIONS = ListSpec(
    name="donations",
    title="Donations",
    select=donations,
    id_column=Donation.id,
    columns=(
        Column("received_on", "Received", lambda row: row.received_on, Kind.DATE, sort=Donation.received_on),
        Column("amount", "Amount", lambda row: row.base_amount, Kind.MONEY, sort=Donation.base_amount),
        Column("purpose", "Purpose", lambda row: row.purpose),
    ),
    default_sort="-received_on",
    filters=(
        branch_filter(Donation.branch_id),
        period_filter("Received", Donation.received_on),
        flag_filter("thanked", "Thanked", Donation.thanked_on.is_not(None)),
    ),
    search_kind="donation",
    totals={"amount": sa.func.sum(Donation.base_amount)},
)
CONTACTS = ListSpec(
    name="contacts",
    title="Contacts",
    select=lambda _scope: sa.select(Contact),
    id_column=Contact.id,
    columns=(Column("name", "Name", lambda row: row.display_name, sort=Contact.sort_key),),
    default_sort="name",
    search_kind="contact",
    entities=True,
)
SORTS = ["received_on", "-received_on", "amount", "-amount", ""]


def walk(session: Session, spec: ListSpec, sort: str, *, backwards: bool = False) -> list[list[int]]:
    """Return the ids of every page, from the first to the last or back from the last to the first."""
    pages: list[list[int]] = []
    state = ListState(sort=sort)
    page = run(session, spec, state, EVERYTHING)
    forwards = [page]
    while page.after:
        page = run(session, spec, ListState(sort=sort, after=page.after), EVERYTHING)
        forwards.append(page)
    if not backwards:
        return [ids(item) for item in forwards]
    pages.append(ids(page))
    while page.before:
        page = run(session, spec, ListState(sort=sort, before=page.before), EVERYTHING)
        pages.append(ids(page))
    return pages


def ids(page: ListPage) -> list[int]:
    return [row.id for row in page.rows]


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["0.01", "10.10", "10.2", "1000000"])), max_size=14),
    sort=st.sampled_from(SORTS),
    size=st.integers(1, 5),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_meet_every_row_once_in_both_directions(
    session: Session, rows: list[tuple[int, str]], sort: str, size: int
) -> None:
    session.rollback()
    branch = factories.make_branch(session)
    donor = factories.make_person(session)
    for days, amount in rows:
        received = factories.DAY + timedelta(days=days)
        factories.make_donation(session, donor, branch=branch, received_on=received, amount=Decimal(amount))
    whole = [row.id for row in every_row(session, DONATIONS, ListState(sort=sort), EVERYTHING)]
    assert len(whole) == len(rows) == len(set(whole))
    usual = engine.PAGE_SIZE
    try:
        engine.PAGE_SIZE = size
        forwards = walk(session, DONATIONS, sort)
        backwards = walk(session, DONATIONS, sort, backwards=True)
    finally:
        engine.PAGE_SIZE = usual
    assert [number for page in forwards for number in page] == whole
    assert all(len(page) <= size for page in forwards)
    met = [number for page in reversed(backwards) for number in page]
    assert met == whole
    session.rollback()


def test_rows_come_in_the_order_that_was_asked_for(session: Session) -> None:
    for name in ("Їжак", "Ґудзь", "Єва", "Гнат", "Іван", "Абрам", "Zed", "2 школа", "10 школа"):
        factories.make_organisation(session, name)
    page = run(session, CONTACTS, ListState(), EVERYTHING)
    assert [row.display_name for row in page.rows] == [
        "2 школа", "10 школа", "Абрам", "Гнат", "Ґудзь", "Єва", "Іван", "Їжак", "Zed",
    ]  # fmt: skip
    reverse = run(session, CONTACTS, ListState(sort="-name"), EVERYTHING)
    assert ids(reverse) == ids(page)[::-1]


def test_an_unknown_sort_is_the_usual_one(session: Session) -> None:
    factories.make_donation(session, received_on=date(2026, 1, 1))
    factories.make_donation(session, received_on=date(2026, 2, 1))
    usual = run(session, DONATIONS, ListState(), EVERYTHING)
    for sort in ("purpose", "-nothing", "'; DROP TABLE donations"):
        assert ids(run(session, DONATIONS, ListState(sort=sort), EVERYTHING)) == ids(usual)


def test_count_and_sums_are_of_all_pages_and_of_what_is_filtered(session: Session) -> None:
    first, second = factories.make_branch(session), factories.make_branch(session)
    donor = factories.make_person(session)
    for place in range(60):
        branch = first if place < 55 else second
        factories.make_donation(session, donor, branch=branch, amount=Decimal("10.01"))
    page = run(session, DONATIONS, ListState(), EVERYTHING)
    assert (len(page.rows), page.count, page.count_capped) == (50, 60, False)
    assert page.totals == {"amount": Decimal("600.60")}
    narrowed = run(session, DONATIONS, ListState(filters={"branch": str(second.id)}), EVERYTHING)
    assert (narrowed.count, narrowed.totals["amount"], narrowed.after) == (5, Decimal("50.05"), None)
    own = run(session, DONATIONS, ListState(), Scope(second.id))
    assert own.count == 5
    foreign = run(session, DONATIONS, ListState(filters={"branch": str(first.id)}), Scope(second.id))
    assert (foreign.count, foreign.rows) == (0, [])


def test_a_large_count_stops_and_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    donor, branch = factories.make_person(session), factories.make_branch(session)
    for _ in range(6):
        factories.make_donation(session, donor, branch=branch)
    monkeypatch.setattr(engine, "PAGE_SIZE", 2)
    monkeypatch.setattr(engine, "COUNT_LIMIT", 5)
    monkeypatch.setattr(engine, "FILTERED_LIMIT", 3)
    page = run(session, replace(DONATIONS, totals={}), ListState(), EVERYTHING)
    assert (page.count, page.count_capped) == (5, True)
    filtered = ListState(filters={"branch": str(branch.id)})
    page = run(session, replace(DONATIONS, totals={}), filtered, EVERYTHING)
    assert (page.count, page.count_capped) == (3, True)
    summed = run(session, DONATIONS, ListState(), EVERYTHING)
    assert (summed.count, summed.count_capped) == (6, False)


def test_periods_are_half_open(session: Session) -> None:
    for received in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)):
        factories.make_donation(session, received_on=received)

    def found(period: str) -> int:
        return run(session, DONATIONS, ListState(filters={"period": period}), EVERYTHING).count

    assert [found("2026"), found("2026-q1"), found("2026-01"), found("2025-12-31..2026-01-01")] == [3, 2, 1, 2]


def test_search_and_filters_narrow_together(session: Session) -> None:
    branch = factories.make_branch(session)
    factories.make_donation(session, purpose="Книжки для дітей", branch=branch, thanked_on=factories.DAY)
    factories.make_donation(session, purpose="Книжки для дорослих", branch=branch)
    factories.make_donation(session, purpose="Ноутбук", branch=branch)
    assert run(session, DONATIONS, ListState(query="книжк"), EVERYTHING).count == 2
    thanked = ListState(query="книжк", filters={"thanked": "1"})
    assert run(session, DONATIONS, thanked, EVERYTHING).count == 1
    assert run(session, DONATIONS, ListState(query="!!!"), EVERYTHING).count == 0


def test_an_export_holds_the_rows_of_the_list_in_its_order(session: Session) -> None:
    donor, branch = factories.make_person(session), factories.make_branch(session)
    for place in range(120):
        factories.make_donation(session, donor, branch=branch, amount=Decimal(place % 7 + 1))
    state = ListState(sort="-amount", filters={"branch": str(branch.id)})
    exported = [row.id for row in every_row(session, DONATIONS, state, EVERYTHING)]
    listed: list[int] = []
    page = run(session, DONATIONS, state, EVERYTHING)
    listed += ids(page)
    while page.after:
        page = run(session, DONATIONS, ListState(sort=state.sort, filters=state.filters, after=page.after), EVERYTHING)
        listed += ids(page)
    assert exported == listed
    assert len(exported) == 120


def test_a_page_costs_the_same_however_many_rows(session: Session, app: Flask) -> None:
    costs = []
    donor, branch = factories.make_person(session), factories.make_branch(session)
    for more in (1, 70):
        for _ in range(more):
            factories.make_donation(session, donor, branch=branch)
        session.commit()
        with count_queries(app) as count:
            run(session, DONATIONS, ListState(query="книжки"), EVERYTHING)
        costs.append(len(count))
    assert costs[0] == costs[1] <= 3


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


FORGED = [
    "x", "%%%", "€", "AAAA", "A" * 5000, cursor([]), cursor({}), cursor(7), cursor([["v", 1]]), cursor("text"),
    cursor([["q", 1], 1]), cursor([["d", "yesterday"], 1]), cursor([["d", 1], 1]), cursor([["v", {}], 1]),
    cursor([["v", [1]], 1]), cursor([["v", "word"], 1]), cursor([["v", None], 1]), cursor([["n", "NaN"], 1]),
    cursor([["t", "2026-01-01T00:00:00"], 1]), cursor([["d", "2026-01-01"], "1"]),
    cursor([["d", "2026-01-01"], None]), cursor([["d", "2026-01-01"], 1.5]), cursor([["d", "2026-01-01"], True]),
    cursor([["d", "2026-01-01"], 10**30]), cursor([["d", "2026-01-01"], -1]), cursor([[["d"], "2026-01-01"], 1]),
]  # fmt: skip


@pytest.mark.parametrize("direction", ["after", "before"])
def test_a_forged_cursor_is_refused(session: Session, direction: str) -> None:
    factories.make_donation(session)
    for bad in FORGED:
        with pytest.raises(RuleError, match="bad_list_address"):
            run(session, DONATIONS, ListState(**{direction: bad}), EVERYTHING)


@pytest.mark.parametrize("value", ["Infinity", "NaN", "0.001", "1e30", "-1e30", "word"])
def test_a_forged_amount_is_refused(session: Session, value: str) -> None:
    factories.make_donation(session)
    with pytest.raises(RuleError, match="bad_list_address"):
        run(session, DONATIONS, ListState(sort="amount", after=cursor([["n", value], 1])), EVERYTHING)


@pytest.mark.parametrize("value", ["\0", "\ud800", 7, None, ["a"]])
def test_a_forged_name_is_refused(session: Session, value: object) -> None:
    factories.make_person(session)
    with pytest.raises(RuleError, match="bad_list_address"):
        run(session, CONTACTS, ListState(after=cursor([["v", value], 1])), EVERYTHING)


@pytest.mark.parametrize(
    ("key", "value"),
    [("branch", "x"), ("branch", "1;2"), ("branch", "9" * 40), ("period", "soon"), ("period", "2026-13"),
     ("period", "2026-q5"), ("thanked", "maybe"), ("period", "0000"), ("period", "2026-01-02..2026-01-01")],
)  # fmt: skip
def test_a_filter_value_that_makes_no_sense_is_refused(session: Session, key: str, value: str) -> None:
    with pytest.raises(RuleError, match="bad_list_address"):
        run(session, DONATIONS, ListState(filters={key: value}), EVERYTHING)
