"""Agreements on the pages of a partner: write down, renew, terminate, remove, be reminded, who may do it."""

import io
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.partnerships import PartnershipStage
from app.domain.roles import Role
from app.queries.search import search
from app.scope import EVERYTHING
from app.services.agreements import AgreementData, add_agreement
from models.agreements import Agreement
from models.partnerships import Partnership
from tests.conftest import SignIn
from tests.support import factories
from tests.support.together import at_once

DAY = timedelta(days=1)


def test_an_agreement_is_written_down_with_its_file(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, factories.make_organisation(session, "Ліцей № 12"))
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/agreements/new")
    fields = {
        "kind": "cooperation",
        "number": "14/26",
        "signed_on": "2026-01-10",
        "valid_until": "31.12.2099",
        "review_on": "2099-06-01",
        "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "Договір.pdf"),
    }
    record = client.follow(client.submit(page, fields))
    assert record.texts("#agreements .paper-text")[0].startswith("Cooperation agreement No. 14/26 Valid")
    assert "10 Jan 2026 – 31 Dec 2099" in record.text and "Договір.pdf" in record.text
    assert "Active partner" in record.text
    assert "Signed: Cooperation agreement No. 14/26" in record.text
    agreement = session.scalars(sa.select(Agreement)).one()
    assert agreement.valid_from == date(2026, 1, 10)
    assert agreement.attachment is not None and agreement.attachment.partnership_id == partnership.id
    assert [hit.record_id for hit in search(session, "14/26", frozenset({"partnership"}), EVERYTHING)] == [
        partnership.id
    ]


def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    factories.make_agreement(session, partnership, number="7", valid_from=date(2026, 1, 1))
    client = login("coordinator")
    page = client.get(f"/partnerships/{partnership.id}/agreements/new")
    right = {"kind": "memorandum", "number": "8", "valid_from": "2026-03-01", "note": "Двомовний"}
    cases: dict[str, dict[str, Any]] = {
        "cannot end before it begins": {"valid_until": "2026-02-28"},
        "a review date on which the agreement is valid": {"review_on": "2026-02-01"},
        "not later than today": {"signed_on": (today() + DAY).isoformat()},
        "already an agreement of this kind with the number 7": {"number": "7"},
        "Enter a date": {"valid_from": "колись"},
        "Choose one of the offered": {"kind": "papyrus"},
    }
    for words, wrong in cases.items():
        refused = client.submit(page, {**right, **wrong}, status=422)
        assert any(words in error for error in refused.errors()), (words, refused.errors())
        assert refused.form()["note"] == "Двомовний"
    refused = client.submit(page, {**right, "file": (io.BytesIO(b"MZ\x90"), "x.exe")}, status=422)
    assert refused.errors()
    assert session.query(Agreement).count() == 1
    client.submit(page, right)
    assert session.query(Agreement).count() == 2


