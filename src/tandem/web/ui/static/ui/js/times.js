// Times in the reader's zone and language; ages of live data, amber past 30 seconds.
import { locale, onContent, say, within } from './page.js';

const STALE_SECONDS = 30;
const TICK_MS = 1000;
const zone = document.documentElement.dataset.zone || undefined;

const safe = (make) => { try { return make({ timeZone: zone }); } catch { return make({}); } };
const clock = safe(base => new Intl.DateTimeFormat(locale, { ...base, timeStyle: 'short' }));
const day = safe(base => new Intl.DateTimeFormat(locale, { ...base, day: 'numeric', month: 'short' }));
const dayYear = safe(base => new Intl.DateTimeFormat(locale, { ...base, day: 'numeric', month: 'short', year: 'numeric' }));
const both = safe(base => new Intl.DateTimeFormat(locale, { ...base, dateStyle: 'medium', timeStyle: 'short' }));
const full = safe(base => new Intl.DateTimeFormat(locale, { ...base, dateStyle: 'full', timeStyle: 'long' }));
const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const UNITS = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

const largest = seconds => UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];

const relative = seconds => {
  if (Math.abs(seconds) < 45) return ago.format(0, 'second');
  const [unit, size] = largest(seconds);
  return ago.format(Math.trunc(seconds / size), unit);
};

export const age = seconds => {
  const [unit, size] = largest(Math.max(0, seconds));
  const count = Math.floor(Math.max(0, seconds) / size);
  const spoken = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  return say('age', { age: spoken });
};

const paint = (element, now) => {
  const text = element.getAttribute('datetime') ?? '';
  const plain = /^\d{4}-\d{2}-\d{2}$/.test(text); // a day has no zone: read it as noon, so that it never moves
  const moment = new Date(plain ? `${text}T12:00:00` : text);
  if (Number.isNaN(moment.getTime())) return;
  const seconds = (moment - now) / 1000;
  const { format } = element.dataset;
  let said;
  if (format === 'relative') said = relative(seconds);
  else if (format === 'clock') said = clock.format(moment);
  else if (format === 'datetime') said = both.format(moment);
  else if (format === 'age') said = age(-seconds);
  else said = (moment.getFullYear() === new Date(now).getFullYear() ? day : dayYear).format(moment);
  if (element.textContent !== said) element.textContent = said;
  if (format === 'age') element.dataset.tone = -seconds > STALE_SECONDS ? 'warn' : '';
  if (!element.title && !plain) element.title = full.format(moment);
};

const paintAll = root => {
  const now = Date.now();
  within(root, 'time[data-format]').forEach(element => paint(element, now));
};

// The age of the live stream itself, see live.js.
const paintLive = () => {
  const at = Number(document.body.dataset.liveAt);
  if (!at) return;
  const seconds = (Date.now() - at) / 1000;
  document.querySelectorAll('[data-live-age]').forEach(element => {
    element.textContent = age(seconds);
    element.dataset.tone = seconds > STALE_SECONDS ? 'warn' : '';
  });
};

onContent(paintAll);
document.addEventListener('tandem:live-state', paintLive);
setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  document.querySelectorAll('time[data-format=relative], time[data-format=age]').forEach(element => paint(element, now));
  paintLive();
}, TICK_MS);
