/** Texts with a limit: how much of it is taken while somebody writes, counted by the one rule of `sections`. */

import { count as counted } from 'mistok/sections';
import { fill } from 'mistok/text';

function watch(area) {
  const line = document.getElementById(area.dataset.limitTarget);
  const limitField = area.form.elements.text_limit;
  const unitField = area.form.elements.limit_unit;
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const look = () => {
    const unit = unitField?.value || 'characters';
    const limit = Number.parseInt((limitField?.value ?? '').replace(/\s/gu, ''), 10) || 0;
    const count = counted(area.value, unit);
    const over = limit > 0 && count > limit;
    const words = over ? area.dataset.textOver : limit ? area.dataset.textOf : area.dataset.textCount;
    const unitWords = area.getAttribute(`data-unit-${unit.replaceAll('_', '-')}`) ?? '';
    line.textContent = fill(words, { unit: unitWords, count: numbers.format(count), limit: numbers.format(limit), over: numbers.format(count - limit) });
    line.classList.toggle('over', over);
  };
  for (const field of [area, limitField, unitField]) field?.addEventListener('input', look);
  look();
}

export function enhance(root) {
  for (const area of root.querySelectorAll('[data-limit-target]')) {
    if (area.dataset.watched) continue;
    area.dataset.watched = 'yes';
    watch(area);
  }
}
