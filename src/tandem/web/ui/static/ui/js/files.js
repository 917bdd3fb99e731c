// Files in a composer: <form data-files> with parts/pick_files.html. They travel with the words, in one request.
// Here they are dropped, pasted, shown with a small picture, taken out again, and their way is shown. data-drop: where they may be dropped.
import { onContent, say, within } from './page.js';

const MOST = 5;
const LARGEST = 10e6;
const LARGEST_TOGETHER = 20e6;
const PREVIEW = 96;          // pixels, drawn at half on ordinary screens
const KINDS = /^(image\/(png|jpeg|gif|webp)|application\/pdf|text\/(plain|csv)|application\/vnd\.ms-excel)$/;
const held = new Map();      // what a form with this id holds: a refused one comes back as a new element

const field = form => form.querySelector('input[type=file]');
const keyOf = form => form.id || form.action;
export const filesOf = form => held.get(keyOf(form)) ?? [];

const complain = (form, text) => {
  const line = form.querySelector('.picked-refusal');
  line.textContent = text;
  line.hidden = !text;
};

const draw = async (canvas, file) => {
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.max(PREVIEW / whole.width, PREVIEW / whole.height);
    canvas.width = canvas.height = PREVIEW;
    const [width, height] = [whole.width * scale, whole.height * scale];
    canvas.getContext('2d').drawImage(whole, (PREVIEW - width) / 2, (PREVIEW - height) / 2, width, height);
    whole.close();
  } catch { canvas.remove(); }
};

const chip = (form, file, at) => {
  const item = document.createElement('li');
  if (file.type.startsWith('image/')) {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    item.append(canvas);
    draw(canvas, file);
  }
  const name = document.createElement('bdi');
  name.className = 'clip';
  name.textContent = file.name;
  const out = document.createElement('button');
  out.type = 'button';
  out.className = 'btn quiet icon-only sm';
  out.textContent = '×';
  out.setAttribute('aria-label', say('file_remove', { name: file.name }));
  out.addEventListener('click', () => { set(form, filesOf(form).filter((_, index) => index !== at)); form.elements.text?.focus(); });
  item.append(name, out);
  return item;
};

const set = (form, files) => {
  held.set(keyOf(form), files);
  const carried = new DataTransfer();
  files.forEach(file => carried.items.add(file));
  field(form).files = carried.files;
  const list = form.querySelector('.picked');
  list.replaceChildren(...files.map((file, at) => chip(form, file, at)));
  list.hidden = !files.length;
  complain(form, '');
};

const add = (form, files) => {
  const wanted = [...files];
  const bad = wanted.find(file => !file.size || file.size > LARGEST || (file.type && !KINDS.test(file.type)));
  const together = [...filesOf(form), ...wanted.filter(file => file !== bad)];
  if (bad) {
    const why = !bad.size ? 'file_empty' : bad.size > LARGEST ? 'file_too_large' : 'file_not_allowed';
    set(form, filesOf(form));
    complain(form, say(why, { name: bad.name }));
  } else if (together.length > MOST || together.reduce((sum, file) => sum + file.size, 0) > LARGEST_TOGETHER) {
    set(form, filesOf(form));
    complain(form, say(together.length > MOST ? 'files_too_many' : 'files_too_large'));
  } else set(form, together);
};

const mount = form => {
  if (form.classList.contains('picking')) return;
  form.classList.add('picking');
  const list = document.createElement('ul');
  list.className = 'picked';
  list.hidden = true;
  const refusal = document.createElement('p');
  refusal.className = 'picked-refusal small';
  refusal.setAttribute('role', 'alert');
  refusal.hidden = true;
  const way = document.createElement('progress');
  way.hidden = true;
  way.max = 1;
  way.setAttribute('aria-label', say('file_progress'));
  const words = form.querySelector('textarea');
  const box = words.closest('.composer');
  if (box && form.contains(box)) box.before(list, refusal, way);
  else words.after(list, refusal, way);
  if (filesOf(form).length) set(form, filesOf(form));
  else if (field(form).files.length) add(form, field(form).files); // chosen before this script was there
  field(form).addEventListener('change', () => { const chosen = [...field(form).files]; add(form, chosen); });
  form.addEventListener('paste', event => {
    const { files } = event.clipboardData ?? {};
    if (!files?.length || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    add(form, files);
  });
  form.addEventListener('htmx:xhr:progress', ({ detail }) => {
    if (!filesOf(form).length || !detail.lengthComputable) return;
    way.hidden = false;
    way.value = detail.loaded / detail.total;
  });
  form.addEventListener('htmx:afterRequest', ({ detail }) => {
    way.hidden = true;
    if (detail.elt === form && detail.xhr.status >= 200 && detail.xhr.status < 300) set(form, []);
  });
  form.addEventListener('reset', () => set(form, []));
};

// ---- dropping ------------------------------------------------------------------------------------

const carries = event => event.dataTransfer?.types.includes('Files');
const target = event => {
  const place = event.target.closest?.('[data-drop]');
  return place && [...place.querySelectorAll('form[data-files]')].find(form => form.offsetParent);
};
let over = null;
const mark = form => {
  if (over === form) return;
  over?.classList.remove('dropping');
  over = form;
  over?.classList.add('dropping');
};

document.addEventListener('dragover', event => {
  if (!carries(event)) return;
  event.preventDefault(); // a file that misses must not replace the page
  mark(target(event) ?? null);
});
document.addEventListener('dragleave', event => { if (!event.relatedTarget) mark(null); });
document.addEventListener('drop', event => {
  if (!carries(event)) return;
  event.preventDefault();
  const form = target(event);
  mark(null);
  if (form) add(form, event.dataTransfer.files);
});

onContent(root => within(root, 'form[data-files]').forEach(mount));
