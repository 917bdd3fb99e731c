// Dialogs, drawers and menus: native elements, opened by data-open, closed by data-close.
import { onClick } from './page.js';

onClick('[data-open]', button => {
  const target = document.querySelector(button.dataset.open);
  button.closest('[popover]')?.hidePopover();
  if (target?.showModal) {
    if (!target.open) target.showModal();
  } else {
    target?.classList.toggle('open');
    if (target?.classList.contains('open')) target.querySelector('button, a, input')?.focus();
  }
});

onClick('[data-close]', button => {
  const dialog = button.closest('dialog');
  if (dialog) dialog.close();
  else button.closest('.open')?.classList.remove('open');
});

// A click on the backdrop closes, as Escape does.
document.addEventListener('click', event => {
  if (event.target.matches?.('dialog[open]')) event.target.close();
});

// Desk on a phone: list or thread.
onClick('[data-view-to]', button => {
  const desk = button.closest('.desk');
  if (desk) desk.dataset.view = button.dataset.viewTo;
});

// Chat: data-to moves between what is shown, such as the queue and the survey.
onClick('[data-to]', button => {
  const states = button.closest('[data-state]');
  if (states) states.dataset.state = button.dataset.to;
});

// Browsers without anchor positioning: put the menu beneath its button.
if (!CSS.supports('position-area', 'block-end')) {
  let invoker = null;
  onClick('[popovertarget]', button => { invoker = button; });
  document.addEventListener('toggle', event => {
    const menu = event.target;
    if (event.newState !== 'open' || !menu.matches('.menu') || !invoker) return;
    const from = invoker.getBoundingClientRect();
    const below = from.bottom + menu.offsetHeight < innerHeight;
    const start = Math.min(from.left, innerWidth - menu.offsetWidth - 8);
    menu.style.position = 'fixed';
    menu.style.left = `${Math.max(8, start)}px`;
    menu.style.top = `${below ? from.bottom : Math.max(8, from.top - menu.offsetHeight - 8)}px`;
  }, true);
}
