/** How long a text is, while it is written; the rule is that of `app/domain/text_limits.py`.

    A form `[data-counted]` with `data-unit` and `data-limit`, a box `#text`, and `[data-length]` that holds `[data-count]`,
    `progress`, and `[data-over]` with `[data-over-text]`. */

import { announce, fill } from 'mistok/text';

// Written out, since Python and JavaScript do not agree on what white space is.
const SPACE = '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const SPACES = new RegExp(`[${SPACE}]+`, 'g');
const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g');

export function count(typed, unit) {
  const text = typed.replaceAll('\0', '').replace(/\r\n?/g, '\n').normalize('NFC').replace(AROUND, '');
  if (unit === 'words') return text.split(SPACES).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length;
  return [...(unit === 'characters' ? text : text.replace(SPACES, ''))].length;
}

function watch(form) {
  const box = form.querySelector('#text');
  const place = form.querySelector('[data-length]');
  const { unit, limit } = form.dataset;
  const most = limit ? Number(limit) : null;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let was = place.classList.contains('over');
  const show = () => {
    const found = count(box.value, unit);
    const over = most === null ? 0 : Math.max(found - most, 0);
    const words = fill(form.dataset.textOver, { n: number.format(over) });
    place.querySelector('[data-count]').textContent = number.format(found);
    const bar = place.querySelector('progress');
    if (bar) bar.value = Math.min((100 * found) / most, 100);
    place.classList.toggle('over', over > 0);
    place.querySelector('[data-over]').hidden = over === 0;
    place.querySelector('[data-over-text]').textContent = words;
    // Only the crossing is spoken: a number at every key would drown what is typed.
    if (was !== over > 0) announce(over > 0 ? words : form.dataset.textFits);
    was = over > 0;
  };
  box.addEventListener('input', show);
  show();
  // A library text goes in where the cursor was last.
  form.addEventListener('submit', (event) => {
    if (event.submitter?.matches('[data-insert]') && form.dataset.placed) form.elements.cursor.value = box.selectionStart;
  });
  box.addEventListener('focus', () => { form.dataset.placed = 'yes'; });
}

export function enhance(root) {
  const forms = [...root.querySelectorAll('[data-counted]:not([data-awake])')];
  if (root.matches?.('[data-counted]:not([data-awake])')) forms.push(root);
  forms.forEach((form) => {
    form.dataset.awake = '';
    watch(form);
  });
}
