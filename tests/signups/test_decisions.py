"""Staff decide: who it is, what an approval adds, declining, taking back, two at once, scope, letters, terms."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.clock import today, zone
from app.domain.privacy import VOLUNTEERING, ConsentChannel
from app.domain.relationships import GUARDIAN
from app.domain.signups import PERSONAL, SignUpStatus
from app.domain.tasks import ChecklistTrigger
from app.domain.volunteers import VolunteerStatus
from app.queries.personal_data import everything_about
from app.queries.relationships import guardians
from app.scope import EVERYTHING
from app.services.erasure_work import erase_person
from app.services.sign_up_decisions import Decider, decline_sign_up
from app.services.sign_ups import erase_over_terms
from app.uploads import FileStore
from models.accounts import User
from models.branches import Branch
from models.contacts import Contact, Person
from models.privacy import Consent, ConsentPurpose, ConsentText
from models.relationships import Relationship, RelationshipType
from models.search import SearchEntry
from models.signups import SignUp
from models.tasks import Task
from models.volunteers import Volunteer
from tests.conftest import SignIn
from tests.signups.conftest import birthday
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient
from tests.support.postbox import letters_in
from tests.support.together import at_once

APPROVE, DECLINE = "#approve form", "#decline form"


@pytest.fixture
def branch(session: Session) -> Branch:
    return make.make_branch(session, "Філія № 5")


def photo_text(session: Session) -> ConsentText:
    statement = (
        sa.select(ConsentText).join(ConsentPurpose).where(ConsentPurpose.code == "photo", ConsentText.locale == "uk")
    )
    return session.scalars(statement.order_by(ConsentText.number.desc())).one()


def path(sign_up: SignUp) -> str:
    return f"/volunteers/sign-ups/{sign_up.id}"


def approve(client: PageClient, sign_up: SignUp, changes: dict[str, Any] | None = None, status: int = 302) -> Page:
    return client.submit(client.get(path(sign_up)), changes, status=status, css=APPROVE)


def test_an_approved_stranger_becomes_a_contact_and_a_volunteer_with_everything_that_was_written(
    session: Session, login: SignIn, branch: Branch
) -> None:
    make.make_checklist_template(session, trigger=ChecklistTrigger.VOLUNTEER_ADDED)
    sign_up = make.make_sign_up(
        session,
        "Гордієнко",
        branch=branch,
        skills=["читання вголос"],
        languages=["uk", "pl"],
        availability=["5-morning"],
        emergency_name="Гордієнко Петро",
        emergency_phone="+380677654321",
        about="Люблю книжки.",
        photo_text=photo_text(session),
    )
    client = login("coordinator")
    record = client.follow(approve(client, sign_up))
    assert record.heading == "Гордієнко Ірина"
    session.expire_all()
    volunteer = session.scalars(sa.select(Volunteer)).one()
    assert (sign_up.status, sign_up.volunteer_id) == (SignUpStatus.APPROVED, volunteer.id)
    assert sign_up.decided_by_id == client.user.id if client.user else False
    assert (volunteer.branch_id, volunteer.status, volunteer.started_on) == (
        branch.id, VolunteerStatus.ACTIVE, today(),
    )  # fmt: skip
    assert [skill.name for skill in volunteer.skills] == ["читання вголос"]
    assert [item.code.value for item in volunteer.languages] == ["pl", "uk"]
    assert [(slot.weekday, slot.part.value) for slot in volunteer.availability] == [(5, "morning")]
    assert (volunteer.emergency_contact, volunteer.emergency_phone) == ("Гордієнко Петро", "+380677654321")
    assert volunteer.person.emails[0].email == sign_up.email
    consents = session.scalars(sa.select(Consent).order_by(Consent.id)).all()
    assert [(item.purpose.code, item.text_id, item.channel, item.given_on) for item in consents] == [
        (VOLUNTEERING, sign_up.consent_text_id, ConsentChannel.WEB, make.DAY),
        ("photo", sign_up.photo_text_id, ConsentChannel.WEB, make.DAY),
    ]
    assert session.scalars(sa.select(Task).where(Task.volunteer_id == volunteer.id)).all()


def sent_by_a_minor(session: Session, branch: Branch, **about: str) -> SignUp:
    """A sign-up of somebody of fifteen, who names a guardian."""
    born, told = date.fromisoformat(birthday(15)), {"guardian_name": "Гордієнко Марія", **about}
    return make.make_sign_up(
        session, branch=branch, birth_date=born, sent_at=make.utc_now(), guardian_phone="+380631112233", **told
    )


def test_a_minor_comes_with_a_guardian_as_a_contact(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = sent_by_a_minor(
        session, branch, guardian_name="Гордієнко Марія Іванівна", guardian_email="mama@library.example"
    )
    client = login("coordinator")
    assert "Under 18." in client.get(path(sign_up)).text
    record = client.follow(approve(client, sign_up))
    volunteer = session.scalars(sa.select(Volunteer)).one()
    (guardian,) = guardians(session, volunteer.person_id, today())
    assert (guardian.name, guardian.phone) == ("Гордієнко Марія Іванівна", "+380631112233")
    assert session.scalars(sa.select(Consent)).one().guardian_id == guardian.contact_id
    assert volunteer.guardian_name == "Гордієнко Марія Іванівна"
    # What a minor writes about a guardian does not prove that the guardian agreed.
    assert "The consent of a parent or guardian, on paper or in person" in record.text


def test_a_guardian_who_is_known_is_not_added_again(session: Session, login: SignIn, branch: Branch) -> None:
    mother = make.make_person(session, "Гордієнко", "Марія", phone="+380631112233")
    sign_up = sent_by_a_minor(session, branch)
    approve(login("coordinator"), sign_up)
    kind = sa.select(RelationshipType.id).where(RelationshipType.code == GUARDIAN)
    assert (
        session.scalars(sa.select(Relationship).where(Relationship.type_id == kind.scalar_subquery()))
        .one()
        .from_contact_id
        == mother.id
    )
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 2


def test_a_namesake_in_the_family_who_is_no_adult_becomes_nobodys_guardian(
    session: Session, login: SignIn, branch: Branch
) -> None:
    born = date.fromisoformat(birthday(16))
    daughter = make.make_person(session, "Гордієнко", "Марія", phone="+380631112233", birth_date=born)
    sign_up = sent_by_a_minor(session, branch)
    approve(login("coordinator"), sign_up)
    volunteer = session.scalars(sa.select(Volunteer)).one()
    (guardian,) = guardians(session, volunteer.person_id, today())
    assert guardian.contact_id != daughter.id and guardian.name == "Гордієнко Марія"
    assert session.scalars(sa.select(Consent)).one().guardian_id == guardian.contact_id


def test_a_likely_contact_stands_beside_the_form_and_is_completed(
    session: Session, login: SignIn, branch: Branch
) -> None:
    sign_up = make.make_sign_up(session, "Гордієнко", branch=branch, email="iryna@library.example")
    known = make.make_person(session, "Гордієнко", "Ірина", email="iryna@library.example", phone="+380671112233")
    client = login("coordinator")
    page = client.get(path(sign_up))
    assert f"/contacts/{known.id}" in page.links
    assert "iryna@library.example" in page.texts("main table td")
    assert page.form(APPROVE)["who"] == str(known.id)
    client.submit(page, css=APPROVE)
    session.expire_all()
    assert session.scalars(sa.select(Volunteer)).one().person_id == known.id
    assert [item.number for item in known.phones] == ["+380671112233", "+380501234567"]
    assert known.birth_date == sign_up.birth_date
    assert not sign_up.made_person


def test_another_contact_is_chosen_by_name(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, "Гордієнко", branch=branch)
    other = make.make_person(session, "Петренко", "Ірина")
    client = login("coordinator")
    refused = approve(client, sign_up, {"who": "other", "person": "", "person_text": "Нікого"}, status=422)
    assert refused.errors()
    approve(client, sign_up, {"who": "other", "person": str(other.id), "person_text": other.display_name})
    assert session.scalars(sa.select(Volunteer)).one().person_id == other.id


def test_who_already_helps_is_put_back_to_work_and_keeps_what_was_known(
    session: Session, login: SignIn, branch: Branch
) -> None:
    person = make.make_person(session, "Гордієнко", "Ірина", email="iryna@library.example")
    volunteer = make.make_volunteer(session, person, branch=branch, skills=["малювання"], about="Давно з нами")
    make.make_status_change(session, volunteer, VolunteerStatus.PAUSED)
    sign_up = make.make_sign_up(
        session, "Гордієнко", email="iryna@library.example", skills=["спів"], about="Нове", branch=branch
    )
    approve(login("coordinator"), sign_up)
    session.expire_all()
    assert volunteer.status is VolunteerStatus.ACTIVE
    assert {skill.name for skill in volunteer.skills} == {"малювання", "спів"}
    assert volunteer.about == "Давно з нами"
    assert not sign_up.made_volunteer


def test_a_sign_up_for_any_branch_needs_one_before_it_is_approved(
    session: Session, login: SignIn, branch: Branch
) -> None:
    sign_up = make.make_sign_up(session)
    client = login("coordinator")
    assert approve(client, sign_up, status=422).errors()
    approve(client, sign_up, {"branch_id": branch.id})
    session.expire_all()
    assert sign_up.branch_id == branch.id


def test_declining_needs_a_reason_and_can_be_taken_back(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, branch=branch)
    client = login("coordinator")
    refused = client.submit(client.get(path(sign_up)), status=422, css=DECLINE)
    assert refused.errors()
    done = client.follow(client.submit(refused, {"reason": "Немає місць"}, css=DECLINE))
    assert "declined" in done.html
    session.expire_all()
    assert (sign_up.status, sign_up.reason) == (SignUpStatus.DECLINED, "Немає місць")
    assert "Немає місць" in client.get(path(sign_up)).text
    client.post(f"{path(sign_up)}/reopen")
    session.expire_all()
    assert (sign_up.status, sign_up.reason, sign_up.decided_at) == (SignUpStatus.WAITING, "", None)
    assert not session.scalars(sa.select(Contact)).all()


def test_an_approval_is_taken_back_until_something_happened(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, branch=branch)
    client = login("coordinator")
    approve(client, sign_up)
    client.post(f"{path(sign_up)}/reopen")
    session.expire_all()
    volunteer = session.scalars(sa.select(Volunteer)).one()
    assert sign_up.status is SignUpStatus.WAITING
    assert volunteer.archived_at is not None
    assert volunteer.person.archived_at is not None
    approve(client, sign_up)
    session.expire_all()
    assert session.scalars(sa.select(Volunteer)).one().archived_at is None
    assert volunteer.person.archived_at is None
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1
    make.make_hours(session, volunteer)
    refused = client.follow(client.post(f"{path(sign_up)}/reopen"))
    assert "cannot be taken back" in refused.html
    session.expire_all()
    assert sign_up.status is SignUpStatus.APPROVED


def test_the_second_of_two_who_decide_is_told(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, branch=branch)
    first, second = login("coordinator"), login("director")
    open_page = second.get(path(sign_up))
    approve(first, sign_up)
    told = second.submit(open_page, {"reason": "Ні"}, status=409, css=DECLINE)
    assert "already decided on this sign-up: Approved" in told.html
    again = second.submit(open_page, status=409, css=APPROVE)
    assert "already decided" in again.html
    assert session.scalar(sa.select(sa.func.count()).select_from(Volunteer)) == 1


def test_two_decisions_in_the_same_moment_leave_one(session: Session, app: Flask, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, branch=branch)
    users = [make.make_user(session).id for _number in range(2)]
    session.commit()
    sign_up_id = sign_up.id
    session.remove() if hasattr(session, "remove") else session.close()

    def decide(user_id: int) -> Callable[[Session, Callable[[], None]], None]:
        def work(own: Session, ready: Callable[[], None]) -> None:
            record, user = own.get(SignUp, sign_up_id), own.get(User, user_id)
            assert record is not None
            assert user is not None
            ready()
            decline_sign_up(own, record, "Немає місць", Decider(user, make.utc_now(), zone(), EVERYTHING))

        return work

    results = at_once(app, *(decide(user_id) for user_id in users))
    assert sorted(type(result).__name__ for result in results) == sorted(["NoneType", StaleDataError.__name__])


def test_staff_see_and_decide_on_the_sign_ups_of_their_branch_only(
    session: Session, login: SignIn, branch: Branch
) -> None:
    own, foreign = (
        make.make_sign_up(session, branch=branch),
        make.make_sign_up(session, branch=make.make_branch(session)),
    )
    anywhere = make.make_sign_up(session)
    staff = login("staff", branch=branch)
    page = staff.get("/volunteers/sign-ups")
    assert path(own) in page.links
    for other in (foreign, anywhere):
        assert path(other) not in page.links
        staff.get(path(other), 404)
        staff.post(f"{path(other)}/approve", status=404)
        staff.post(f"{path(other)}/decline", {"reason": "Ні"}, status=404)
    approve(staff, own)
    monitor = login("monitor")
    monitor.get("/volunteers/sign-ups", 403)
    monitor.get(path(own), 403)
    monitor.get("/volunteers/documents", 403)


def test_the_list_is_searched_filtered_and_counted_at_home(session: Session, login: SignIn, branch: Branch) -> None:
    first = make.make_sign_up(session, "Гордієнко", branch=branch, reference="AAA-111", repeated_as="BBB-222")
    make.make_sign_up(session, "Мельник", branch=branch, birth_date=date.fromisoformat(birthday(15)))
    make.make_sign_up(session, "Відхилена", status=SignUpStatus.DECLINED, reason="Ні", branch=branch)
    client = login("coordinator")
    assert "Decide on 2 sign-ups" in client.get("/").text
    assert client.get("/volunteers").texts(".tabs .count") == ["2"]
    for words in ("Гордіє", "AAA-111", "BBB-222", first.email):
        found = client.get(f"/volunteers/sign-ups?q={words}").text
        assert "Гордієнко" in found
        assert "Мельник" not in found
    assert "Мельник" not in client.get("/volunteers/sign-ups?minor=0").text
    assert "Відхилена" in client.get("/volunteers/sign-ups?status=declined").text
    export = client.get("/volunteers/sign-ups?status=waiting&format=csv").html
    assert "Мельник" in export
    assert "Відхилена" not in export


def test_the_list_and_a_sign_up_cost_a_fixed_number_of_statements(
    session: Session, login: SignIn, branch: Branch, app: Flask
) -> None:
    sign_up = make.make_sign_up(session, branch=branch)
    client = login("coordinator")
    client.get("/volunteers/sign-ups")
    with count_queries(app) as few:
        client.get("/volunteers/sign-ups")
    for _number in range(5):
        make.make_sign_up(session, branch=branch)
    with count_queries(app) as many:
        client.get("/volunteers/sign-ups")
    assert len(many) == len(few)
    with count_queries(app) as found:
        client.get(path(sign_up))
    assert len(found) <= 14


def test_the_letters_go_out_in_the_language_of_the_person(
    session: Session, login: SignIn, branch: Branch, mail_folder: Path
) -> None:
    make.make_institution(session)
    first, second = (
        make.make_sign_up(session, "Перша", branch=branch),
        make.make_sign_up(session, "Друга", branch=branch),
    )
    client = login("coordinator")
    approve(client, first)
    client.submit(client.get(path(second)), {"reason": "Немає місць", "words": "Зараз усі місця зайняті."}, css=DECLINE)
    sent = {letter["To"]: letter for letter in letters_in(mail_folder)}
    welcome, no = sent[first.email], sent[second.email]
    assert welcome["Subject"] == "Вітаємо серед волонтерів"
    assert "Луцька публічна бібліотека" in welcome.get_content()
    assert "Зараз усі місця зайняті." in no.get_content()
    assert "Немає місць" not in no.get_content()


def test_no_letter_goes_without_being_asked_for(
    session: Session, login: SignIn, branch: Branch, mail_folder: Path
) -> None:
    first, second = make.make_sign_up(session, branch=branch), make.make_sign_up(session, branch=branch)
    client = login("coordinator")
    approve(client, first, {"welcome": None})
    client.submit(client.get(path(second)), {"reason": "Немає місць"}, css=DECLINE)
    assert not mail_folder.exists()


def test_what_was_written_is_erased_after_the_terms_and_the_sums_stay(session: Session, branch: Branch) -> None:
    now = make.utc_now()
    old, older = now - timedelta(days=91), now - timedelta(days=181)
    declined = make.make_sign_up(
        session, "Відхилена", status=SignUpStatus.DECLINED, reason="Ні", decided_at=old, branch=branch
    )
    forgotten = make.make_sign_up(session, "Забута", sent_at=older, branch=branch, skills=["спів"])
    volunteer = make.make_volunteer(session)
    approved = make.make_sign_up(session, "Схвалена", status=SignUpStatus.APPROVED, decided_at=old, volunteer=volunteer)
    fresh = make.make_sign_up(session, "Свіжа", status=SignUpStatus.DECLINED, reason="Ні", decided_at=now)
    session.commit()
    assert erase_over_terms(session, now) == {"erased": 3}
    session.commit()
    session.expire_all()
    for record in (declined, forgotten, approved):
        assert not any(getattr(record, name) for name in PERSONAL)
        assert record.erased_at is not None
    assert forgotten.status is SignUpStatus.LAPSED
    assert (declined.status, declined.branch_id) == (SignUpStatus.DECLINED, branch.id)
    assert fresh.last_name == "Свіжа"
    titles = session.scalars(sa.select(SearchEntry.title).where(SearchEntry.kind == "sign_up")).all()
    assert not {"Відхилена Ірина", "Забута Ірина", "Схвалена Ірина"} & set(titles)
    assert erase_over_terms(session, now) == {"erased": 0}


def test_erased_sign_ups_say_so_and_cannot_be_decided(session: Session, login: SignIn, branch: Branch) -> None:
    sign_up = make.make_sign_up(session, sent_at=make.utc_now() - timedelta(days=181), branch=branch)
    erase_over_terms(session, make.utc_now())
    client = login("coordinator")
    page = client.get(path(sign_up))
    assert "has been erased" in page.text
    assert not page.select(APPROVE)
    refused = client.post(f"{path(sign_up)}/decline", {"reason": "Ні"}, status=422)
    assert refused.heading == sign_up.reference


def test_the_person_s_data_and_erasure_cover_the_sign_up(
    session: Session, login: SignIn, branch: Branch, tmp_path: Path
) -> None:
    sign_up = make.make_sign_up(session, "Гордієнко", branch=branch, about="Люблю книжки", skills=["спів"])
    approve(login("coordinator"), sign_up)
    session.expire_all()
    person = session.scalars(sa.select(Volunteer)).one().person
    sections = {section.table: section.rows for section in everything_about(session, person)}
    assert sections["sign_ups"][0]["about"] == "Люблю книжки"
    assert "ip_hash" not in sections["sign_ups"][0]
    erase_person(session, person, store=FileStore(tmp_path), now=make.utc_now())
    session.commit()
    session.expire_all()
    assert not any(getattr(sign_up, name) for name in PERSONAL)
    assert sign_up.skills == []
    assert sign_up.status is SignUpStatus.APPROVED
    assert not session.scalars(sa.select(SearchEntry).where(SearchEntry.title.contains("Гордієнко"))).all()


def test_a_waiting_sign_up_is_the_person_s_own_data_and_nobody_else_s(
    session: Session, login: SignIn, tmp_path: Path
) -> None:
    mail, born = "hordiienko@library.example", date(1995, 6, 1)
    person = make.make_person(session, "Гордієнко", "Ірина", middle_name="Петрівна", email=mail, birth_date=born)
    own = make.make_sign_up(session, "ГОРДІЄНКО", email=mail, about="Люблю книжки")
    declined = make.make_sign_up(session, "Гордієнко", email=mail, status=SignUpStatus.DECLINED, reason="Немає місць")
    others = [
        make.make_sign_up(session, "Гордієнко", email="other@library.example"),
        make.make_sign_up(session, "Гордієнко", first_name="Олег", email=mail),
        make.make_sign_up(session, "Гордієнко", middle_name="Олегівна", email=mail),
        make.make_sign_up(session, "Гордієнко", birth_date=date(2009, 1, 2), email=mail),
        make.make_sign_up(session, "Гордієнко", email=f"x{mail}"),
    ]
    director = login("director")
    assert "Sign-ups of volunteers" in director.get(f"/contacts/{person.id}/data").text
    package = zipfile.ZipFile(io.BytesIO(director.get(f"/contacts/{person.id}/data/download").response.data))
    tables = json.loads(package.read("data.json"))["tables"]
    found = [row for table in tables if table["table"] == "sign_ups" for row in table["rows"]]
    assert [row["reference"] for row in found] == [own.reference, declined.reference]
    assert found[0]["about"] == "Люблю книжки" and "ip_hash" not in found[0]
    assert "Люблю книжки" in package.read("summary.html").decode()
    erase_person(session, person, store=FileStore(tmp_path), now=make.utc_now())
    session.commit()
    session.expire_all()
    assert not any(getattr(record, name) for record in (own, declined) for name in PERSONAL)
    assert (own.status, declined.status) == (SignUpStatus.LAPSED, SignUpStatus.DECLINED)
    assert all(record.birth_date and record.erased_at is None for record in others)


def told(login: SignIn, person: Person, path: str = "download") -> list[dict[str, Any]]:
    """Return the sign-ups that the download about a person holds."""
    answer = login("director").get(f"/contacts/{person.id}/data/{path}").response.data
    tables = json.loads(zipfile.ZipFile(io.BytesIO(answer)).read("data.json"))["tables"]
    return [row for table in tables if table["table"] == "sign_ups" for row in table["rows"]]


def test_a_sign_up_under_a_former_surname_is_told_and_a_relative_s_is_not(
    session: Session, login: SignIn, tmp_path: Path
) -> None:
    mail, phone, born = "hordiienko@library.example", "+380671112233", date(1995, 6, 1)
    person = make.make_person(
        session, "Гордієнко", "Ірина", middle_name="Петрівна", email=mail, phone=phone, birth_date=born
    )
    own = [
        make.make_sign_up(session, "Бондар", email=mail, birth_date=born),
        make.make_sign_up(session, "Бондар", middle_name="Петрівна", phone=phone, birth_date=born),
        make.make_sign_up(session, "Гордієнко", phone=phone, birth_date=born),
    ]
    others = [
        make.make_sign_up(session, "Гордієнко", first_name="Софія", email=mail, birth_date=date(2009, 1, 2)),
        make.make_sign_up(session, "Бондар", email=mail, birth_date=date(1960, 1, 2)),
        make.make_sign_up(session, "Бондар", phone=phone, middle_name="Олегівна", birth_date=born),
    ]
    make.make_sign_up(session, "Бондар", birth_date=born)
    assert [row["reference"] for row in told(login, person)] == [record.reference for record in own]
    page = login("director").get(f"/contacts/{person.id}/data")
    assert page.texts(".row-list label") == [record.name for record in others]
    request = make.make_erasure_request(session, person)
    foreseen = login("director").get(f"/privacy/erasures/{request.id}")
    assert [text.split(" REF-")[0] for text in foreseen.texts(".callout li")] == [record.name for record in others]
    chosen = others[1]
    with_chosen = told(login, person, f"download?sign_up={chosen.id}&sign_up=0&sign_up=x")
    assert [row["reference"] for row in with_chosen] == [record.reference for record in (*own, chosen)]
    shown = login("director").get(f"/contacts/{person.id}/data/print?sign_up={chosen.id}").text
    assert chosen.reference in shown and others[0].reference not in shown
    erase_person(session, person, store=FileStore(tmp_path), now=make.utc_now())
    session.commit()
    session.expire_all()
    assert all(record.erased_at for record in own)
    # Whoever else signed up with the same address or telephone can still be reached, and be approved.
    assert [record.email for record in others[:2]] == [mail, mail]
    assert others[2].phone == phone
    approve(login("coordinator"), chosen, {"branch_id": str(make.make_branch(session).id)})


def test_a_guardian_is_told_what_a_sign_up_says_of_the_guardian_alone(
    session: Session, login: SignIn, branch: Branch, tmp_path: Path
) -> None:
    mother = make.make_person(session, "Коваль", "Оксана", middle_name="Юріївна", phone="+380671112233")
    child = {"birth_date": date(2011, 1, 2), "guardian_phone": "+380671112233", "branch": branch, "about": "Секрет"}
    sign_up = make.make_sign_up(
        session, "Дитина", guardian_name="Оксана Коваль", guardian_email="o@library.example", **child
    )
    make.make_sign_up(session, "Дитина", guardian_name="Бондар Оксана", **child)
    make.make_sign_up(session, "Дитина", guardian_name="Коваль Оксана Іванівна", **child)
    make.make_sign_up(session, "Дитина", guardian_name="Коваль Оксана", **{**child, "guardian_phone": "+380670000000"})
    friend = make.make_sign_up(session, "Друг", emergency_name="сусідка Коваль Оксана", emergency_phone="+380671112233")
    rows = told(login, mother)
    assert [row["reference"] for row in rows] == [sign_up.reference, friend.reference]
    assert rows[0].keys() == {"reference", "status", "sent_at", "guardian_name", "guardian_phone", "guardian_email"}
    assert rows[0]["guardian_email"] == "o@library.example"
    assert rows[1]["emergency_name"] == "сусідка Коваль Оксана"
    page = login("director").get(f"/contacts/{mother.id}/data").text
    assert "Sign-ups of volunteers" in page and "Дитина" not in page
    printed = login("director").get(f"/contacts/{mother.id}/data/print").text
    assert sign_up.reference in printed and "Дитина" not in printed and "Секрет" not in printed
    erase_person(session, mother, store=FileStore(tmp_path), now=make.utc_now())
    session.commit()
    session.expire_all()
    assert (sign_up.guardian_name, sign_up.guardian_phone, sign_up.guardian_email) == ("", "", "")
    assert (friend.emergency_name, friend.emergency_phone, sign_up.last_name) == ("", "", "Дитина")
    refused = approve(login("coordinator"), sign_up, status=422)
    assert any("guardian" in text for text in refused.errors())
