"""Talking to people in the browser: what happened, letters in and out, mailings, tasks, a minor's consent."""

import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.tasks import TaskState
from models.interactions import Interaction
from models.mailings import MailingRecipient, SuppressedAddress
from models.privacy import Consent
from models.tasks import Task
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import seen

PHONE = {"width": 360, "height": 740, "has_touch": True}


def save(page: Page) -> None:
    """Press the button that saves the form and wait for the answer."""
    with page.expect_navigation():
        page.locator(".save-bar button[type=submit]").click()


def test_a_meeting_with_its_next_step_is_written_down_mended_and_taken_back(
    session: Session, sign_in: SignIn, new_page
) -> None:
    office = factories.make_organisation(session, "ГО «Простір»")
    factories.make_person(session, "Дем’яненко", "Ірина")
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto(f"/contacts/{office.id}/interactions/new")
    page.fill("[name=subject]", "Зустріч про зиму")
    page.get_by_placeholder(re.compile("Почніть вводити")).first.press_sequentially("дем'ян", delay=20)
    page.locator(".picker-list [role=option]").first.click()
    page.select_option("[name=outcome]", "agreed")
    page.fill("[name=next_step]", "Надіслати план")
    seen(page)
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("до якого дня")
    assert page.input_value("[name=next_step]") == "Надіслати план"
    page.fill("[name=next_on]", str(today() + timedelta(days=1)))
    save(page)
    expect(page.locator("#toasts")).to_contain_text("наступний крок став завданням")
    expect(page.locator("#tasks .task-line")).to_contain_text("Надіслати план")
    seen(page)
    page.locator(".timeline a", has_text="Зустріч про зиму").click()
    page.get_by_role("link", name="Редагувати").click()
    page.fill("[name=outcome_note]", "Згода на всю зиму")
    save(page)
    expect(page.locator("main")).to_contain_text("Згода на всю зиму")
    seen(page)
    page.get_by_role("button", name="До архіву").click()
    expect(page.locator(".timeline")).not_to_contain_text("Зустріч про зиму")
    page.locator("#toasts").get_by_role("button", name="Повернути").click()
    expect(page.locator("h1")).to_have_text("Зустріч про зиму")
    session.expire_all()
    meeting = session.scalars(sa.select(Interaction)).one()
    assert meeting.archived_at is None
    assert [contact.display_name for contact in meeting.contacts] == ["Дем’яненко Ірина"]


