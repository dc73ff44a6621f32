/** The editor of letters: a button puts its field where the cursor was last. */

const EDITABLE = 'input[name="subject"], textarea[name="body"]';

function insert(field, text) {
  const start = field.selectionStart ?? field.value.length;
  field.setRangeText(text, start, field.selectionEnd ?? start, 'end');
  field.focus();
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Wake the editors inside `root`. */
export function enhance(root) {
  for (const form of root.querySelectorAll('[data-letter]')) {
    if (form.dataset.awake) continue;
    form.dataset.awake = '1';
    let last = form.querySelector('textarea[name="body"]');
    form.addEventListener('focusin', (event) => {
      if (event.target.matches(EDITABLE)) last = event.target;
    });
    form.addEventListener('click', (event) => {
      const button = event.target.closest('[data-insert]');
      if (button && last) insert(last, button.dataset.insert);
    });
  }
}
