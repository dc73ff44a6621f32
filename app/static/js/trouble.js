/** What did not come or was not done, said in words: no connection, a session that ended, an answer of a fault. */

import { element, icon } from 'mistok/text';

const box = document.getElementById('toasts');

/** Why an answer is no answer: `null` stands for one that never came. */
export function why(status) {
  if (!status) return box?.dataset.textOffline;
  return status === 401 ? box?.dataset.textEnded : box?.dataset.textFailed;
}

/** Show a message that stays until it is closed; `links` are `{ url, text }`, each in a line of its own. */
export function warn(message, links = []) {
  if (!box || !message) return;
  clear();
  const text = element('div', {}, message);
  for (const { url, text: words } of links) text.append(element('div', {}, element('a', { href: url }, words)));
  const close = element('button', {
    type: 'button', class: 'btn btn-plain btn-icon btn-sm', 'data-toast-close': '', 'aria-label': box.dataset.textClose,
  }, icon('x-lg'));
  box.append(element('div', { class: 'toast-note tone-danger', 'data-toast': '', 'data-trouble': '' }, icon('x-octagon'), text, close));
}

/** What failed once and works again is no news any more; nor is one failure said twice. */
export function clear() {
  box?.querySelectorAll('[data-trouble]').forEach((old) => old.remove());
}

/** Say why something failed, with a way to sign in where the session has ended. */
export function tell(status) {
  const ended = status === 401 && box?.dataset.signIn;
  warn(why(status), ended ? [{ url: box.dataset.signIn, text: box.dataset.textSignIn }] : []);
  if (ended) box.querySelectorAll('[data-trouble] a').forEach((link) => { link.target = '_blank'; });
}

document.addEventListener('htmx:sendError', () => tell(0));
document.addEventListener('htmx:responseError', (event) => tell(event.detail.xhr.status));
document.addEventListener('htmx:afterOnLoad', (event) => { if (event.detail.xhr.status < 400) clear(); });
