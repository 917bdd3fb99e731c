// The chat inside the widget's frame: keeps a new visitor's token, and speaks with the page around it, by exact origin.
import { remember } from './storage.js';

const host = window.tandemHost;
const { key, stored } = window.tandemVisitor ?? {};
const tell = message => { if (host) window.parent.postMessage(message, host); };

document.addEventListener('htmx:beforeOnLoad', event => {
  const { xhr } = event.detail;
  const token = xhr.getResponseHeader('X-Visitor');
  if (!token || !stored || !key) return;
  if (!remember(key, token)) tell({ tandem: 'keep', token });
});

addEventListener('message', event => {
  if (!host || event.source !== window.parent || event.origin !== host) return;
  if (event.data?.tandem === 'shown') {
    document.dispatchEvent(new CustomEvent('chat:shown', { detail: { shown: event.data.shown } }));
    if (event.data.shown) document.getElementById('write')?.focus();
  }
});

document.addEventListener('chat:unread', ({ detail }) => tell({ tandem: 'unread', count: detail.unread }));
document.querySelector('[data-close-widget]')?.addEventListener('click', () => tell({ tandem: 'close' }));
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || document.querySelector('[popover]:popover-open, dialog[open]')) return;
  tell({ tandem: 'close' });
});

document.dispatchEvent(new CustomEvent('chat:shown', { detail: { shown: window.tandemShown !== false } }));
if (document.getElementById('talk')) tell({ tandem: 'used' });

// Until htmx is there, a form would be sent without the header that says who sends it: so nothing can be pressed.
document.addEventListener('DOMContentLoaded', () => {
  document.body.inert = false;
  if (window.tandemShown !== false) document.getElementById('write')?.focus();
});
