/** What a budget line costs and who pays, while it is typed. The server reckons it again and its sums are kept.

    A box `[data-budget-line]` with `data-moved` and `data-money`, the fields `quantity`, `price`, `rest` and one
    field for each source, and outputs `[data-out]`: total, given, left. Sums are whole cents, never fractions. */

import { amountIn, money } from 'mistok/money';

const SOURCES = ['grant', 'own', 'partner', 'in_kind'];

/** Read a number as a whole number of its smallest units; null when it is none. */
function units(text, places) {
  const clean = (text ?? '').replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  const found = /^(-?)(\d{1,13})(?:\.(\d*))?$/.exec(clean);
  if (!found || (found[3] ?? '').length > places) return null;
  const whole = BigInt(found[2] + (found[3] ?? '').padEnd(places, '0'));
  return found[1] ? -whole : whole;
}

/** Read an amount as whole cents; null when it is none. */
const centsIn = (text) => units(amountIn(text), 2);

/** Write whole cents as a plain decimal number. */
function decimal(cents) {
  const size = cents < 0n ? -cents : cents;
  return `${cents < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

function watch(box) {
  const field = (name) => box.querySelector(`[name="${name}"]`);
  const written = (cents) => money(box.dataset.money, decimal(cents));
  const put = (name, cents) => {
    const out = box.querySelector(`[data-out="${name}"]`);
    out.textContent = cents === null ? '—' : written(cents);
    return out;
  };
  const show = () => {
    const quantity = units(field('quantity').value, 3);
    const price = centsIn(field('price').value);
    const total = quantity === null || price === null ? null : (quantity * price + 500n) / 1000n + units(box.dataset.moved, 2);
    const rest = field('rest').value;
    const given = SOURCES.filter((name) => name !== rest).reduce((sum, name) => sum + (centsIn(field(name).value) ?? 0n), 0n);
    const left = total === null ? null : total - given;
    for (const name of SOURCES) {
      const input = field(name);
      input.readOnly = name === rest;
      if (name !== rest) continue;
      input.value = '';
      input.placeholder = left === null ? '' : written(left);
    }
    SOURCES.filter((name) => name !== rest).forEach((name) => { field(name).placeholder = ''; });
    put('total', total);
    put('given', left === null ? null : rest && left >= 0n ? total : given);
    const out = put('left', left === null ? null : rest && left >= 0n ? 0n : left);
    out.classList.toggle('text-danger', left !== null && (left < 0n || (!rest && left !== 0n)));
  };
  box.addEventListener('input', show);
  box.addEventListener('change', show);
  show();
}

export function enhance(root) {
  root.querySelectorAll('[data-budget-line]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    watch(box);
  });
}
