/** Menus beside their buttons, dialogs, toasts and the appearance switch. */

import { csrf } from 'mistok/text';
import { tell } from 'mistok/trouble';

const GAP = 6;
const NARROW = '(max-width: 61.99rem)';

/** Put an open menu next to its button and keep it inside the window. */
function place(menu, button) {
  if (matchMedia(NARROW).matches && menu.classList.contains('sheet')) {
    menu.style.inset = '';
    return;
  }
  const at = button.getBoundingClientRect();
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const left = Math.max(GAP, Math.min(at.right - width, innerWidth - width - GAP));
  const below = at.bottom + GAP;
  const top = below + height > innerHeight - GAP ? Math.max(GAP, at.top - height - GAP) : below;
  menu.style.inset = `${top}px auto auto ${left}px`;
}

/** A phone that is turned, a window that is made smaller: what is open stays beside its button. */
addEventListener('resize', () => document.querySelectorAll('.pop:popover-open').forEach((menu) => {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"][data-menu]`);
  if (button) place(menu, button);
}));

document.addEventListener('toggle', (event) => {
  const menu = event.target;
  if (!menu.matches?.(':is(.pop, .sidebar)[popover]')) return;
  const buttons = [...document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)];
  const open = event.newState === 'open';
  buttons.forEach((button) => button.setAttribute('aria-expanded', String(open)));
  if (!open) return;
  const button = buttons.find((one) => one.matches('[data-menu]'));
  if (button) place(menu, button);
  // A form begins with what nobody sees: the token that it carries.
  [...menu.querySelectorAll('a, button, input, select')].find((one) => one.getClientRects().length && !one.disabled)?.focus();
}, true);

// A menu is placed for the moment it opens: it closes when the page moves under it.
addEventListener('scroll', (event) => {
  if (event.target !== document) return;
  // A sheet at the bottom stays where it is, also when a keyboard moves the page below it.
  const placed = matchMedia(NARROW).matches ? '.pop:popover-open:not(.at-top, .sheet)' : '.pop:popover-open:not(.at-top)';
  document.querySelectorAll(placed).forEach((menu) => menu.hidePopover());
}, { passive: true });

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('.pop:popover-open');
  if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  const items = [...menu.querySelectorAll('a.pop-item, button.pop-item, .pop-item input')].filter((item) => item.offsetParent !== null || item.getClientRects().length);
  if (!items.length) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  items[(next + items.length) % items.length].focus();
});

/** Open a dialog where reading it begins: at its first field, or at its heading where there is none. */
export function openDialog(dialog) {
  dialog.showModal();
  const field = dialog.querySelector('.dialog-body :is(input:not([type="hidden"]), select, textarea)');
  const first = field ?? dialog.querySelector('h2');
  if (first && !field) first.tabIndex = -1;
  first?.focus();
}

let pressed = null;
document.addEventListener('pointerdown', (event) => { pressed = event.target; }, true);

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]');
  if (opener) {
    event.preventDefault();
    opener.closest('[popover]')?.hidePopover();
    openDialog(document.getElementById(opener.dataset.dialog));
    return;
  }
  const closer = event.target.closest('[data-close]');
  if (closer?.closest('dialog')) {
    event.preventDefault();
    closer.closest('dialog').close();
    return;
  }
  // Whoever marks words beyond the edge, or opened it by a double click, does not mean to close it.
  if (event.target.matches('dialog[open]') && pressed === event.target && event.detail < 2) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
    return;
  }
  event.target.closest('[data-toast-close]')?.closest('[data-toast]').remove();
});

// An anchor dressed as a button answers the space bar as a button does.
document.addEventListener('keydown', (event) => {
  if (event.key === ' ' && event.target.matches('a[role="button"]')) {
    event.preventDefault();
    event.target.click();
  }
});

/** A message of success leaves by itself, but never while somebody reads or touches it. */
function fade(toast) {
  let timer;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    if (!toast.matches(':hover, :focus-within')) timer = setTimeout(() => toast.remove(), 8000);
  };
  toast.addEventListener('pointerenter', stop);
  toast.addEventListener('pointerleave', start);
  toast.addEventListener('focusin', stop);
  toast.addEventListener('focusout', start);
  start();
}
document.querySelectorAll('[data-fades]').forEach(fade);
document.addEventListener('htmx:load', (event) => { if (event.detail.elt.matches('[data-fades]')) fade(event.detail.elt); });

/** Light, dark or as the device says, without leaving the page. */
const dark = matchMedia('(prefers-color-scheme: dark)');
function paint(theme) {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.dataset.bsTheme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
  document.dispatchEvent(new CustomEvent('mistok:theme'));
}
dark.addEventListener('change', () => {
  if (document.documentElement.dataset.theme === 'auto') paint('auto');
});
document.querySelectorAll('[data-theme-switch]').forEach((form) => {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const chosen = event.submitter.value;
    paint(chosen);
    form.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', String(button.value === chosen)));
    const fields = new FormData(form);
    fields.set('theme', chosen);
    const answer = await fetch(form.action, { method: 'POST', body: fields, headers: { 'X-CSRFToken': csrf() } }).catch(() => null);
    if (!answer?.ok) tell(answer?.status);
  });
});
