// A swap that keeps what has not changed: pieces with an id and a data-v stay as they are (with what was typed in
// them), changed ones are replaced, and [data-keys] containers are looked into. So live changes end where a fresh read would.

const keyOf = element => element.id;

const reconcile = (old, fresh, born) => {
  for (const { name, value } of fresh.attributes) {
    if (name.startsWith('data-') && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const have = new Map([...old.children].map(child => [keyOf(child), child]));
  const kept = new Set();
  const wanted = [...fresh.children].map(child => {
    const twin = have.get(keyOf(child));
    if (twin?.hasAttribute('data-keys')) { reconcile(twin, child, born); kept.add(twin); return twin; }
    if (twin && twin.dataset.v === child.dataset.v) { kept.add(twin); return twin; }
    born.push(child);
    return child;
  });
  [...old.children].forEach(child => { if (!kept.has(child)) child.remove(); });
  let next = old.firstElementChild;
  wanted.forEach(child => {
    if (child === next) next = next.nextElementSibling;
    else old.insertBefore(child, next);
  });
};

htmx.defineExtension('keyed', {
  isInlineSwap: () => false,
  handleSwap: (style, target, fragment) => {
    const fresh = fragment.firstElementChild;
    if (style !== 'keyed' || !fresh) return false;
    const focused = document.activeElement?.id;
    const born = [];
    reconcile(target, fresh, born);
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
    return born;
  },
});
