// Where the widget's frame keeps the visitor's token: its own storage, which browsers divide by the site around it.
// Where storage is refused, the token travels to the next page of the frame in the address's fragment, which no server sees.

const PREFIX = '#v=';

export const recall = key => {
  const carried = location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : '';
  if (carried) history.replaceState(null, '', location.pathname + location.search);
  try { return carried || localStorage.getItem(key) || ''; } catch { return carried; }
};

/** True when it will be there on the next page. */
export const remember = (key, token) => {
  try { localStorage.setItem(key, token); return localStorage.getItem(key) === token; } catch { return false; }
};

export const carrying = (address, token) => `${address}${PREFIX}${token}`;
