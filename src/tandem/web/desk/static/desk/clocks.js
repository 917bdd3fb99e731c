// Deadlines go on counting: <span class="clock" data-due="…" data-from="…"><bdi>6 min</bdi></span>
import { json, locale } from '../ui/js/page.js';

const TICK_MS = 1000;
const WARN = 50;     // percent left
const DANGER = 15;
const SIZES = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const words = json('desk-words') ?? {};

const span = seconds => {
  const [unit, size] = SIZES.find(([, each]) => seconds >= each) ?? ['second', 1];
  return (words[unit] ?? '{count}').replace('{count}', new Intl.NumberFormat(locale).format(Math.floor(seconds / size)));
};

const paint = (clock, now) => {
  const due = Date.parse(clock.dataset.due);
  const from = Date.parse(clock.dataset.from);
  const left = (due - now) / 1000;
  const share = Math.max(0, Math.min(100, Math.round((100 * (due - now)) / (due - from || 1))));
  const tone = share > WARN ? 'ok' : share > DANGER ? 'warn' : 'danger';
  const text = left >= 0 ? span(left) : (words.late ?? '{span}').replace('{span}', span(-left));
  const line = clock.querySelector('bdi');
  if (line.textContent !== text) line.textContent = text;
  if (clock.dataset.p !== String(share)) clock.dataset.p = share;
  if (clock.dataset.tone !== tone) clock.dataset.tone = tone;
  if (left < 0 && !clock.lapsed && clock.closest('.offer')) { // it has lapsed: the list no longer shows it
    clock.lapsed = true;
    document.body.dispatchEvent(new CustomEvent('desk-changed'));
  }
};

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  document.querySelectorAll('[data-due]').forEach(clock => paint(clock, now));
}, TICK_MS);
