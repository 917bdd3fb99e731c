// The composer: a draft is kept for each conversation, and sent once however often it is sent.
//   data-draft="reply|note" data-ref  the text and its client id are kept in this browser until the server has them
//   data-insert, data-source          quotes an approved article (data-quote names its version), and tells data-quoted so; data-use="#id" data-suggestion takes a suggested reply
import { filesOf } from '../ui/js/files.js';
import { csrf, json, kept, onClick } from '../ui/js/page.js';
import { toast } from '../ui/js/toast.js';

const TYPING_MS = 3000;
const words = json('desk-words') ?? {};
const area = form => form.elements.text;
const state = document.getElementById('draft-state');
const fresh = () => (crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`).replace(/[^\w-]/g, '');
// Words and files: what is sent again unchanged is the same message.
const sentOf = form => [area(form).value, ...filesOf(form).map(file => `${file.name} ${file.size} ${file.lastModified}`)].join('\n\0');
const nameOf = form => `tandem-draft ${form.dataset.draft} ${form.dataset.ref}`;
const forget = form => { try { localStorage.removeItem(nameOf(form)); } catch { /* kept nowhere */ } };
let toldAt = 0;

const save = form => {
  const text = area(form).value;
  if (!text) { forget(form); mark(form); return; }
  kept.set(nameOf(form), JSON.stringify({
    text, client: form.elements.client_id.value, tried: form.tried, ...cameFrom(form),
  }));
  if (state) state.textContent = words.kept ?? '';
};

const mark = form => {
  const sign = document.getElementById('from-draft');
  if (sign && form.elements.suggestion) sign.hidden = !form.elements.suggestion.value;
  const filled = document.getElementById('from-macro');
  if (filled && form.elements.macros) filled.hidden = !form.elements.macros.value;
  if (state && !area(form).value) state.textContent = '';
};

// What the words came from: a draft, macros, quotations. A note has none of these.
const SOURCES = ['suggestion', 'macros', 'quotes'];
const cameFrom = form => Object.fromEntries(SOURCES.map(name => [name, form.elements[name]?.value ?? '']));
const comeFrom = (form, from) => SOURCES.forEach(name => { if (form.elements[name]) form.elements[name].value = from[name] ?? ''; });

// The words in it are the person's own, whatever they came from.
const fromNowhere = form => comeFrom(form, {});

const restore = form => {
  const stored = kept.get(nameOf(form));
  if (!stored) return;
  try {
    const draft = JSON.parse(stored);
    area(form).value = draft.text;
    form.elements.client_id.value = draft.client;
    form.tried = draft.tried;
    comeFrom(form, draft);
    area(form).dispatchEvent(new Event('input', { bubbles: true }));
  } catch { forget(form); }
};

const tellTyping = form => {
  if (!form.dataset.typing || Date.now() - toldAt < TYPING_MS) return;
  toldAt = Date.now();
  fetch(form.dataset.typing, { method: 'POST', headers: csrf() }).catch(() => {});
};

const forms = [...document.querySelectorAll('form[data-draft]')];
forms.forEach(form => {
  area(form).addEventListener('input', event => {
    if (!area(form).value) fromNowhere(form);
    save(form);
    mark(form);
    if (event.isTrusted && area(form).value) tellTyping(form);
  });
  // The second press of a double press finds nothing to send.
  form.querySelector('[type=submit]').addEventListener('click', event => {
    if (!area(form).value.trim() && !filesOf(form).length) { event.preventDefault(); area(form).focus(); }
  });
  // The same words sent again are the same message; other words are another.
  form.addEventListener('htmx:configRequest', event => {
    const content = sentOf(form);
    if (form.tried !== undefined && form.tried !== content) form.elements.client_id.value = fresh();
    form.tried = content;
    form.sent = area(form).value;
    event.detail.parameters.client_id = form.elements.client_id.value;
    save(form);
  });
  form.addEventListener('htmx:afterRequest', event => {
    // A refusal is swapped in as a notice, so htmx calls it successful; the words stay where they are.
    if (event.detail.elt !== form || !event.detail.successful || event.detail.xhr.status >= 400) return;
    const more = area(form).value === form.sent ? '' : area(form).value;
    form.tried = undefined;
    form.elements.client_id.value = fresh();
    fromNowhere(form);
    area(form).value = more;
    area(form).dispatchEvent(new Event('input', { bubbles: true }));
    area(form).focus();
  });
  restore(form);
});

const show = to => {
  const choice = document.querySelector(`.composer input[name=to][value=${to}]`);
  if (choice) choice.checked = true;
  document.querySelector(to === 'team' ? '.to-team textarea' : '.to-customer textarea')?.focus();
};
onClick('.composer .top label', (label, event) => { event.preventDefault(); show(label.querySelector('input').value); });

export const reply = forms.find(form => form.dataset.draft === 'reply');

export const put = text => {
  const field = area(reply);
  show('customer');
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

onClick('[data-insert]', button => {
  if (!reply) return;
  button.closest('dialog')?.close();
  const before = area(reply).value ? '\n\n' : '';
  if (button.dataset.quote) reply.elements.quotes.value = [...new Set([...reply.elements.quotes.value.split(' '), button.dataset.quote])].join(' ').trim();
  put(`${before}“${button.dataset.insert.trim()}” ${button.dataset.source}\n`);
  if (button.dataset.quoted) fetch(button.dataset.quoted, { method: 'POST', headers: csrf() }).catch(() => {});
  toast(words.inserted ?? '');
});

const fill = (text, from) => {
  area(reply).value = text;
  comeFrom(reply, from);
  show('customer');
  area(reply).dispatchEvent(new Event('input', { bubbles: true }));
};

// A suggestion that is taken becomes the person's own words, and remembers where it came from.
onClick('[data-use]', button => {
  if (!reply) return;
  const before = { text: area(reply).value, ...cameFrom(reply) };
  fill(document.querySelector(button.dataset.use).dataset.text, { suggestion: button.dataset.suggestion });
  document.querySelector('.assist.open')?.classList.remove('open');
  if (!('edit' in button.dataset)) reply.querySelector('[type=submit]').focus();
  if (before.text) toast(words.replaced ?? '', { undo: () => fill(before.text, before) });
});

// What came of a draft or a macro becomes one's own words.
export const own = () => {
  if (!reply) return;
  fromNowhere(reply);
  area(reply).dispatchEvent(new Event('input', { bubbles: true }));
};
