"""Amendments: the terms then and now, applied once, all of it or nothing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.awards import AgreementStanding, AmendmentKind, agreement_standing
from app.domain.errors import RuleError
from app.domain.grants import Stage
from app.queries.awards import amendments, original_terms
from app.services.award_amendments import AmendmentData, apply_amendment, remove_amendment, save_amendment
from app.services.awards import GrantAgreementData, save_agreement
from models.audit import AuditEntry
from models.awards import Amendment, GrantAgreement
from models.base import utc_now
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.together import at_once

SIGNED = date(2026, 1, 15)
TODAY = date(2026, 11, 22)


@pytest.fixture
def grant(session: Session) -> Application:
    """A signed grant of 10,000 until the end of the year with one tranche of 8,000."""
    application = make.make_application(
        session,
        "Жива бібліотека",
        stage=Stage.IMPLEMENTATION,
        awarded_amount=Decimal(10_000),
        agreement_on=SIGNED,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 12, 31),
    )
    make.make_disbursement(session, application, number=1, amount=Decimal(8_000))
    return application


def data(number: str = "1", **fields: Any) -> AmendmentData:
    defaults: dict[str, Any] = {"agreed_on": date(2026, 6, 1), "consent_on": date(2026, 5, 28), "reason": "Перенесено"}
    return AmendmentData(number=number, **{**defaults, **fields})


@pytest.mark.parametrize(
    ("signed", "ends", "reports", "standing"),
    [
        (None, None, 0, AgreementStanding.NOT_SIGNED),
        (TODAY + timedelta(days=1), None, 0, AgreementStanding.NOT_SIGNED),
        (SIGNED, TODAY, 2, AgreementStanding.IN_FORCE),
        (SIGNED, TODAY - timedelta(days=1), 1, AgreementStanding.REPORTS_OPEN),
        (SIGNED, TODAY - timedelta(days=1), 0, AgreementStanding.ENDED),
    ],
)
def test_the_standing_of_an_agreement(
    signed: date | None, ends: date | None, reports: int, standing: AgreementStanding
) -> None:
    assert agreement_standing(signed, ends, TODAY, open_reports=reports) is standing


def test_an_amendment_is_written_down_and_applied_to_the_record(
    session: Session, login: SignIn, grant: Application
) -> None:
    me = login("director")
    page = me.get(f"/grants/{grant.id}/amendments/new")
    assert (
        "Say what changes" in me.submit(page, {"number": "1", "agreed_on": "2026-06-01", "reason": "Ремонт"}, 422).text
    )
    typed = {
        "number": "1",
        "agreed_on": "2026-06-01",
        "reason": "Ремонт набережної",
        "ends_on": "2027-03-31",
        "award": "12 000",
        "team_before": "Калинчук С.",
        "team_after": "Ясенко М.",
    }
    early = me.submit(page, {**typed, "agreed_on": "2026-01-14"}, 422)
    assert "no amendment before the agreement of 15 Jan 2026" in " ".join(early.errors())
    me.submit(page, typed)
    row = session.query(Amendment).one()
    waiting = me.get(f"/grants/{grant.id}/award")
    assert "Waits for the funder’s consent" in waiting.text
    assert (
        "Write down when the funder agreed first"
        in me.follow(me.post(f"/grants/{grant.id}/amendments/{row.id}/apply")).text
    )
    edit = me.get(f"/grants/{grant.id}/amendments/{row.id}/edit")
    assert edit.form()["award"] == "12,000.00" and edit.form()["team_after"] == "Ясенко М."
    me.submit(edit, {"consent_on": "2026-05-28"})
    me.post(f"/grants/{grant.id}/amendments/{row.id}/apply")
    session.refresh(grant)
    assert (grant.ends_on, grant.awarded_amount, grant.awarded_base) == (date(2027, 3, 31), 12_000, 12_000)
    shown = me.get(f"/grants/{grant.id}/award").text
    assert "at first 31 Dec 2026" in shown and "at first UAH 10,000.00" in shown and "Ясенко М." in shown
    me.get(f"/grants/{grant.id}/amendments/{row.id}/edit", status=422)
    assert "applied and stays" in me.follow(me.post(f"/grants/{grant.id}/amendments/{row.id}/remove")).text
    kept = session.query(AuditEntry).filter_by(table_name="applications", action="update").all()
    assert any(item.after and item.after.get("ends_on") == "2027-03-31" for item in kept)


def test_an_award_below_the_tranches_changes_nothing_at_all(
    session: Session, login: SignIn, grant: Application
) -> None:
    row = save_amendment(session, grant, data(ends_on=date(2027, 1, 31), award=Decimal("7999.99")), today=TODAY)
    session.commit()
    me = login("coordinator")
    told = me.follow(me.post(f"/grants/{grant.id}/amendments/{row.id}/apply")).text
    assert "The tranches add up to UAH 8,000.00" in told
    other = login("coordinator", locale="uk")
    told = other.follow(other.post(f"/grants/{grant.id}/amendments/{row.id}/apply")).text
    assert "Разом у траншах 8 000,00 ₴" in told
    session.refresh(grant)
    session.refresh(row)
    assert (grant.ends_on, grant.awarded_amount, row.applied_at) == (date(2026, 12, 31), 10_000, None)


def test_an_award_is_not_made_smaller_than_its_tranches_in_the_form_either(
    session: Session, login: SignIn, grant: Application
) -> None:
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/edit")
    refused = me.submit(page, {"awarded_amount": "7999.99"}, status=422)
    assert any("The tranches add up to UAH 8,000.00" in error for error in refused.errors())
    me.submit(page, {"awarded_amount": "8000"})
    make.make_disbursement(session, grant, amount=Decimal(1_000))
    session.commit()
    me.submit(me.get(f"/grants/{grant.id}/edit"), {"leader": "Олена"})
    session.refresh(grant)
    assert (grant.leader, grant.awarded_amount) == ("Олена", 8_000)


def test_original_terms_survive_several_amendments(session: Session, grant: Application) -> None:
    for number, (ends_on, award) in enumerate([(date(2027, 1, 31), 11_000), (date(2027, 2, 28), 9_000)], start=1):
        row = save_amendment(session, grant, data(str(number), ends_on=ends_on, award=Decimal(award)), today=TODAY)
        apply_amendment(session, row, today=TODAY, now=utc_now(), by=None)
    terms = original_terms(grant, amendments(session, grant.id))
    assert (terms.ends_on, terms.award) == (date(2026, 12, 31), 10_000)
    assert (grant.ends_on, grant.awarded_amount) == (date(2027, 2, 28), 9_000)
    with pytest.raises(RuleError, match="amendment_number_taken"):
        save_amendment(session, grant, data("2", award=Decimal(1)), today=TODAY)
    with pytest.raises(RuleError, match="dates_out_of_order"):
        save_amendment(session, grant, data("3", ends_on=date(2026, 1, 1)), today=TODAY)
    draft = save_amendment(session, grant, data("3", words=((AmendmentKind.BUDGET, "", "Інше"),)), today=TODAY)
    again = data("3", ends_on=date(2027, 4, 1))
    save_amendment(session, grant, again, today=TODAY, amendment=draft)
    assert [change.kind for change in draft.changes] == [AmendmentKind.END_DATE]


def test_what_an_amendment_may_not_say(session: Session, grant: Application) -> None:
    first = save_amendment(session, grant, data(ends_on=date(2027, 3, 31)), today=TODAY)
    for typed, code in (
        (data(award=Decimal(9_000)), "amendment_number_taken"),
        (data("2", award=Decimal(9_000), reason=""), "amendment_needs_reason"),
        (data("2", award=Decimal(9_000), consent_on=TODAY + timedelta(days=1)), "consent_in_future"),
        (data("2", award=Decimal(9_000), agreed_on=SIGNED - timedelta(days=1)), "amendment_before_agreement"),
        (data("2", award=Decimal(0)), "award_not_positive"),
        (data("2", ends_on=date(2026, 1, 31)), "dates_out_of_order"),
        (data("2"), "amendment_empty"),
    ):
        with pytest.raises(RuleError, match=code):
            save_amendment(session, grant, typed, today=TODAY)
    # An amendment keeps its own number, may be of the day of the agreement, and may shorten the work to one day.
    save_amendment(session, grant, data(ends_on=date(2026, 2, 1), agreed_on=SIGNED), today=TODAY, amendment=first)
    now = utc_now()
    for column, value, code in (
        ("agreed_on", TODAY + timedelta(days=1), "amendment_in_future"),
        ("consent_on", None, "consent_required"),
    ):
        kept = getattr(first, column)
        setattr(first, column, value)
        session.flush()
        with pytest.raises(RuleError, match=code):
            apply_amendment(session, first, today=TODAY, now=now, by=None)
        setattr(first, column, kept)
    for signed, code in ((None, "agreement_missing"), (SIGNED + timedelta(days=1), "amendment_before_agreement")):
        grant.agreement_on = signed
        session.flush()
        with pytest.raises(RuleError, match=code):
            apply_amendment(session, first, today=TODAY, now=now, by=None)
    grant.agreement_on = SIGNED
    apply_amendment(session, first, today=TODAY, now=now, by=None)
    assert grant.ends_on == date(2026, 2, 1)
    for act in (
        lambda: remove_amendment(session, first),
        lambda: save_amendment(session, grant, data(award=Decimal(9_000)), today=TODAY, amendment=first),
    ):
        with pytest.raises(RuleError, match="amendment_applied"):
            act()


def test_the_agreement_is_one_record_with_dates_that_can_be(session: Session, grant: Application) -> None:
    applicant = make.make_organisation(session)

    def sign(**fields: Any) -> GrantAgreement:
        return save_agreement(session, grant, GrantAgreementData(**{"agreement_on": SIGNED, **fields}), today=TODAY)

    for fields, code in (
        ({"agreement_on": TODAY + timedelta(days=1)}, "agreement_in_future"),
        ({"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}, "dates_out_of_order"),
        ({"applicant_id": make.make_person(session).id}, "applicant_not_organisation"),
    ):
        with pytest.raises(RuleError, match=code):
            sign(**fields)
    first = sign(agreement_number="7", agreement_on=TODAY, starts_on=TODAY, ends_on=TODAY)
    second = sign(agreement_number="7-А", applicant_id=applicant.id)
    assert first is second, "it is written down again, not beside"
    assert (grant.agreement_number, grant.agreement_on, second.applicant_id) == ("7-А", SIGNED, applicant.id)


def test_two_people_apply_one_amendment_at_once(session: Session, app: Flask, grant: Application) -> None:
    row = save_amendment(session, grant, data(award=Decimal(12_000)), today=TODAY)
    session.commit()
    amendment_id = row.id

    def applying(own: Session, wait: Any) -> object:
        found = own.get(Amendment, amendment_id)
        assert found is not None
        wait()
        return apply_amendment(own, found, today=TODAY, now=utc_now(), by=None)

    results = at_once(app, applying, applying)
    assert [isinstance(item, Exception) for item in results].count(True) == 1, results
    session.expire_all()
    assert original_terms(grant, amendments(session, grant.id)).award == 10_000


def test_an_amendment_edited_by_two_shows_both_versions(session: Session, login: SignIn, grant: Application) -> None:
    row = save_amendment(session, grant, data(ends_on=date(2027, 1, 31)), today=today())
    session.commit()
    first, second = login("coordinator"), login("director")
    path = f"/grants/{grant.id}/amendments/{row.id}/edit"
    page = first.get(path)
    second.submit(second.get(path), {"reason": "Ремонт"})
    conflict = first.submit(page, {"reason": "Відключення світла"}, status=409)
    assert "Ремонт" in conflict.text and conflict.form()["reason"] == "Відключення світла"
