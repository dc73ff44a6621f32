/** Rows that can be added to a form and removed from it: the last row is copied, emptied and renumbered. */

import { announce } from 'mistok/text';

const NUMBERED = ['name', 'id', 'for', 'data-name', 'data-date-for', 'aria-describedby', 'aria-labelledby'];
const FADED = '.picker-list, .picker-message, .field-error';

const rowsOf = (box) => [...box.querySelectorAll('[data-repeat-row]')];

function renumber(row, prefix, index) {
  const pattern = new RegExp(`^(${prefix}-)\\d+(-)`);
  for (const element of row.querySelectorAll(NUMBERED.map((name) => `[${name}]`).join())) {
    for (const name of NUMBERED) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(pattern, `$1${index}$2`));
    }
  }
}

function nextIndex(box) {
  const pattern = new RegExp(`^${box.dataset.prefix}-(\\d+)-`);
  const taken = [...box.querySelectorAll('[name]')].map((field) => Number(pattern.exec(field.name)?.[1] ?? -1));
  return Math.max(-1, ...taken) + 1;
}

function empty(row) {
  row.querySelectorAll(FADED).forEach((part) => part.remove());
  row.querySelectorAll('[data-awake], [data-ready]').forEach((part) => {
    delete part.dataset.awake;
    delete part.dataset.ready;
  });
  row.querySelectorAll('.chosen, .is-invalid, .has-error').forEach((part) => part.classList.remove('chosen', 'is-invalid', 'has-error'));
  for (const field of row.querySelectorAll('input, textarea')) {
    field.value = '';
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  }
  for (const menu of row.querySelectorAll('select')) menu.selectedIndex = 0;
}

function look(box) {
  const rows = rowsOf(box);
  box.querySelector('[data-repeat-add]').hidden = rows.length >= Number(box.dataset.max);
  rows.forEach((row) => {
    const blank = [...row.querySelectorAll('input')].every((field) => !field.value);
    row.querySelector('[data-repeat-remove]').hidden = rows.length === 1 && blank;
  });
}

function changed(box) {
  look(box);
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

async function addRow(box) {
  const rows = rowsOf(box);
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  renumber(row, box.dataset.prefix, nextIndex(box));
  empty(row);
  last.after(row);
  changed(box);
  if (row.querySelector('[data-picker]')) (await import('mistok/picker')).enhance(row);
  row.querySelector('input:not([type="hidden"]), select')?.focus();
}

function removeRow(box, row) {
  const rows = rowsOf(box);
  const at = rows.indexOf(row);
  const left = rows.length === 1 ? row : rows[at === 0 ? 1 : at - 1];
  if (rows.length === 1) empty(row);
  else row.remove();
  changed(box);
  announce(box.dataset.textRemoved);
  left.querySelector('input:not([type="hidden"])')?.focus();
}

export function enhance(root) {
  root.querySelectorAll('[data-repeat]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    // Without a script the button sends the form and asks for one more row.
    const add = box.querySelector('[data-repeat-add]');
    add.type = 'button';
    add.addEventListener('click', () => addRow(box));
    box.addEventListener('click', (event) => {
      const button = event.target.closest('[data-repeat-remove]');
      if (button) removeRow(box, button.closest('[data-repeat-row]'));
    });
    box.addEventListener('input', () => look(box));
    look(box);
  });
}
