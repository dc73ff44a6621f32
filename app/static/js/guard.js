/** Forms: work that is not saved yet, the way to an error, quick dates, questions before a big step. */

let leaving = false;

/** Whether a field holds something else than the server wrote into it. */
function touched(field) {
  if (!field.matches('input:not([type="hidden"]), select, textarea') || !field.name || field.readOnly) return false;
  if (field.options) {
    const written = [...field.options].filter((option) => option.defaultSelected);
    return written.length ? written.some((option) => !option.selected) : field.selectedIndex > 0;
  }
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}

/** Whether somebody typed before this script was awake, or the browser has put back after a reload what was typed. */
const early = (form) => performance.getEntriesByType('navigation')[0]?.type !== 'back_forward' && [...form.elements].some(touched);

function guard(form) {
  const state = form.querySelector('[data-save-state]');
  const print = () => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value])).toString();
  const before = print();
  // A page that came back with errors, or says so itself, holds words which nobody has saved.
  const unsaved = 'unsaved' in form.dataset || early(form);
  let changed = unsaved || Boolean(form.querySelector('[data-error-summary]') ?? document.querySelector('[data-error-summary]'));
  const look = () => {
    if (!changed) changed = print() !== before;
    else if (!unsaved && !document.querySelector('[data-error-summary]')) changed = print() !== before;
    if (state) state.textContent = changed ? state.dataset.text : '';
  };
  form.noValidate = true;
  look();
  // Whoever writes on is still here: what was sent did not lead away.
  const stay = () => {
    leaving = false;
    look();
  };
  form.addEventListener('input', stay);
  form.addEventListener('change', stay);
  form.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) leaving = true;
  });
  addEventListener('pageshow', () => { leaving = false; });
  addEventListener('beforeunload', (event) => {
    if (changed && !leaving) event.preventDefault();
  });
}

function isoDay(shift) {
  const day = new Date();
  day.setDate(day.getDate() + shift);
  const two = (number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function quickDate(button) {
  button.addEventListener('click', () => {
    const field = document.getElementById(button.dataset.dateFor);
    const day = isoDay(Number(button.dataset.days));
    field.value = field.type === 'datetime-local' ? `${day}T${(field.value.split('T')[1] || '10:00')}` : day;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

/** Ask in the page's own words before a form that cannot be taken back lightly. */
function ask(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.agreed === 'yes') return;
    event.preventDefault();
    const dialog = document.createElement('dialog');
    dialog.className = 'dialog';
    dialog.innerHTML = '<div class="dialog-body pt-4"><p id="question"></p><div class="dialog-foot"><button class="btn btn-primary" type="button"></button><button class="btn btn-quiet" type="button" data-close></button></div></div>';
    dialog.setAttribute('aria-labelledby', 'question');
    dialog.querySelector('p').textContent = form.dataset.confirm;
    const [yes, no] = dialog.querySelectorAll('button');
    yes.textContent = form.dataset.confirmYes;
    no.textContent = form.dataset.confirmNo;
    yes.addEventListener('click', () => {
      form.dataset.agreed = 'yes';
      dialog.close();
      form.requestSubmit(event.submitter);
    });
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    // Whoever presses Enter once too often takes back nothing.
    no.focus();
  });
}

/** Put what is wrong in the order in which its fields stand on the page; what belongs to no field comes last. */
function asOnPage(summary) {
  const target = (item) => document.getElementById(item.querySelector('a')?.hash.slice(1) ?? '');
  const lines = [...summary.querySelectorAll('li')].map((item) => [item, target(item)]);
  lines.sort(([, one], [, other]) => {
    if (!one || !other) return Number(!one) - Number(!other);
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : one === other ? 0 : -1;
  });
  summary.querySelector('ul')?.append(...lines.map(([item]) => item));
}

export function enhance(root) {
  const each = (selector, work) => root.querySelectorAll?.(`${selector}:not([data-ready])`).forEach((found) => {
    found.dataset.ready = '';
    work(found);
  });
  each('form[data-guard]', guard);
  each('[data-date-for]', quickDate);
  each('form[data-confirm]', ask);
  // The form comes back with what was typed, where the address alone would open it anew.
  each('a[data-back]', (link) => link.addEventListener('click', (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  }));
  each('[data-error-summary]', (summary) => {
    asOnPage(summary);
    summary.focus();
    summary.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      target.closest('details')?.setAttribute('open', '');
      target.scrollIntoView({ block: 'center' });
      const fields = 'input, select, textarea';
      (target.matches(fields) ? target : target.querySelector('.is-invalid') ?? target.querySelector(fields))?.focus();
    });
  });
}
