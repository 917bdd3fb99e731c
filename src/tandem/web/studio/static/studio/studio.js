// Knowledge: words are kept in this browser until the house has them; files go into the text where it is written.
//   form[data-keep="art_…"]      kept under this name; .kept says that words came back, [data-forget] uses what is saved
//   form[data-keep-forget="…"]   sending it forgets them; form[data-files-url] takes files by choosing, pasting, dropping
//   [data-choose-all]            checks every box of its form
import { csrf, kept, onClick, say } from '../ui/js/page.js';

const PREFIX = 'tandem-wording:';
const WAIT_MS = 300;
const form = document.querySelector('form[data-keep]');
const nameOf = key => PREFIX + key;
const forget = key => { try { localStorage.removeItem(key); } catch { /* kept nowhere */ } };
const fields = () => [...form.querySelectorAll('input[name], textarea[name]')].filter(each =>
  !['hidden', 'file', 'submit'].includes(each.type) && each.name !== 'find_link');
const valueOf = each => (each.type === 'checkbox' ? each.checked : each.value);
const keyOf = each => (each.type === 'checkbox' ? `${each.name}=${each.value}` : each.name);
const words = () => Object.fromEntries(fields().map(each => [keyOf(each), valueOf(each)]));

// ---- words that were not saved --------------------------------------------------------------------

const keepWords = sent => kept.set(nameOf(form.dataset.keep), JSON.stringify({ words: words(), began: form.elements.began_from.value, sent }));

const bringBack = () => {
  const stored = JSON.parse(kept.get(nameOf(form.dataset.keep)) ?? 'null');
  if (!stored) return;
  const began = form.elements.began_from.value;
  const now = words();
  const differs = Object.entries(stored.words).some(([key, value]) => key in now && now[key] !== value);
  if (!differs || (stored.sent && stored.began !== began)) { forget(nameOf(form.dataset.keep)); return; }
  for (const each of fields()) {
    const value = stored.words[keyOf(each)];
    if (value === undefined) continue;
    if (each.type === 'checkbox') each.checked = value; else each.value = value;
  }
  form.elements.began_from.value = stored.began; // so that what somebody else saved meanwhile is noticed
  form.querySelector('.kept').hidden = false;
  form.dispatchEvent(new Event('input', { bubbles: true }));
};

if (form) {
  let timer = 0;
  if (!document.querySelector('.conflict, [aria-invalid=true]')) bringBack();
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(() => keepWords(false), WAIT_MS); });
  form.addEventListener('submit', ({ submitter }) => { clearTimeout(timer); keepWords(submitter?.name === 'save'); });
  onClick('[data-forget]', () => { clearTimeout(timer); forget(nameOf(form.dataset.keep)); location.reload(); });
  document.querySelector('form[data-keep-forget]')?.addEventListener('submit', () => forget(nameOf(form.dataset.keep)));
} else if (document.querySelector('[data-toast-now]')) {
  // A save led here: what it carried is the house's now.
  try {
    Object.keys(localStorage).filter(key => key.startsWith(PREFIX) && JSON.parse(localStorage.getItem(key)).sent).forEach(forget);
  } catch { /* kept nowhere */ }
}

// ---- files in the text ----------------------------------------------------------------------------

const complain = text => {
  const line = form.querySelector('[data-attach-refusal]');
  line.textContent = text;
  line.hidden = !text;
};

const put = markdown => {
  const area = form.elements.body;
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const before = start && area.value[start - 1] !== '\n' ? '\n\n' : '';
  area.setRangeText(`${before}${markdown}\n`, start, end, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.focus();
};

const take = async file => {
  const body = new FormData();
  body.append('files', file);
  complain('');
  try {
    const answer = await fetch(form.dataset.filesUrl, { method: 'POST', body, headers: csrf() });
    const { markdown, refusal } = await answer.json();
    if (markdown) put(markdown); else complain(refusal);
  } catch { complain(say('failed')); }
};

if (form?.dataset.filesUrl) {
  const field = form.elements.files;
  const area = form.elements.body;
  form.querySelector('button[name=attach]').hidden = true;
  field.addEventListener('change', async () => { for (const file of field.files) await take(file); field.value = ''; });
  area.addEventListener('paste', event => {
    const { files } = event.clipboardData ?? {};
    if (!files?.length || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    [...files].forEach(take);
  });
  area.addEventListener('dragover', event => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
  area.addEventListener('drop', event => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    [...event.dataTransfer.files].forEach(take);
  });
}

onClick('[data-choose-all]', (link, event) => {
  event.preventDefault();
  link.closest('form').querySelectorAll('input[type=checkbox]').forEach(box => { box.checked = true; });
});
