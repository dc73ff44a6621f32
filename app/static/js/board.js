/** A board whose cards move by handle, by Alt + arrow and by the buttons of their menu. */

import { openDialog } from 'mistok/menus';
import { announce, fill, post } from 'mistok/text';
import { tell, warn } from 'mistok/trouble';

class Board {
  constructor(box) {
    this.box = box;
    this.columns = [...box.querySelectorAll('[data-stage]')];
    box.addEventListener('pointerdown', (event) => this.grab(event));
    box.addEventListener('keydown', (event) => this.key(event));
    box.addEventListener('click', (event) => this.press(event));
  }

  column(stage) {
    return this.columns.find((column) => column.dataset.stage === stage);
  }

  /** The stages a card may go to are the buttons of its menu. */
  allowed(card) {
    return [...card.querySelectorAll('[data-move]')].map((button) => button.dataset.move);
  }

  press(event) {
    const button = event.target.closest('[data-move]');
    if (!button) return;
    event.preventDefault();
    button.closest('[popover]')?.hidePopover();
    this.move(button.closest('[data-card]'), button.dataset.move);
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const card = event.target.closest?.('[data-card]');
    if (!event.altKey || !card) return;
    if (step) {
      event.preventDefault();
      const allowed = this.allowed(card);
      let at = this.columns.indexOf(card.closest('[data-stage]')) + step;
      while (this.columns[at] && !allowed.includes(this.columns[at].dataset.stage)) at += step;
      if (this.columns[at]) this.move(card, this.columns[at].dataset.stage);
      return;
    }
    const beside = { ArrowUp: card.previousElementSibling, ArrowDown: card.nextElementSibling }[event.key];
    if (beside) {
      event.preventDefault();
      beside.querySelector('a').focus();
    }
  }

  grab(event) {
    const handle = event.target.closest('[data-handle]');
    if (!handle || event.button > 0) return;
    event.preventDefault();
    const card = handle.closest('[data-card]');
    const allowed = this.allowed(card);
    const from = card.closest('[data-stage]');
    const start = card.getBoundingClientRect();
    const gap = document.createElement('li');
    gap.className = 'board-gap';
    gap.style.height = `${start.height}px`;
    let over = null;
    let lifted = false;
    let x = event.clientX;
    let y = event.clientY;
    let scrolling = 0;

    const lift = () => {
      lifted = true;
      card.after(gap);
      card.style.width = `${start.width}px`;
      card.classList.add('dragging');
      this.box.classList.add('carrying');
      document.documentElement.style.cursor = 'grabbing';
    };
    const follow = (moved) => {
      if (!lifted && Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) < 5) return;
      if (!lifted) lift();
      x = moved.clientX;
      y = moved.clientY;
      card.style.left = `${start.left + x - event.clientX}px`;
      card.style.top = `${start.top + y - event.clientY}px`;
      aim();
    };
    const aim = () => {
      const under = document.elementFromPoint(x, y)?.closest('[data-stage]');
      const next = under && (under === from || allowed.includes(under.dataset.stage)) ? under : null;
      if (next === over) return;
      over?.classList.remove('over');
      over = next;
      if (over && over !== from) over.classList.add('over');
      (over ?? from).querySelector('[data-cards]').prepend(gap);
      if ((over ?? from) === from) card.after(gap);
    };
    // On a phone the next column is reached by holding the card at the edge.
    const drift = () => {
      const edge = 48;
      const box = this.box.getBoundingClientRect();
      const step = (x > box.right - edge ? 6 : 0) - (x < box.left + edge ? 6 : 0);
      if (lifted && step) {
        this.box.scrollLeft += step;
        aim();
      }
      scrolling = requestAnimationFrame(drift);
    };
    const drop = (ended) => {
      handle.removeEventListener('pointermove', follow);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', drop);
      document.removeEventListener('keydown', cancel, true);
      cancelAnimationFrame(scrolling);
      gap.remove();
      over?.classList.remove('over');
      card.classList.remove('dragging');
      this.box.classList.remove('carrying');
      card.style.cssText = '';
      document.documentElement.style.cursor = '';
      if (ended?.type === 'pointerup' && over && over !== from) this.move(card, over.dataset.stage);
    };
    const cancel = (pressed) => { if (pressed.key === 'Escape') drop(); };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', drop);
    document.addEventListener('keydown', cancel, true);
    drift();
  }

  /** Ask for a reason where the stage wants one, else send at once. */
  move(card, stage) {
    const button = card.querySelector(`[data-move="${CSS.escape(stage)}"]`);
    const ask = document.getElementById(button?.dataset.ask ?? '');
    if (!ask) return this.send(card, stage, {});
    const form = ask.querySelector('form');
    form.onsubmit = (event) => {
      event.preventDefault();
      if (!form.reportValidity()) return;
      ask.close();
      this.send(card, stage, Object.fromEntries(new FormData(form)));
      form.reset();
    };
    form.querySelectorAll('[data-from]').forEach((field) => { field.value = card.dataset[field.dataset.from] ?? ''; });
    openDialog(ask);
    return undefined;
  }

  async send(card, stage, more) {
    const target = this.column(stage);
    const url = card.querySelector('form')?.action;
    if (!url) return;
    const from = card.closest('[data-cards]');
    const after = card.nextElementSibling;
    target?.querySelector('[data-cards]').prepend(card);
    card.classList.add('waiting');
    const answer = await post(url, { ...more, stage, version: card.dataset.version }).catch(() => null);
    card.classList.remove('waiting');
    if (!answer?.ok) {
      from.insertBefore(card, after);
      this.focus(card);
      if (!answer || answer.status === 401) return tell(answer?.status);
      const told = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : {};
      // Why it stays, and what is missing, each with the page where it is filled in.
      warn(told.message || this.box.dataset.textFailed, told.gaps);
      return;
    }
    announce(fill(this.box.dataset.textMoved, { title: card.dataset.title, stage: target?.querySelector('h2').textContent ?? stage }));
    await this.refresh(card.dataset.card);
  }

  /** Sums, counts and the next possible moves come from the server: the board is asked for again. */
  async refresh(id) {
    const answer = await fetch(location.href, { headers: { 'X-Requested-With': 'fetch' } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('[data-board]');
    if (!fresh) return;
    const left = this.box.scrollLeft;
    this.box.replaceChildren(...fresh.children);
    const beside = page.querySelectorAll('[data-with-board]');
    document.querySelectorAll('[data-with-board]').forEach((part, at) => beside[at] && part.replaceWith(beside[at].cloneNode(true)));
    this.columns = [...this.box.querySelectorAll('[data-stage]')];
    this.box.scrollLeft = left;
    window.htmx?.process(this.box);
    const card = this.box.querySelector(`[data-card="${CSS.escape(id)}"]`);
    if (card) this.focus(card);
  }

  focus(card) {
    card.querySelector('a')?.focus();
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

export function enhance(root) {
  root.querySelectorAll('[data-board]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    new Board(box);
  });
}
