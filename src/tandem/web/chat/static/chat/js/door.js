// The widget's door: ask the page around the frame who is there, prove it to the house, then become the chat.
// A signed-in customer's token is never stored: their proof is given anew on every page, and signing out ends it.
import { recall } from './storage.js';

const PATIENCE_MS = 3000;
const { brand, origins, page, identity } = document.documentElement.dataset;
const allowed = new Set([...origins.split(' ').filter(Boolean), location.origin]);

const askHost = () => new Promise(resolve => {
  if (window.parent === window) { resolve({}); return; }
  const hear = event => {
    if (event.source !== window.parent || !allowed.has(event.origin) || event.data?.tandem !== 'identity') return;
    removeEventListener('message', hear);
    window.tandemHost = event.origin;
    window.tandemShown = event.data.shown !== false;
    resolve(event.data);
  };
  addEventListener('message', hear);
  window.parent.postMessage({ tandem: 'hello' }, '*'); // says nothing but that we are here
  setTimeout(() => resolve({}), PATIENCE_MS);
});

const prove = async ({ externalId, proof, name, email }) => {
  const values = { external_id: externalId, proof: proof ?? '', name: name ?? '', email: email ?? '' };
  const answer = await fetch(identity, { method: 'POST', headers: { Authorization: 'Visitor -' }, body: new URLSearchParams(values), credentials: 'omit' });
  if (answer.status >= 500) throw new Error(String(answer.status));
  if (!answer.ok) console.warn('Tandem: data-proof does not prove data-external-id. The customer is helped as a visitor.');
  return answer.headers.get('X-Visitor') ?? '';
};

const open = async () => {
  const host = await askHost();
  const proven = host.externalId ? await prove(host) : '';
  const key = `tandem-visitor-${brand}`;
  const token = proven || recall(key) || host.carried || '';
  window.tandemVisitor = { key, stored: !proven };
  const answer = await fetch(page + location.search, { headers: { Authorization: `Visitor ${token || '-'}`, Accept: 'text/html' }, credentials: 'omit' });
  if (answer.status >= 500) throw new Error(String(answer.status));
  const html = await answer.text();
  document.open();
  document.write(html);
  document.close();
};

const start = () => open().catch(() => {
  document.getElementById('waiting').hidden = true;
  document.getElementById('failed').hidden = false;
});

document.getElementById('again').addEventListener('click', () => location.reload());
start();
