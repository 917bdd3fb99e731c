// Keys: never while typing, the same letter everywhere, all letters can be turned off (WCAG 2.1.4).
import { kept, onClick, say } from './page.js';
import { openPalette } from './palette.js';
import { toast } from './toast.js';

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true], dialog[open]';
const GO_MS = 1200;
const STEPS = '.conv, [data-steps] a[href]';
const STORE = 'tandem-keys';
let goneAt = 0;

const on = () => kept.get(STORE) !== 'off';
const visible = element => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
const label = element => (element.dataset.label || element.getAttribute('aria-label') || element.textContent).trim().replace(/\s+/g, ' ');

const step = by => {
  const all = [...document.querySelectorAll(STEPS)].filter(visible);
  const at = all.findIndex(element => element.matches('[aria-current]:not([aria-current=false])'));
  const next = all[at + by];
  if (!next) return false;
  all[at]?.removeAttribute('aria-current');
  next.setAttribute('aria-current', 'true');
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  next.click();
  return true;
};

const replyField = () => document.querySelector('[data-reply], .composer textarea');

const reply = () => {
  replyField()?.focus();
  return Boolean(replyField());
};

// What a letter presses: the first of its name that is neither disabled nor in a dialog that is closed.
const keyed = key => [...document.querySelectorAll('[data-key]')]
  .find(element => element.dataset.key.toLowerCase() === key && !element.disabled && !element.closest('dialog:not([open])'));

const press = key => {
  const own = keyed(key);
  if (!own) return false;
  if (own.matches('input, textarea')) own.focus();
  else own.click();
  return true;
};

const letter = key => {
  if (Date.now() - goneAt < GO_MS) {
    goneAt = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (place) { place.click(); return true; }
  }
  if (key === 'g') { goneAt = Date.now(); return true; }
  if (press(key)) return true;
  if (key === 'j') return step(1);
  if (key === 'k') return step(-1);
  if (key === 'r') return reply();
  return false;
};

document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  const key = event.key.toLowerCase();
  if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && key === 'k') {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || key.length !== 1) return;
  if (event.target.closest?.(TYPING) || document.querySelector('dialog[open]') || !on()) return;
  if (letter(key)) event.preventDefault();
});

// The list of keys is read from the page each time it opens: what stands there works now.
const list = document.querySelector('[data-keys-list]');
const switcher = document.querySelector('[data-keys-switch]');
const row = (text, keys) => {
  const line = document.createElement('div');
  const term = document.createElement('dt');
  const values = document.createElement('dd');
  term.textContent = text;
  values.append(...keys.map(name => {
    const mark = document.createElement('span');
    mark.className = 'kbd';
    mark.textContent = name.toUpperCase();
    return mark;
  }));
  line.dataset.found = '';
  line.append(term, values);
  list.append(line);
};

const strip = (text, key) => (text.toLowerCase().endsWith(` ${key.toLowerCase()}`) ? text.slice(0, -key.length - 1) : text);

onClick('[data-open="#keys"]', () => {
  if (!list) return;
  list.querySelectorAll('[data-found]').forEach(element => element.remove());
  list.querySelectorAll('[data-where]').forEach(line => { line.hidden = ![...document.querySelectorAll(line.dataset.where)].some(visible); });
  const letters = [...new Set([...document.querySelectorAll('[data-key]')].map(element => element.dataset.key.toLowerCase()))];
  letters.map(keyed).filter(Boolean).forEach(element => row(strip(label(element), element.dataset.key), [element.dataset.key]));
  if (!letters.includes('r') && replyField()) row(say('reply'), ['R']);
  document.querySelectorAll('[data-go]').forEach(element => row(say('go_there', { place: label(element) }), ['G', element.dataset.go]));
  if (switcher) switcher.checked = on();
});

switcher?.addEventListener('change', () => {
  kept.set(STORE, switcher.checked ? 'on' : 'off');
  toast(say(switcher.checked ? 'keys_on' : 'keys_off'));
});
