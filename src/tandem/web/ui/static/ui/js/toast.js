// Toasts: one line, an undo where there is one, announced politely. Also what htmx failed to do.
import { csrf, onClick, onContent, say, within } from './page.js';

const PLAIN_MS = 5000;
const UNDO_MS = 8000;

const box = () => {
  let found = document.querySelector('.toasts');
  if (!found) {
    found = document.createElement('div');
    found.className = 'toasts';
    found.setAttribute('role', 'status');
    document.body.append(found);
  }
  return found;
};

/** Leave after a while, but never while it is read or focused. */
const leave = (element, ms) => {
  let timer = setTimeout(() => element.remove(), ms);
  const hold = () => clearTimeout(timer);
  const release = () => { hold(); timer = setTimeout(() => element.remove(), ms); };
  element.addEventListener('pointerenter', hold);
  element.addEventListener('focusin', hold);
  element.addEventListener('pointerleave', release);
  element.addEventListener('focusout', release);
};

/** `undo` is a function, or the address that takes back what was done (POST). */
export const toast = (text, { undo, alert = false } = {}) => {
  const element = document.createElement('div');
  element.className = 'toast';
  if (alert) element.setAttribute('role', 'alert');
  const line = document.createElement('span');
  line.textContent = text;
  element.append(line);
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = say('undo');
    button.addEventListener('click', async () => {
      element.remove();
      if (await takeBack(undo)) toast(say('undone'));
      else toast(say('failed'), { alert: true });
    });
    element.append(button);
  }
  box().replaceChildren(element);
  leave(element, undo ? UNDO_MS : PLAIN_MS);
};

const takeBack = async undo => {
  if (typeof undo === 'function') { undo(); return true; }
  const answer = await fetch(undo, { method: 'POST', headers: csrf() }).catch(() => null);
  if (answer?.ok) document.dispatchEvent(new CustomEvent('tandem:undone', { detail: { url: undo } }));
  return Boolean(answer?.ok);
};

// A server says `HX-Trigger: {"toast": {"text": "...", "undo": "/..."}}`.
document.addEventListener('toast', event => toast(event.detail.text, { undo: event.detail.undo }));

onContent(root => within(root, '[data-toast-now]').forEach(element => leave(element, UNDO_MS)));

// A refusal that the server retargets at #notices is shown over the page; what the person wrote stays.
const notices = document.getElementById('notices');
document.addEventListener('htmx:beforeSwap', event => {
  const { loginUrl } = document.body.dataset;
  if (loginUrl && new URL(event.detail.xhr.responseURL || location.href).pathname === loginUrl) {
    event.detail.shouldSwap = false; // a session that ended must not put the sign-in page into a part
    toast(say('signed_out'), { alert: true });
    return;
  }
  if (event.detail.xhr.getResponseHeader('HX-Retarget') !== '#notices') return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target !== notices || !notices) return;
  if (notices.matches(':popover-open')) notices.hidePopover(); // again on top, above an open dialog
  notices.showPopover();
});
document.addEventListener('htmx:beforeRequest', event => {
  if (notices?.matches(':popover-open') && event.detail.requestConfig.verb !== 'get') notices.hidePopover();
});
onClick('[data-dismiss]', button => {
  if (notices?.contains(button)) notices.hidePopover();
  else button.parentElement.remove();
});

document.addEventListener('htmx:sendError', () => toast(say('offline'), { alert: true }));
document.addEventListener('htmx:timeout', () => toast(say('offline'), { alert: true }));
document.addEventListener('htmx:responseError', event => {
  const { xhr } = event.detail;
  const reference = xhr.getResponseHeader('X-Request-ID');
  const key = { 401: 'signed_out', 403: 'refused' }[xhr.status] ?? (reference ? 'failed_reference' : 'failed');
  toast(say(key, { reference }), { alert: true });
});
