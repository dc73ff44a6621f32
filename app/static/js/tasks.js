/** My day: a line that goes leaves the cursor to the line in its place, and no second press to it. */

let left = -1;

export function enhance(root) {
  const day = root.closest('#my-day') ?? root.querySelector('#my-day');
  const lines = [...day.querySelectorAll('.task-line')];
  if (left >= 0) (lines[Math.min(left, lines.length - 1)]?.querySelector('button') ?? document.getElementById('main')).focus();
  left = -1;
  day.addEventListener('htmx:beforeSwap', () => { left = lines.indexOf(document.activeElement.closest('.task-line')); });
  // The second half of a double click.
  day.addEventListener('click', (event) => { if (event.detail > 1 && event.target.closest('form')) event.preventDefault(); });
}