def test_a_renewal_starts_the_day_after_and_lasts_as_long(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    ends = today() + 20 * DAY
    old = factories.make_agreement(
        session, partnership, number="1", valid_from=ends - 364 * DAY, valid_until=ends, signed_on=ends - 364 * DAY
    )
    client = login("coordinator")
    record = client.get(f"/partnerships/{partnership.id}")
    assert "The agreement ends soon." in record.text
    page = client.get(f"/partnerships/{partnership.id}/agreements/new?renew={old.id}")
    form = page.form()
    assert form["valid_from"] == (ends + DAY).isoformat()
    assert form["valid_until"] == (ends + 365 * DAY).isoformat()
    record = client.follow(client.submit(page, {"number": "2"}))
    assert record.texts("#agreements .badge-tone") == ["Being prepared", "Ends soon"]
    assert "The agreement ends soon." not in record.text
    assert not login("coordinator").get("/").select(".need a[href*='/partnerships/']")


def test_a_termination_needs_a_reason_and_can_be_taken_back(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    agreement = factories.make_agreement(
        session, partnership, signed_on=today() - 30 * DAY, valid_from=today() - 30 * DAY
    )
    client = login("director")
    page = client.get(f"/partnerships/agreements/{agreement.id}/terminate")
    early = (today() - 31 * DAY).isoformat()
    refused = client.submit(page, {"terminated_on": early, "termination_reason": "Так вийшло"}, status=422)
    assert any("Choose a day not earlier than" in error for error in refused.errors())
    assert refused.form()["termination_reason"] == "Так вийшло"
    refused = client.submit(page, {"termination_reason": " "}, status=422)
    assert any("why it ends before its time" in error for error in refused.errors())
    record = client.follow(
        client.submit(page, {"terminated_on": (today() - DAY).isoformat(), "termination_reason": "Так вийшло"})
    )
    assert "Terminated" in record.texts("#agreements .badge-tone") and "Так вийшло" in record.text
    assert "Not active" in record.text
    client.submit(
        client.get(f"/partnerships/agreements/{agreement.id}/terminate"), {"termination_reason": "Ще"}, status=422
    )
    record = client.follow(client.post(f"/partnerships/agreements/{agreement.id}/reinstate"))
    assert "Valid" in record.texts("#agreements .badge-tone") and "Active partner" in record.text


def test_a_removed_agreement_counts_nowhere_and_comes_back(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session, memorandum_number="5", memorandum_from=today() - DAY)
    (agreement,) = partnership.agreements
    client = login("coordinator")
    gone = client.follow(client.post(f"/partnerships/agreements/{agreement.id}/archive"))
    assert not gone.select(".paper") and "Not active" in gone.text
    assert gone.select(f"form[action='/partnerships/agreements/{agreement.id}/restore']")
    factories.make_agreement(session, partnership, number="5", valid_from=today())
    session.commit()
    refused = client.follow(client.post(f"/partnerships/agreements/{agreement.id}/restore"))
    assert "already an agreement" in refused.response.get_data(as_text=True)


def test_a_stale_form_shows_both_versions(session: Session, login: SignIn) -> None:
    agreement = factories.make_agreement(session, number="5", note="Перше")
    client = login("coordinator")
    page = client.get(f"/partnerships/agreements/{agreement.id}/edit")
    agreement.note = "Друге"
    session.commit()
    conflict = client.submit(page, {"note": "Третє"}, status=409)
    assert "Друге" in conflict.text and "Третє" in conflict.text
    client.submit(conflict)
    session.expire_all()
    assert agreement.note == "Третє"


def test_the_home_page_reminds_of_ends_and_reviews(session: Session, login: SignIn) -> None:
    now = today()

    def paper(name: str, **fields: Any) -> Partnership:
        partnership = factories.make_partnership(session, factories.make_organisation(session, name))
        factories.make_agreement(session, partnership, **fields)
        return partnership

    paper("Скінчився", valid_from=now - 90 * DAY, valid_until=now - DAY)
    paper("Скоро", valid_from=now - 90 * DAY, valid_until=now + 10 * DAY)
    paper("Переглянути", valid_from=now - 90 * DAY, review_on=now + 3 * DAY)
    paper("Прострочений перегляд", valid_from=now - 90 * DAY, review_on=now - 3 * DAY)
    paper("Нескоро", valid_from=now, valid_until=now + 300 * DAY, review_on=now + 100 * DAY)
    paper("Розірваний", valid_from=now - 90 * DAY, terminated_on=now - DAY, termination_reason="Так")
    ended = paper("Завершений", valid_from=now - 90 * DAY, valid_until=now - DAY)
    factories.move_partnership(session, ended, PartnershipStage.ENDED)
    needs = login("coordinator").get("/").texts(".need")
    told = [line for line in needs if line.startswith("Memorandum:")]
    assert [line.split()[1] for line in told] == ["Прострочений", "Скінчився", "Переглянути", "Скоро"]
    assert "review by" in told[0] and "ended 1 day ago" in told[1] and "in 10 days" in told[3]
    assert not any("Memorandum:" in line for line in login("accountant").get("/").texts(".need"))


def test_staff_read_the_agreements_that_their_branch_knows_and_change_none(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine = factories.make_agreement(session, factories.make_partnership(session, branch=own), number="11")
    foreign = factories.make_agreement(session, factories.make_partnership(session, branch=other))
    client = login(Role.STAFF, branch=own)
    page = client.get(f"/partnerships/{mine.partnership_id}")
    assert "No. 11" in page.text and not page.select(".paper-actions")
    client.get(f"/partnerships/agreements/{mine.id}/edit", status=403)
    client.get(f"/partnerships/{foreign.partnership_id}", status=404)
    client.post(f"/partnerships/agreements/{mine.id}/archive", status=403)


def test_two_people_who_write_one_agreement_down_at_once_make_one(app: Flask, session: Session) -> None:
    number = factories.make_partnership(session).id
    session.commit()

    def write(own: Session, together: Any) -> int:
        record = own.get_one(Partnership, number)
        together()
        return add_agreement(own, record, AgreementData(number="7", valid_from=date(2026, 1, 1)), today=today()).id

    results = at_once(app, write, write)
    assert sum(isinstance(result, RuleError) for result in results) == 1, results
    assert session.query(Agreement).count() == 1
