/** Buttons that print the page. */

export function enhance(root) {
  for (const button of root.querySelectorAll('[data-print]')) {
    button.onclick = () => window.print();
  }
}
