/** Contacts by name, with a way to add a missing one; words as chips. */

import { announce, debounce, element, fill, icon, post } from 'mistok/text';
import { tell } from 'mistok/trouble';

let number = 0;

class Picker {
  constructor(box) {
    this.box = box;
    this.texts = box.dataset;
    this.multiple = 'multiple' in box.dataset;
    this.field = box.querySelector('input:not([type="hidden"])');
    this.chips = box.querySelector('.picked');
    this.hidden = box.querySelector(':scope > input[type="hidden"]');
    this.list = element('ul', { class: 'picker-list', id: `picker-${++number}`, role: 'listbox', hidden: '' });
    this.found = [];
    this.outdated = false;
    this.at = -1;
    this.asked = 0;
    box.append(this.list);
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id,
    })) this.field.setAttribute(name, value);
    const label = this.field.labels?.[0]?.textContent.trim();
    if (label) this.list.setAttribute('aria-label', label);
    this.mark();
    this.field.addEventListener('input', () => {
      if (this.hidden) this.hidden.value = '';
      this.mark();
      this.outdate();
      this.search();
    });
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.field.addEventListener('blur', () => setTimeout(() => this.close(), 150));
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const row = event.target.closest('[role="option"]');
      if (row) this.take(Number(row.dataset.at));
    });
    this.chips?.addEventListener('click', (event) => {
      event.target.closest('[data-remove]')?.closest('li').remove();
      this.changed();
      this.field.focus();
    });
    // Whoever has chosen meanwhile asks for nothing.
    this.search = debounce(() => { if (!this.hidden?.value) this.ask(); }, 180);
    // Whoever types before the scripts are awake is not left without an answer.
    if (this.field === document.activeElement && this.field.value && !this.hidden?.value) this.search();
  }

  /** What is listed answers an earlier text: it stays to be looked at, but would add a name cut short. */
  outdate() {
    this.outdated = true;
    this.found = this.found.filter((row) => !row.create);
    this.list.querySelectorAll('.create').forEach((row) => row.remove());
  }

  mark() {
    if (this.hidden) this.box.classList.toggle('chosen', this.hidden.value !== '');
  }

  changed() {
    this.field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async ask() {
    const query = this.field.value.trim();
    if (query.length < 2 || this.field !== document.activeElement) return this.close();
    const turn = ++this.asked;
    const url = new URL(this.texts.url, location.href);
    url.searchParams.set('q', query);
    if (this.texts.kind) url.searchParams.set('kind', this.texts.kind);
    const answer = await fetch(url, { headers: { Accept: 'application/json', 'X-Requested-With': 'fetch' } }).catch(() => null);
    if (turn !== this.asked) return undefined;
    // What could not be searched may be there: neither “none” nor an offer to add it would be true.
    if (!answer?.ok) {
      tell(answer?.status);
      return this.close();
    }
    const rows = await answer.json();
    const taken = new Set([...(this.chips?.querySelectorAll('input') ?? [])].map((input) => input.value));
    this.found = rows.filter((row) => !taken.has(String(row.id)));
    const same = this.found.some((row) => row.text.toLocaleLowerCase() === query.toLocaleLowerCase());
    if (this.texts.createUrl && !same) this.found.push(...this.offers(query));
    return this.show();
  }

  /** What may be added under this name: what the field asks for, or either kind where it takes both. */
  offers(name) {
    const { kind, textCreate, textPerson, textOrganisation } = this.texts;
    if (kind) return [{ create: name, kind, text: textCreate }];
    return [{ create: name, kind: 'person', text: textPerson }, { create: name, kind: 'organisation', text: textOrganisation }];
  }

  show() {
    this.outdated = false;
    this.at = -1;
    this.list.replaceChildren(...this.found.map((row, at) => {
      const item = element('li', { role: 'option', id: `${this.list.id}-${at}`, 'data-at': at, 'aria-selected': 'false' });
      if (row.create) {
        item.classList.add('create');
        item.append(icon('plus-lg'), fill(row.text, { name: row.create }));
      } else {
        item.append(row.text);
        if (row.note) item.append(element('span', { class: 'note' }, row.note));
      }
      return item;
    }));
    if (!this.found.length) {
      this.list.append(element('li', { role: 'option', 'aria-disabled': 'true', class: 'muted' }, this.texts.textNone));
    }
    this.list.hidden = false;
    this.field.setAttribute('aria-expanded', 'true');
    announce(fill(this.texts.textFound, { n: this.found.length }));
  }

  /** Fold the list; an answer that is still under way opens it no more. */
  close() {
    this.asked += 1;
    this.outdated = false;
    this.list.hidden = true;
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      return this.close();
    }
    // What is typed is neither sent nor chosen before it is known who bears this name, nor while somebody is being added.
    if (event.key === 'Enter' && (this.field.readOnly || (this.outdated && this.at < 0))) {
      event.preventDefault();
      return this.field.readOnly ? undefined : this.ask();
    }
    if (event.key === 'Backspace' && this.multiple && !this.field.value) {
      this.chips.lastElementChild?.remove();
      return this.changed();
    }
    if (this.list.hidden || !this.found.length) {
      if (event.key === 'ArrowDown') this.ask();
      return undefined;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.step(event.key === 'ArrowDown' ? 1 : -1);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      // A new name may be of a person or an organisation: Enter marks the first and leaves the choice.
      if (this.at < 0 && this.found[0].create && this.found.length > 1) this.step(1);
      else this.take(Math.max(this.at, 0));
    }
    return undefined;
  }

  /** Mark the row below or above. */
  step(by) {
    this.at = (this.at + by + this.found.length + (this.at < 0 && by < 0 ? 1 : 0)) % this.found.length;
    [...this.list.children].forEach((row, at) => row.setAttribute('aria-selected', String(at === this.at)));
    this.field.setAttribute('aria-activedescendant', `${this.list.id}-${this.at}`);
    this.list.children[this.at].scrollIntoView({ block: 'nearest' });
  }

  async take(at) {
    const chosen = this.found[at];
    if (!chosen) return;
    this.close();
    const row = chosen.create ? await this.create(chosen) : chosen;
    if (!row) return;
    if (this.multiple) {
      const text = element('span', {}, row.text);
      const remove = element('button', {
        type: 'button', class: 'chip-x', 'data-remove': '', 'aria-label': fill(this.texts.textRemove, { name: row.text }),
      }, icon('x'));
      this.chips.append(element('li', { class: 'chip' }, element('input', { type: 'hidden', name: this.texts.name, value: row.id }), text, remove));
      this.field.value = '';
    } else {
      this.hidden.value = row.id;
      this.field.value = row.text;
    }
    this.mark();
    this.changed();
    // Whoever was added may come when somebody is in the next field already.
    if (!chosen.create) this.field.focus();
    announce(row.text);
  }

  async create({ create: name, kind }) {
    this.field.readOnly = true;
    const answer = await post(this.texts.createUrl, { name, kind }).catch(() => null);
    this.field.readOnly = false;
    if (answer?.ok) return answer.json();
    if (!answer || answer.status === 401) {
      tell(answer?.status);
      return null;
    }
    this.box.querySelector('.picker-message')?.remove();
    this.box.append(element('p', { class: 'picker-message', role: 'alert' }, this.texts.textFailed));
    return null;
  }
}

