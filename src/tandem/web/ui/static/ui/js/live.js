// Live pages: one stream a browser. One tab leads (navigator.locks) and passes on to the others (BroadcastChannel).
//   <body data-live-topics="desk floor:3" data-live-ticket-url="/live/ticket" [data-live-cursor="123-45"] [data-live-url="/live"]>
//   <div data-live="floor:3 ContactQueued" hx-get="…" hx-trigger="live">  topic prefix, then kinds (none: all); ";" between several
// What arrives says only that something changed; the page asks the server for the rest.
import { followStream, notBefore, union } from './stream.js';
import { csrf } from './page.js';

const SEEN = 500;          // duplicates come from hints and from replays, both recent
const DEBOUNCE_MS = 150;
const AWAY_MS = 30000;
const ROLL_CALL_MS = 200;  // how long a new leader waits for the other tabs to say what they watch

const { body } = document;
const url = body.dataset.liveTicketUrl;
const topics = (body.dataset.liveTopics ?? '').split(/\s+/).filter(Boolean);
const me = `${Date.now()}-${Math.random()}`;
const seen = new Set();
const timers = new WeakMap();
const waiting = new Set();
let cursor = body.dataset.liveCursor ?? '';
let hiddenAt = document.hidden ? Date.now() : 0;

// ---- what this tab does with news -------------------------------------------------------------

const covers = (prefix, topic) => topic === prefix || topic.startsWith(prefix.endsWith(':') ? prefix : `${prefix}:`);

const topicsOf = message => message.topics ?? [message.topic];

const watches = (element, message) =>
  element.dataset.live.split(';').some(clause => {
    const [prefix, ...kinds] = clause.replace(/[[\]]/g, ' ').trim().split(/\s+/);
    return topicsOf(message).some(topic => covers(prefix, topic)) && (!kinds.length || kinds.includes(message.kind));
  });

// Not bubbling: a live part inside a live part must not refresh both.
const trigger = element => {
  if (document.hidden) { waiting.add(element); return; }
  clearTimeout(timers.get(element));
  timers.set(element, setTimeout(() => element.dispatchEvent(new CustomEvent('live')), DEBOUNCE_MS));
};

const triggerAll = () => document.querySelectorAll('[data-live]').forEach(trigger);

const deliver = message => {
  if (seen.has(message.event)) return;
  seen.add(message.event);
  if (seen.size > SEEN) seen.delete(seen.values().next().value);
  if (!topics.some(own => topicsOf(message).some(topic => covers(own, topic)))) return;
  document.dispatchEvent(new CustomEvent('tandem:live', { detail: message }));
  document.querySelectorAll('[data-live]').forEach(element => { if (watches(element, message)) trigger(element); });
};

const setState = (state, at) => {
  if (at) body.dataset.liveAt = at;
  if (body.dataset.liveState === state) return;
  body.dataset.liveState = state;
  document.dispatchEvent(new CustomEvent('tandem:live-state', { detail: { state } }));
};

document.addEventListener('visibilitychange', () => {
  if (document.hidden) { hiddenAt = Date.now(); return; }
  if (Date.now() - hiddenAt > AWAY_MS) triggerAll();
  else waiting.forEach(trigger);
  waiting.clear();
});

// ---- tabs among themselves --------------------------------------------------------------------

const start = () => {
  const name = `tandem-live ${url}`;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
  const tabs = new Map([[me, topics]]);
  const early = [];
  let stream = null;
  let begun = false;

  const hear = {
    event({ message, at }) { cursor = at || cursor; deliver(message); },
    refetch({ at }) { cursor = at || cursor; triggerAll(); },
    state({ state, at }) { setState(state, at); },
    // From `at` on this tab hears everything; what changed before, it has only if its page is younger.
    ready({ tab, at }) {
      if (tab !== me) return;
      if (!notBefore(cursor, at)) triggerAll();
      cursor ||= at;
    },
    who() { hello(); },
    hello({ tab, watched, at }) {
      if (begun) welcome(tab, watched, at);
      else if (stream) { tabs.set(tab, watched); early.push({ tab, at }); }
    },
    gone({ tab }) { if (tabs.delete(tab) && begun) stream.watch(union(tabs)); },
  };
  const post = message => channel?.postMessage(message);
  const tell = message => { post(message); hear[message.type](message); };
  const hello = () => post({ type: 'hello', tab: me, watched: topics, at: cursor });

  const welcome = (tab, watched, at) => {
    const before = union(tabs);
    tabs.set(tab, watched);
    const missing = watched.filter(topic => !before.includes(topic));
    if (missing.length) stream.watch(union(tabs), at, since => post({ type: 'ready', tab, at: since }));
    else post({ type: 'ready', tab, at: cursor });
    post({ type: 'state', state: body.dataset.liveState, at: body.dataset.liveAt });
  };

  const lead = async () => {
    stream = followStream({ ticketUrl: url, liveUrl: body.dataset.liveUrl ?? '/live', headers: csrf, tell });
    post({ type: 'who' });
    await new Promise(done => { setTimeout(done, ROLL_CALL_MS); });
    begun = true;
    const known = [cursor, ...early.map(({ at }) => at)].filter(Boolean);
    const oldest = known.reduce((least, at) => (notBefore(at, least) ? least : at), known[0] ?? '');
    stream.begin(union(tabs), oldest, since => {
      hear.ready({ tab: me, at: since });
      early.forEach(({ tab }) => post({ type: 'ready', tab, at: since }));
    });
    await new Promise(() => {}); // leads until the tab goes
  };

  channel?.addEventListener('message', ({ data }) => hear[data.type]?.(data));
  addEventListener('pagehide', () => { post({ type: 'gone', tab: me }); stream?.end(); });
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

  hello();
  if (navigator.locks && channel) navigator.locks.request(name, lead).catch(() => { if (!stream) lead(); }); // a frame may be refused locks
  else lead(); // no locks outside a secure context: each tab then has a stream of its own
};

if (url && topics.length && 'EventSource' in window) start();
else setState('off');
