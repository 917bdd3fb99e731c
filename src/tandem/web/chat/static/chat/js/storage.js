// Where the widget's frame keeps the visitor's token: its own storage, which browsers divide by the site around it.
// Some refuse a frame any storage; then the page around it, a site that the brand has named, keeps it for the tab.

export const recall = key => {
  try { return localStorage.getItem(key) ?? ''; } catch { return ''; }
};

/** True when it will be there on the next page. */
export const remember = (key, token) => {
  try { localStorage.setItem(key, token); return localStorage.getItem(key) === token; } catch { return false; }
};
