"""The public pages: what is offered, the form, the age rule, guards against machines, nothing lost, nothing told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.opportunities import OpportunityKind, OpportunityStatus, Visibility
from app.domain.signups import TYPED as WRITTEN
from app.domain.signups import SignUpStatus
from app.passwords import hash_token
from app.services.consents import save_text
from models.audit import AuditEntry
from models.contacts import Contact
from models.jobs import Job
from models.opportunities import Opportunity
from models.privacy import ConsentText
from models.signups import SignUp
from tests.conftest import SignIn
from tests.signups.conftest import MINOR, TYPED, SendForm, birthday, opened
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.pages import PageClient


def sign_ups(session: Session) -> list[SignUp]:
    session.expire_all()
    return list(session.scalars(sa.select(SignUp).order_by(SignUp.id)))


def test_a_visitor_sees_only_what_is_open_and_public(
    session: Session, visitor: PageClient, public_work: Opportunity
) -> None:
    branch = public_work.branch
    make.make_opportunity(session, "Лише для волонтерів", branch=branch)
    make.make_opportunity(session, "Чернетка", visibility=Visibility.PUBLIC, status=OpportunityStatus.DRAFT)
    make.make_opportunity(
        session, "Торішнє", visibility=Visibility.PUBLIC, ends_on=today() - timedelta(days=1), branch=branch
    )
    make.make_opportunity(session, "В архіві", visibility=Visibility.PUBLIC, archived_at=make.MOMENT)
    page = visitor.get("/volunteer")
    assert page.texts(".offer h2") == ["Казки вголос", "I will help with anything"]
    assert "Філія № 5, вул. Шевченка, 3" in page.text
    assert "читання вголос" in page.text
    assert "4 people are wanted" in page.text
    assert "/volunteer/sign-up" in page.links


def test_the_offers_are_narrowed_by_branch_and_kind(
    session: Session, visitor: PageClient, public_work: Opportunity
) -> None:
    make.make_opportunity(
        session, "Прибирання парку", visibility=Visibility.PUBLIC, kind=OpportunityKind.ONE_OFF, needed=None
    )
    assert len(visitor.get("/volunteer").texts(".offer h2")) == 3
    here = visitor.get(f"/volunteer?branch={public_work.branch_id}")
    assert here.texts(".offer h2")[0] == "Казки вголос"
    assert len(here.texts(".offer h2")) == 2
    assert visitor.get("/volunteer?kind=one_off").texts(".offer h2")[0] == "Прибирання парку"
    nothing = visitor.get(f"/volunteer?branch={public_work.branch_id}&kind=one_off")
    assert "Nothing suits this choice" in nothing.text
    assert nothing.texts(".offer h2") == ["I will help with anything"]


def test_an_empty_page_says_what_to_do(visitor: PageClient) -> None:
    assert "Leave your form all the same" in visitor.get("/volunteer").text


def test_the_page_of_an_opportunity_shows_its_coming_shifts(
    session: Session, visitor: PageClient, public_work: Opportunity
) -> None:
    soon = make.utc_now() + timedelta(days=3)
    make.make_shift(session, public_work, starts_at=soon, note="прийти за чверть години")
    make.make_shift(session, public_work, starts_at=soon, cancelled_at=make.MOMENT, note="скасована")
    make.make_shift(session, public_work, starts_at=soon - timedelta(days=9), note="минула")
    page = visitor.get(f"/volunteer/{public_work.token}")
    assert page.heading == "Казки вголос"
    assert len(page.select(".offer-shifts li")) == 1
    assert "прийти за чверть години" in page.text
    assert f"/volunteer/sign-up?opportunity={public_work.token}" in page.links


def test_an_opportunity_that_is_not_public_has_no_page(session: Session, visitor: PageClient) -> None:
    hidden = make.make_opportunity(session)
    visitor.get(f"/volunteer/{hidden.token}", 404)
    visitor.get("/volunteer/nothing", 404)


def test_the_public_pages_cost_a_fixed_number_of_statements(
    session: Session, visitor: PageClient, public_work: Opportunity, app: Flask
) -> None:
    with count_queries(app) as few:
        visitor.get("/volunteer")
    for number in range(5):
        make.make_opportunity(session, f"Ще {number}", visibility=Visibility.PUBLIC, skills=[f"уміння {number}"])
    with count_queries(app) as many:
        visitor.get("/volunteer")
    assert len(many) == len(few)


def test_a_form_becomes_a_sign_up_and_no_contact(
    session: Session, visitor: PageClient, send: SendForm, public_work: Opportunity
) -> None:
    answer = send({"photo_consent": "y"}, path=f"/volunteer/sign-up?opportunity={public_work.token}")
    thanks = visitor.follow(answer)
    (made,) = sign_ups(session)
    assert made.reference in thanks.text
    assert (made.name, made.email, made.phone) == ("Гордієнко Ірина", "iryna@library.example", "+380501234567")
    assert made.skills == ["читання вголос", "фотографія"]
    assert (made.languages, made.availability) == (["uk", "pl"], ["5-morning", "6-evening"])
    assert (made.emergency_name, made.emergency_phone) == ("Гордієнко Петро", "+380677654321")
    assert (made.status, made.opportunity_id, made.branch_id) == (
        SignUpStatus.WAITING, public_work.id, public_work.branch_id,
    )  # fmt: skip
    assert made.consent_text.purpose.code == "volunteering"
    assert made.photo_text is not None
    assert made.photo_text.purpose.code == "photo"
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0


def test_nothing_personal_gets_into_addresses_logs_or_jobs(
    session: Session, visitor: PageClient, send: SendForm, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send()
    assert answer.location == "/volunteer/thanks"
    (made,) = sign_ups(session)
    words = ("Гордієнко", "iryna", "Iryna", "501234567")
    told = [str(row) for row in session.execute(sa.select(Job.title, Job.arguments))]
    told += [str(entry.after) for entry in session.scalars(sa.select(AuditEntry))]
    told.append(caplog.text)
    assert not [text for text in told if any(word in text for word in words)]
    assert len(made.ip_hash) == 64
    assert "127.0.0.1" not in made.ip_hash


@pytest.mark.parametrize(("years", "tomorrow"), [(14, True), (5, False)])
def test_under_14_is_refused_kindly_with_nothing_lost(
    session: Session, send: SendForm, years: int, tomorrow: bool
) -> None:
    birth_date = birthday(years, tomorrow=tomorrow)
    refused = send({"birth_date": birth_date, "photo_consent": "y"}, status=422)
    assert any("at least 14 years old" in error and "glad to see you later" in error for error in refused.errors())
    kept = refused.form()
    typed = {**TYPED, "birth_date": birth_date, "photo_consent": "y"}
    assert {name: kept[name] for name in typed} == typed
    assert not sign_ups(session)


@pytest.mark.parametrize(("years", "tomorrow"), [(14, False), (18, True)])
def test_a_minor_without_a_guardian_is_refused_in_words_with_nothing_lost(
    session: Session, send: SendForm, years: int, tomorrow: bool
) -> None:
    typed = {**TYPED, "birth_date": birthday(years, tomorrow=tomorrow)}
    refused = send({**typed, "consent": None}, status=422)
    # All that is lacking is said at once: the guardian's name and phone, and the consent.
    assert any("under 18" in error and "last and first name" in error for error in refused.errors())
    assert len(refused.select("#errors li")) == 3
    refused = send(typed, status=422)
    assert {name: refused.form()[name] for name in typed} == typed
    refused = send({**typed, "guardian_name": "Гордієнко Марія"}, status=422)
    assert any("phone" in error for error in refused.errors())
    assert refused.form()["guardian_name"] == "Гордієнко Марія"
    assert not sign_ups(session)
    send({**typed, **MINOR})
    assert sign_ups(session)[0].guardian_phone == "+380631112233"


def test_an_adult_needs_nobody_and_a_guardian_typed_by_mistake_is_not_kept(session: Session, send: SendForm) -> None:
    send({"birth_date": birthday(18), **MINOR})
    (made,) = sign_ups(session)
    assert (made.guardian_name, made.guardian_phone, made.guardian_email) == ("", "", "")


def test_work_for_older_people_says_from_what_age(session: Session, send: SendForm, public_work: Opportunity) -> None:
    public_work.min_age = 16
    session.commit()
    path = f"/volunteer/sign-up?opportunity={public_work.token}"
    refused = send({"birth_date": birthday(15), **MINOR}, status=422, path=path)
    assert any("16 and older" in error for error in refused.errors())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "не адреса"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"emergency_phone": "абв"}, "emergency_phone"),
        ({"last_name": ""}, "last_name"),
        ({"birth_date": "32.13.2000"}, "birth_date"),
        ({"birth_date": "1900-01-01"}, "birth_date"),
        ({"consent": None}, "consent"),
        ({"about": "я" * 2001}, "about"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    session: Session, send: SendForm, changes: dict[str, str], field: str
) -> None:
    refused = send(changes, status=422)
    assert refused.select(f"#{field}-error")
    expected = {name: value for name, value in TYPED.items() if name not in {*changes, "birth_date", "phone"}}
    kept = refused.form()
    assert {name: kept[name] for name in expected} == expected
    assert not sign_ups(session)


def test_a_form_that_is_sent_too_fast_or_too_late_is_asked_for_again(session: Session, visitor: PageClient) -> None:
    fast = visitor.submit(visitor.get("/volunteer/sign-up"), TYPED, status=422)
    assert any("quicker than anybody types" in error for error in fast.errors())
    late = visitor.submit(opened(visitor, ago=timedelta(hours=9)), TYPED, status=422)
    assert any("open for a long time" in error for error in late.errors())
    assert late.form()["about"] == TYPED["about"]
    outdated = visitor.submit(opened(visitor), {**TYPED, "csrf_token": "вчорашній"}, status=400)
    assert outdated.form()["about"] == TYPED["about"]
    assert any("Nothing is lost" in error for error in outdated.errors())
    forged = visitor.submit(opened(visitor), {**TYPED, "opened": "вчора"}, status=422)
    assert forged.errors()
    assert not sign_ups(session)


def test_what_fills_in_the_trap_is_thanked_and_forgotten(session: Session, visitor: PageClient, send: SendForm) -> None:
    thanks = visitor.follow(send({"website": "https://spam.example"}))
    assert "Thank you" in thanks.heading
    assert not sign_ups(session)
    assert not session.scalar(sa.select(sa.func.count()).select_from(Job))


def test_the_same_again_is_answered_alike_and_kept_once(session: Session, visitor: PageClient, send: SendForm) -> None:
    first = visitor.follow(send())
    again = visitor.follow(send({"about": "Ще раз", "email": "IRYNA@library.example"}))
    (made,) = sign_ups(session)
    assert made.about == "Люблю книжки."
    first_number, second_number = first.texts(".reference")[0], again.texts(".reference")[0]
    assert first_number == made.reference != second_number
    assert made.repeated_as == second_number
    assert first.text.replace(first_number, "") == again.text.replace(second_number, "")
    assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


def test_nobody_learns_whether_a_contact_or_an_account_has_the_address(
    session: Session, visitor: PageClient, send: SendForm
) -> None:
    unknown = visitor.follow(send())
    make.make_volunteer(session, make.make_person(session, email="known@library.example"))
    known = visitor.follow(send({"email": "known@library.example"}))
    assert known.text.replace(known.texts(".reference")[0], "") == unknown.text.replace(
        unknown.texts(".reference")[0], ""
    )


def test_another_opportunity_and_a_decided_one_are_sign_ups_of_their_own(
    session: Session, send: SendForm, public_work: Opportunity
) -> None:
    send()
    send(path=f"/volunteer/sign-up?opportunity={public_work.token}")
    assert len(sign_ups(session)) == 2
    first = sign_ups(session)[0]
    first.status, first.decided_at, first.reason = SignUpStatus.DECLINED, make.MOMENT, "причина"
    session.commit()
    send()
    assert len(sign_ups(session)) == 3


def test_a_network_that_sends_very_many_forms_waits_and_loses_nothing(session: Session, limited: PageClient) -> None:
    page = opened(limited)
    for number in range(30):
        limited.submit(page, {**TYPED, "email": f"helper{number}@library.example"})
    refused = limited.submit(page, {**TYPED, "email": "last@library.example"}, status=429)
    assert any("Nothing is lost" in error for error in refused.errors())
    assert refused.form()["email"] == "last@library.example"
    assert len(sign_ups(session)) == 30


def test_a_text_that_changed_while_the_form_was_open_is_shown_again(
    session: Session, visitor: PageClient, send: SendForm
) -> None:
    page = opened(visitor)
    send({"email": "first@library.example"})
    text = session.scalar(sa.select(ConsentText).where(ConsentText.id == sign_ups(session)[0].consent_text_id))
    assert text is not None
    save_text(session, text.purpose, text.locale, "Нові слова згоди.", by=None, now=make.MOMENT)
    session.commit()
    refused = visitor.submit(page, TYPED, status=422)
    assert any("has changed meanwhile" in error for error in refused.errors())
    assert "Нові слова згоди." in refused.text
    assert "consent" not in refused.form()
    visitor.submit(refused, {"consent": "y"})
    made = sign_ups(session)[-1]
    assert made.consent_text.body == "Нові слова згоди."


def test_the_words_that_a_sign_up_agreed_to_are_never_changed(session: Session, send: SendForm) -> None:
    send()
    text = sign_ups(session)[0].consent_text
    before = text.body
    save_text(session, text.purpose, text.locale, "Інші слова.", by=None, now=make.MOMENT)
    session.commit()
    assert sign_ups(session)[0].consent_text.body == before


def test_the_address_is_confirmed_by_a_button_and_not_by_opening_the_link(
    session: Session, visitor: PageClient
) -> None:
    made = make.make_sign_up(session, confirm_hash=hash_token("secret"), sent_at=make.utc_now())
    page = visitor.get("/volunteer/confirm/secret")
    assert "Is this your address?" in page.heading
    session.expire_all()
    assert made.confirmed_at is None
    done = visitor.follow(visitor.submit(page))
    assert "confirmed" in done.heading
    session.expire_all()
    assert made.confirmed_at is not None
    assert "No. " + made.reference in visitor.get("/volunteer/confirm/secret").text


def test_an_old_or_unknown_link_explains_itself(session: Session, visitor: PageClient) -> None:
    make.make_sign_up(session, confirm_hash=hash_token("old"), sent_at=make.utc_now() - timedelta(days=15))
    for token in ("old", "unknown"):
        page = visitor.get(f"/volunteer/confirm/{token}", 404)
        assert "no longer works" in page.heading
        visitor.post(f"/volunteer/confirm/{token}", status=404)


def test_without_a_number_there_is_nothing_to_thank_for(visitor: PageClient) -> None:
    assert visitor.get("/volunteer/thanks", 302).location == "/volunteer"


def test_a_colleague_who_is_signed_in_sees_the_public_pages_too(login: SignIn) -> None:
    login("staff").get("/volunteer")


def test_the_audit_log_has_no_words_of_the_form() -> None:
    assert set(WRITTEN) <= SignUp.__audit_exclude__
