/** The result of an assessment while it is typed. The server computes it again and its figures are kept.

    A form `[data-assessment]` with `data-money` (nothing in each currency, as the server writes it), fieldsets
    `[data-score]` that carry `data-weight`, the fields `hours`, `chance`, `amount` and `currency`, and outputs
    `[data-out]`: score, value, hourly, suggestion. */

import { amountIn, money } from 'mistok/money';

const MOST = 5;
const PERCENT = document.documentElement.lang === 'uk' ? '\u00a0%' : '%';

const figure = (field) => {
  const text = (field?.value ?? '').replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

function result(form) {
  const rows = [...form.querySelectorAll('[data-score]')].map((row) => {
    const chosen = row.querySelector('input:checked');
    return { weight: Number(row.dataset.weight), score: chosen ? Number(chosen.value) : null };
  });
  const whole = rows.reduce((sum, row) => sum + MOST * row.weight, 0);
  const reached = rows.reduce((sum, row) => sum + row.weight * (row.score ?? 0), 0);
  const known = whole > 0 && rows.every((row) => row.score !== null);
  const score = known ? Math.floor((200 * reached + whole) / (2 * whole)) : null;
  const [chance, hours] = ['chance', 'hours'].map((name) => figure(form.elements[name]));
  const amount = figure({ value: amountIn(form.elements.amount.value) });
  const value = amount !== null && chance !== null && chance <= 100 ? (amount * chance) / 100 : null;
  return {
    score,
    value,
    hourly: value !== null && hours ? value / hours : null,
    knockedOut: rows.some((row) => row.score === 0 && row.weight > 0),
  };
}

function watch(form) {
  const put = (name, text) => { form.querySelector(`[data-out="${name}"]`).textContent = text ?? '—'; };
  const show = () => {
    const { score, value, hourly, knockedOut } = result(form);
    const sample = JSON.parse(form.dataset.money)[form.elements.currency.value];
    put('score', score === null ? null : `${score}${PERCENT}`);
    put('value', value === null ? null : money(sample, value));
    put('hourly', hourly === null ? null : money(sample, hourly));
    const words = form.querySelector('[data-out="suggestion"]').dataset;
    const bad = score !== null && (score < Number(form.dataset.noGoBelow) || knockedOut);
    const good = score !== null && score >= Number(form.dataset.goFrom);
    put('suggestion', score === null ? null : bad ? words.textNo : good ? words.textGo : words.textConsider);
  };
  form.addEventListener('input', show);
  form.addEventListener('change', show);
  show();
}

export function enhance(root) {
  const forms = [...root.querySelectorAll('[data-assessment]:not([data-awake])')];
  if (root.matches?.('[data-assessment]:not([data-awake])')) forms.push(root);
  forms.forEach((form) => {
    form.dataset.awake = '';
    watch(form);
  });
}
