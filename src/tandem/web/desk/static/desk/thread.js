// The open conversation: read marks while it is visible, the customer's typing, nothing shown or drawn twice.
import { csrf } from '../ui/js/page.js';

const TYPING_MS = 6000;
const log = document.getElementById('log');
const typing = document.getElementById('typing');
const form = document.querySelector('[data-reading]');
let marked = 0;
let timer = 0;

const last = () => Number(document.querySelector('#cursor [name=after]')?.value ?? 0);

const markRead = () => {
  const number = last();
  if (!form || document.hidden || number <= marked) return;
  marked = number;
  fetch(form.dataset.reading, { method: 'POST', headers: csrf(), body: new URLSearchParams({ number }) })
    .then(answer => {
      const row = answer.ok && document.querySelector('.conv[aria-current=true]');
      if (!row) return;
      row.classList.remove('unread');
      row.querySelector('.meta .badge')?.remove();
    })
    .catch(() => { marked = 0; });
};

const stop = () => { if (typing) typing.hidden = true; };

document.addEventListener('tandem:live', ({ detail }) => {
  if (!typing || !(detail.topics ?? [detail.topic]).some(topic => topic.startsWith('conversation:'))) return;
  if (detail.kind === 'MessagePosted') stop();
  if (detail.kind !== 'TypingNoticed') return;
  typing.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(stop, TYPING_MS);
});

// Two answers may overlap after a lost connection: what is there already is not shown again.
const dropTwins = () => {
  const seen = new Set();
  log?.querySelectorAll(':scope > [id]').forEach(entry => {
    if (seen.has(entry.id)) entry.remove();
    seen.add(entry.id);
  });
};

document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.target === log) dropTwins();
  markRead();
});
// One's own deed says itself where to go next: meanwhile the page is not drawn anew because of it.
let deeds = 0;
let leaving = false;
const isDeed = ({ detail }) => detail.requestConfig?.verb === 'post' && detail.elt.matches('form');

document.addEventListener('htmx:beforeRequest', event => {
  if (isDeed(event)) deeds += 1;
  else if (event.detail.elt.id === 'watch' && (deeds || leaving)) event.preventDefault();
});
document.addEventListener('htmx:afterRequest', event => {
  if (!isDeed(event)) return;
  deeds -= 1;
  leaving = Boolean(event.detail.xhr.getResponseHeader('HX-Redirect'));
  if (!leaving && (!event.detail.successful || event.detail.xhr.status >= 400)) document.body.dispatchEvent(new CustomEvent('desk-changed'));
});

document.addEventListener('visibilitychange', markRead);
addEventListener('pageshow', markRead);
markRead();
