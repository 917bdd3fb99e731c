// The leader's stream: a single-use ticket, an EventSource from the last cursor, a new ticket after any error.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const BYE_SPREAD_MS = 2000;   // the server closes many streams in the same minute
const SILENCE_MS = 45000;     // once the server has sent a beat, this long without one means a dead line
const QUIET_MS = 10000;        // without beats an open stream is all we know: say so this often
const GIVE_UP = [401, 403, 404];

const parts = cursor => cursor.split('-').map(BigInt);

/** Is cursor `one` the same as `other`, or later? Without both: no. */
export const notBefore = (one, other) => {
  if (!one || !other) return false;
  try {
    const [a, b] = [parts(one), parts(other)];
    return a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
  } catch { return false; }
};

/** Every topic that any tab watches. */
export const union = tabs => [...new Set([...tabs.values()].flat())].sort();

/**
 * `tell` passes on {type: event, message, at}, {type: refetch, at} and {type: state, state, at}.
 * Returns begin(topics, cursor, onReady), watch(topics, from, onReady) and end().
 */
export const followStream = ({ ticketUrl, liveUrl, headers, tell }) => {
  let topics = [];
  let cursor = '';
  let source = null;
  let attempt = 0;
  let turn = 0;
  let broken = false;
  let timer = 0;
  let watchdog = 0;
  let ready = [];

  const state = name => tell({ type: 'state', state: name, at: name === 'live' ? Date.now() : 0 });

  const close = () => { source?.close(); source = null; clearTimeout(timer); clearTimeout(watchdog); };

  const retry = () => {
    close();
    broken = true;
    state('stale');
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt++);
    timer = setTimeout(connect, wait / 2 + Math.random() * (wait / 2));
  };

  const alive = event => {
    cursor = event?.lastEventId || cursor;
    state('live');
  };

  const pulse = setInterval(() => { if (!watchdog && source?.readyState === EventSource.OPEN) state('live'); }, QUIET_MS);

  const guard = () => { clearTimeout(watchdog); watchdog = setTimeout(retry, SILENCE_MS); };

  const connect = async () => {
    close();
    const mine = ++turn;
    let ticket;
    try {
      const answer = await fetch(ticketUrl, {
        method: 'POST',
        headers: { ...headers(), 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ topics }),
      });
      if (GIVE_UP.includes(answer.status)) { if (mine === turn) state('off'); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      ticket = await answer.json();
    } catch { if (mine === turn) retry(); return; }
    if (mine !== turn) return;
    const since = cursor || ticket.cursor;
    cursor = since;
    const query = new URLSearchParams({ ticket: ticket.ticket, since });
    source = new EventSource(`${liveUrl}?${query}`);
    source.onopen = () => {
      attempt = 0;
      state('live');
      if (broken) tell({ type: 'refetch', at: cursor });
      broken = false;
      ready.splice(0).forEach(say => say(since));
    };
    source.onmessage = event => {
      alive(event);
      tell({ type: 'event', message: JSON.parse(event.data), at: cursor });
      if (watchdog) guard();
    };
    source.addEventListener('beat', event => { alive(event); guard(); });
    source.addEventListener('refetch', event => { alive(event); tell({ type: 'refetch', at: cursor }); });
    source.addEventListener('bye', event => {
      alive(event);
      close();
      timer = setTimeout(connect, Math.random() * BYE_SPREAD_MS);
    });
    source.onerror = () => { if (mine === turn) retry(); };
  };

  addEventListener('online', () => { if (broken) { attempt = 0; connect(); } });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && broken) { attempt = 0; connect(); } });

  return {
    begin(watched, from, onReady) { topics = watched; cursor = from; if (onReady) ready.push(onReady); connect(); },
    watch(watched, from = '', onReady = null) {
      const more = watched.some(topic => !topics.includes(topic));
      topics = watched;
      if (onReady) ready.push(onReady);
      if (from && cursor && !notBefore(from, cursor)) cursor = from; // an older page: replay for it, the rest drop duplicates
      if (more) connect();
    },
    end() { turn += 1; clearInterval(pulse); close(); },
  };
};
