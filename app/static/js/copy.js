/** Buttons that copy a text of the page: `data-copy` is the id of its element. */

import { announce } from 'mistok/text';

/** Copy a text; an address without https offers only the older way, through a selection. */
async function copy(element) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  }
  getSelection().selectAllChildren(element);
  return document.execCommand('copy');
}

export function enhance(root) {
  for (const button of root.querySelectorAll('[data-copy]')) {
    button.onclick = async () => {
      const done = await copy(document.getElementById(button.dataset.copy)).catch(() => false);
      const words = done ? button.dataset.textDone : button.dataset.textFailed;
      button.querySelector('span').textContent = words;
      announce(words);
    };
  }
}
