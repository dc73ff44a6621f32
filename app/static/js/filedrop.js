/** Files by dropping or by choosing: the same field is sent either way. What is too large is not sent at all. */

import { announce, element, fill, icon } from 'mistok/text';

const MEGABYTE = 2 ** 20;

/** Say why the files cannot be sent; nothing when they can. */
function trouble(files, { most, mostAtOnce, textLarge, textMany }) {
  const large = files.filter((file) => file.size > most * MEGABYTE).map((file) => file.name);
  if (large.length) return fill(textLarge, { most, names: large.join(', ') });
  const sum = files.reduce((total, file) => total + file.size, 0);
  return sum > mostAtOnce * MEGABYTE ? fill(textMany, { most: mostAtOnce }) : '';
}

function size(bytes) {
  const language = document.documentElement.lang;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

function drop(box) {
  const input = box.querySelector('input[type="file"]');
  if (!input) return;
  const list = element('ul', { class: 'filedrop-files' });
  const hint = element('p', { class: 'filedrop-hint', 'aria-hidden': 'true' }, icon('cloud-arrow-up'), box.dataset.textDrop);
  box.prepend(hint);
  const words = element('span');
  const error = element('p', { class: 'field-error', hidden: '' }, icon('exclamation-circle'), words);
  box.append(list, error);
  box.classList.add('ready');

  const keep = (files) => {
    const kept = new DataTransfer();
    (input.multiple ? files : files.slice(-1)).forEach((file) => kept.items.add(file));
    input.files = kept.files;
    show();
  };
  const judge = () => {
    words.textContent = trouble([...input.files], box.dataset);
    error.hidden = !words.textContent;
    if (words.textContent) announce(words.textContent);
    return error.hidden;
  };
  const show = () => {
    judge();
    list.replaceChildren(...[...input.files].map((file, at) => {
      const remove = element('button', {
        type: 'button', class: 'btn btn-plain btn-icon btn-sm', 'aria-label': fill(box.dataset.textRemove, { name: file.name }),
      }, icon('x-lg'));
      remove.addEventListener('click', () => {
        keep([...input.files].filter((one, place) => place !== at));
        input.focus();
      });
      return element('li', {}, icon('file-earmark'), file.name, element('span', { class: 'muted' }, size(file.size)), remove);
    }));
  };
  input.addEventListener('change', show);
  // Chosen before this script was awake, or put back by the browser.
  if (input.files.length) show();
  input.form?.addEventListener('submit', (event) => {
    if (judge()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.scrollIntoView({ block: 'center' });
    input.focus({ preventScroll: true });
  }, { capture: true });
  const over = (event, on) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    box.classList.toggle('over', on);
  };
  box.addEventListener('dragenter', (event) => over(event, true));
  box.addEventListener('dragover', (event) => over(event, true));
  box.addEventListener('dragleave', (event) => { if (!box.contains(event.relatedTarget)) over(event, false); });
  box.addEventListener('drop', (event) => {
    over(event, false);
    keep([...(input.multiple ? input.files : []), ...event.dataTransfer.files]);
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

export function enhance(root) {
  root.querySelectorAll('[data-filedrop]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    drop(box);
  });
}
