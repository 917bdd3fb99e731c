// Settings that a stylesheet reads, text areas that grow, and sending by Ctrl or Command and Enter.
import { onContent, within } from './page.js';
import { toast } from './toast.js';

const readsAttributes = CSS.supports('inline-size', 'attr(data-p type(<number>), 0)');
const grows = CSS.supports('field-sizing', 'content');

// No inline styles under our CSP: data-p becomes --p here, where the browser can't do it itself.
if (!readsAttributes) {
  const copy = element => element.style.setProperty('--p', element.dataset.p);
  onContent(root => within(root, '[data-p]').forEach(copy));
  new MutationObserver(changes => changes.forEach(change => copy(change.target)))
    .observe(document.body, { subtree: true, attributeFilter: ['data-p'] });
}

if (!grows) {
  const size = area => { area.style.blockSize = 'auto'; area.style.blockSize = `${area.scrollHeight + 2}px`; };
  onContent(root => within(root, '.composer textarea').forEach(size));
  document.addEventListener('input', event => { if (event.target.matches('.composer textarea')) size(event.target); });
}

document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.('.composer, [data-submit-keys]');
  const button = form?.querySelector('[type=submit], button:not([type])');
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A button that is blocked stays reachable and says why.
document.addEventListener('click', event => {
  const button = event.target.closest?.('[aria-disabled=true]');
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button.title) toast(button.title);
}, true);

const LONGEST_MS = 10000; // a download never reports back, so no button stays busy for ever
const busy = button => {
  button.setAttribute('aria-busy', 'true');
  setTimeout(() => button.removeAttribute('aria-busy'), LONGEST_MS);
};

// One submission at a time; the button shows that it is under way.
document.addEventListener('submit', event => {
  const button = event.submitter;
  if (!button) return;
  if (button.getAttribute('aria-busy') === 'true') { event.preventDefault(); event.stopImmediatePropagation(); return; }
  setTimeout(() => { if (!event.defaultPrevented || event.target.matches('[hx-post], [hx-put], [hx-delete], [hx-patch]')) busy(button); });
}, true);
document.addEventListener('htmx:afterRequest', event => {
  within(event.detail.elt, '[aria-busy=true]').forEach(button => button.removeAttribute('aria-busy'));
});
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  document.querySelectorAll('button[aria-busy=true]').forEach(button => button.removeAttribute('aria-busy'));
});

// What is wider than its window opens where data-open-at points, and stays where the reader moved it when it is drawn anew.
const SHARE_BEFORE = .6;
const moved = new Map();
onContent(root => within(root, '[data-open-at]').forEach(plot => {
  const mark = plot.querySelector(plot.dataset.openAt);
  if (mark) plot.scrollLeft += mark.getBoundingClientRect().left - plot.getBoundingClientRect().left - plot.clientWidth * SHARE_BEFORE;
  if (moved.has(plot.dataset.openAt)) plot.scrollLeft = moved.get(plot.dataset.openAt);
  plot.addEventListener('scrollend', () => moved.set(plot.dataset.openAt, plot.scrollLeft), { passive: true });
}));

// A conversation opens at its end, and stays there while someone reads the end.
const NEAR_PX = 80;
onContent(root => within(root, '[data-stick=end]').forEach(log => {
  if (log.stuck) return;
  log.stuck = true;
  let atEnd = true;
  const follow = () => { if (atEnd) log.scrollTop = log.scrollHeight; };
  log.addEventListener('scroll', () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX; }, { passive: true });
  new MutationObserver(follow).observe(log, { childList: true, subtree: true });
  follow();
}));