def attacking_letter() -> bytes:
    """A letter that tries what letters try: scripts in its subject, its text and the names of its files."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "Відділ <viddil@partner.example>"
    letter["To"] = "library@library.example"
    letter["Subject"] = "Графік <img src=x onerror=window.broken=1>"
    letter["Date"] = "Mon, 02 Mar 2026 10:15:00 +0200"
    letter["Message-ID"] = "<plan-1@partner.example>"
    letter.set_content("Добрий день!\n\nНадсилаємо графік.\n\n> Чи є графік?\n")
    letter.add_alternative("<p onclick='x()'>Добрий день!<script>window.broken=1</script></p>", subtype="html")
    letter.add_attachment(
        b"MZ\x90\x00\x03" * 99, maintype="application", subtype="octet-stream", filename="../../plan.exe"
    )
    letter.add_attachment(b"a;b", maintype="text", subtype="csv", filename="графік.csv")
    return letter.as_bytes()


def test_a_letter_is_dropped_looked_at_and_saved(session: Session, sign_in: SignIn, new_page) -> None:
    office = factories.make_organisation(session, "ГО «Простір»")
    page = sign_in("coordinator", new_page(dark=True))
    page.goto(f"/contacts/{office.id}/letters/receive")
    file = {"name": "plan.eml", "mimeType": "message/rfc822", "buffer": attacking_letter()}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="Показати лист").click()
    expect(page.locator("main")).to_contain_text("Надсилаємо графік.")
    expect(page.locator(".callout")).to_contain_text("plan.exe")
    seen(page)
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == 0
    save(page)
    expect(page.locator("#toasts")).to_contain_text("Лист записано")
    expect(page.locator("h1")).to_contain_text("<img")
    expect(page.locator("#files")).to_contain_text("графік.csv")
    expect(page.locator("#files")).not_to_contain_text("plan.exe")
    assert page.evaluate("window.broken") is None
    seen(page)


def test_a_template_is_seen_while_it_is_written(session: Session, sign_in: SignIn, new_page) -> None:
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto("/letters/templates/new")
    page.fill("[name=name]", "Запрошення")
    page.fill("[name=subject]", "Вітаємо, ")
    page.locator("[name=subject]").focus()
    page.get_by_role("button", name="Ім’я", exact=True).click()
    assert page.input_value("[name=subject]") == "Вітаємо, {{first_name}}"
    page.fill("[name=body]", "{{greeting}}\n\nПриходьте на **свято** <script>window.broken=1</script>")
    expect(page.locator("#letter-preview strong")).to_have_text("свято")
    expect(page.locator(".letter-subject")).not_to_contain_text("{{")
    assert page.evaluate("window.broken") is None
    seen(page)
    save(page)
    page.goto("/letters/templates")
    expect(page.locator("tbody")).to_contain_text("Запрошення")
    seen(page)


def readers(session: Session, count: int) -> None:
    """Make people who agreed to mailings, and one who did not."""
    people = [factories.make_person(session, f"Читач{n}", email=f"reader{n}@demo.example") for n in range(count)]
    for person in people:
        factories.make_consent(session, person)
    silent = factories.make_person(session, "Безмовна", email="silent@demo.example")
    factories.make_tag(session, "Читачі", *people, silent)


def test_a_mailing_goes_from_its_text_to_the_last_letter_and_a_reader_leaves(
    session: Session, sign_in: SignIn, new_page
) -> None:
    readers(session, 3)
    page = sign_in("coordinator")
    page.goto("/mailings/new")
    page.fill("[name=name]", "Новини")
    page.select_option("[name=audience]", "people")
    expect(page.locator("[name=tag_id]")).to_be_hidden()
    page.select_option("[name=audience]", "tag")
    page.select_option("[name=tag_id]", label="Читачі")
    page.fill("[name=subject]", "Новини для {{first_name}}")
    page.fill("[name=body]", "{{greeting}}\n\nПриходьте.")
    seen(page)
    save(page)
    expect(page.locator("main")).to_contain_text("Немає згоди")
    page.get_by_role("link", name="Показати лист кожному одержувачеві").click()
    page.get_by_role("link", name="Наступний одержувач").click()
    expect(page.get_by_role("link", name="Попередній одержувач")).to_be_visible()
    seen(page)
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Надіслати розсилку…").click()
    expect(page.locator("[name=day]")).to_be_hidden()
    page.get_by_label("У призначений час").check()
    expect(page.locator("[name=day]")).to_be_visible()
    page.get_by_label("Зараз").check()
    seen(page)
    save(page)
    page.reload()
    expect(page.locator("h1 + .badge-tone")).to_have_text("Завершено")
    expect(page.locator(".stat").first).to_contain_text("3")
    seen(page)
    page.get_by_role("link", name="Показати всіх одержувачів").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    sent = session.scalars(sa.select(MailingRecipient).order_by(MailingRecipient.id)).first()
    assert sent is not None
    reader = new_page(**PHONE)
    reader.goto(f"/unsubscribe/{sent.token}")
    seen(reader)
    assert not session.scalars(sa.select(SuppressedAddress)).all()
    reader.get_by_role("button", name="Скасувати розсилку").click()
    expect(reader.locator("h1")).to_have_text("Розсилку скасовано")
    seen(reader)
    session.expire_all()
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == [sent.email]
    reader.get_by_role("button", name="Це помилка").click()
    expect(reader.locator("h1")).not_to_have_text("Розсилку скасовано")
    session.expire_all()
    assert not session.scalars(sa.select(SuppressedAddress)).all()


def test_recipients_of_a_mailing_fit_a_phone(session: Session, sign_in: SignIn, new_page) -> None:
    recipient = factories.make_recipient(session, state="unknown")
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto(f"/mailings/{recipient.mailing_id}/recipients")
    expect(page.locator("tbody tr")).to_have_count(1)
    seen(page)


def test_my_day_is_ticked_off_taken_back_and_put_off(session: Session, sign_in: SignIn, new_page) -> None:
    me = factories.make_user(session)
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto("/tasks")
    page.fill("[name=title]", "Зателефонувати донорові")
    page.fill("[name=due_on]", str(today()))
    page.locator(".task-quick button").click()
    line = page.locator(".task-line", has_text="Зателефонувати донорові")
    expect(line).to_have_count(1)
    page.evaluate("document.querySelector('#toasts').replaceChildren()")
    seen(page)
    line.locator(".task-tick").click()
    expect(line).to_have_count(0)
    session.expire_all()
    task = session.scalars(sa.select(Task)).one()
    assert task.state is TaskState.DONE
    page.locator("#toasts").get_by_role("button", name="Повернути").click()
    expect(line).to_have_count(1)
    line.locator("[data-menu]").click()
    page.get_by_role("button", name=re.compile("на завтра")).click()
    expect(page.locator(".card-m", has_text="Сьогодні").locator(line)).to_have_count(0)
    session.expire_all()
    assert (task.state, task.due_on) == (TaskState.OPEN, today() + timedelta(days=1))
    assert task.assignee_id != me.id


def test_a_guardian_agrees_for_a_minor(session: Session, sign_in: SignIn, new_page) -> None:
    child = factories.make_person(session, "Юна", "Оленка", birth_date=today() - timedelta(days=365 * 12))
    page = sign_in("coordinator", new_page(dark=True, **PHONE))
    page.goto(f"/contacts/{child.id}/consents/give?purpose=photo")
    seen(page)
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("Спершу додайте опікуна")
    mother = factories.make_person(session, "Юна", "Марія")
    factories.make_relationship(session, mother, child, "guardian")
    session.commit()
    page.goto(f"/contacts/{child.id}/consents/give?purpose=photo")
    page.get_by_label("Хто з батьків чи опікунів погодився").select_option(label="Юна Марія")
    save(page)
    expect(page.locator("main")).to_contain_text("Юна Марія")
    seen(page)
    consent = session.scalars(sa.select(Consent)).one()
    assert (consent.contact_id, consent.guardian_id) == (child.id, mother.id)
    page.get_by_role("link", name=re.compile("Відкликати згоду")).click()
    seen(page)
    save(page)
    expect(page.locator("main")).to_contain_text("Згоду відкликано")
