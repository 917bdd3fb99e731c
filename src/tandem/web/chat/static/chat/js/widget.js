// <script src="https://…/chat/widget.js" data-brand="…" [data-external-id data-proof data-name data-email] async></script>
// Fetches the brand's launcher from where this script came from.
(() => {
  'use strict';
  const tag = document.currentScript;
  const { brand } = tag.dataset;
  if (!/^[-\w]+$/.test(brand ?? '')) { console.error('Tandem: name the brand in data-brand.'); return; }
  const launcher = document.createElement('script');
  launcher.src = new URL(`${brand}/launcher.js?lang=${document.documentElement.lang}`, tag.src).href;
  Object.assign(launcher.dataset, tag.dataset);
  launcher.nonce = tag.nonce;
  launcher.async = true;
  const add = () => document.head.append(launcher);
  if (document.body) add(); else addEventListener('DOMContentLoaded', add);
})();
