"""The reciprocity ledger on its pages: write down, sums that open to their rows, what stays elsewhere."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import BudgetSource
from app.domain.ledger import LedgerDirection, LedgerKind, ledger_table
from app.domain.money import Currency
from app.domain.periods import year
from app.domain.roles import Role
from app.domain.volunteers import HoursStatus
from app.queries.listing import ListState, run
from app.queries.partnerships import LEDGER_LIST, ledger_sums
from app.scope import EVERYTHING
from models.agreements import LedgerEntry
from models.base import utc_now
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import squeeze

DAY = timedelta(days=1)
LENIENT = settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
amounts = st.just(Decimal(0)) | st.integers(1, 10**11).map(lambda cents: Decimal(cents).scaleb(-2))
entries = st.tuples(
    st.sampled_from([kind for kind in LedgerKind if kind not in (LedgerKind.MONEY, LedgerKind.OTHER)]),
    st.sampled_from(LedgerDirection),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.integers(1, 10**6).map(lambda parts: Decimal(parts).scaleb(-3)),
    amounts,
    st.booleans(),
)


def only(session: Session) -> LedgerEntry:
    session.expire_all()
    return session.query(LedgerEntry).one()


def test_what_was_given_is_written_down_and_summed(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, factories.make_organisation(session, "Ліцей № 12"))
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/ledger/new")
    first = {"kind": "space", "description": "Актова зала", "quantity": "2.5", "amount": "1 234,56"}
    table = client.follow(client.submit(page, first))
    assert "Written down: Актова зала" in table.response.get_data(as_text=True)
    second = {"direction": "library_gives", "kind": "money", "description": "Призи", "amount": "34,55"}
    table = client.follow(client.submit(page, second))
    assert table.texts("#ledger tfoot td") == ["UAH 1,234.56", "UAH 34.55", "+UAH 1,200.01"]
    assert "2.5 hours" in table.text
    again = client.submit(page, {**first, "description": "Спортзала", "another": "1"})
    assert again.location == f"/partnerships/{partnership.id}/ledger/new?direction=partner_gives"
    record = client.get(f"/partnerships/{partnership.id}")
    assert "The partner gives: Актова зала" in record.text and "The library gives: Призи" in record.text


def test_each_figure_opens_to_the_rows_that_it_sums(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    other = factories.make_partnership(session)
    this_year = date(today().year, 1, 1)
    for amount, day in ((10, this_year), (5, this_year), (7, this_year - DAY)):
        factories.make_ledger_entry(session, partnership, amount=Decimal(amount), happened_on=day)
    factories.make_ledger_entry(session, partnership, amount=Decimal(99), archived_at=utc_now(), happened_on=this_year)
    factories.make_ledger_entry(session, other, amount=Decimal(99), happened_on=this_year)
    client = login("monitor")
    page = client.get(f"/partnerships/{partnership.id}/reciprocity")
    links = {squeeze(link.get_text()): str(link["href"]) for link in page.select("#ledger td a")}
    assert {"UAH 15.00", "UAH 7.00", "UAH 22.00"} == set(links)
    for text, address in links.items():
        rows = client.get(address)
        assert text in " ".join(rows.texts("tfoot td"))
        assert len(rows.select("tbody tr")) == {"UAH 15.00": 2, "UAH 7.00": 1, "UAH 22.00": 3}[text]
    assert "Зала" in client.get(f"/partnerships/ledger?partnership={partnership.id}&format=csv").html


@LENIENT
@given(given_things=st.lists(entries, max_size=8))
def test_the_table_and_the_list_agree_to_the_kopiyka(session: Session, given_things: list[Any]) -> None:
    with session.begin_nested() as savepoint:
        partnership = factories.make_partnership(session)
        for kind, direction, day, quantity, amount, is_archived in given_things:
            factories.make_ledger_entry(
                session,
                partnership,
                kind=kind,
                direction=direction,
                happened_on=day,
                quantity=quantity,
                amount=amount,
                archived_at=utc_now() if is_archived else None,
            )
        table = ledger_table(ledger_sums(session, partnership.id))
        own = {"partnership": str(partnership.id)}

        def listed(**filters: str) -> tuple[Decimal, int]:
            page = run(session, LEDGER_LIST, ListState(filters={**own, **filters}), EVERYTHING)
            return page.totals["value"] or Decimal(0), page.count

        counted = [item for item in given_things if not item[5]]
        assert table.total.partner.entries + table.total.library.entries == len(counted)
        for direction, side in (("partner_gives", table.total.partner), ("library_gives", table.total.library)):
            assert listed(direction=direction) == (side.value, side.entries)
            assert side.value == sum((item[4] for item in counted if item[1] == direction), Decimal(0))
        for part in table.years:
            inside = [item for item in counted if year(part.year).start <= item[2] < year(part.year).end]
            for kind, row in part.kinds:
                where = {"period": str(part.year), "kind": kind.value}
                assert listed(**where, direction="partner_gives") == (row.partner.value, row.partner.entries)
                hours = [item[3] for item in inside if item[0] is kind and item[1] == "partner_gives"]
                assert row.partner.quantity == sum(hours, Decimal(0))
        savepoint.rollback()


def test_what_is_wrong_is_said_in_words_and_nothing_is_lost(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    expired = factories.make_agreement(
        session, partnership, valid_from=today() - 90 * DAY, valid_until=today() - 30 * DAY
    )
    foreign = factories.make_event(session, starts_on=today() - DAY)
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/ledger/new")
    right = {"kind": "space", "quantity": "3", "description": "Актова зала"}
    cases: dict[str, dict[str, Any]] = {
        "was not valid on": {"agreement_id": expired.id},
        "not later than today": {"happened_on": (today() + DAY).isoformat()},
        "Write the sum of money.": {"kind": "money", "quantity": ""},
        "This kind has no quantity": {"kind": "money", "amount": "5"},
        "Write a whole number.": {"kind": "audience", "quantity": "1.5"},
        "Write how much was given": {"quantity": ""},
        "Choose one of the offered": {"event_id": foreign.id},
        "Enter a number above zero": {"quantity": "0"},
        "Fill in this field": {"description": ""},
        "rate": {"amount": "5", "currency": "EUR"},
    }
    for words, wrong in cases.items():
        refused = client.submit(page, {**right, **wrong}, status=422)
        assert any(words in error for error in refused.errors()), (words, refused.errors())
        assert refused.form()["description"] == wrong.get("description", "Актова зала")
    assert session.query(LedgerEntry).count() == 0
    client.submit(page, {**right, "agreement_id": expired.id, "happened_on": (today() - 40 * DAY).isoformat()})
    assert only(session).agreement_id == expired.id


def test_another_currency_keeps_its_rate_and_a_document_its_place(session: Session, login: SignIn) -> None:
    partner = factories.make_organisation(session)
    partnership = factories.make_partnership(session, partner)
    event = factories.make_event(session, "Ярмарок", starts_on=today() - DAY, partners=[partner])
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/ledger/new?event={event.id}")
    fields = {
        "kind": "goods",
        "quantity": "40",
        "description": "Дитячі книжки",
        "amount": "100",
        "currency": "EUR",
        "rate": "45,5",
        "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "Акт.pdf"),
    }
    client.submit(page, fields)
    entry = only(session)
    assert (entry.amount, entry.base_amount, entry.currency) == (Decimal(100), Decimal(4550), Currency.EUR)
    assert entry.event_id == event.id
    shown = client.get(f"/partnerships/ledger/{entry.id}")
    assert "Ярмарок" in shown.text and "Акт.pdf" in shown.text and "40 pieces" in shown.text
    page = client.get(f"/partnerships/ledger/{entry.id}/edit")
    client.submit(page, {"quantity": "41", "rate": "45,5"})
    assert only(session).quantity == Decimal(41)
    gone = client.follow(client.post(f"/partnerships/ledger/{entry.id}/archive"))
    assert "Nothing is written down yet" in gone.text
    client.post(f"/partnerships/ledger/{entry.id}/restore")
    assert "41 pieces" in client.get(f"/partnerships/{partnership.id}/reciprocity").text


def test_gifts_budgets_hours_and_participants_stand_beside_and_are_never_added(session: Session, login: SignIn) -> None:
    partner = factories.make_organisation(session, "Книгарня")
    partnership = factories.make_partnership(session, partner)
    factories.make_ledger_entry(session, partnership, amount=Decimal(10))
    factories.make_donation(session, partner, amount=Decimal(500), base_amount=Decimal(500), received_on=today())
    grant = factories.make_application(session, "Читаємо разом", partners=[partner])
    factories.make_budget_line(session, grant, quantity=Decimal(1), price=Decimal(700), source=BudgetSource.PARTNER)
    factories.make_event(session, "Ярмарок", starts_on=today() - DAY, partners=[partner], counts={"adults": 12})
    factories.make_event(session, "Майбутній", starts_on=today() + DAY, partners=[partner], status="planned")
    person = factories.make_person(session, "Коваль")
    factories.make_affiliation(session, person, partner)
    volunteer = factories.make_volunteer(session, person)
    factories.make_hours(session, volunteer, worked_on=today(), minutes=90, status=HoursStatus.CONFIRMED)
    factories.make_hours(session, volunteer, worked_on=today(), minutes=60, status=HoursStatus.LOGGED)
    session.commit()
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/reciprocity")
    assert page.texts("#ledger tfoot td") == ["UAH 10.00", "—", "+UAH 10.00"]
    beside = page.texts("#elsewhere li")
    assert "UAH 500.00" in beside[0] and "Читаємо разом UAH 700.00" in beside[1]
    assert "never added to the ledger" in page.text
    work = client.get(f"/partnerships/{partnership.id}/work")
    assert work.texts("#held tbody tr")[0].endswith("12") and "Майбутній" in work.texts("#planned tbody tr")[0]
    assert work.texts("#volunteers tbody tr")[0].endswith("1.5")


def test_staff_read_the_ledger_of_the_partners_that_their_branch_knows(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine = factories.make_ledger_entry(session, factories.make_partnership(session, branch=own))
    foreign = factories.make_ledger_entry(session, factories.make_partnership(session, branch=other))
    factories.make_ledger_entry(session)
    client = login(Role.STAFF, branch=own)
    assert len(client.get("/partnerships/ledger").select("tbody tr")) == 2
    client.get(f"/partnerships/ledger/{mine.id}")
    seen = factories.make_event(session, "Захід філії", branch=own)
    hidden = factories.make_event(session, "Захід сусідів", branch=other)
    for event, is_seen in ((seen, True), (hidden, False)):
        shared = factories.make_ledger_entry(session, event_id=event.id)
        page = client.get(f"/partnerships/ledger/{shared.id}")
        assert (event.title in page.text) is is_seen
        assert ("An event of another branch" in page.text) is not is_seen
    client.get(f"/partnerships/ledger/{foreign.id}", status=404)
    client.get(f"/partnerships/{foreign.partnership_id}/reciprocity", status=404)
    client.get(f"/partnerships/{foreign.partnership_id}/work", status=404)
    client.get(f"/partnerships/{mine.partnership_id}/ledger/new", status=403)
    client.post(f"/partnerships/ledger/{mine.id}/archive", status=403)


def test_every_page_of_a_partner_costs_the_same_whatever_belongs_to_it(
    session: Session, app: Flask, login: SignIn
) -> None:
    partner = factories.make_organisation(session)
    partnership = factories.make_partnership(session, partner)
    client = login("coordinator")

    def more() -> None:
        paper = factories.make_agreement(session, partnership, valid_from=today())
        event = factories.make_event(session, starts_on=today() - DAY, partners=[partner], counts={"adults": 2})
        factories.make_ledger_entry(session, partnership, agreement=paper, event=event)
        factories.make_application(session, partners=[partner])
        factories.make_donation(session, partner)
        person = factories.make_person(session)
        factories.make_affiliation(session, person, partner)
        factories.make_volunteer(session, person)
        session.commit()

    more()
    pages = ("", "/work", "/reciprocity", "/ledger/new")
    few = []
    for page in pages:
        with count_queries(app) as seen:
            client.get(f"/partnerships/{partnership.id}{page}")
        few.append(len(seen))
    for _number in range(4):
        more()
    for page, before in zip(pages, few, strict=True):
        with count_queries(app) as seen:
            client.get(f"/partnerships/{partnership.id}{page}")
        assert len(seen) == before <= 26, (page, str(seen))
    with count_queries(app) as seen:
        client.get("/partnerships/ledger")
    assert len(seen) <= 10, str(seen)
