"""Every button of the pages with several of them does something, and sends what it says.

What a post over HTTP cannot see: a field that hides the name of a button, a button that is covered, one whose
script does not wake. Nothing is really sent: the page stays, and each button is pressed with the mouse.
"""

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.everything import fill_every_table
from tests.test_routes import ways

WATCH = """
window.changes = 0;
window.print = () => { window.changes += 1; };
addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  const heard = new FormData(form, button).get(button?.name || '-');
  const lost = button?.name && heard !== button.value ? `sends «${heard}» instead of «${button.value}»` : '';
  window.told = { button, lost, kept: event.defaultPrevented };
  event.preventDefault();
});
addEventListener('DOMContentLoaded', () => {
  const look = { subtree: true, attributes: true, childList: true, characterData: true };
  new MutationObserver((seen) => { window.changes += seen.length; }).observe(document.querySelector('main'), look);
  for (const kind of ['toggle', 'input', 'change']) addEventListener(kind, () => { window.changes += 1; }, true);
});
"""
PAGES = {
    "contacts.edit",
    "contacts.index",
    "grants.board",
    "grants.edit_section",
    "grants.show",
    "hours.shift",
    "letters.write",
    "opportunities.add_shift",
    "partnerships.show",
    "settings.edit_custom_field",
}
# One of the buttons that look alike stands for all of them.
BUTTONS = """() => {
  const known = new Set();
  return [...document.querySelectorAll('main :is(button, summary)')].filter((button) => {
    const menu = button.closest('[popover]');
    const place = button.form?.getAttribute('action') ?? menu?.className;
    const alike = [place, button.name, button.className].join(' ').replace(/\\d+/g, '');
    if (known.has(alike) || button.disabled || button.closest('dialog')) return false;
    if (!menu && (!button.checkVisibility() || button.matches('.visually-hidden'))) return false;
    known.add(alike);
    return true;
  }).map((button, at) => { button.dataset.press = at; return at; });
}"""
READY = """(at) => {
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  document.querySelectorAll(':popover-open').forEach((menu) => menu.hidePopover());
  document.querySelectorAll('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
  document.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
  const button = document.querySelector(`[data-press="${at}"]`);
  if (!button?.isConnected) return false;
  button.closest('[popover]')?.showPopover();
  window.told = null;
  window.changes = 0;
  return button.checkVisibility();
}"""
RESULT = """async (at) => {
  await new Promise((done) => setTimeout(done, 30));
  const button = document.querySelector(`[data-press="${at}"]`);
  const refused = button?.form && !button.form.noValidate && !button.form.checkValidity();
  const { told } = window;
  const name = (button?.textContent.trim() || button?.ariaLabel || '').replace(/\\s+/g, ' ');
  if (told && told.button !== button) return `«${name}» presses another button`;
  if (told?.lost) return `«${name}» ${told.lost}`;
  if (told && !told.kept) return '';
  return window.changes || refused || document.querySelector('dialog[open]') ? '' : `«${name}» does nothing`;
}"""


def press_all(page: Page, path: str) -> list[str]:
    """Press every button of a page and return what is wrong."""
    page.goto(path)
    page.wait_for_selector("html[data-awake]", state="attached")
    problems = []
    for at in page.evaluate(BUTTONS):
        if page.evaluate(READY, at):
            page.locator(f'[data-press="{at}"]').click(no_wait_after=True)
            problems.append(page.evaluate(RESULT, at))
    return [f"{path}: {problem}" for problem in problems if problem]


def test_every_button_does_something_and_sends_what_it_says(
    served_app: Flask, session: Session, sign_in: SignIn
) -> None:
    fill_every_table(session, factories.make_branch(session, "Центральна"))
    session.commit()
    page = sign_in(Role.ADMINISTRATOR)
    page.on("dialog", lambda question: question.accept())
    page.add_init_script(WATCH)
    paths = [way.path for way in ways(served_app, session) if way.method == "GET" and way.endpoint in PAGES]
    assert len(paths) == len(PAGES)
    problems = [problem for path in paths for problem in press_all(page, path)]
    assert not problems, "\n".join(problems)
