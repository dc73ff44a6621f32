/** Lists: selected rows, the filter bar on a phone. */

import { announce, fill } from 'mistok/text';

function selection(form) {
  const boxes = () => [...document.querySelectorAll(`input[form="${form.id}"][name="ids"]`)];
  const all = document.querySelector('[data-bulk-all]');
  const bar = form.querySelector('.bulk-bar');
  const text = form.querySelector('[data-bulk-count]');
  const show = () => {
    const every = boxes();
    const chosen = every.filter((box) => box.checked).length;
    bar.classList.toggle('on', chosen > 0);
    text.textContent = fill(text.dataset.text, { n: chosen });
    if (all) {
      all.checked = chosen > 0 && chosen === every.length;
      all.indeterminate = chosen > 0 && chosen < every.length;
    }
  };
  all?.addEventListener('change', () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
  boxes().forEach((box) => box.addEventListener('change', show));
  show();
}

export function enhance(root) {
  document.querySelectorAll('[data-bulk]:not([data-awake])').forEach((form) => {
    form.dataset.awake = '';
    selection(form);
  });
  const folded = root.querySelector?.('.filter-more:not([data-awake])');
  if (folded) {
    folded.dataset.awake = '';
    folded.open = !matchMedia('(max-width: 48rem)').matches;
    matchMedia('(max-width: 48rem)').addEventListener('change', (event) => { folded.open = !event.matches; });
  }
}

// A filter that narrows the list looks different from one that does not.
document.addEventListener('change', (event) => {
  const field = event.target.closest('.filter-field');
  if (!field) return;
  const inputs = [...field.querySelectorAll('input, select')];
  field.classList.toggle('set', inputs.some((input) => (input.type === 'checkbox' ? input.checked : input.value !== '')));
});

// Whoever leaves the field of search has changed it, says the browser: the rows that answer it stand there already, and
// another answer would take away what is ticked among them.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (!event.target.matches?.('.filters')) return;
  if (event.detail.pathInfo.finalRequestPath === location.pathname + location.search) event.preventDefault();
});

// A part that is replaced is not read out by itself.
document.addEventListener('htmx:afterSettle', (event) => {
  const count = event.target.id === 'rows' && event.target.querySelector('.results-count');
  if (count) announce(count.textContent);
});

// An empty field says nothing: it stays out of the address that a colleague may be sent.
document.addEventListener('htmx:configRequest', (event) => {
  if (!event.target.matches?.('.filters')) return;
  const sent = event.detail.parameters;
  for (const [name, value] of Object.entries(sent)) if (value === '') delete sent[name];
});
