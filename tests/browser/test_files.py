"""Files that are too large are refused before they are sent."""

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits


def test_a_file_above_the_limit_is_named_and_not_sent(session: Session, sign_in: SignIn, new_page) -> None:
    person = factories.make_person(session)
    page = sign_in("coordinator", new_page(width=360, height=740))
    page.goto(f"/contacts/{person.id}#files")
    box = page.locator("#files .filedrop")
    expect(page.locator("#files")).to_contain_text("До 25 МБ кожен.")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.set_input_files(
        "#files input[type=file]",
        [
            {"name": "архів.txt", "mimeType": "text/plain", "buffer": b"x" * (25 * 2**20 + 1)},
            {"name": "план.txt", "mimeType": "text/plain", "buffer": b"plan"},
        ],
    )
    expect(box.locator(".field-error")).to_have_text("Більше за 25 МБ: архів.txt. Виберіть менший файл.")
    page.get_by_role("button", name="Прикріпити").click()
    assert sent == []
    assert_accessible(page)
    assert_fits(page)
    box.get_by_role("button", name="архів.txt").click()
    expect(box.locator(".field-error")).to_be_hidden()
    page.get_by_role("button", name="Прикріпити").click()
    expect(page.locator("#files .file-list")).to_contain_text("план.txt")


def test_the_page_of_a_refused_file_leads_back_to_the_form(session: Session, sign_in: SignIn, new_page) -> None:
    page = sign_in("coordinator", new_page())
    page.goto("/imports/new")
    expect(page.locator("main")).to_contain_text("До 50 МБ.")
    page.evaluate("document.querySelector('.filedrop').dataset.most = '1000'")
    page.evaluate("document.querySelector('.filedrop').dataset.mostAtOnce = '1000'")
    page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(61 * 2 ** 20)], 'великий.csv'));
          document.querySelector('input[type=file]').files = files.files;
        }"""
    )
    page.get_by_label("Відвідуваність").check()
    page.get_by_role("button", name="Завантажити файл").click()
    expect(page.locator("h1")).to_have_text("Файл завеликий")
    expect(page.locator("main")).to_contain_text("60 МБ")
    page.get_by_role("link", name="Повернутися").click()
    expect(page).to_have_url("/imports/new")
