/** Draws the charts of a page; the bundle refuses inline styles and eval, as the security policy does. */

const drawn = new Map();
let library;

async function draw(box) {
  try {
    library ??= import(box.dataset.bundle);
    const [{ draw: paint }, spec] = await Promise.all([
      library,
      box.dataset.url
        ? fetch(box.dataset.url, { headers: { Accept: 'application/json' } }).then((answer) => answer.json())
        : JSON.parse(box.parentElement.querySelector('[data-chart-spec]').textContent),
    ]);
    drawn.get(box)?.finalize();
    drawn.set(box, await paint(box, spec, { dark: document.documentElement.dataset.bsTheme === 'dark' }));
    // The engine describes each axis and bar in English and by the names of fields; the table below says the same in words.
    box.setAttribute('role', 'img');
    box.removeAttribute('aria-roledescription');
    box.dataset.drawn = '';
  } catch (error) {
    box.removeAttribute('role');
    box.textContent = box.dataset.textFailed;
    box.classList.add('failed');
    box.closest('figure').querySelector('details')?.setAttribute('open', '');
    console.error(error);
  }
}

/** A chart is drawn when it comes near the window: a long page does not wait for all of them. */
const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watch.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: '300px' });

export function enhance(root) {
  root.querySelectorAll('[data-chart]:not([data-awake])').forEach((box) => {
    box.dataset.awake = '';
    watch.observe(box);
  });
}

document.addEventListener('mistok:theme', () => drawn.forEach((result, box) => draw(box)));
// Paper does not wait for a picture that is not drawn yet: the table says the same there, and is folded again afterwards.
const unfolded = new Set();
addEventListener('beforeprint', () => document.querySelectorAll('[data-chart]:not([data-drawn])').forEach((box) => {
  const table = box.closest('figure').querySelector('details:not([open])');
  if (table) unfolded.add(table);
  table?.setAttribute('open', '');
  draw(box);
}));
addEventListener('afterprint', () => {
  unfolded.forEach((table) => table.removeAttribute('open'));
  unfolded.clear();
});
