// The widget's launcher on any site: a round button, and a frame that holds the chat. Styles live in a shadow root by
// adopted style sheets, so the site's own styles and its policy for them do not matter. Called with `tandem`:
// {origin, brand, frame, accent, ink, words: {open, close, title}} and what the script tag said.
(tandem, tag) => {
  'use strict';
  if (document.querySelector(`tandem-help[data-brand="${tandem.brand}"]`)) return;
  const memory = `tandem-${tandem.brand}`;
  const recall = (part = '') => { try { return sessionStorage.getItem(memory + part) ?? ''; } catch { return ''; } };
  const remember = (value, part = '') => { try { sessionStorage.setItem(memory + part, value); } catch { /* then the next page begins anew */ } };

  const styles = `
    :host { all: initial; }
    button { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; inline-size: 56px; block-size: 56px;
      display: grid; place-items: center; padding: 0; border: 0; border-radius: 50%; color: ${tandem.ink}; background: ${tandem.accent};
      box-shadow: 0 4px 14px rgb(0 0 0 / .22); cursor: pointer; }
    button:hover { filter: brightness(.92); }
    button:focus-visible { outline: 3px solid ${tandem.accent}; outline-offset: 3px; }
    svg { inline-size: 26px; block-size: 26px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 20px; block-size: 20px; padding: 0 6px; box-sizing: border-box;
      font: 600 12px/20px system-ui, sans-serif; text-align: center; color: #fff; background: #b3261e; border-radius: 10px; }
    .panel { position: fixed; inset-block-end: 88px; inset-inline-end: 20px; z-index: 2147483001; inline-size: 392px; max-inline-size: calc(100vw - 40px);
      block-size: min(672px, calc(100dvh - 108px)); overflow: hidden; border-radius: 16px; background: Canvas; color-scheme: light dark;
      box-shadow: 0 18px 48px rgb(0 0 0 / .28), 0 0 0 1px rgb(128 128 128 / .25); }
    [hidden] { display: none; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    @media (max-width: 480px) { .panel { inset: 0; inline-size: auto; max-inline-size: none; block-size: 100dvh; border-radius: 0; } }`;

  const host = document.createElement('tandem-help');
  host.dataset.brand = tandem.brand;
  host.dir = document.documentElement.dir || 'ltr';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };
  const NS = 'http://www.w3.org/2000/svg';
  const sign = document.createElementNS(NS, 'svg');
  sign.setAttribute('viewBox', '0 0 20 20');
  sign.setAttribute('aria-hidden', 'true');
  const stroke = document.createElementNS(NS, 'path');
  stroke.setAttribute('d', 'M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14H9l-4 3v-3H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4z');
  sign.append(stroke);

  const badge = make('span', { class: 'badge', hidden: '' });
  const button = make('button', { type: 'button', 'aria-expanded': 'false', 'aria-label': tandem.words.open, title: tandem.words.open }, sign, badge);
  const panel = make('div', { class: 'panel', role: 'dialog', 'aria-label': tandem.words.title, hidden: '' });
  root.append(button, panel);
  let frame = null;

  let heard = false; // until it speaks, the frame is an empty page of another origin
  let carried = recall('-visitor');
  const say = message => { if (heard) frame.contentWindow.postMessage(message, tandem.origin); };
  const load = () => {
    if (frame) return;
    frame = make('iframe', { src: tandem.frame, title: tandem.words.title });
    panel.append(frame);
  };
  const show = (open, { focus = true } = {}) => {
    if (open) load();
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    button.setAttribute('aria-label', open ? tandem.words.close : tandem.words.open);
    remember(open ? 'open' : recall() && 'used');
    say({ tandem: 'shown', shown: open });
    if (!focus) return;
    if (open) frame.focus(); else button.focus();
  };
  const count = number => {
    badge.hidden = !number || !panel.hidden;
    badge.textContent = number > 9 ? '9+' : String(number || '');
    if (!badge.hidden) button.setAttribute('aria-label', `${tandem.words.open} (${number})`);
  };

  button.addEventListener('click', () => show(panel.hidden));
  root.addEventListener('keydown', event => { if (event.key === 'Escape' && !panel.hidden) show(false); });
  addEventListener('message', event => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== tandem.origin) return;
    const { tandem: kind } = event.data ?? {};
    if (kind === 'hello') {
      heard = true;
      say({ tandem: 'identity', externalId: tag.externalId, proof: tag.proof, name: tag.name, email: tag.email, carried, shown: !panel.hidden });
    } else if (kind === 'keep' && typeof event.data.token === 'string') { carried = event.data.token; remember(carried, '-visitor'); }
    else if (kind === 'used') remember(panel.hidden ? 'used' : 'open');
    else if (kind === 'unread') count(Number(event.data.count) || 0);
    else if (kind === 'close' && !panel.hidden) show(false);
  });

  document.body.append(host);
  if (recall() === 'open' && innerWidth > 480) show(true, { focus: false });
  else if (recall()) load(); // a chat goes on: the badge needs its frame
}
