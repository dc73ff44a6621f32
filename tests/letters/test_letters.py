"""Letters to one contact on their pages: templates, writing, what becomes of them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.letter_text import to_plain_text
from app.domain.letters import Field, LetterStatus, Template
from app.services.letters import claim_letter
from models.interactions import Interaction
from models.letters import Letter, LetterTemplate
from tests.conftest import SignIn
from tests.privacy.test_consents import make_guardian
from tests.support import factories as make
from tests.support.databases import costs
from tests.support.postbox import free_port, server


@given(st.text(max_size=40))
def test_a_name_is_never_markup(name: str) -> None:
    filled = Template("Для {{full_name|друга}}", "Вітаємо, {{full_name|друга}}!").filled({Field.FULL_NAME: name})
    assert filled.html.count("<") == 2
    assert "\n" not in filled.subject


def test_a_name_like_a_link_stays_a_name() -> None:
    filled = Template("x", "{{full_name}}").filled({Field.FULL_NAME: "[тут](https://evil.example) <script>"})
    assert filled.html == "<p>[тут](https://evil.example) &lt;script&gt;</p>"
    assert filled.text == "[тут](https://evil.example) <script>\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{{surname}}", "unknown_field"),
        ("{{first_name", "broken_field"),
        ("first_name}}", "broken_field"),
        ("{{first_name.upper()}}", "broken_field"),
        ("{{}}", "broken_field"),
        ("[a](https://x.example/{{email}})", "field_in_link"),
        ("  ", "no_body"),
    ],
)
def test_a_template_that_makes_no_letter_is_refused(body: str, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        Template("Тема", body)
    assert caught.value.code == code
    if code == "unknown_field":
        assert "first_name" in caught.value.details["known"]


def test_a_default_stands_in_and_a_gap_is_reported() -> None:
    template = Template("{{ first_name | друже }}", "{{organisation}} {{city|місто}}")
    assert template.missing({}) == [Field.ORGANISATION]
    assert template.filled({}).subject == "друже"
    assert template.filled({Field.FIRST_NAME: "Олена"}).subject == "Олена"


def test_the_plain_text_reads_well() -> None:
    text = to_plain_text("# Свято\n\nОсь [сайт](https://x.example).\n\n- раз\n- два\n\n> цитата\n\n1. а\n2. б")
    assert text == "Свято\n\nОсь сайт (https://x.example).\n\n- раз\n- два\n\n> цитата\n\n1. а\n2. б\n"


def test_a_template_is_saved_and_an_unknown_field_named(session: Session, login: SignIn) -> None:
    client = login("staff")
    page = client.get("/letters/templates/new")
    typed = {"name": "Подяка", "subject": "Дякуємо, {{surname}}", "body": "{{greeting}}"}
    refused = client.submit(page, typed, status=422)
    assert any("surname" in error and "first_name" in error for error in refused.errors())
    assert refused.form("form[data-letter]")["body"] == "{{greeting}}"
    saved = client.submit(refused, {**typed, "subject": "Дякуємо, {{last_name|друже}}"}, css="form[data-letter]")
    assert "Подяка" in client.follow(saved).text
    again = client.submit(client.get("/letters/templates/new"), {**typed, "name": "ПОДЯКА", "subject": "x"}, status=422)
    assert any("already a template" in error for error in again.errors())


def test_a_template_that_somebody_changed_meanwhile_is_not_overwritten(session: Session, login: SignIn) -> None:
    template = make.make_template(session, "Подяка")
    client = login("coordinator")
    page = client.get(f"/letters/templates/{template.id}")
    client.submit(page, {"subject": "Перша"}, css="form[data-letter]")
    stale = client.submit(page, {"subject": "Друга"}, status=409, css="form[data-letter]")
    assert "Перша" in stale.text
    session.expire_all()
    assert session.scalars(sa.select(LetterTemplate.subject)).all() == ["Перша"]


def test_the_preview_shows_the_letter_or_what_is_wrong(session: Session, login: SignIn) -> None:
    person = make.make_person(session, "Коваль", "Іван", email="ivan@demo.example")
    client = login("staff")
    drawn = client.post(
        f"/letters/preview?contact={person.id}", {"subject": "Для {{first_name}}", "body": "**Так**"}, 200
    )
    assert "Для Іван" in drawn.html and "<strong>Так</strong>" in drawn.html
    assert "surname" in client.post("/letters/preview", {"subject": "x", "body": "{{surname}}"}, 200).html


@pytest.mark.parametrize(
    ("name", "locale", "greeted"),
    [
        (("Олена", "Петрівна"), "uk", "Шановна Олено Петрівно!"),
        (("Ігор", "Ілліч"), "uk", "Шановний Ігорю Іллічу!"),
        (("Дар'я", ""), "uk", "Добрий день, Дар’є!"),
        (("Ґражина", "Петрівна"), "uk", "Добрий день!"),
        (("", ""), "uk", "Добрий день!"),
        (("Олена", "Петрівна"), "en", "Dear Олена,"),
    ],
)
def test_the_greeting_addresses_its_reader_as_is_proper(
    session: Session, login: SignIn, name: tuple[str, str], locale: str, greeted: str
) -> None:
    first, middle = name
    person = make.make_person(session, "Коваль", first, middle_name=middle, email="reader@demo.example")
    typed = {"subject": "Запрошення", "body": "{{greeting}}\n\nПриходьте.", "locale": locale}
    drawn = login("staff").post(f"/letters/preview?contact={person.id}", typed, 200)
    assert greeted in drawn.texts("p")


def test_a_letter_leaves_and_stands_in_the_timeline(app: Flask, session: Session, login: SignIn) -> None:
    person = make.make_person(session, "Коваль", email="olena@demo.example")
    template = make.make_template(session, body="{{greeting}}\n\nЧекаємо на Вас, {{first_name}}.")
    client = login("staff")
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        page = client.get(f"/letters/to/{person.id}?template={template.id}")
        assert "no consent" in page.text
        record = client.follow(client.submit(page, css="form[data-letter]"))
    assert "Запрошення" in record.text
    [letter] = box.letters
    assert (letter["To"], letter["Reply-To"], letter["Auto-Submitted"]) == (
        "olena@demo.example", client.user.email, "no",  # type: ignore[union-attr]
    )  # fmt: skip
    assert letter["List-Unsubscribe"] is None
    row, interaction = session.scalars(sa.select(Letter)).one(), session.scalars(sa.select(Interaction)).one()
    assert (row.status, row.interaction_id, row.message_id) == (LetterStatus.SENT, interaction.id, letter["Message-ID"])
    assert "Чекаємо на Вас, Олена." in interaction.body
    assert interaction.author_id == client.user.id  # type: ignore[union-attr]
    assert "Запрошення" in client.get("/letters").text
    client.get(f"/letters/{row.id}")


def test_a_letter_that_fails_is_kept_and_may_be_sent_again(app: Flask, session: Session, login: SignIn) -> None:
    person = make.make_person(session, email="nobody@demo.example")
    client = login("coordinator")
    with server() as (_box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        page = client.get(f"/letters/to/{person.id}")
        record = client.follow(client.submit(page, {"subject": "Звістка", "body": "Довгий текст"}))
    letter = session.scalars(sa.select(Letter)).one()
    assert letter.status == "failed"
    assert "No such user" in record.text and "Not sent" in record.text and "Letters come back" in record.text
    assert not session.scalars(sa.select(Interaction)).all()
    shown = client.get(f"/letters/{letter.id}")
    assert "Довгий текст" in shown.text
    assert "Довгий текст" in client.get(f"/letters/to/{person.id}?letter={letter.id}").form()["body"]
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        letter.email = "olena@demo.example"
        client.post(f"/letters/{letter.id}/again")
        assert box.recipients == ["olena@demo.example"]
        client.post(f"/letters/{letter.id}/again")
        assert len(box.letters) == 1
    session.expire_all()
    assert letter.status == "sent"


def test_a_server_that_is_down_loses_no_text(app: Flask, session: Session, login: SignIn) -> None:
    person = make.make_person(session, email="olena@demo.example")
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{free_port()}"
    client = login("coordinator")
    record = client.follow(
        client.submit(client.get(f"/letters/to/{person.id}"), {"subject": "Звістка", "body": "Слова"})
    )
    assert "mail server does not answer" in record.text
    letter = session.scalars(sa.select(Letter)).one()
    client.post(f"/letters/{letter.id}/discard")
    session.expire_all()
    assert (letter.status, letter.body) == (LetterStatus.DISCARDED, "Слова")


def test_a_letter_whose_worker_died_is_not_sent_again_by_itself(app: Flask, session: Session, login: SignIn) -> None:
    from app.jobs import jobs_of

    letter = make.make_letter(session)
    assert claim_letter(session, letter.id) and not claim_letter(session, letter.id)
    with server() as (box, port):
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        jobs_of(app).enqueue(session, "letter", "Лист", {"letter_id": letter.id}, by_id=None)
        session.commit()
        assert box.letters == []
    session.expire_all()
    assert letter.status is LetterStatus.UNKNOWN
    assert "Nobody knows" in login("coordinator").get(f"/letters/{letter.id}").text


def test_a_refused_letter_leaves_no_trace_and_keeps_the_words(
    session: Session, login: SignIn, mail_folder: Path
) -> None:
    person = make.make_person(session, middle_name="", email="olena@demo.example")
    client = login("coordinator")
    page = client.get(f"/letters/to/{person.id}")
    gap = client.submit(page, {"subject": "Вітаємо", "body": "Шановна {{middle_name}}"}, status=422)
    assert any("Patronymic" in error for error in gap.errors())
    assert gap.form()["body"] == "Шановна {{middle_name}}"
    foreign = client.submit(page, {"email": "other@demo.example", "subject": "x", "body": "y"}, status=422)
    assert foreign.errors()
    assert not mail_folder.exists()
    assert not session.scalars(sa.select(Letter)).all()


def test_nobody_writes_to_a_contact_in_the_archive(session: Session, login: SignIn) -> None:
    person = make.make_person(session, email="olena@demo.example", archived_at=make.MOMENT)
    client = login("coordinator")
    assert "in the archive" in client.get(f"/letters/to/{person.id}").text
    client.post(
        f"/letters/to/{person.id}", {"email": "olena@demo.example", "subject": "x", "body": "y", "locale": "uk"}, 422
    )
    login("monitor").get(f"/letters/to/{person.id}", 403)


def test_who_writes_to_a_minor_is_led_to_the_guardian(session: Session, login: SignIn) -> None:
    child = make.make_person(
        session, email="child@demo.example", birth_date=today().replace(day=1, year=today().year - 9)
    )
    client = login("coordinator")
    alone = client.get(f"/letters/to/{child.id}")
    assert "Nobody is connected with the person as such" in alone.text
    guardian = make_guardian(session, child, "Мати")
    session.commit()
    page = client.get(f"/letters/to/{child.id}")
    assert "Write to a parent or guardian instead" in page.text
    assert page.select(f"main a[href='/letters/to/{guardian.id}']")[0].get_text() == guardian.display_name
    assert "parent or guardian" not in client.get(f"/letters/to/{guardian.id}").text


def test_the_pages_ask_a_fixed_number_of_questions(app: Flask, session: Session, login: SignIn) -> None:
    client = login("coordinator")
    counts = []
    for number in (1, 12):
        for _time in range(number):
            person = make.make_person(session, email=f"p{make.number()}@demo.example")
            make.make_letter(session, person, author=client.user)
            make.make_template(session)
        paths = ("/letters", "/letters/templates", f"/letters/to/{person.id}", f"/contacts/{person.id}")
        counts += costs(app, client, *paths)
    assert counts[:4] == counts[4:]
    assert max(counts[:3]) <= 14
