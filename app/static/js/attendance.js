/** Arithmetic while a librarian counts: sums of rows and columns, marks that cannot exceed the total.

    A grid: `[data-attendance]` with inputs `data-count="<column>" data-row="<row>"`, outputs `data-total`,
    `data-row-total`, `data-column-total`. Outside the grid, in the same form: `[data-stated-total]` is a total
    typed by hand, `[data-mark]` a figure which is part of the total. */

import { fill } from 'mistok/text';

const whole = (field) => {
  const text = field.value.replace(/[\s\u00a0]/g, '');
  return /^\d+$/.test(text) ? Number(text) : 0;
};

function grid(box) {
  const form = box.closest('form') ?? document;
  const fields = [...box.querySelectorAll('[data-count]')];
  const message = box.querySelector('[data-attendance-message]');
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const put = (selector, sum) => box.querySelectorAll(selector).forEach((output) => { output.textContent = format.format(sum); });
  const sum = (list) => list.reduce((all, field) => all + whole(field), 0);

  const count = () => {
    const problems = [];
    const counted = sum(fields);
    const stated = form.querySelector('[data-stated-total]');
    const total = counted || (stated ? whole(stated) : 0);
    fields.forEach((field) => {
      const bad = field.value.trim() !== '' && !/^[\d\s\u00a0]+$/.test(field.value);
      field.classList.toggle('is-invalid', bad);
    });
    for (const key of new Set(fields.map((field) => field.dataset.row))) {
      put(`[data-row-total="${CSS.escape(key)}"]`, sum(fields.filter((field) => field.dataset.row === key)));
    }
    for (const key of new Set(fields.map((field) => field.dataset.count))) {
      put(`[data-column-total="${CSS.escape(key)}"]`, sum(fields.filter((field) => field.dataset.count === key)));
    }
    put('[data-total]', total);
    if (stated && stated.value && counted && whole(stated) !== counted) {
      problems.push(fill(box.dataset.textDiffers, { sum: format.format(counted), total: format.format(whole(stated)) }));
    }
    form.querySelectorAll('[data-mark]').forEach((mark) => {
      const over = whole(mark) > total;
      mark.classList.toggle('is-invalid', over);
      if (over) {
        const label = mark.labels?.[0]?.textContent.trim() || mark.getAttribute('aria-label') || '';
        problems.push(fill(box.dataset.textOver, { label, total: format.format(total) }));
      }
    });
    message.hidden = !problems.length;
    message.textContent = problems.join('. ');
  };
  form.addEventListener('input', count);
  count();
}

export function enhance(root) {
  root.querySelectorAll('[data-attendance]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    grid(box);
  });
}
