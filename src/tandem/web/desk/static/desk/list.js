// The list: the number in the title, new offers said aloud, and no swap under an open menu.
const SWAPPED = ['list', 'suggestion'];
const EDITED = ['matter', 'guides']; // parts with forms: what somebody is filling in is not swapped away from under them
const announce = document.getElementById('announce');
const said = new Set([...document.querySelectorAll('[data-offer]')].map(offer => offer.dataset.offer));
const bare = document.title.replace(/^\(\d+\) /, '');

const look = () => {
  const waiting = Number(document.getElementById('desk-head')?.dataset.waiting ?? 0);
  document.title = waiting ? `(${waiting}) ${bare}` : bare;
  document.querySelectorAll('[data-offer]').forEach(offer => {
    if (said.has(offer.dataset.offer)) return;
    said.add(offer.dataset.offer);
    if (announce) announce.textContent = offer.dataset.said;
  });
};

const holdsOpenMenu = element => element?.matches?.(':popover-open') || Boolean(element?.querySelector?.(':popover-open'));

const isFilledIn = part => part.contains(document.activeElement) && Boolean(document.activeElement.closest('form, details[open]'));
const isReadFirst = part => Boolean(part.querySelector('[role=alert]')); // why a deed was refused stays until the next deed

document.addEventListener('htmx:beforeSwap', event => {
  const { target, requestConfig, xhr } = event.detail;
  if (target?.id === 'matter' && xhr.status === 409) Object.assign(event.detail, { shouldSwap: true, isError: false }); // a colleague was quicker: what they said, and why
  if (SWAPPED.includes(target?.id) && holdsOpenMenu(target)) event.detail.shouldSwap = false;
  if (EDITED.includes(target?.id) && requestConfig?.verb === 'get' && (isFilledIn(target) || isReadFirst(target))) event.detail.shouldSwap = false;
});
document.addEventListener('htmx:oobBeforeSwap', event => {
  if (holdsOpenMenu(event.detail.target)) event.detail.shouldSwap = false;
});
document.addEventListener('toggle', event => {
  if (event.newState === 'closed' && event.target.closest?.('#inbox')) document.body.dispatchEvent(new CustomEvent('desk-changed'));
}, true);

// A menu that did its deed closes, whatever the answer.
document.addEventListener('htmx:afterRequest', event => event.detail.elt.closest?.('[popover]')?.hidePopover?.());

document.addEventListener('htmx:afterSettle', look);
document.addEventListener('htmx:oobAfterSwap', look);
look();
