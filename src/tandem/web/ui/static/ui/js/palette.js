// Jump to anything: places of the rail, keys of this page, commands the page brings, and a search if there is one.
import { json, onClick, say } from './page.js';

const WAIT_MS = 160;
const MOST = 40;
const palette = document.getElementById('palette');
const input = palette?.querySelector('input');
const list = palette?.querySelector('[role=listbox]');
const status = palette?.querySelector('[role=status]');
const searchUrl = document.body.dataset.paletteUrl;
let own = [];
let found = [];
let hits = [];
let at = 0;
let searching = null;
let timer = 0;

const words = element => (element.dataset.label || element.getAttribute('aria-label') || element.textContent).trim().replace(/\s+/g, ' ');

const collect = () => {
  const places = [...document.querySelectorAll('[data-go]')].map(element => ({
    group: say('go_to'), label: words(element), keys: `G ${element.dataset.go.toUpperCase()}`, url: element.href,
  }));
  const actions = [...document.querySelectorAll('[data-key]')].filter(element => !element.disabled).map(element => ({
    group: say('on_this_page'), label: words(element), keys: element.dataset.key.toUpperCase(), element,
  }));
  return [...places, ...(json('ui-commands') ?? []), ...actions.map(clean)];
};

// The button's own key hint is not a part of its name.
const clean = command => ({
  ...command,
  label: command.label.toUpperCase().endsWith(` ${command.keys}`) ? command.label.slice(0, -command.keys.length - 1) : command.label,
});

const option = (hit, index) => {
  const element = document.createElement('li');
  element.id = `palette-${index}`;
  element.setAttribute('role', 'option');
  element.setAttribute('aria-selected', String(index === at));
  element.dataset.index = index;
  const label = document.createElement('b');
  label.className = 'clip';
  label.dir = 'auto';
  label.textContent = hit.label;
  element.append(label);
  if (hit.meta) {
    const meta = document.createElement('span');
    meta.className = 'tiny faint clip';
    meta.textContent = hit.meta;
    element.append(meta);
  }
  for (const name of (hit.keys ?? '').split(' ').filter(Boolean)) {
    const mark = document.createElement('span');
    mark.className = 'kbd';
    mark.textContent = name;
    element.append(mark);
  }
  return element;
};

const draw = () => {
  const query = input.value.trim().toLowerCase();
  hits = [...own.filter(hit => hit.label.toLowerCase().includes(query)), ...found].slice(0, MOST);
  at = Math.max(0, Math.min(at, hits.length - 1));
  list.replaceChildren();
  let group = null;
  hits.forEach((hit, index) => {
    if (hit.group !== group) {
      group = hit.group;
      const title = document.createElement('li');
      title.className = 'group';
      title.setAttribute('role', 'presentation');
      title.textContent = group ?? '';
      list.append(title);
    }
    list.append(option(hit, index));
  });
  if (!hits.length) {
    const nothing = document.createElement('li');
    nothing.className = 'group';
    nothing.setAttribute('role', 'presentation');
    nothing.textContent = say('nothing_found');
    list.append(nothing);
  }
  const current = list.querySelector('[aria-selected=true]');
  if (current) input.setAttribute('aria-activedescendant', current.id);
  else input.removeAttribute('aria-activedescendant');
  current?.scrollIntoView({ block: 'nearest' });
  status.textContent = hits.length ? say('found', { count: hits.length }) : say('nothing_found');
};

const search = async query => {
  searching?.abort();
  found = [];
  if (!searchUrl || query.length < 2) { draw(); return; }
  const control = searching = new AbortController();
  try {
    const address = new URL(searchUrl, location.href);
    address.searchParams.set('q', query);
    const answer = await fetch(address, { headers: { Accept: 'application/json' }, signal: control.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    found = (await answer.json()).results ?? [];
  } catch (error) {
    if (error.name === 'AbortError') return;
    status.textContent = say('search_failed');
    return;
  }
  draw();
};

const go = index => {
  const hit = hits[index];
  if (!hit) return;
  palette.close();
  if (hit.url) location.assign(hit.url);
  else if (hit.element?.matches('input, textarea')) hit.element.focus();
  else hit.element?.click();
};

export const openPalette = () => {
  if (!palette || palette.open) return;
  document.querySelectorAll('[popover]:popover-open').forEach(menu => menu.hidePopover());
  own = collect();
  found = [];
  at = 0;
  input.value = '';
  palette.showModal();
  draw();
};

if (palette) {
  onClick('[data-palette]', (element, event) => {
    if (event.metaKey || event.ctrlKey) return; // another tab: the page of the same name
    event.preventDefault();
    openPalette();
  });
  input.addEventListener('input', () => {
    at = 0;
    draw();
    clearTimeout(timer);
    timer = setTimeout(() => search(input.value.trim()), WAIT_MS);
  });
  input.addEventListener('keydown', event => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move) { at += move; draw(); } else if (event.key === 'Enter' && !event.isComposing) go(at);
    else return;
    event.preventDefault();
  });
  list.addEventListener('click', event => {
    const hit = event.target.closest('[data-index]');
    if (hit) go(Number(hit.dataset.index));
  });
}
