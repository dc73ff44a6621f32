/** A board whose cards move by handle, by Alt + arrow and by the buttons of their menu. */

import { openDialog } from 'mistok/menus';
import { announce, fill, post } from 'mistok/text';
import { tell, warn } from 'mistok/trouble';

class Board {
  constructor(box) {
    this.box = box;
    this.columns = [...box.querySelectorAll('[data-stage]')];
    this.moving = 0;
    this.carried = false;
    this.outdated = false;
    box.addEventListener('pointerdown', (event) => this.grab(event));
    box.addEventListener('keydown', (event) => this.key(event));
    box.addEventListener('click', (event) => this.press(event));
    box.addEventListener('toggle', () => this.refresh(), true);
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
    if (card.classList.contains('waiting')) return;
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
      this.carried = true;
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
      // A filter may have brought another board meanwhile.
      if (!card.isConnected) return drop();
      const edge = 48;
      const box = this.box.getBoundingClientRect();
      const step = (x > box.right - edge ? 6 : 0) - (x < box.left + edge ? 6 : 0);
      if (lifted && step) {
        this.box.scrollLeft += step;
        aim();
      }
      scrolling = requestAnimationFrame(drift);
      return undefined;
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
      this.carried = false;
      if (ended?.type === 'pointerup' && over && over !== from) this.move(card, over.dataset.stage);
      this.refresh();
    };
    const cancel = (pressed) => { if (pressed.key === 'Escape') drop(); };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', drop);
    document.addEventListener('keydown', cancel, true);
    drift();
  }

  /** Ask for a reason where the stage wants one, else send at once. A card that is under way is not sent once more. */
  move(card, stage) {
    if (card.classList.contains('waiting')) return undefined;
    const id = card.dataset.card;
    const button = card.querySelector(`[data-move="${CSS.escape(stage)}"]`);
    const ask = document.getElementById(button?.dataset.ask ?? '');
    if (!ask) return this.send(id, stage, {});
    const form = ask.querySelector('form');
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (!form.reportValidity()) return;
      ask.close();
      const moved = await this.send(id, stage, Object.fromEntries(new FormData(form)));
      if (moved && form.dataset.about === id) delete form.dataset.about;
    };
    // What was written is kept for its card until that has moved, and is never offered for another.
    if (form.dataset.about !== id) {
      form.reset();
      form.dataset.about = id;
      form.querySelectorAll('[data-from]').forEach((field) => { field.value = card.dataset[field.dataset.from] ?? ''; });
    }
    openDialog(ask);
    return undefined;
  }

  card(id) {
    return this.box.querySelector(`[data-card="${CSS.escape(id)}"]`);
  }

  /** Put a card where it belongs at once, and back where it was if the server says no; tell whether it moved. */
  async send(id, stage, more) {
    const card = this.card(id);
    const url = card?.querySelector('form')?.action;
    if (!url) return false;
    const target = this.column(stage);
    const from = card.closest('[data-cards]');
    const after = card.nextElementSibling;
    target?.querySelector('[data-cards]').prepend(card);
    card.classList.add('waiting');
    this.focus(card);
    this.moving += 1;
    const answer = await post(url, { ...more, stage, version: card.dataset.version }).catch(() => null);
    this.moving -= 1;
    if (answer?.ok) {
      announce(fill(this.box.dataset.textMoved, { title: card.dataset.title, stage: target?.querySelector('h2').textContent ?? stage }));
      this.outdated = true;
    } else {
      const focused = card.contains(document.activeElement);
      card.classList.remove('waiting');
      // The card below it may have moved on meanwhile.
      from.insertBefore(card, after?.parentElement === from ? after : null);
      if (focused) this.focus(card);
      const told = answer?.headers.get('Content-Type')?.includes('json') ? await answer.json() : {};
      // Why it stays, and what is missing, each with the page where it is filled in.
      if (!answer || answer.status === 401) tell(answer?.status);
      else warn(told.message || this.box.dataset.textFailed, told.gaps);
    }
    await this.refresh();
    return Boolean(answer?.ok);
  }

  /** Whoever moves, carries or chooses keeps what is under the hand: the board is renewed afterwards. */
  get busy() {
    return this.moving > 0 || this.carried || this.box.querySelector(':popover-open') !== null;
  }

  /** Sums, counts and the next possible moves come from the server: the board is asked for again. */
  async refresh() {
    if (!this.outdated || this.busy) return;
    this.outdated = false;
    const answer = await fetch(location.href, { headers: { 'X-Requested-With': 'fetch' } }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    const fresh = page?.querySelector('[data-board]');
    if (!this.box.isConnected) return;
    if (!fresh || this.busy) {
      this.outdated = true;
      if (!this.busy) this.box.querySelectorAll('.waiting').forEach((card) => card.classList.remove('waiting'));
      return;
    }
    const left = this.box.scrollLeft;
    const here = this.box.contains(document.activeElement) ? document.activeElement : null;
    this.box.replaceChildren(...fresh.children);
    const beside = page.querySelectorAll('[data-with-board]');
    document.querySelectorAll('[data-with-board]').forEach((part, at) => beside[at] && part.replaceWith(beside[at].cloneNode(true)));
    this.columns = [...this.box.querySelectorAll('[data-stage]')];
    this.box.scrollLeft = left;
    window.htmx?.process(this.box);
    const card = here?.closest('[data-card]');
    if (card) this.card(card.dataset.card)?.querySelector(here.matches('[data-menu]') ? '[data-menu]' : 'a')?.focus({ preventScroll: true });
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
