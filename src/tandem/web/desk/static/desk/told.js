// What has to be said, macros, and drafts that were withdrawn while they stood in the composer.
//   data-say="words"                 puts approved words into the reply, word for word
//   data-unsaid="words" data-moment     warns once before a reply goes out without them; what is due before any answer stops it
//   data-withdrawn="sug_…"           the suggestion beside the composer is no longer approved
//   data-detach                      the words in the composer are the person's own
import { json, onClick, onContent } from '../ui/js/page.js';
import { toast } from '../ui/js/toast.js';
import { own, put, reply } from './composer.js';

const words = json('desk-words') ?? {};
const picker = document.getElementById('articles');
const plain = text => text.normalize('NFC').replace(/[“”„]/g, '"').replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim();
const field = () => reply?.elements.text;

onClick('[data-say]', button => {
  if (!reply) return;
  button.closest('[popover]')?.hidePopover();
  put(`${field().value ? '\n\n' : ''}${button.dataset.say.trim()}`);
  document.querySelector('.assist.open')?.classList.remove('open');
});

// The words come in the answer's body. Of a macro that was changed both versions are named: the server asks about the old words, too.
document.addEventListener('macro-filled', () => {
  const filled = document.getElementById('macro-words')?.dataset;
  if (!reply || !filled) return;
  picker?.close();
  const names = new Set([...reply.elements.macros.value.split(' '), filled.macro].filter(Boolean));
  reply.elements.macros.value = [...names].join(' ');
  put(`${field().value ? '\n\n' : ''}${filled.text}`);
});

// Whatever the picker swaps in, the keyboard stays in it.
document.addEventListener('htmx:afterSettle', ({ detail }) => {
  if (detail.target?.id === 'found' && picker?.open && !picker.contains(document.activeElement)) picker.querySelector('#wanted')?.focus();
});

const unsaid = () => [...document.querySelectorAll('#due [data-unsaid]')].filter(due => !plain(field().value).includes(plain(due.dataset.unsaid)));

// Said once: the same words sent again are sent.
let warned = '';
reply?.querySelector('[type=submit]').addEventListener('click', event => {
  const missing = field().value.trim() ? unsaid() : [];
  document.querySelectorAll('#due [data-unsaid]').forEach(due => due.classList.toggle('missing', missing.includes(due)));
  const first = missing.some(due => due.dataset.moment === 'before'); // without these nothing is sent, whatever is pressed
  if (!missing.length || (!first && warned === field().value)) return;
  event.preventDefault();
  warned = field().value;
  toast((first ? words.first : words.unsaid) ?? '');
});

const gone = document.getElementById('gone');
const look = () => {
  const sign = document.querySelector('[data-withdrawn]');
  if (gone) gone.hidden = !(reply && sign && reply.elements.suggestion.value === sign.dataset.withdrawn);
};
onContent(look);
reply?.addEventListener('input', look);

onClick('#gone-why', () => document.getElementById('what-changed')?.click());
onClick('[data-detach]', button => {
  own();
  button.closest('dialog')?.close();
  look();
  field()?.focus();
});

// The slash of an empty reply opens the picker; arrows walk what it found.
field()?.addEventListener('keydown', event => {
  if (event.key !== '/' || field().value || event.isComposing || !picker) return;
  event.preventDefault();
  document.querySelector('[data-open="#articles"]')?.click();
});
picker?.addEventListener('keydown', event => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.target.closest('select, textarea, form[data-macro]')) return;
  const all = [picker.querySelector('#wanted'), ...picker.querySelectorAll('#found .insert')];
  const next = all[all.indexOf(document.activeElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
});
