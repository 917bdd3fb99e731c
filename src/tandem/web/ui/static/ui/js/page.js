// What every module needs of the page: words, the CSRF header, delegated clicks.
const read = id => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
};

export const json = read;

const words = read('ui-words') ?? {};

/** A translated word, its named placeholders filled. */
export const say = (key, values = {}) =>
  (words[key] ?? '').replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Headers for a request that changes something. */
export const csrf = () => JSON.parse(document.body.getAttribute('hx-headers') ?? '{}');

/** Run `act(element, event)` for clicks on, or inside, what matches. */
export const onClick = (selector, act) =>
  document.addEventListener('click', event => {
    const element = event.target.closest?.(selector);
    if (element) act(element, event);
  });

/** Run now for all that matches, and again for what htmx brings in. */
export const onContent = act => {
  act(document);
  document.addEventListener('htmx:load', event => act(event.detail.elt));
};

/** All that matches inside a root, the root included. */
export const within = (root, selector) => [
  ...(root.matches?.(selector) ? [root] : []),
  ...root.querySelectorAll(selector),
];

/** The page's language; for dates and numbers with the region that the browser asks for, if it speaks the same language. */
export const lang = document.documentElement.lang || 'en';
export const locale = navigator.languages.find(name => name === lang || name.startsWith(`${lang}-`)) ?? lang;

/** localStorage that may be refused (private windows, embedded frames). */
export const kept = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); } catch { /* The choice then lasts for this page. */ }
  },
};
