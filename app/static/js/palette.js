/** Search and commands in one place: Ctrl+K, or the search field of the top bar. */

const palette = document.getElementById('palette');
const input = palette?.querySelector('input');
const results = document.getElementById('palette-results');
const commands = document.getElementById('palette-commands');
const named = document.getElementById('palette-named');

/** The page already lists where one can go and what one can add: those are the commands. */
function listCommands() {
  const found = new Map();
  document.querySelectorAll('#quick-add a[href], .sidebar .nav-item').forEach((link) => {
    const text = link.firstChild.nextSibling?.textContent.trim() || link.textContent.trim();
    if (!found.has(link.href)) found.set(link.href, { text, icon: link.querySelector('i')?.className ?? '' });
  });
  return found;
}

const wordsOf = (text) => text.toLocaleLowerCase().match(/[\p{L}\p{N}’']+/gu) ?? [];

/** What is called by whole words of its name comes before the records that are found, the rest after them. */
function showCommands() {
  const query = input.value.trim().toLocaleLowerCase();
  const words = wordsOf(query);
  commands.replaceChildren();
  named.replaceChildren();
  for (const [href, { text, icon }] of listCommands()) {
    if (query && !text.toLocaleLowerCase().includes(query)) continue;
    const own = wordsOf(text);
    const link = document.createElement('a');
    link.className = 'pop-item';
    link.href = href;
    link.tabIndex = -1;
    link.setAttribute('role', 'option');
    link.setAttribute('aria-selected', 'false');
    const sign = document.createElement('i');
    sign.className = icon;
    sign.setAttribute('aria-hidden', 'true');
    link.append(sign, text);
    (words.length && words.every((word) => own.includes(word)) ? named : commands).append(link);
  }
  choose(0);
}

// Where the option leads that somebody went to by the arrows, and the text that the listed records answer.
let picked = '';
let answered = '';

const options = () => [...palette.querySelectorAll('[role="option"]')];

function choose(index) {
  const all = options();
  if (!all.length) {
    input.removeAttribute('aria-activedescendant');
    return;
  }
  const at = (index + all.length) % all.length;
  all.forEach((option, place) => {
    option.id = `option-${place}`;
    option.setAttribute('aria-selected', String(place === at));
  });
  input.setAttribute('aria-activedescendant', all[at].id);
  all[at].scrollIntoView({ block: 'nearest' });
}

function open(text = '') {
  if (palette.open) return;
  document.querySelectorAll('[popover]:popover-open').forEach((menu) => menu.hidePopover());
  palette.showModal();
  input.value = text;
  results.replaceChildren();
  showCommands();
  input.focus();
  if (text) input.dispatchEvent(new Event('input', { bubbles: true }));
}

let ready = false;

export function enhance() {
  if (ready || !palette) return;
  ready = true;

  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
      event.preventDefault();
      open();
    }
  });
  // The field of the top bar opens the palette when it is pressed or typed into, not when it is only passed by Tab.
  document.querySelectorAll('[data-palette-open]').forEach((opener) => {
    if (opener.tagName === 'FORM') {
      const field = opener.querySelector('input');
      opener.addEventListener('pointerdown', (event) => { event.preventDefault(); open(field.value); });
      field.addEventListener('input', () => { const typed = field.value; field.value = ''; open(typed); });
    } else {
      opener.addEventListener('click', (event) => { event.preventDefault(); open(); });
    }
  });
  input.addEventListener('input', () => {
    picked = '';
    showCommands();
    if (!input.value.trim()) results.replaceChildren();
  });
  // What answers an earlier text comes too late.
  results.addEventListener('htmx:beforeSwap', (event) => {
    const asked = event.detail.requestConfig.parameters.q;
    event.detail.shouldSwap &&= asked === input.value;
    if (event.detail.shouldSwap) answered = asked;
  });
  results.addEventListener('htmx:afterSwap', () => choose(Math.max(options().findIndex((option) => option.href === picked), 0)));
  input.addEventListener('keydown', (event) => {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    // A search field keeps the first Escape for itself.
    if (event.key === 'Escape') { event.preventDefault(); palette.close(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(at + step);
      picked = options().find((option) => option.id === input.getAttribute('aria-activedescendant'))?.href ?? '';
    }
    // The first record may answer an earlier text: then all that is found is shown.
    const late = !picked && results.contains(all[at]) && answered !== input.value;
    if (event.key === 'Enter' && all[at] && !late) { event.preventDefault(); all[at].click(); }
  });
}
