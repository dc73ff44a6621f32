/** Rows that can be added to a form: the last row is copied, emptied and renumbered. */

function renumber(row, prefix, index) {
  const pattern = new RegExp(`^(${prefix}-)\\d+(-)`);
  for (const element of row.querySelectorAll('[name], [id], [for], [data-name], [data-date-for], [aria-describedby]')) {
    for (const attribute of ['name', 'id', 'for', 'data-name', 'data-date-for', 'aria-describedby']) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(pattern, `$1${index}$2`));
    }
  }
}

function addRow(box) {
  const rows = box.querySelectorAll('[data-repeat-row]');
  if (rows.length >= Number(box.dataset.max)) return;
  const row = rows[rows.length - 1].cloneNode(true);
  renumber(row, box.dataset.prefix, rows.length);
  for (const input of row.querySelectorAll('input, textarea')) input.value = '';
  rows[rows.length - 1].after(row);
  row.querySelector('input, textarea, select')?.focus();
}

export function enhance(root) {
  for (const button of root.querySelectorAll('[data-repeat-add]')) {
    if (button.dataset.ready) continue;
    button.dataset.ready = '1';
    button.addEventListener('click', () => addRow(button.closest('[data-repeat]')));
  }
}
