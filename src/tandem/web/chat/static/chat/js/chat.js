// The customer's side of a conversation: sending, typing, being there, having read.
import './keyed.js';
import { filesOf } from '../../ui/js/files.js';
import { csrf } from '../../ui/js/page.js';

const BEAT_MS = 25000;       // the house lets a waiting customer go after three minutes without a sign
const TYPING_EVERY_MS = 3000;
const TYPING_SHOWN_MS = 5000;
const HIDDEN_MS = 500;

const talk = document.getElementById('talk');
const title = document.title;
let shown = true;            // in a widget: whether the frame is open
let typedAt = 0;
let sent = '';
let readTo = 0;

const post = (url, values = {}) =>
  fetch(url, { method: 'POST', headers: csrf(), body: new URLSearchParams(values), keepalive: true }).catch(() => null);

const refresh = () => talk.dispatchEvent(new CustomEvent('live'));
const looking = () => !document.hidden && shown;

// ---- being there, having read --------------------------------------------------------------------

const beat = async () => {
  const waits = talk.dataset.waits === 'yes';
  if (!looking() && !waits) return; // who is held and looks away gets the answer by e-mail, too
  const newest = Number(talk.dataset.newest);
  const read = looking() ? { read: newest } : {};
  const answer = await post(talk.dataset.presenceUrl, read);
  if (answer?.ok && read.read) readTo = newest;
  if (answer?.ok && (waits || document.body.dataset.liveState !== 'live')) refresh();
};

const tellUnread = () => {
  const unread = looking() ? 0 : Number(talk.dataset.unread);
  document.title = unread ? `(${unread}) ${title}` : title;
  document.dispatchEvent(new CustomEvent('chat:unread', { detail: { unread } }));
};

const attend = () => {
  tellUnread();
  if (looking() && Number(talk.dataset.newest) > readTo) beat();
};

if (talk) {
  attend();
  setInterval(beat, BEAT_MS);
  document.addEventListener('visibilitychange', attend);
  document.addEventListener('tandem:live', ({ detail }) => { // a hidden page fetches nothing live, but its title counts
    if (document.hidden && detail.kind === 'MessagePosted') setTimeout(refresh, HIDDEN_MS);
  });
  talk.addEventListener('htmx:afterSettle', attend);
  document.addEventListener('chat:shown', ({ detail }) => { ({ shown } = detail); attend(); });
}

document.addEventListener('toggle', ({ target }) => {
  if (target.id === 'by-mail' && target.open) target.scrollIntoView({ block: 'end' });
}, true);

// ---- writing -------------------------------------------------------------------------------------

const area = () => document.getElementById('write');
const fine = matchMedia('(pointer: fine)').matches;

document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (!fine || event.target !== area() || !event.target.closest('.composer')) return;
  event.preventDefault();
  if (event.target.value.trim() || filesOf(event.target.form).length) event.target.form.requestSubmit(event.target.form.querySelector('button'));
});

document.addEventListener('htmx:beforeRequest', event => {
  if (event.detail.elt.id === 'composer') sent = area().value;
});

// What was typed while the message travelled stays; the next one gets a client id of its own.
document.addEventListener('chat-posted', event => {
  const write = area();
  write.value = write.value.startsWith(sent) ? write.value.slice(sent.length).trimStart() : write.value;
  write.form.elements.client_id.value = event.detail.next;
  write.form.querySelector('.notice')?.remove();
  write.removeAttribute('aria-invalid');
  write.dispatchEvent(new Event('input', { bubbles: true }));
  write.focus();
  const log = document.getElementById('log');
  log.scrollTop = log.scrollHeight;
});

if (talk) {
  document.addEventListener('input', event => {
    if (event.target !== area() || !event.target.value || Date.now() - typedAt < TYPING_EVERY_MS) return;
    typedAt = Date.now();
    post(talk.dataset.typingUrl);
  });
}

// ---- the other side writes -----------------------------------------------------------------------

let stops = 0;
document.addEventListener('tandem:live', ({ detail }) => {
  const line = document.getElementById('typing');
  if (!line || !['TypingNoticed', 'MessagePosted'].includes(detail.kind)) return;
  clearTimeout(stops);
  line.hidden = detail.kind !== 'TypingNoticed';
  if (!line.hidden) {
    const log = document.getElementById('log');
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 120) log.scrollTop = log.scrollHeight;
    stops = setTimeout(() => { line.hidden = true; }, TYPING_SHOWN_MS);
  }
});