/** One text field of words between commas, shown as chips; the field that is sent stays the same. */
function tagField(box) {
  const sent = box.querySelector('input');
  const typed = sent.cloneNode();
  typed.removeAttribute('name');
  typed.value = '';
  sent.type = 'hidden';
  sent.removeAttribute('id');
  const chips = element('ul', { class: 'chips picked' });
  const words = () => sent.value.split(',').map((word) => word.trim()).filter(Boolean);
  const show = () => {
    chips.replaceChildren(...words().map((word) => element('li', { class: 'chip' }, word, element('button', {
      type: 'button', class: 'chip-x', 'data-word': word, 'aria-label': fill(box.dataset.textRemove, { name: word }),
    }, icon('x')))));
  };
  const keep = (list) => {
    sent.value = [...new Map(list.map((word) => [word.toLocaleLowerCase(), word])).values()].join(', ');
    sent.dispatchEvent(new Event('change', { bubbles: true }));
    show();
  };
  const add = () => {
    if (!typed.value.trim()) return;
    keep([...words(), ...typed.value.split(',').map((word) => word.trim()).filter(Boolean)]);
    typed.value = '';
  };
  typed.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && typed.value.trim()) { event.preventDefault(); add(); }
    if (event.key === 'Backspace' && !typed.value) keep(words().slice(0, -1));
  });
  typed.addEventListener('input', () => { if (typed.value.includes(',')) add(); });
  typed.addEventListener('blur', add);
  chips.addEventListener('click', (event) => {
    const button = event.target.closest('[data-word]');
    if (button) { keep(words().filter((word) => word !== button.dataset.word)); typed.focus(); }
  });
  box.prepend(chips);
  sent.after(typed);
  show();
}

// A part that is replaced keeps what somebody has typed in it since it was asked for.
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const field = document.activeElement;
  if (!detail.target.contains(field) || !field.matches('[data-picker] input')) return;
  const typed = field.value;
  document.addEventListener('htmx:afterSwap', () => {
    const fresh = document.getElementById(field.id);
    if (!fresh || fresh.value === typed) return;
    fresh.value = typed;
    fresh.closest('[data-picker]').querySelectorAll(':scope > input[type="hidden"]').forEach((chosen) => { chosen.value = ''; });
  }, { once: true });
});

export function enhance(root) {
  root.querySelectorAll('[data-picker]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    new Picker(box);
  });
  root.querySelectorAll('[data-tags]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    tagField(box);
  });
}
