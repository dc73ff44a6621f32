/** Small helpers that every module shares. */

/** Fill `{name}` places of a translated text that the server put into a data attribute. */
export function fill(text, values) {
  return (text || '').replace(/\{(\w+)\}/g, (whole, key, at) => {
    if (!(key in values)) return whole;
    if (text.lastIndexOf('«', at) > text.lastIndexOf('»', at)) {
      return String(values[key]).replaceAll('«', '„').replaceAll('»', '“');
    }
    const quoted = text.lastIndexOf('“', at) > text.lastIndexOf('”', at);
    return quoted ? String(values[key]).replace(/“([^“”]*)”/g, '‘$1’') : values[key];
  });
}

/** Say something to people who listen to the page. */
export function announce(message) {
  const live = document.getElementById('live');
  if (!live) return;
  live.textContent = '';
  requestAnimationFrame(() => { live.textContent = message; });
}

/** The token that every write carries. */
export function csrf() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}

/** Post fields as a form and ask for JSON. */
export function post(url, fields) {
  return fetch(url, {
    method: 'POST',
    headers: { 'X-CSRFToken': csrf(), Accept: 'application/json', 'X-Requested-With': 'fetch' },
    body: fields instanceof FormData ? fields : new URLSearchParams(fields),
  });
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function icon(name) {
  return element('i', { class: `bi bi-${name}`, 'aria-hidden': 'true' });
}

/** Call `work` after the last of a row of calls. */
export function debounce(work, delay) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), delay);
  };
}
