"""Donations on their pages: money, gifts in kind and their steps, thanks, campaigns, who may do it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.donations import DonationKind, InKindStatus
from app.domain.errors import RuleError
from app.domain.money import Currency, RateSource
from app.domain.roles import Role
from app.scope import Scope
from app.services.donations import DonationData, move_in_kind, record_donation
from app.services.sent_forms import forget_sent, note_sent
from models.base import utc_now
from models.donations import Donation
from models.sent_forms import SentForm
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.together import Work, at_once


def only(session: Session) -> Donation:
    session.expire_all()
    return session.query(Donation).one()


def test_money_is_written_down_to_the_kopiyka(session: Session, login: SignIn) -> None:
    donor = factories.make_organisation(session, "Книгарня біля ратуші")
    branch = factories.make_branch(session)
    client = login("accountant")
    page = client.get(f"/donations/new?donor={donor.id}")
    answer = client.submit(page, {"amount": "1 234,56", "branch_id": branch.id, "purpose": "На дитячі книжки"})
    record = client.follow(answer)
    assert record.heading == "На дитячі книжки"
    assert "Книгарня біля ратуші" in record.text
    donation = only(session)
    assert donation.amount == donation.base_amount == Decimal("1234.56")
    assert donation.rate_source is RateSource.SAME_CURRENCY
    assert donation.in_kind_status is None


def test_a_gift_of_which_nothing_more_is_said_is_called_after_its_day(session: Session, login: SignIn) -> None:
    gift = factories.make_donation(session, received_on=date(2026, 3, 4), purpose="", description="")
    assert login("accountant").get(f"/donations/{gift.id}").heading == "Donation of 4 Mar 2026"


def test_money_needs_an_amount_a_branch_and_a_day_that_has_come(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    page = client.get("/donations/new")
    fields = {"amount": "100", "branch_id": branch.id, "purpose": "Меблі"}
    for wrong in (
        {"amount": ""},
        {"amount": "0"},
        {"amount": "сто"},
        {"amount": "-5"},
        {"branch_id": ""},
        {"received_on": (today() + timedelta(days=1)).isoformat()},
        {"received_on": ""},
        {"currency": "XXX"},
        {"campaign_id": "999"},
    ):
        refused = client.submit(page, {**fields, **wrong}, status=422)
        assert refused.errors(), wrong
        assert refused.form()["purpose"] == "Меблі"
    assert session.query(Donation).count() == 0


def test_another_currency_asks_for_a_rate_only_when_none_is_known(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    factories.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal("45.123456"))
    client = login("coordinator")
    page = client.get("/donations/new")
    euros = {"amount": "33,33", "currency": "EUR", "branch_id": branch.id}
    client.submit(page, euros)
    donation = only(session)
    assert donation.base_amount == Decimal("1503.96")
    dollars = {**euros, "currency": "USD"}
    refused = client.submit(page, dollars, status=422)
    assert any("rate" in error for error in refused.errors())
    client.submit(refused, {"rate": "41,5"})
    session.expire_all()
    typed = session.query(Donation).filter_by(currency=Currency.USD).one()
    assert (typed.base_amount, typed.rate_source) == (Decimal("1383.20"), RateSource.MANUAL)
    for wrong in ("0", "-1", "багато", "1,1234567", "NaN"):
        assert client.submit(page, {**dollars, "rate": wrong}, status=422).errors()
    edit = client.get(f"/donations/{typed.id}/edit")
    assert edit.form()["rate"] == "41.5"
    assert client.get(f"/donations/{donation.id}/edit").form()["rate"] == ""
    client.submit(edit, {"amount": "100"})
    session.expire_all()
    assert typed.base_amount == Decimal("4150.00")


def test_a_gift_in_kind_goes_from_the_promise_to_the_accounts(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    promised = (today() - timedelta(days=20)).isoformat()
    page = client.get("/donations/new?kind=in_kind")
    assert page.form()["kind"] == "in_kind"
    record = client.follow(
        client.submit(
            page,
            {
                "branch_id": branch.id,
                "received_on": promised,
                "in_kind_status": "pledged",
                "description": "120 книжок для підлітків",
                "book_copies": "120",
            },
        )
    )
    assert "Not counted yet" in record.text
    form = "main form[action$='/move']"

    def step(status: str, answer: int = 302, **fields: object) -> None:
        shown = client.get(f"/donations/{only(session).id}")
        client.submit(shown, {"status": status, **fields}, answer, css=form)

    step("booked", 422)
    step("received")
    assert only(session).received_on == today()
    step("valued", 422)
    assert only(session).in_kind_status is InKindStatus.RECEIVED
    step("valued", amount="18 000,50")
    assert only(session).base_amount == Decimal("18000.50")
    step("booked")
    donation = only(session)
    assert donation.in_kind_status is InKindStatus.BOOKED
    shown = client.get(f"/donations/{donation.id}")
    assert "Not counted yet" not in shown.text
    assert all(step.endswith("done") for step in shown.texts(".stepper li"))
    page = client.get(f"/donations/{donation.id}/edit")
    client.submit(page, {"amount": ""}, status=422)
    client.post(f"/donations/{donation.id}/move", {"status": "valued", "version": "99"}, status=422)


def test_a_gift_in_kind_says_what_was_given_and_money_takes_no_steps(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    page = client.get("/donations/new")
    refused = client.submit(page, {"kind": "in_kind", "branch_id": branch.id}, status=422)
    assert any("what was given" in error for error in refused.errors())
    none = client.submit(page, {"kind": "in_kind", "branch_id": branch.id, "book_copies": "0"}, status=422)
    assert any("from 1 to 1,000,000" in error for error in none.errors())
    valued = {"kind": "in_kind", "branch_id": branch.id, "description": "Крісла", "in_kind_status": "valued"}
    refused = client.submit(page, valued, status=422)
    assert any("value" in error for error in refused.errors())
    money = factories.make_donation(session)
    client.post(f"/donations/{money.id}/move", {"status": "booked"}, status=422)
    assert not client.get(f"/donations/{money.id}").select("form[action$='/move']")


def test_thanks_are_noted_and_can_be_taken_back(session: Session, login: SignIn) -> None:
    donation = factories.make_donation(session)
    client = login("coordinator")
    assert len(client.get("/donations?thanked=0").select("tbody tr")) == 1
    record = client.follow(client.post(f"/donations/{donation.id}/thank"))
    session.expire_all()
    assert donation.thanked_on == today()
    assert not client.get("/donations?thanked=0").select("tbody tr")
    assert record.select("form[action$='/unthank']")
    client.post(f"/donations/{donation.id}/unthank")
    session.expire_all()
    assert donation.thanked_on is None


def test_one_more_gift_like_a_former_one_needs_little_typing(session: Session, login: SignIn) -> None:
    giver = factories.make_person(session, "Ґудз", "Єва")
    former = {"donor": giver, "amount": Decimal("150.05"), "received_on": date(2026, 3, 1), "document_number": "17"}
    gift = factories.make_donation(session, purpose="На книги", **former)
    me = login("coordinator")
    page = me.get(f"/donations/{gift.id}")
    link = next(item for item in page.select("header a") if "like=" in str(item["href"]))
    form = me.get(str(link["href"]))
    typed = form.form()
    assert (typed["amount"], typed["purpose"], typed["document_number"]) == ("150.05", "На книги", "")
    assert typed["received_on"] == today().isoformat() and typed["branch_id"] == str(gift.branch_id)
    me.submit(form, {"amount": "200"})
    second = session.scalars(sa.select(Donation).where(Donation.id != gift.id)).one()
    assert (second.donor_id, second.amount, second.received_on) == (giver.id, Decimal(200), today())
    assert second.thanked_on is None
    thing = factories.make_donation(
        session, donor=giver, kind=DonationKind.IN_KIND, in_kind_status=InKindStatus.BOOKED, description="Книжки"
    )
    again = me.get(f"/donations/new?like={thing.id}").form()
    assert (again["kind"], again["in_kind_status"], again["description"]) == ("in_kind", "received", "Книжки")
    assert me.get("/donations/new?like=999999").form()["amount"] == ""


def test_whoever_is_not_thanked_yet_can_be_written_to(session: Session, login: SignIn) -> None:
    giver = factories.make_person(session, "Ґудз", "Єва", email="eva@example.org")
    gift = factories.make_donation(session, donor=giver)
    me = login("coordinator")
    assert me.get(f"/donations/{gift.id}").select(f'header a[href="/letters/to/{giver.id}"]')
    gift.thanked_on = today()
    session.commit()
    assert not me.get(f"/donations/{gift.id}").select(f'header a[href="/letters/to/{giver.id}"]')


def test_the_list_filters_and_sums_only_what_came_in(session: Session, app: Flask, login: SignIn) -> None:
    branch = factories.make_branch(session)
    donor = factories.make_organisation(session, "Аптека «Подорожник»")
    campaign = factories.make_campaign(session, name="Нові крісла")

    def gift(amount: str, **fields: object) -> Donation:
        return factories.make_donation(session, amount=Decimal(amount), branch=branch, **fields)

    def in_kind(amount: str, status: InKindStatus) -> Donation:
        return gift(amount, kind=DonationKind.IN_KIND, in_kind_status=status, description="Книжки")

    gift("100.10", donor=donor, campaign=campaign)
    gift("0.05", received_on=date(2026, 4, 1))
    gift("10", currency=Currency.EUR, rate=Decimal("45.5"))
    in_kind("1000", InKindStatus.PLEDGED)
    in_kind("2000", InKindStatus.RECEIVED)
    in_kind("4000", InKindStatus.DECLINED)
    gift("9999", archived_at=utc_now())
    client = login("monitor")

    def total(query: str) -> str:
        return client.get(f"/donations?{query}").texts("tfoot .num")[-1]

    assert total("") == "UAH 2,555.15"
    assert total("kind=money") == "UAH 555.15"
    assert total("period=2026-04") == "UAH 0.05"
    assert total(f"donor={donor.id}") == "UAH 100.10"
    assert total(f"campaign={campaign.id}") == "UAH 100.10"
    assert total("status=pledged") == "UAH 0.00"
    assert len(client.get("/donations").select("tbody tr")) == 6
    assert len(client.get("/donations?q=подорожник").select("tbody tr")) == 1
    assert "€10.00" in client.get("/donations").text
    with count_queries(app) as few:
        client.get("/donations")
    gift("5")
    with count_queries(app) as many:
        client.get("/donations")
    assert len(few) == len(many) <= 12, str(many)
    with count_queries(app) as record:
        client.get(f"/donations/{session.query(Donation).first().id}")
    assert len(record) <= 12, str(record)


def test_staff_see_and_write_down_gifts_of_their_own_branch_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session, "Чужа")
    mine, foreign = factories.make_donation(session, branch=own), factories.make_donation(session, branch=other)
    client = login(Role.STAFF, branch=own)
    client.get(f"/donations/{mine.id}")
    for path in (f"/donations/{foreign.id}", f"/donations/{foreign.id}/edit"):
        client.get(path, status=404)
    for action in ("thank", "archive", "restore", "unthank", "move"):
        client.post(f"/donations/{foreign.id}/{action}", status=404)
    assert len(client.get("/donations").select("tbody tr")) == 1
    page = client.get("/donations/new")
    assert page.form()["branch_id"] == str(own.id)
    client.submit(page, {"amount": "5", "branch_id": other.id}, status=422)
    data = DonationData(branch_id=other.id, received_on=today(), amount=Decimal(5))
    with pytest.raises(RuleError, match="other_branch"):
        record_donation(session, DonationKind.MONEY, data, today=today(), scope=Scope(own.id))
    client.submit(page, {"amount": "5"})
    reader = login(Role.MONITOR)
    reader.get("/donations/new", status=403)
    reader.post(f"/donations/{mine.id}/thank", status=403)


def test_a_stale_form_shows_both_versions(session: Session, login: SignIn) -> None:
    donation = factories.make_donation(session)
    client = login("accountant")
    page = client.get(f"/donations/{donation.id}/edit")
    donation.purpose = "На меблі"
    session.commit()
    conflict = client.submit(page, {"purpose": "На книжки"}, status=409)
    assert "На меблі" in conflict.text
    client.submit(conflict)
    session.expire_all()
    assert donation.purpose == "На книжки"


def test_a_promise_in_another_currency_is_converted_on_the_day_it_arrives(session: Session, login: SignIn) -> None:
    before = today() - timedelta(days=40)
    factories.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal(50), source=RateSource.NBU)
    donation = factories.make_donation(
        session,
        kind=DonationKind.IN_KIND,
        in_kind_status=InKindStatus.PLEDGED,
        description="Проєктор",
        received_on=before,
        amount=Decimal(10),
        currency=Currency.EUR,
        rate=Decimal(40),
    )
    client = login("coordinator")
    path = f"/donations/{donation.id}/move"
    client.post(path, {"status": "received"})
    session.expire_all()
    assert (donation.base_amount, donation.rate_source) == (Decimal(500), RateSource.NBU)
    client.post(path, {"status": "valued", "amount": "11"})
    session.expire_all()
    assert (donation.base_amount, donation.rate_source) == (Decimal(550), RateSource.NBU)
    dollars = factories.make_donation(
        session,
        kind=DonationKind.IN_KIND,
        in_kind_status=InKindStatus.PLEDGED,
        currency=Currency.USD,
        rate=Decimal(40),
    )
    path = f"/donations/{dollars.id}/move"
    refused = client.post(path, {"status": "received"}, status=422)
    assert refused.errors()
    client.post(path, {"status": "received", "rate": "42"})
    session.expire_all()
    assert dollars.base_amount == Decimal(42_000)


def test_a_value_that_becomes_known_later_leaves_the_day_of_the_gift_alone(session: Session) -> None:
    came = today() - timedelta(days=20)
    gift = factories.make_donation(
        session, kind=DonationKind.IN_KIND, in_kind_status=InKindStatus.RECEIVED, received_on=came,
        currency=Currency.EUR, rate=Decimal(40), rate_date=came, amount=Decimal(10), base_amount=Decimal(400),
    )  # fmt: skip
    move_in_kind(session, gift, InKindStatus.VALUED, on=today(), amount=Decimal("20.01"))
    assert (gift.received_on, gift.base_amount) == (came, Decimal("800.40"))
    move_in_kind(session, gift, InKindStatus.BOOKED, on=today(), rate=Decimal(41))
    assert (gift.received_on, gift.rate_date, gift.base_amount) == (came, came, Decimal("820.41"))


def test_a_conflict_names_both_givers(session: Session, login: SignIn) -> None:
    first = factories.make_organisation(session, "Книгарня біля ратуші")
    second = factories.make_organisation(session, "Пекарня «Зерно»")
    donation = factories.make_donation(session, factories.make_person(session))
    client = login("accountant")
    mine, theirs = (client.get(f"/donations/{donation.id}/edit") for _ in range(2))
    client.submit(theirs, {"donor": first.id, "donor_text": first.display_name})
    conflict = client.submit(mine, {"donor": second.id, "donor_text": second.display_name}, status=409)
    rows = [row.get_text(" ", strip=True) for row in conflict.select("table.table-m tbody tr")]
    assert rows == ["Charitable giver Пекарня «Зерно» Книгарня біля ратуші"]


def test_a_giver_that_somebody_else_chose_is_taken_over(session: Session, login: SignIn) -> None:
    chosen = factories.make_organisation(session, "Книгарня біля ратуші")
    donation = factories.make_donation(session, factories.make_person(session))
    client = login("accountant")
    mine, theirs = (client.get(f"/donations/{donation.id}/edit") for _ in range(2))
    client.submit(theirs, {"donor": chosen.id, "donor_text": chosen.display_name})
    conflict = client.submit(mine, {"purpose": "На книжки"}, status=409)
    assert conflict.form()["donor_text"] == chosen.display_name
    client.submit(conflict)
    session.expire_all()
    assert (donation.donor_id, donation.purpose) == (chosen.id, "На книжки")


def test_a_gift_without_a_value_shows_no_sum(session: Session, login: SignIn) -> None:
    factories.make_donation(
        session,
        amount=Decimal(0),
        kind=DonationKind.IN_KIND,
        in_kind_status=InKindStatus.RECEIVED,
        description="Книжки",
    )
    listed = login("accountant").get("/donations")
    [row] = listed.select("tbody tr")
    assert "0.00" not in row.get_text()


@pytest.mark.parametrize(
    ("locale", "told"), [("en", "sent twice and is saved once"), ("uk", "надіслано двічі, а збережено раз")]
)
def test_a_form_pressed_twice_without_a_script_makes_one_record(
    session: Session, login: SignIn, locale: str, told: str
) -> None:
    branch = factories.make_branch(session)
    client = login("accountant", locale=locale)
    typed = {"amount": "500", "branch_id": branch.id, "purpose": "На крісла"}
    page = client.get("/donations/new")
    first, second = client.submit(page, typed), client.submit(page, typed)
    assert (first.location, only(session).amount) == (second.location, 500)
    shown = client.follow(second)
    assert told in " ".join(shown.texts(".toast-note")) and len(shown.texts(".toast-note")) == 1
    # Who corrects what was typed, or really wants two equal gifts and opens the form again, gets them.
    assert client.submit(page, {**typed, "amount": "501"}).location != first.location
    assert client.submit(client.get("/donations/new"), typed).location != first.location
    assert session.query(Donation).count() == 3


def test_a_refused_form_may_be_sent_again(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("accountant")
    page = client.get("/donations/new")
    client.submit(page, {"amount": "", "branch_id": branch.id}, 422)
    client.submit(page, {"amount": "", "branch_id": branch.id}, 422)
    client.submit(page, {"amount": "5", "branch_id": branch.id})
    assert only(session).amount == 5


def test_a_form_that_arrives_twice_at_the_same_moment_leads_where_the_first_led(app: Flask, session: Session) -> None:
    def send(address: str) -> Work:
        def work(own: Session, all_are_ready: Callable[[], None]) -> str | None:
            all_are_ready()
            return note_sent(own, "d" * 64, address, now=utc_now())

        return work

    answers = at_once(app, send("/donations/1"), send("/donations/2"))
    assert answers.count(None) == 1
    assert session.scalars(sa.select(SentForm.led_to)).one() in answers
    forget_sent(session, now=utc_now() + timedelta(hours=25))
    assert session.query(SentForm).count() == 0
