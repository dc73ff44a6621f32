/** Starts what a page needs: a module is loaded only where its element stands. */

import { csrf } from 'mistok/text';
import 'mistok/menus';
import 'mistok/sending';
import 'mistok/trouble';

const MODULES = {
  '[data-board]': () => import('mistok/board'),
  '[data-chart]': () => import('mistok/charts'),
  '[data-picker], [data-tags]': () => import('mistok/picker'),
  '[data-repeat]': () => import('mistok/repeat'),
  '[data-assessment]': () => import('mistok/assessment'),
  '[data-counted]': () => import('mistok/sections'),
  '[data-limit-target]': () => import('mistok/limits'),
  '[data-letter]': () => import('mistok/letters'),
  '[data-budget-line]': () => import('mistok/budget'),
  '[data-filedrop]': () => import('mistok/filedrop'),
  '[data-attendance]': () => import('mistok/attendance'),
  '[data-guard], [data-error-summary], [data-date-for], [data-confirm], [data-back]': () => import('mistok/guard'),
  '[data-sign-up]': () => import('mistok/signup'),
  '[data-bulk], .filters': () => import('mistok/tables'),
  '#my-day': () => import('mistok/tasks'),
  '[data-copy]': () => import('mistok/copy'),
  '[data-print]': () => import('mistok/print'),
  '#palette': () => import('mistok/palette'),
};

/** Bring the present tab into sight where the row of tabs is wider than the screen. */
function showTabs(root) {
  for (const tab of root.querySelectorAll('.tabs [aria-current="page"]')) {
    const row = tab.closest('ul');
    row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}

/** Wake everything inside `root`; safe to call again for the same elements. */
async function enhance(root) {
  showTabs(root);
  const wanted = Object.entries(MODULES).filter(([selector]) => root.matches?.(selector) || root.querySelector(selector));
  for (const module of await Promise.all(wanted.map(([, load]) => load()))) module.enhance(root);
}

document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = csrf();
});
document.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});

await enhance(document.body);
document.documentElement.dataset.awake = '';
