/** A form that is on its way is not sent once more: two quick presses, or Enter twice, would make two records.

    A form that stays on the page, such as one that answers with a file, says so by `data-again`. */

// A request that was given up must not lock its form for good.
const PATIENCE = 30_000;

function free(form) {
  delete form.dataset.sent;
  delete form.dataset.agreed;
  for (const button of form.elements) button.removeAttribute('aria-busy');
}

const freeAll = () => document.querySelectorAll('form[data-sent]').forEach(free);

document.addEventListener('submit', (event) => {
  const form = event.target;
  // A field may be called “method”: the property of the form would then be that field.
  if (event.defaultPrevented || form.getAttribute('method') !== 'post' || 'again' in form.dataset) return;
  if ('sent' in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '';
  const button = event.submitter;
  // The button is switched off after the browser has read its value.
  setTimeout(() => { if ('sent' in form.dataset) button?.setAttribute('aria-busy', 'true'); });
  setTimeout(() => free(form), PATIENCE);
});

// Enter takes the first button of a form, also one for those without a script; what it shows is on the page already.
document.addEventListener('submit', (event) => {
  if (event.target.getAttribute('method') === 'post' && event.submitter?.closest('.nojs-only')) event.preventDefault();
}, { capture: true });

// Somebody was asked whether to leave unsaved work, and stays.
addEventListener('beforeunload', (event) => setTimeout(() => { if (event.defaultPrevented) freeAll(); }));
// Back on a page that the browser had kept as it was left.
addEventListener('pageshow', (event) => { if (event.persisted) freeAll(); });
